"""Weights that were learned are proposed with what they would change, and carry the two people who approved them."""

from datetime import date
from pathlib import Path

import pytest
from alliance import Alliance
from django.core.exceptions import PermissionDenied, ValidationError

from guildmark import api
from guildmark.assessment import read_weights
from guildmark.assessment.learned import require_active
from guildmark.hub.events.models import Event
from guildmark.hub.registry.models import WeightsFile
from guildmark.hub.registry.weights import WEIGHTS, propose_weights, signed_text
from guildmark.lab.weights_file import write_weights
from guildmark.records import InputError

pytestmark = pytest.mark.django_db
LIGHT = "weights:\n  mark_in_text: {db: 1.0}\n"


def learned(tmp_path: Path) -> str:
    """A file as `guildmark learn` writes one."""
    document = {
        "weights": {"mark_in_text": {"db": 9.5, "measured_on": ["local decisions"]}},
        "learned": {"on": date(2026, 3, 1), "run": "a" * 32},
        "made_active_by": [],
    }
    write_weights(tmp_path / "weights.yaml", document)
    return (tmp_path / "weights.yaml").read_text("utf-8")


def test_learned_weights_carry_who_approved_them_here_and_nobody_else(alliance: Alliance, tmp_path: Path) -> None:
    lead, other = alliance.actor(alliance.bazaar), alliance.actor(alliance.bazaar, "senior reviewer")
    file = propose_weights("march.yaml", learned(tmp_path), by=lead)
    WEIGHTS.approve(file, by=lead)
    signed = tmp_path / "signed.yaml"
    signed.write_text(signed_text(file), "utf-8")
    with pytest.raises(InputError, match="alone"):
        require_active("march.yaml", read_weights(signed).learned)
    WEIGHTS.approve(file, by=other)
    signed.write_text(signed_text(file), "utf-8")
    weights = read_weights(signed)
    require_active("march.yaml", weights.learned)
    assert weights.learned is not None
    assert {one.name for one in weights.learned.signatures} == {str(lead.id), str(other.id)}
    assert weights.db == {"mark_in_text": 9.5}


def test_weights_count_only_after_two_different_people_of_the_marketplace_said_yes(alliance: Alliance) -> None:
    lead, other = alliance.actor(alliance.bazaar), alliance.actor(alliance.bazaar, "senior reviewer")
    file = propose_weights("w.yaml", LIGHT, by=lead)
    for command in (WEIGHTS.activate, WEIGHTS.retire):
        with pytest.raises(ValidationError):
            command(file, by=lead)
    WEIGHTS.approve(file, by=lead)
    with pytest.raises(ValidationError, match="Another person"):
        WEIGHTS.approve(file, by=lead)
    with pytest.raises(ValidationError, match="Two people"):
        WEIGHTS.activate(file, by=lead)
    with pytest.raises(WeightsFile.DoesNotExist):
        WEIGHTS.approve(file, by=alliance.actor(alliance.souk))
    with pytest.raises(PermissionDenied):
        WEIGHTS.approve(file, by=alliance.actor(alliance.bazaar, "reviewer"))
    WEIGHTS.approve(file, by=other)
    WEIGHTS.activate(file, by=other)
    following = propose_weights("w2.yaml", LIGHT, by=lead)
    WEIGHTS.approve(following, by=lead)
    WEIGHTS.approve(following, by=other)
    WEIGHTS.activate(following, by=lead)
    assert WeightsFile.objects.get(pk=file.pk).retired_at is not None
    with pytest.raises(ValidationError, match="made active already"):
        WEIGHTS.activate(file, by=lead)
    kinds = list(Event.objects.filter(subject=file.pk).order_by("id").values_list("kind", flat=True))
    assert kinds == ["weights.proposed", "weights.approved", "weights.approved", "weights.active"]


def test_what_would_change_is_worked_out_from_a_finished_run(alliance: Alliance, tmp_path: Path) -> None:
    rights = tmp_path / "rights.csv"
    rights.write_text("right_id,holder,kind,mark,goods\norvane,Orvane,trademark,ORVANE,bags\n")
    listings = tmp_path / "listings.csv"
    listings.write_text(
        "listing_id,title,price,currency\n"
        "1,ORVANE bag replica 1:1 AAA grade mirror quality,20,EUR\n"
        "2,plain bag,20,EUR\n"
    )
    run = api.scan(listings, rights, out=tmp_path / "out", workers=1).folder
    file = propose_weights("w.yaml", LIGHT, by=alliance.actor(alliance.bazaar), run=run)
    assert sum(file.whatif["before"].values()) == sum(file.whatif["after"].values()) == 1
    assert file.whatif["after"]["clear"] == 1
    assert [move["before"] for move in file.whatif["moves"] if move["kind"] == "all"] == ["review"]


@pytest.mark.parametrize(
    "text", ["weights:\n  no_such: {db: 1}\n", "- a\n", "weights: {mark_in_text: {db: 99}}\n", "\ud800", "a: \x00\n"]
)
def test_a_file_that_a_scan_would_refuse_is_not_proposed(alliance: Alliance, text: str) -> None:
    with pytest.raises(InputError, match=r"w\.yaml"):
        propose_weights("w.yaml", text, by=alliance.actor(alliance.bazaar))
    assert not WeightsFile.objects.exists()

"""A right is drafted, checked, verified by two people, replaced by its next version, withdrawn and restored."""

import io
from typing import Any

import pytest
from alliance import Alliance
from django.core.exceptions import PermissionDenied, ValidationError
from rights_made import PDF, entry, reverified, verified

from guildmark.hub.events.models import Event, Message
from guildmark.hub.registry.approval import approve, refuse, submit
from guildmark.hub.registry.content import FaultyError
from guildmark.hub.registry.drafts import begin_draft, change_draft, register_right
from guildmark.hub.registry.files import add_files
from guildmark.hub.registry.models import Right, RightVersion
from guildmark.hub.registry.standing import restore, withdraw

pytestmark = pytest.mark.django_db


def kinds_of(right: Right) -> list[str]:
    return list(Event.objects.filter(subject=right.pk).order_by("id").values_list("kind", flat=True))


def test_two_different_people_of_the_secretariat_verify_a_right(alliance: Alliance) -> None:
    right = register_right(entry(), by=alliance.actor(alliance.arvo))
    version = right.versions.get()
    submit(version, by=alliance.actor(alliance.arvo))
    first = alliance.actor(alliance.secretariat)
    approve(version, by=first)
    with pytest.raises(ValidationError, match="approved this already"):
        approve(version, by=first)
    assert Right.objects.get().state == "draft"
    approve(version, by=alliance.actor(alliance.secretariat, "reviewer"))
    right = Right.objects.get()
    assert (right.state, right.current, right.mark) == ("verified", version, "ORVANE")
    assert kinds_of(right) == [
        "right.drafted", "right.submitted", "right.approved", "right.approved", "right.verified",
    ]  # fmt: skip
    assert Event.objects.filter(kind="right.verified").get().versions == {"right": 1}
    with pytest.raises(ValidationError, match="does not wait"):
        approve(version, by=alliance.actor(alliance.secretariat, number=3))


@pytest.mark.parametrize(
    ("who", "role"), [("arvo", "administrator"), ("bazaar", "administrator"), ("secretariat", "observer")]
)
def test_nobody_else_approves_or_refuses(alliance: Alliance, who: str, role: str) -> None:
    right = register_right(entry(), by=alliance.actor(alliance.arvo))
    version = submit(right.versions.get(), by=alliance.actor(alliance.arvo))
    by = alliance.actor(getattr(alliance, who), role)
    with pytest.raises(PermissionDenied):
        approve(version, by=by)
    with pytest.raises(PermissionDenied):
        refuse(version, "no", by=by)


@pytest.mark.parametrize("who", ["brill", "bazaar", "secretariat"])
def test_nobody_but_the_holders_side_changes_a_right(alliance: Alliance, who: str) -> None:
    right = register_right(entry(), by=alliance.actor(alliance.arvo))
    by, draft = alliance.actor(getattr(alliance, who)), right.versions.get()
    for command in (
        lambda: change_draft(draft, entry("OTHER"), by=by),
        lambda: submit(draft, by=by),
        lambda: begin_draft(right, by=by),
        lambda: register_right(entry(), by=by, holder=alliance.arvo),
    ):
        with pytest.raises(PermissionDenied):
            command()
    assert kinds_of(right) == ["right.drafted"]


def test_an_observer_of_the_holder_changes_nothing(alliance: Alliance) -> None:
    with pytest.raises(PermissionDenied):
        register_right(entry(), by=alliance.actor(alliance.arvo, "observer"))


def test_what_was_submitted_stays_as_it_is(alliance: Alliance) -> None:
    right = register_right(entry(), by=alliance.actor(alliance.arvo))
    version, by = right.versions.get(), alliance.actor(alliance.arvo)
    submit(version, by=by)
    with pytest.raises(ValidationError, match="stays as it is"):
        change_draft(version, entry("ORVANE II"), by=by)
    with pytest.raises(ValidationError):
        submit(version, by=by)
    assert begin_draft(right, by=by) == version  # one is open at a time


def test_a_refusal_has_words_reaches_the_holder_and_the_next_version_begins_where_it_was(alliance: Alliance) -> None:
    right = register_right(entry(), by=alliance.actor(alliance.arvo))
    version = submit(right.versions.get(), by=alliance.actor(alliance.arvo))
    with pytest.raises(ValidationError, match="Say why"):
        refuse(version, "  ", by=alliance.actor(alliance.secretariat))
    refuse(version, "The number is another mark's.", by=alliance.actor(alliance.secretariat))
    [mail] = Message.objects.filter(key__startswith="settled:")
    assert "The number is another mark's." in mail.payload["body"]
    event = Event.objects.get(kind="right.refused")
    assert event.note.text == "The number is another mark's."
    draft = begin_draft(right, by=alliance.actor(alliance.arvo))
    assert (draft.number, draft.content) == (2, version.content)


def test_the_next_version_takes_the_place_of_the_one_before_when_it_is_verified(alliance: Alliance) -> None:
    right = verified(alliance, entry())
    draft = begin_draft(right, by=alliance.actor(alliance.arvo))
    change_draft(draft, entry("ORVANE PARIS"), by=alliance.actor(alliance.arvo))
    assert Right.objects.get().mark == "ORVANE"
    right = reverified(alliance, right)
    assert right.mark == "ORVANE PARIS"
    assert list(right.versions.order_by("number").values_list("state", flat=True)) == ["replaced", "verified"]
    assert Event.objects.get(kind="right.changed").data == {"parts": ["mark"]}


def test_a_right_that_nothing_proves_is_not_submitted(alliance: Alliance) -> None:
    content = {key: value for key, value in entry().items() if key != "registrations"}
    right = register_right(content, by=alliance.actor(alliance.arvo))
    with pytest.raises(FaultyError, match="Nothing proves the right"):
        submit(right.versions.get(), by=alliance.actor(alliance.arvo))
    add_files(right.versions.get(), "document", [("proof.pdf", io.BytesIO(PDF))], by=alliance.actor(alliance.arvo))
    assert submit(right.versions.get(), by=alliance.actor(alliance.arvo)).state == "submitted"


def test_a_withdrawn_right_comes_back_as_it_was(alliance: Alliance) -> None:
    right, by = verified(alliance, entry()), alliance.actor(alliance.arvo)
    withdraw(right, by=by)
    with pytest.raises(ValidationError, match="Restore it first"):
        begin_draft(right, by=by)
    with pytest.raises(ValidationError, match="already"):
        withdraw(right, by=by)
    assert restore(right, by=by).state == "verified"
    with pytest.raises(ValidationError, match="not withdrawn"):
        restore(right, by=by)


def test_what_the_secretariat_stops_it_alone_restores(alliance: Alliance) -> None:
    right, by = verified(alliance, entry()), alliance.actor(alliance.secretariat)
    with pytest.raises(ValidationError, match="Say why"):
        withdraw(right, by=by)
    withdraw(right, by=by, note="Invalidated by the office.")
    with pytest.raises(PermissionDenied):
        restore(right, by=alliance.actor(alliance.arvo))
    assert restore(right, by=by).state == "verified"


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        ({"kind": "trade mark"}, "kind", "Did you mean 'trademark'?"),
        ({"mark": ""}, "mark", "the right has no mark"),
        ({"goods": ["bagz"]}, "goods.0", "Did you mean 'bags'?"),
        ({"registrations": [{"office": "Europe", "number": "1"}]}, "registrations.0.office", "WIPO ST.3"),
        (
            {"registrations": [{"office": "EM", "number": "1", "valid_to": "soon"}]},
            "registrations.0.valid_to", "Write it as 2026-11-24",
        ),
        ({"price_floors": [{"goods": "bags", "price": 3, "currency": "EUR"}]}, "price_floors.0", "source and dated"),
        ({"private": ["everything"]}, "private.0", "cannot be private"),
        ({"ships_from": ["Atlantis"]}, "ships_from.0", "is not a country"),
        ({"pictures": ["a" * 64]}, "pictures.0", "no such file"),
        ({"catalogue": "a" * 64}, "catalogue.0", "no such file"),
        ({"catalogue": [{"price": 3, "currency": "EUR"}]}, "catalogue.0", "needs a model"),
        ({"speling": ["x"]}, "speling", "Did you mean 'spellings'?"),
        ({"right_id": "mine"}, "right_id", "The site gives this itself"),
        ({"spellings": ["a\x00b"]}, "spellings", "NUL"),
        ({"spellings": ["\ud800"]}, "spellings", "half of one"),
        ({"extra": {"x" * 2_000: "y"}}, "extra", "Names are shorter"),
        ({"extra": {"x": float("nan")}}, "", "a number that is none"),
        ({"spellings": ["x" * 300_000]}, "", "at most 262,144"),
    ],
)  # fmt: skip
def test_a_bad_value_is_told_with_its_place_and_nothing_is_saved(
    alliance: Alliance, change: dict[str, Any], place: str, reason: str
) -> None:
    by = alliance.actor(alliance.arvo)
    right = register_right(entry(), by=by)
    with pytest.raises(FaultyError) as told:
        change_draft(right.versions.get(), {**entry(), **change}, by=by)
    found = [fault for fault in told.value.faults if fault.place == place]
    assert found, told.value.faults
    assert reason in found[0].reason
    assert "row 0" not in found[0].reason
    assert RightVersion.objects.get().content == entry()
    with pytest.raises(FaultyError):
        register_right({**entry(), **change}, by=by)
    assert Right.objects.count() == 1


def test_a_right_keeps_its_kind(alliance: Alliance) -> None:
    right = register_right(entry(), by=alliance.actor(alliance.arvo))
    with pytest.raises(FaultyError, match="registered as trademark"):
        change_draft(right.versions.get(), entry(kind="design"), by=alliance.actor(alliance.arvo))


def test_codes_say_the_mark_and_tell_nothing_of_others(alliance: Alliance) -> None:
    codes = [register_right(entry(), by=alliance.actor(holder)).code for holder in (alliance.arvo, alliance.brill)]
    assert len(set(codes)) == 2
    assert all(code.startswith("orvane-") for code in codes)
    assert register_right(entry("奥凡"), by=alliance.actor(alliance.arvo)).code.startswith("trademark-")

"""What of a case may be told: its contacts, seller and pictures, chosen one by one and shared alike."""

from typing import Any

import pytest
from alliance import Alliance
from django.core.exceptions import ValidationError
from shared_made import circle

from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.models import Case, Preview, SnapshotPicture
from guildmark.hub.exchange import sharing
from guildmark.hub.exchange.models import Item, ItemVersion
from guildmark.hub.exchange.of_case import proposals, share_of_case
from guildmark.hub.exchange.vouched import vouch
from guildmark.indicators import told_in

pytestmark = pytest.mark.django_db
HASH = "5a3c96e1d20f87b4" * 4
SAID = "Call +44 7700 900123 or 06 12 34 56 78, karen@fakes-karen.com, https://wa.me/447700900123, www.gmail.com"


def infringing(alliance: Alliance, **content: Any) -> Case:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    snapshot = case.found.get().snapshot
    snapshot.content |= {"description": SAID} | content
    snapshot.save()
    Preview.objects.create(organisation=alliance.bazaar, digest="d" * 64, jpeg=b"jpeg", hash=bytes.fromhex(HASH))
    SnapshotPicture.objects.create(snapshot=snapshot, digest="d" * 64, place=0)
    decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer"))
    case.refresh_from_db()
    return case


def test_each_value_is_proposed_with_what_blocks_it(alliance: Alliance) -> None:
    case = infringing(alliance)
    vouch("email", "karen@fakes-karen.com", "a test shop", by=alliance.actor(alliance.secretariat))
    told = {one.written: (one.kind, one.block) for one in proposals(case, by=alliance.actor(alliance.bazaar))}
    assert told["+44 7700 900123"] == ("phone", "")
    assert "any country" in told["06 12 34 56 78"][1]
    assert "a test shop" in told["karen@fakes-karen.com"][1]
    assert told["bazaar: S-1"] == ("seller", "")
    assert told[HASH] == ("picture", "")


def test_a_national_number_is_of_the_one_country_that_the_listing_names(alliance: Alliance) -> None:
    case = infringing(alliance, offered_in=["FR"], ships_from="FR")
    told = {one.written: one for one in proposals(case, by=alliance.actor(alliance.bazaar))}
    number = told["06 12 34 56 78"].indicator
    assert number is not None and number.value == "+33612345678"


def test_the_seller_is_told_by_its_marketplace_alone(alliance: Alliance) -> None:
    case = infringing(alliance)
    assert "seller" not in {one.kind for one in proposals(case, by=alliance.actor(alliance.arvo))}


def test_only_what_was_proven_is_told(alliance: Alliance) -> None:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    with pytest.raises(ValidationError, match="decide the case first"):
        proposals(case, by=alliance.actor(alliance.bazaar))


def test_what_is_chosen_is_shared_alike_and_asked_about_when_unusual(alliance: Alliance) -> None:
    case, by = infringing(alliance), alliance.actor(alliance.bazaar)
    bags = circle(alliance, alliance.bazaar, alliance.souk)
    keys = {one.key for one in proposals(case, by=by) if one.kind in ("phone", "picture")} - {""}
    with pytest.raises(sharing.UnusualError):
        share_of_case(case, keys, "A test purchase", "AMBER", [bags], by=by)
    assert not Item.objects.exists()
    share_of_case(case, keys, "A test purchase", "AMBER", [bags], by=by, meant=True)
    assert {item.title for item in Item.objects.filter(state="shared", tlp="AMBER")} == {"+447700900123", HASH}
    text = " ".join(version.content for version in ItemVersion.objects.all())
    assert str(case.key) not in text and case.listing_id not in text, "nothing else of the case goes along"
    assert {told_in(version.content).why for version in ItemVersion.objects.all()} == {"A test purchase"}


def test_what_is_blocked_or_unknown_cannot_be_chosen(alliance: Alliance) -> None:
    case, by = infringing(alliance), alliance.actor(alliance.bazaar)
    with pytest.raises(ValidationError, match="Choose"):
        share_of_case(case, {"", "no-such-key"}, "Because", "GREEN", [], by=by, meant=True)

"""Known-bad values that programs bring: checked as if told by hand, and nobody learns what others told."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from alliance import Alliance
from django.utils import timezone
from shared_made import circle
from taxii_tools import Tool
from told_values import DOMAIN, HOW, given, of_another_maker, told

from guildmark.hub.exchange import sharing
from guildmark.hub.exchange.models import Item, Sighting
from guildmark.hub.exchange.vouched import vouch
from guildmark.hub.members.models import Organisation
from guildmark.indicators import LIFE, told_in
from guildmark.stix import object_of

pytestmark = pytest.mark.django_db
Tools = Callable[..., Tool]


def messages(answer: Any) -> list[str]:
    """What is said of each object."""
    told = answer.json()
    assert answer.status_code == 202
    return [one["message"] for one in [*told.get("successes", []), *told.get("failures", [])]]


def test_a_value_that_a_member_brings_becomes_its_draft_and_people_share_it(alliance: Alliance, tool: Tools) -> None:
    assert messages(tool(alliance.arvo).post([object_of(given())])) == [
        "kept as a draft, which people of your organisation share"
    ]
    item = Item.objects.get()
    assert (item.kind, item.value_kind, item.title, item.state) == ("indicator", "domain", DOMAIN, "draft")
    assert (item.owner, told_in(item.versions.get().content).why) == (alliance.arvo, HOW)
    sharing.share(item, "GREEN", [], by=alliance.actor(alliance.arvo), meant=True)
    assert [one["name"] for one in tool(alliance.souk).objects()] == [DOMAIN]
    assert Sighting.objects.get().organisation == alliance.arvo


def test_a_value_of_another_maker_becomes_a_draft_that_is_looked_for_a_year_at_most(
    alliance: Alliance, tool: Tools
) -> None:
    one = of_another_maker(f"[domain-name:value = '{DOMAIN}']", valid_until="2090-01-01T00:00:00Z")
    assert messages(tool(alliance.arvo).post([one]))[0].startswith("kept as a draft")
    assert told_in(Item.objects.get().versions.get().content).expires == timezone.now().date() + LIFE


def test_one_s_own_value_that_is_brought_is_its_next_version(alliance: Alliance, tool: Tools) -> None:
    item = told(alliance, alliance.arvo, value=DOMAIN)
    tool(alliance.arvo).post([object_of(given(why="Seen again"))])
    assert [version.number for version in Item.objects.get().versions.order_by("number")] == [1, 2]
    assert Item.objects.get() == item


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (object_of(given("domain", "gmail.com")), "everybody has a mailbox"),
        (object_of(given("text", "Free shipping")), "honest sellers"),
        (object_of(given(value="vouched-for.example")), "our own shop"),
        (object_of(given(expires=date(2026, 11, 1))), "It has expired"),
        (object_of(given(state="recalled")), "taken back by people"),
        (of_another_maker("[ipv4-addr:value = '198.51.100.7']"), "not read here"),
        (of_another_maker("[domain-name:value = 'etsy.com']"), "marketplace"),
    ],
)
def test_what_would_be_refused_by_hand_is_refused_with_its_reason(
    alliance: Alliance, tool: Tools, one: dict[str, Any], why: str
) -> None:
    vouch("domain", "vouched-for.example", "our own shop", by=alliance.actor(alliance.secretariat))
    assert why in messages(tool(alliance.arvo).post([one]))[0]
    assert not Item.objects.exists()


def test_who_brings_an_object_learns_nothing_of_another_who_brought_it(
    alliance: Alliance, tool: Tools, north: Organisation
) -> None:
    """The same object of a public feed, or of another member, whatever became of it."""
    other_maker = of_another_maker(f"[domain-name:value = '{DOMAIN}']")
    theirs = told(alliance, alliance.brill, "AMBER", [circle(alliance, alliance.brill)], value=DOMAIN)
    hidden = object_of(given(key=theirs.pk))
    said = [
        [messages(tool(who).post([one])) for who in (alliance.arvo, alliance.souk)] for one in (other_maker, hidden)
    ]
    assert said[0][0] == said[0][1] == said[1][0] == said[1][1]
    east = Organisation.objects.create(kind="alliance", name="Alliance East")
    said = [[messages(tool(who).post([one])) for who in (north, east)] for one in (other_maker, hidden)]
    assert said[0][0] == said[0][1] == said[1][0] == said[1][1] == ["waits for the secretariat"]
    brought = {UUID(one["id"].partition("--")[2]) for one in (other_maker, hidden)}
    assert brought & set(Item.objects.exclude(owner=alliance.brill).values_list("pk", flat=True)) == set()
    assert Counter(Item.objects.filter(title=DOMAIN).values_list("owner__name", flat=True)) == {
        "Brill": 1, "Arvo": 1, "Souk": 1, "Alliance North": 2, "Alliance East": 2,
    }  # fmt: skip


def test_a_value_whose_id_is_a_members_stands_apart_and_is_followed(
    alliance: Alliance, tool: Tools, north: Organisation
) -> None:
    one = given(key=told(alliance, alliance.brill).pk)
    tool(north).post([object_of(one)])
    assert Item.objects.get(owner=north).pk != one.id
    sharing.relay(Item.objects.get(owner=north), by=alliance.actor(alliance.secretariat))
    tool(north).post([object_of(replace(one, modified=given(day=2).modified, state="recalled"))])
    assert Item.objects.get(owner=north).state == "recalled"
    assert Item.objects.get(owner=alliance.brill).state == "shared"


def test_what_another_alliance_brings_waits_for_the_secretariat_and_is_then_followed(
    alliance: Alliance, tool: Tools, north: Organisation
) -> None:
    theirs, one, reader = tool(north), given(), tool(alliance.souk)
    assert messages(theirs.post([object_of(one)])) == ["waits for the secretariat"]
    item = Item.objects.get()
    assert (item.state, item.owner, item.title) == ("handed", north, DOMAIN)
    sharing.relay(item, by=alliance.actor(alliance.secretariat))
    assert messages(theirs.post([object_of(given(key=one.id, day=2, why="Seen again"))])) == ["shared"]
    assert [one["description"] for one in reader.objects()] == ["Seen again"]
    assert messages(theirs.post([object_of(given(key=one.id, day=3, state="recalled"))])) == ["recalled"]
    [gone] = reader.objects()
    assert gone["revoked"] and Item.objects.get().state == "recalled"


def test_an_indicator_keeps_its_value_for_good(alliance: Alliance, tool: Tools, north: Organisation) -> None:
    one = given()
    tool(north).post([object_of(one)])
    sharing.relay(Item.objects.get(), by=alliance.actor(alliance.secretariat))
    [why] = messages(tool(north).post([object_of(given("domain", "another.example", key=one.id, day=2))]))
    assert "This id is taken" in why and Item.objects.get().title == DOMAIN


def test_a_value_that_is_good_here_is_not_taken_from_another_alliance(
    alliance: Alliance, tool: Tools, north: Organisation
) -> None:
    vouch("domain", DOMAIN, "our own shop", by=alliance.actor(alliance.secretariat))
    [why] = messages(tool(north).post([object_of(given())]))
    assert "our own shop" in why and not Item.objects.exists()


def test_what_one_member_alone_vouches_for_is_told_to_nobody_else(
    alliance: Alliance, tool: Tools, north: Organisation
) -> None:
    vouch("domain", DOMAIN, "our own shop", by=alliance.actor(alliance.brill))
    for who in (alliance.arvo, north):
        assert "our own shop" not in messages(tool(who).post([object_of(given(key=uuid4()))]))[0]

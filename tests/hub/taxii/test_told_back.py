"""What came of a tactic goes back to the site that shared it: false alarms at once, weeks once they are over."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from alliance import Alliance
from django.test import Client
from django.utils import timezone
from north_site import AUTHOR, FIRST, North, peer_of
from shared_made import as_if_shared, hit_case, shared, tactic_text
from stix2validator import validate_instance
from taxii_tools import Tool

from guildmark.hub.events.models import Message
from guildmark.hub.exchange.hold import set_hold
from guildmark.hub.exchange.letter import write_letters
from guildmark.hub.exchange.models import CountedWeek, Item, Sighting, Use
from guildmark.hub.exchange.sharing import let_go
from guildmark.hub.exchange.sightings import sight, tell_false_alarm
from guildmark.hub.exchange.weekly import weeks_over
from guildmark.hub.members.models import Organisation
from guildmark.hub.taxii.following import keep_up
from guildmark.hub.taxii.models import Peer, Telling
from guildmark.hub.taxii.pulling import pull
from guildmark.stix import COUNTS, Counted, Shared, Sighted, identity_of, object_of, sighting_of
from guildmark.tactics import parse_tactic

pytestmark = pytest.mark.django_db
NONE = dict.fromkeys(("hits", "acted", "upheld", "wrong", "overturned", "first"), (0, "rounded"))


def theirs(day: int = 1, **more: Any) -> Shared:
    """A tactic that another alliance's site gives."""
    text = tactic_text(key=UUID("7d1f7a43-6d0f-4b6c-9a59-0f3c6a1b9c11"))
    at = datetime(2026, 3, day, tzinfo=UTC)
    return Shared(parse_tactic("x", text).id, "tactic", day, "Price in chat", text, "GREEN", AUTHOR, FIRST, at, **more)


def pulled(other: North, *more: Shared) -> Item:
    """It, after it was pulled here."""
    other.add(identity_of(AUTHOR), *(object_of(one) for one in (theirs(), *more)))
    pull(peer_of(other))
    return Item.objects.get()


def use_of(alliance: Alliance, item: Item) -> Use:
    return Use.objects.create(
        item=item, organisation=alliance.bazaar, version=item.current, mode="act", db=5.0
    )  # fmt: skip


def week_told(item: Item, **figures: tuple[int | None, str]) -> dict[str, Any]:
    """A week that is over, as another alliance's site tells it."""
    week = weeks_over(timezone.now())[-1]
    told = Sighted(
        UUID(int=77, version=4), f"indicator--{item.pk}", "seen", datetime(2026, 5, 1, tzinfo=UTC), "AMBER",
        author=AUTHOR, counted=Counted(week, NONE | figures),
    )  # fmt: skip
    return sighting_of(told)


def test_a_false_alarm_is_told_to_the_site_that_shared_it_and_nothing_of_the_listing(
    alliance: Alliance, other: North
) -> None:
    item = pulled(other)
    use = use_of(alliance, item)
    secret = "Orvane tote of Aunt Beryl"
    case = hit_case(alliance.case(alliance.bazaar, alliance.right(alliance.arvo), "L-secret", title=secret), item)
    tell_false_alarm(item, case, by=alliance.actor(alliance.bazaar, "senior reviewer"), give_example=True)
    use.refresh_from_db()
    assert use.mode == "shadow"  # it stops here at once
    assert keep_up() == 1
    [opinion] = [one for one in other.brought if one["type"] == "opinion"]
    assert (opinion["opinion"], opinion["object_refs"]) == ("strongly-disagree", [f"indicator--{item.pk}"])
    told = json.dumps(other.brought)
    assert not any(one in told for one in (secret, "Beryl", "L-secret", str(case.key), "Bazaar"))
    assert not Telling.objects.exists()
    Peer.objects.update(due_at=FIRST)
    keep_up()
    assert len([one for one in other.brought if one["type"] == "opinion"]) == 1


def test_what_could_not_be_told_waits_until_it_can(alliance: Alliance, other: North) -> None:
    item = pulled(other)
    sight(item, "seen", by=alliance.actor(alliance.souk))
    other.answers = lambda path: (503, b"")
    keep_up()
    assert "503" in Peer.objects.get().problem and Telling.objects.count() == 1
    other.answers = lambda path: None
    Peer.objects.update(due_at=FIRST)
    keep_up()
    assert [one["type"] for one in other.brought if one["type"] == "sighting"] == ["sighting"]
    assert (Peer.objects.get().problem, Telling.objects.count()) == ("", 0)


def test_a_site_whose_key_takes_nothing_is_pulled_from_all_the_same(alliance: Alliance, other: North) -> None:
    item = pulled(other)
    sight(item, "seen", by=alliance.actor(alliance.souk))
    other.takes = False
    other.add(object_of(theirs(2, held=True)))
    keep_up()
    item.refresh_from_db()
    peer = Peer.objects.get()
    assert (item.held_at is None, peer.failures, Telling.objects.count()) == (False, 0, 1)
    assert "may not bring anything" in peer.problem


def test_a_false_alarm_from_another_site_holds_it_here_and_in_the_feed_until_its_author_answers(
    alliance: Alliance, north: Organisation, tool: Callable[..., Tool]
) -> None:
    item = shared(alliance, alliance.arvo)
    use, theirs_too = use_of(alliance, item), tool(north)
    alarm = Sighted(UUID(int=5, version=4), f"indicator--{item.pk}", "false alarm", FIRST, "AMBER", author=AUTHOR)
    for _ in range(2):  # bringing it again changes nothing
        assert theirs_too.post([sighting_of(alarm)]).json()["success_count"] == 1
    use.refresh_from_db(), item.refresh_from_db()
    assert (use.mode, use.stopped_why, item.held_at is None) == ("shadow", "false alarm", False)
    assert Sighting.objects.filter(kind="false alarm", organisation=north).count() == 1
    [given] = tool(alliance.souk).objects()
    assert [one["held"] for one in given["extensions"].values()] == [True]
    let_go(item, "The word was too common: see version 2.", by=alliance.actor(alliance.arvo))
    [given] = tool(alliance.souk).objects()
    assert ["held" in one for one in given["extensions"].values()] == [False]


def test_a_members_program_cannot_tell_a_false_alarm_nor_count_weeks(
    alliance: Alliance, tool: Callable[..., Tool]
) -> None:
    item = as_if_shared(alliance.arvo)
    alarm = Sighted(UUID(int=5, version=4), f"indicator--{item.pk}", "false alarm", FIRST, "AMBER", author=AUTHOR)
    told = tool(alliance.bazaar).post([sighting_of(alarm), week_told(item, hits=(40, "rounded"))]).json()
    assert (told["success_count"], told["failure_count"]) == (0, 2)
    assert not Sighting.objects.exists() and not CountedWeek.objects.exists()


def test_what_is_held_where_it_comes_from_stops_here_and_may_go_on_when_that_says_so(
    alliance: Alliance, other: North
) -> None:
    item = pulled(other)
    use = use_of(alliance, item)
    other.add(object_of(theirs(2, held=True)))
    pull(Peer.objects.get())
    use.refresh_from_db(), item.refresh_from_db()
    assert (use.mode, item.held_at is None, item.versions.count()) == ("shadow", False, 1)
    other.add(object_of(theirs(3)))
    pull(Peer.objects.get())
    item.refresh_from_db()
    assert (item.held_at, item.versions.count()) == (None, 1)


def test_what_its_authors_site_said_before_it_heard_of_a_false_alarm_lets_nothing_go(
    alliance: Alliance, other: North
) -> None:
    item = pulled(other)
    set_hold(item, held=True, by=alliance.actor(alliance.bazaar))
    other.add(object_of(theirs(2)))
    pull(Peer.objects.get())
    item.refresh_from_db()
    assert item.held_at is not None
    other.add(object_of(theirs(3, held=True)), object_of(theirs(4)))
    pull(Peer.objects.get())
    item.refresh_from_db()
    assert item.held_at is None, "it heard of it, and its author answered"


def test_a_week_that_cannot_be_is_not_counted(
    alliance: Alliance, north: Organisation, tool: Callable[..., Tool]
) -> None:
    item = as_if_shared(alliance.arvo)
    weeks = [weeks_over(timezone.now())[0] - timedelta(days=70), weeks_over(timezone.now())[-1] + timedelta(days=21)]
    for week in weeks:
        told = week_told(item, hits=(40, "rounded"))
        [name] = told["extensions"]
        told["extensions"][name]["week"] = week.isoformat()
        assert "counted from when it was shared" in tool(north).post([told]).json()["failures"][0]["message"]
    assert not CountedWeek.objects.exists()


def test_a_week_is_told_once_it_is_over_small_counts_not_at_all(alliance: Alliance, other: North) -> None:
    item = pulled(other)
    week = weeks_over(timezone.now())[-1]
    when = datetime.combine(week + timedelta(days=1), time(), UTC)
    for number in range(12):
        decided = {"state": "decided", "outcome": "infringing" if number < 9 else "not", "decided_at": when}
        case = alliance.case(
            alliance.bazaar, alliance.right(alliance.arvo), f"L-{number}", decided_by=item.pk, **decided
        )
        hit_case(case, item, at=when)
    hit_case(alliance.case(alliance.bazaar, alliance.right(alliance.arvo), "L-now"), item)  # this week: not yet
    keep_up()
    [told] = [one for one in other.brought if one["type"] == "sighting"]
    assert (told["count"], told["summary"]) == (10, True)
    [counted] = told["extensions"].values()
    assert counted["week"] == week.isoformat()
    assert counted["figures"] | {"first": None} == {
        "hits": {"state": "rounded", "value": 10}, "acted": {"state": "rounded", "value": 0},
        "upheld": {"state": "rounded", "value": 10}, "wrong": {"state": "small"},
        "overturned": {"state": "rounded", "value": 0}, "first": None,
    }  # fmt: skip
    assert "Bazaar" not in json.dumps(other.brought)
    Peer.objects.update(due_at=FIRST)
    keep_up()
    assert len([one for one in other.brought if one["type"] == "sighting"]) == 1


def test_the_author_reads_on_the_page_and_in_the_letter_what_its_tactic_caught_at_another_site(
    alliance: Alliance, north: Organisation, tool: Callable[..., Tool]
) -> None:
    item = as_if_shared(alliance.arvo)
    told = week_told(item, hits=(40, "rounded"), upheld=(35, "rounded"), wrong=(None, "small"))
    for _ in range(2):
        assert tool(north).post([COUNTS, told]).json()["failure_count"] == 0
    assert CountedWeek.objects.get().organisation == north
    assert sorted(Sighting.objects.values_list("kind", flat=True)) == ["false alarm", "seen"]
    item.refresh_from_db()
    assert item.held_at is None  # a wrong case among many is no alarm
    client = Client()
    client.force_login(alliance.person(alliance.arvo))
    page = client.get("/tactics/back/").content.decode()
    assert "Alliance North" in page and ">40<" in page.replace(" ", "")
    write_letters(timezone.now())
    [letter] = [one for one in Message.objects.all() if "caught" in one.payload["subject"]]
    assert "hit 40, found infringing 35, found wrong a few" in letter.payload["body"]
    client.force_login(alliance.person(alliance.brill))
    assert "Alliance North" not in client.get("/tactics/back/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"week": "2026-05-05"},  # no Monday
        {"week": "soon"},
        {"figures": {}},
        {"figures": {name: {"state": "rounded"} for name in NONE}},
        {"figures": {name: {"state": "small", "value": 3} for name in NONE}},
        {"figures": {name: {"state": "rounded", "value": -1} for name in NONE}},
    ],
)
def test_a_week_that_is_not_counted_as_it_should_be_is_set_aside(
    alliance: Alliance, north: Organisation, tool: Callable[..., Tool], wrong: dict[str, Any]
) -> None:
    told = week_told(as_if_shared(alliance.arvo), hits=(40, "rounded"))
    [name] = told["extensions"]
    told["extensions"][name] |= wrong
    assert tool(north).post([told]).json()["failures"][0]["message"].startswith("its week is not counted")
    assert not CountedWeek.objects.exists()


def test_what_is_told_is_stix_by_its_validator(alliance: Alliance) -> None:
    held = replace(theirs(), held=True)
    for told in (object_of(held), week_told(as_if_shared(alliance.arvo), hits=(None, "small")), dict(COUNTS)):
        assert validate_instance(told).is_valid, told

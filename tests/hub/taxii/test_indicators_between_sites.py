"""Known-bad values between two sites: what is pulled and pushed, what is good here, recalls, and what goes back."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from alliance import Alliance
from django.utils import timezone
from north_site import FIRST, North, peer_of
from shared_made import circle, hit_case
from taxii_tools import Tool
from told_values import DOMAIN, given, of_another_maker, told

from guildmark.hub.exchange.chosen import chosen_at
from guildmark.hub.exchange.look_for import look_for
from guildmark.hub.exchange.models import Item, Sighting, Use
from guildmark.hub.exchange.sightings import tell_false_alarm
from guildmark.hub.exchange.vouched import vouch
from guildmark.hub.exchange.weekly import weeks_over
from guildmark.hub.members.wall import seen
from guildmark.hub.taxii.following import keep_up
from guildmark.hub.taxii.models import Peer, Telling
from guildmark.hub.taxii.peers import known_peer
from guildmark.hub.taxii.pulling import pull
from guildmark.hub.taxii.pushing import push
from guildmark.indicators import told_in
from guildmark.stix import object_of, read_objects

pytestmark = pytest.mark.django_db


def counts(pulled: Any) -> tuple[int, int, int, int]:
    assert pulled.seen == pulled.shared + pulled.ended + pulled.known + pulled.beside + len(pulled.aside)
    return pulled.shared, pulled.ended, pulled.known, len(pulled.aside)


def looked_for(alliance: Alliance, other: North, **more: Any) -> Item:
    """A value of another alliance that a marketplace here looks for."""
    other.add(object_of(given(**more)))
    pull(peer_of(other))
    assert look_for(None, by=alliance.actor(alliance.bazaar)).taken == 1
    return Item.objects.get()


def test_what_is_pulled_belongs_to_the_other_alliance_and_is_looked_for_here(alliance: Alliance, other: North) -> None:
    one = given()
    other.add(object_of(one), object_of(given("phone", "+44 7700 900123", tlp="CLEAR")))
    assert counts(pull(peer_of(other))) == (2, 0, 0, 0)
    [domain, phone] = seen(Item, alliance.actor(alliance.souk)).order_by("value_kind")
    assert (domain.pk, domain.owner.name, domain.title, domain.expires_on) == (
        one.id, "Alliance North", DOMAIN, told_in(one.text).expires,
    )  # fmt: skip
    assert domain.current is not None and domain.current.content == one.text
    assert set(Sighting.objects.values_list("item", "organisation__name")) == {
        (domain.pk, "Alliance North"), (phone.pk, "Alliance North"),
    }  # fmt: skip
    assert look_for(None, by=alliance.actor(alliance.bazaar)).taken == 2


def test_what_is_good_here_is_not_taken_and_says_why(alliance: Alliance, other: North) -> None:
    vouch("domain", DOMAIN, "our own shop", by=alliance.actor(alliance.secretariat))
    other.add(
        object_of(given()),
        object_of(given("domain", "gmail.com")),
        object_of(given("email", f"karen@{DOMAIN}")),
        of_another_maker("[url:value = 'https://builder.example/shop-12']"),
    )
    pulled = pull(peer_of(other))
    assert counts(pulled) == (1, 0, 0, 3)
    assert [("our own shop" in why, "mailbox" in why) for _, why in pulled.aside] == [
        (True, False), (False, True), (True, False),
    ]  # fmt: skip
    assert Item.objects.get().title == "builder.example/shop-12"


def test_a_recall_there_ends_it_here_wherever_it_is_looked_for(alliance: Alliance, other: North) -> None:
    item = looked_for(alliance, other)
    other.add(object_of(given(key=item.pk, day=2, state="recalled")))
    assert counts(pull(Peer.objects.get())) == (0, 1, 0, 0)
    item.refresh_from_db()
    assert (item.state, Use.objects.get().mode, Use.objects.get().stopped_why) == ("recalled", "off", "recalled")
    assert list(chosen_at(alliance.bazaar)) == []


def test_what_is_narrowed_there_ends_here(alliance: Alliance, other: North) -> None:
    item = looked_for(alliance, other)
    other.add(object_of(given(key=item.pk, day=2, tlp="AMBER+STRICT")))
    assert counts(pull(Peer.objects.get())) == (0, 1, 0, 0)
    assert (Item.objects.get().state, Use.objects.get().mode) == ("recalled", "off")


def test_amber_is_read_by_the_circle_that_is_named_for_it(alliance: Alliance, other: North) -> None:
    circle(alliance, alliance.arvo, alliance.bazaar)
    other.add(object_of(given(tlp="AMBER")), object_of(given("domain", "strict.example", tlp="AMBER+STRICT")))
    assert counts(pull(peer_of(other))) == (0, 0, 0, 2)
    assert counts(pull(known_peer(other.address, circle="Bags"))) == (1, 0, 0, 1)
    assert [one.title for one in seen(Item, alliance.actor(alliance.arvo, "reviewer"))] == [DOMAIN]
    assert list(seen(Item, alliance.actor(alliance.souk))) == []


def test_the_same_again_is_no_new_version_and_what_is_told_anew_is(alliance: Alliance, other: North) -> None:
    peer, one = peer_of(other), given()
    other.add(object_of(one), object_of(given(key=one.id, day=2)))
    assert counts(pull(peer)) == (1, 0, 1, 0)
    other.add(object_of(given(key=one.id, day=3, why="Seen again")))
    assert counts(pull(peer)) == (1, 0, 0, 0)
    assert Item.objects.get().versions.count() == 2


def test_a_value_that_a_member_told_too_is_an_item_apart_of_which_the_member_learns_nothing(
    alliance: Alliance, other: North
) -> None:
    mine = told(alliance, alliance.arvo, "AMBER", [circle(alliance, alliance.arvo)], value=DOMAIN)
    other.add(object_of(given()), object_of(given(key=mine.pk)))
    pulled = pull(peer_of(other))
    assert counts(pulled) == (1, 0, 0, 1)  # the machine's own command says of the second that its id is taken
    theirs = Item.objects.get(owner=peer_of(other).organisation)
    assert theirs.value_key == mine.value_key
    assert list(seen(Item, alliance.actor(alliance.souk))) == [theirs]


def test_a_false_alarm_goes_back_and_what_is_held_there_stops_here(alliance: Alliance, other: North) -> None:
    item = looked_for(alliance, other)
    Use.objects.update(mode="review", db=5.0)
    case = hit_case(alliance.case(alliance.bazaar, alliance.right(alliance.arvo)), item)
    tell_false_alarm(item, case, by=alliance.actor(alliance.bazaar, "senior reviewer"))
    assert (Use.objects.get().mode, Use.objects.get().stopped_why) == ("shadow", "false alarm")
    keep_up()
    [opinion] = [one for one in other.brought if one["type"] == "opinion"]
    assert opinion["object_refs"] == [f"indicator--{item.pk}"] and not Telling.objects.exists()
    other.add(object_of(given(key=item.pk, day=2, held=True)))
    pull(Peer.objects.get())
    item.refresh_from_db()
    assert item.held_at is not None and item.versions.count() == 1


def test_the_weeks_of_a_value_are_told_small_counts_not_at_all(alliance: Alliance, other: North) -> None:
    item = looked_for(alliance, other)
    week = weeks_over(timezone.now())[-1]
    when = datetime.combine(week + timedelta(days=1), time(), UTC)
    for number in range(3):
        hit_case(alliance.case(alliance.bazaar, alliance.right(alliance.arvo), f"L-{number}"), item, at=when)
    keep_up()
    [sighting] = [one for one in other.brought if one["type"] == "sighting"]
    [counted] = sighting["extensions"].values()
    assert (sighting["sighting_of_ref"], counted["figures"]["hits"]) == (f"indicator--{item.pk}", {"state": "small"})
    Peer.objects.update(due_at=FIRST)
    keep_up()
    assert len([one for one in other.brought if one["type"] == "sighting"]) == 1


def test_what_is_for_all_is_pushed_and_what_came_from_there_is_not(alliance: Alliance, other: North) -> None:
    looked_for(alliance, other)
    told(alliance, alliance.arvo)
    told(alliance, alliance.arvo, "AMBER", [circle(alliance, alliance.arvo)], value="for-us.example")
    push(Peer.objects.get())
    assert [one["name"] for one in other.brought if one["type"] == "indicator"] == ["+447700900123"]


def test_what_one_site_feeds_is_what_another_takes(alliance: Alliance, other: North, tool: Callable[..., Tool]) -> None:
    """Through the real views; under another id, since here it is known by its own."""
    item = told(alliance, alliance.arvo, value=DOMAIN)
    answer = tool(alliance.souk).get("collections/all/objects/")
    text = answer.content.decode().replace(str(item.pk), str(given().id))
    assert read_objects(answer.json()["objects"]).aside == ()
    other.add(*json.loads(text)["objects"])
    assert counts(pull(peer_of(other))) == (1, 0, 0, 0)
    [first, second] = Item.objects.filter(title=DOMAIN).select_related("current")
    assert first.current is not None and second.current is not None
    assert first.current.content == second.current.content

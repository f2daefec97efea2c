"""Known-bad values in feeds: who reads them there, then and later, and what is left of what was taken back."""

from collections.abc import Callable

import pytest
from alliance import Alliance
from django.utils import timezone
from shared_made import circle
from taxii_tools import Tool
from told_values import DOMAIN, HOW, PHONE, told

from guildmark.hub.exchange import sharing
from guildmark.hub.exchange.hold import set_hold
from guildmark.hub.taxii.models import Fed
from guildmark.indicators import told_in
from guildmark.stix import MARKINGS, read_objects
from guildmark.stix.values import ended_pattern

pytestmark = pytest.mark.django_db
Tools = Callable[..., Tool]


def test_a_value_is_read_by_every_member_as_it_was_told(alliance: Alliance, tool: Tools) -> None:
    item = told(alliance, alliance.arvo, value=DOMAIN)
    answer = tool(alliance.souk).get("collections/all/objects/").json()["objects"]
    read = read_objects(answer)
    [one] = read.shared.values()
    assert item.current is not None and not read.aside
    assert (one.id, one.kind, one.title, one.text) == (item.pk, "indicator", DOMAIN, item.current.content)
    [found] = [one for one in answer if one["type"] == "indicator"]
    assert (found["pattern"], found["description"]) == (f"[domain-name:value = '{DOMAIN}']", HOW)
    assert found["valid_until"][:10] > str(timezone.now().date())


@pytest.mark.parametrize("tlp", ["AMBER", "AMBER+STRICT"])
def test_a_value_for_a_circle_is_read_there_alone(alliance: Alliance, tool: Tools, tlp: str) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    told(alliance, alliance.arvo, tlp, [bags])
    inside, outside = tool(alliance.bazaar), tool(alliance.souk)
    assert [one["name"] for one in inside.objects(str(bags.pk))] == ["+447700900123"]
    assert inside.objects() == outside.objects() == []


def test_a_red_value_is_in_no_feed(alliance: Alliance) -> None:
    told(alliance, alliance.arvo, "RED", [circle(alliance, alliance.arvo, alliance.bazaar)])
    assert not Fed.objects.exists()


def test_a_value_that_two_members_told_is_two_objects_with_ids_that_say_nothing_of_it(
    alliance: Alliance, tool: Tools
) -> None:
    bags = circle(alliance, alliance.brill)
    told(alliance, alliance.arvo)
    told(alliance, alliance.brill, "AMBER", [bags])
    reader, other = tool(alliance.arvo), tool(alliance.brill)
    [first], [second] = reader.objects(), other.objects(str(bags.pk))
    assert first["id"] != second["id"] and first["pattern"] == second["pattern"]
    assert reader.objects() == other.objects() == [first]


def test_a_value_without_a_name_is_the_alliances(alliance: Alliance, tool: Tools) -> None:
    item = told(alliance, alliance.arvo, anonymous=True)
    reader = tool(alliance.souk)
    assert reader.objects() == []
    sharing.relay(item, by=alliance.actor(alliance.secretariat))
    [one] = reader.objects()
    assert one["created_by_ref"] == f"identity--{alliance.secretariat.pk}"
    text = reader.get("collections/all/objects/").content.decode()
    assert "Arvo" not in text and str(alliance.arvo.pk) not in text


def test_a_value_told_again_is_a_later_version_of_the_same_object(alliance: Alliance, tool: Tools) -> None:
    told(alliance, alliance.arvo)
    told(alliance, alliance.arvo, why="Seen again")
    first, second = tool(alliance.souk).objects(match__version="all")
    assert first["id"] == second["id"] and first["modified"] < second["modified"]
    assert (first["description"], second["description"]) == (HOW, "Seen again")


def test_a_recalled_value_stays_as_revoked_and_says_nothing(alliance: Alliance, tool: Tools) -> None:
    item = told(alliance, alliance.arvo)
    sharing.recall(item, "It was the number of a shop.", by=alliance.actor(alliance.arvo))
    reader = tool(alliance.souk)
    [one] = reader.objects(match__version="all")
    assert (one["revoked"], one["pattern"]) == (True, "[x-guildmark-ended:state = 'recalled']")
    text = reader.get("collections/all/objects/", match__version="all").content.decode()
    assert "7700" not in text and HOW not in text and "phone" not in str(one)
    assert set(Fed.objects.filter(item=item, ended=False).values_list("text", flat=True)) == {""}


def test_a_retired_value_is_valid_until_then(alliance: Alliance, tool: Tools) -> None:
    sharing.retire(told(alliance, alliance.arvo), by=alliance.actor(alliance.arvo))
    [one] = tool(alliance.souk).objects()
    assert one["valid_until"].rstrip("Z0") == one["modified"].rstrip("Z0") and not one.get("revoked")


def test_a_value_of_which_a_false_alarm_was_told_is_held_in_the_feed(alliance: Alliance, tool: Tools) -> None:
    item, reader = told(alliance, alliance.arvo), tool(alliance.souk)
    held = []
    for is_held in (True, False):
        set_hold(item, held=is_held, by=alliance.actor(alliance.arvo))
        [one] = read_objects(reader.objects()).shared.values()
        held.append(one.held)
    assert held == [True, False]


def test_a_value_that_is_narrowed_is_read_in_the_circle_alone_and_is_over_where_it_was(
    alliance: Alliance, tool: Tools
) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    item = told(alliance, alliance.arvo)
    told(alliance, alliance.arvo, "AMBER", [bags])
    inside, outside = tool(alliance.bazaar), tool(alliance.souk)
    [over] = outside.objects(match__version="all")
    assert (over["name"], over["pattern"]) == ("Withdrawn", ended_pattern("withdrawn"))
    assert told_in(read_objects(inside.objects(str(bags.pk))).shared[0].text).indicator.written == PHONE
    sharing.recall(item, "Wrong.", by=alliance.actor(alliance.arvo))
    assert outside.objects() == [over] and over["object_marking_refs"] == [MARKINGS["GREEN"]["id"]]

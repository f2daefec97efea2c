"""The inbox: what programs bring becomes drafts, which people share; bringing it again changes nothing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from alliance import Alliance
from shared_made import circle, tactic_text
from taxii_tools import Tool, advised

from guildmark.hub.exchange import sharing
from guildmark.hub.exchange.models import Item, ItemVersion, Sighting
from guildmark.hub.members.models import Organisation
from guildmark.stix import MARKINGS, Author, Shared, Sighted, identity_of, object_of, sighting_of
from guildmark.tactics import parse_tactic

pytestmark = pytest.mark.django_db
Tools = Callable[..., Tool]
AUTHOR = Author(UUID("0b8a3f8e-53a5-4d6b-8a0f-6a8b6c1d2e3f"), "Elsewhere", datetime(2026, 1, 1, tzinfo=UTC))
FIRST, LATER = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)


def tactic(text: str = "", tlp: str = "GREEN") -> Shared:
    text = text or tactic_text()
    parsed = parse_tactic("x", text)
    return Shared(parsed.id, "tactic", 1, parsed.title, text, tlp, AUTHOR, FIRST, FIRST)


def advice(key: UUID | None = None, tlp: str = "GREEN", text: str = "Ask for a receipt.") -> Shared:
    return Shared(key or uuid4(), "advice", 1, "Receipts", text, tlp, AUTHOR, FIRST, FIRST)


def brought(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 202
    told: dict[str, Any] = answer.json()
    assert told["total_count"] == told["success_count"] + told["failure_count"]
    assert told["success_count"] == len(told.get("successes", []))
    assert told["failure_count"] == len(told.get("failures", []))
    return told


def test_what_a_member_brings_becomes_its_draft(alliance: Alliance, tool: Tools) -> None:
    one, other = tactic(), advice()
    told = brought(tool(alliance.arvo).post([identity_of(AUTHOR), object_of(one), object_of(other)]))
    assert told["status"] == "complete" and told["success_count"] == 3
    assert {item.pk: (item.state, item.owner, item.kind) for item in Item.objects.all()} == {
        one.id: ("draft", alliance.arvo, "tactic"),
        other.id: ("draft", alliance.arvo, "advice"),
    }
    assert ItemVersion.objects.get(item=one.id).content == one.text


def test_its_status_can_be_asked_for_by_whoever_brought_it(alliance: Alliance, tool: Tools) -> None:
    mine = tool(alliance.arvo)
    told = brought(mine.post([object_of(advice())]))
    assert mine.get(f"status/{told['id']}/").json() == told
    assert tool(alliance.souk).get(f"status/{told['id']}/").status_code == 404


def test_bringing_it_again_changes_nothing(alliance: Alliance, tool: Tools) -> None:
    mine, objects = tool(alliance.arvo), [object_of(advice())]
    brought(mine.post(objects))
    Item.objects.get()
    told = brought(mine.post(objects * 2))
    assert [one["message"] for one in told["successes"]] == ["known already"] * 2
    assert ItemVersion.objects.count() == 1


def test_what_cannot_be_taken_is_told_one_by_one(alliance: Alliance, tool: Tools) -> None:
    theirs = advised(alliance, alliance.brill)
    objects = [
        object_of(advice()),
        {"type": "malware"},
        7,
        object_of(advice(key=theirs.pk)),
        MARKINGS["GREEN"],
        object_of(replace(advice(), state="recalled")),
    ]
    told = brought(tool(alliance.arvo).post(objects))
    assert (told["success_count"], told["failure_count"]) == (2, 4)
    reasons = [one["message"] for one in told["failures"]]
    assert "not STIX 2.1" in reasons[0] and "no object" in reasons[1]
    assert "This id is taken" in reasons[2] and "taken back by people" in reasons[3]
    assert Item.objects.get(pk=theirs.pk).owner == alliance.brill


def test_a_fault_may_be_mended_and_brought_again(alliance: Alliance, tool: Tools) -> None:
    mine, key = tool(alliance.arvo), uuid4()
    assert brought(mine.post([object_of(advice(key)) | {"description": "x" * 20_001}]))["failure_count"] == 1
    assert brought(mine.post([object_of(advice(key))]))["success_count"] == 1


def test_what_another_alliance_brings_waits_for_the_secretariat(
    alliance: Alliance, tool: Tools, north: Organisation
) -> None:
    theirs, one = tool(north), tactic()
    told = brought(theirs.post([object_of(one)]))
    assert told["successes"][0]["message"] == "waits for the secretariat"
    item = Item.objects.get()
    assert (item.state, item.owner, item.tlp) == ("handed", north, "GREEN")
    assert tool(alliance.souk).objects() == []
    sharing.relay(item, by=alliance.actor(alliance.secretariat))
    [shared] = tool(alliance.souk).objects()
    assert shared["id"] == object_of(one)["id"] and shared["created_by_ref"] == f"identity--{north.pk}"


def test_later_versions_and_ends_of_what_the_secretariat_shared_are_followed(
    alliance: Alliance, tool: Tools, north: Organisation
) -> None:
    theirs, one, reader = tool(north), advice(), tool(alliance.souk)
    brought(theirs.post([object_of(one)]))
    sharing.relay(Item.objects.get(), by=alliance.actor(alliance.secretariat))
    later = replace(one, text="Ask for two receipts.", title="More", version=2, modified=LATER)
    assert brought(theirs.post([object_of(later)]))["successes"][0]["message"] == "shared"
    assert [(told["name"], told["description"]) for told in reader.objects()] == [("More", "Ask for two receipts.\n")]
    assert brought(theirs.post([object_of(one)]))["successes"][0]["message"] == "known already"
    ended = replace(one, state="recalled", modified=datetime(2026, 4, 1, tzinfo=UTC))
    assert brought(theirs.post([object_of(ended)]))["success_count"] == 1
    [told] = reader.objects()
    assert told["revoked"] and Item.objects.get().state == "recalled"


def test_what_another_alliance_brings_is_checked_as_any_draft(
    alliance: Alliance, tool: Tools, north: Organisation
) -> None:
    wrong = tactic_text().replace("description: price firm", "description: price in chat")
    told = brought(tool(north).post([object_of(tactic(wrong)), object_of(tactic())]))
    assert "fires on" in told["failures"][0]["message"] and told["success_count"] == 1
    assert Item.objects.count() == 1


@pytest.mark.parametrize("tlp", ["RED", "AMBER", "AMBER+STRICT"])
def test_what_is_not_for_a_community_is_not_taken_from_another_alliance(
    alliance: Alliance, tool: Tools, north: Organisation, tlp: str
) -> None:
    told = brought(tool(north).post([object_of(advice(tlp=tlp))]))
    assert "TLP:GREEN" in told["failures"][0]["message"]
    assert not Item.objects.exists()


def test_another_alliance_reads_what_is_for_all_and_names_no_member(
    alliance: Alliance, tool: Tools, north: Organisation
) -> None:
    from guildmark.hub.members.wall import seen

    advised(alliance, alliance.arvo)
    assert len(tool(north).objects()) == 1
    assert list(seen(Organisation, alliance.actor(north))) == [north]


def test_a_sighting_is_noted_once_and_a_false_alarm_needs_its_case(alliance: Alliance, tool: Tools) -> None:
    item, mine = advised(alliance, alliance.brill), tool(alliance.arvo)
    seen_there = Sighted(uuid4(), f"report--{item.pk}", "seen", LATER, "GREEN", count=7)
    objects = [
        sighting_of(seen_there),
        sighting_of(replace(seen_there, id=uuid4(), kind="expired")),
        sighting_of(replace(seen_there, id=uuid4(), kind="false alarm")),
        sighting_of(replace(seen_there, id=uuid4(), of=f"report--{uuid4()}")),
    ]
    told = brought(mine.post(objects))
    assert [one["message"] for one in told["successes"]] == ["noted", "noted"]
    assert [one["message"] for one in told["failures"]] == [
        "A false alarm is told with the case that shows it.", "This is not shared with you any more.",
    ]  # fmt: skip
    brought(mine.post(objects))
    assert Counter(Sighting.objects.values_list("kind", "organisation")) == {
        ("seen", alliance.arvo.pk): 1, ("expired", alliance.arvo.pk): 1,
    }  # fmt: skip


def test_a_sighting_of_what_one_cannot_read_is_told_like_one_of_nothing(alliance: Alliance, tool: Tools) -> None:
    hidden = advised(alliance, alliance.brill, "AMBER", [circle(alliance, alliance.brill)])
    for key in (hidden.pk, uuid4()):
        told = brought(
            tool(alliance.arvo).post([sighting_of(Sighted(uuid4(), f"report--{key}", "seen", LATER, "GREEN"))])
        )
        assert told["failures"][0]["message"] == "This is not shared with you any more."

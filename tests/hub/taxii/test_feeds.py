"""Feeds: what is put into which, who reads it then and later, and what is left of what was taken back."""

from collections.abc import Callable, Sequence

import pytest
from alliance import Alliance
from django.db import IntegrityError, connection, transaction
from shared_made import circle, shared
from taxii_tools import Tool, advised

from guildmark.hub.exchange import circles, drafts, sharing
from guildmark.hub.exchange.models import Circle, Item
from guildmark.hub.taxii.models import FOR_ALL, Fed
from guildmark.stix import MARKINGS, read_objects

pytestmark = pytest.mark.django_db
Tools = Callable[..., Tool]


def said(objects: list[dict[str, str]]) -> list[str]:
    return [one["description"].strip() for one in objects]


def again(alliance: Alliance, item: Item, words: str, tlp: str = "GREEN", within: Sequence[Circle] = ()) -> None:
    """The next version of an item of Arvo's."""
    advised(alliance, alliance.arvo, tlp, within, words=words, item=item)


def test_what_is_for_all_is_read_by_every_member_as_it_was_shared(alliance: Alliance, tool: Tools) -> None:
    item = shared(alliance, alliance.arvo)
    told = tool(alliance.souk).get("collections/all/objects/").json()["objects"]
    read = read_objects(told)
    [one] = read.shared.values()
    assert not read.aside and len(read.beside) == 4  # maker, extension, marking, author
    assert item.current is not None
    assert (one.id, one.text, one.tlp, one.author.name) == (item.pk, item.current.content, "GREEN", "Arvo")
    assert {one["id"] for one in told} >= {MARKINGS["GREEN"]["id"], f"identity--{alliance.arvo.pk}"}


@pytest.mark.parametrize("tlp", ["AMBER", "AMBER+STRICT"])
def test_what_is_for_a_circle_is_read_there_alone(alliance: Alliance, tool: Tools, tlp: str) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    advised(alliance, alliance.arvo, tlp, [bags])
    inside, outside = tool(alliance.bazaar), tool(alliance.souk)
    assert said(inside.objects(str(bags.pk))) == ["Price in chat"]
    assert inside.objects() == outside.objects() == []
    assert outside.get(f"collections/{bags.pk}/objects/").status_code == 404
    titles = [one["title"] for one in outside.get("collections/").json()["collections"]]
    assert titles == ["For all members", "Inbox"]


def test_the_secretariat_reads_circles_that_it_belongs_to_and_no_others(alliance: Alliance, tool: Tools) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    advised(alliance, alliance.arvo, "AMBER", [bags])
    office = tool(alliance.secretariat)
    assert office.get(f"collections/{bags.pk}/objects/").status_code == 404


def test_what_is_red_is_in_no_feed_and_the_database_holds_that(alliance: Alliance, tool: Tools) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    item = advised(alliance, alliance.arvo, "RED", [bags])
    assert not Fed.objects.exists()
    again(alliance, item, "Another", "AMBER", (bags,))
    assert Fed.objects.filter(item=item).count() == 1
    again(alliance, item, "Third", "RED", (bags,))
    [over] = tool(alliance.bazaar).objects(str(bags.pk))
    assert over["name"] == "Withdrawn"
    with pytest.raises(IntegrityError), transaction.atomic():
        Fed.objects.filter(item=item).update(tlp="RED")


def test_who_leaves_a_circle_reads_nothing_there_any_more(alliance: Alliance, tool: Tools) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    advised(alliance, alliance.arvo, "AMBER", [bags])
    reader = tool(alliance.bazaar)
    assert reader.objects(str(bags.pk))
    circles.remove_member(bags, alliance.bazaar, by=alliance.actor(alliance.bazaar))
    assert reader.get(f"collections/{bags.pk}/objects/").status_code == 404


def test_a_circle_that_ended_has_no_feed(alliance: Alliance, tool: Tools) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    advised(alliance, alliance.arvo, "AMBER", [bags])
    circles.end_circle(bags, by=alliance.actor(alliance.secretariat))
    assert tool(alliance.bazaar).get(f"collections/{bags.pk}/objects/").status_code == 404


def test_what_has_no_name_is_the_alliances(alliance: Alliance, tool: Tools) -> None:
    item = advised(alliance, alliance.arvo, anonymous=True)
    reader = tool(alliance.souk)
    assert reader.objects() == []  # the secretariat has it before it
    sharing.relay(item, by=alliance.actor(alliance.secretariat))
    [one] = reader.objects()
    assert one["created_by_ref"] == f"identity--{alliance.secretariat.pk}"
    text = reader.get("collections/all/objects/").content.decode()
    assert "Arvo" not in text and str(alliance.arvo.pk) not in text


def test_a_next_version_is_a_later_one_of_the_same_object(alliance: Alliance, tool: Tools) -> None:
    item = advised(alliance, alliance.arvo)
    again(alliance, item, "Better")
    reader = tool(alliance.souk)
    assert said(reader.objects()) == ["Better"]
    every = reader.objects(match__version="all")
    assert said(every) == ["Price in chat", "Better"]
    assert every[0]["id"] == every[1]["id"] and every[0]["modified"] < every[1]["modified"]
    assert said(reader.objects(match__version="first")) == ["Price in chat"]
    assert said(reader.objects(match__version=every[0]["modified"])) == ["Price in chat"]
    found = reader.get(f"collections/all/objects/{every[0]['id']}/versions/").json()["versions"]
    assert [one[:23] for one in found] == [one["modified"][:23] for one in every]


def test_what_was_recalled_stays_as_revoked_and_says_nothing(alliance: Alliance, tool: Tools) -> None:
    item = advised(alliance, alliance.arvo)
    again(alliance, item, "Better")
    sharing.recall(item, "It named the wrong seller.", by=alliance.actor(alliance.arvo))
    for reader in (tool(alliance.souk), tool(alliance.arvo)):
        [one] = reader.objects(match__version="all")
        assert one["revoked"] is True and one["name"] == "Recalled"
        assert "in chat" not in reader.get("collections/all/objects/", match__version="all").content.decode()
    assert set(Fed.objects.filter(item=item, ended=False).values_list("text", flat=True)) == {""}


def test_what_was_retired_is_valid_until_then(alliance: Alliance, tool: Tools) -> None:
    item = shared(alliance, alliance.arvo)
    sharing.retire(item, by=alliance.actor(alliance.arvo))
    [one] = tool(alliance.souk).objects()
    assert one["valid_until"].rstrip("Z0") == one["modified"].rstrip("Z0") and not one.get("revoked")
    assert one["pattern"] == "# retired\n"


def test_what_is_narrowed_is_read_where_it_is_shared_now_alone_and_is_over_where_it_was(
    alliance: Alliance, tool: Tools
) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    item = advised(alliance, alliance.arvo)
    again(alliance, item, "Narrower", "AMBER", (bags,))
    inside, outside = tool(alliance.bazaar), tool(alliance.souk)
    for reader in (outside, inside):
        [over] = reader.objects(match__version="all")
        assert (over["name"], over["object_marking_refs"]) == ("Withdrawn", [MARKINGS["GREEN"]["id"]])
        assert not over.get("revoked") and "chat" not in str(over)
        [read] = read_objects([over]).shared.values()
        assert (read.state, read.id) == ("withdrawn", item.pk)
    [told] = inside.objects(str(bags.pk))
    assert said([told]) == ["Narrower"] and told["modified"] > over["modified"], "who reads both has this"
    sharing.recall(item, "Wrong.", by=alliance.actor(alliance.arvo))
    assert outside.objects() == [over], "what became of it is no matter of theirs"
    [told] = inside.objects(str(bags.pk))
    assert told["revoked"] and told["object_marking_refs"] == [MARKINGS["AMBER"]["id"]]


def test_what_is_for_single_people_now_is_over_wherever_it_was(alliance: Alliance, tool: Tools) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    item = advised(alliance, alliance.arvo, "AMBER", [bags])
    again(alliance, item, "Narrower", "RED", (bags,))
    [over] = tool(alliance.bazaar).objects(str(bags.pk))
    assert over["name"] == "Withdrawn"
    again(alliance, item, "Wide again")
    assert said(tool(alliance.souk).objects()) == ["Wide again"]
    assert [one["name"] for one in tool(alliance.bazaar).objects(str(bags.pk))] == ["Withdrawn"]


def test_who_reads_along_the_counter_misses_nothing_however_rows_come(alliance: Alliance, tool: Tools) -> None:
    reader = tool(alliance.souk)
    seen_ids: list[str] = []
    last: dict[str, str] = {}
    for number in range(5):
        for more in range(3):
            advised(alliance, alliance.arvo, words=f"Tactic {number}.{more}")
        while True:
            answer = reader.get("collections/all/objects/", limit=2, **last)
            told = answer.json()
            seen_ids += [one["id"] for one in told.get("objects", [])]
            if "X-TAXII-Date-Added-Last" in answer.headers:
                last = {"added_after": answer.headers["X-TAXII-Date-Added-Last"]}
            if not told.get("more"):
                break
    assert len(seen_ids) == len(set(seen_ids)) == 15 + 4


def test_times_of_rows_grow_with_the_counter_and_no_two_are_alike(alliance: Alliance) -> None:
    for number in range(3):
        advised(alliance, alliance.arvo, words=f"Tactic {number}")
    times = list(Fed.objects.order_by("id").values_list("added_at", flat=True))
    assert times == sorted(set(times))


def test_rows_are_written_with_the_event_or_not_at_all(alliance: Alliance) -> None:
    item = drafts.draft_advice("Title", "Words.", by=alliance.actor(alliance.arvo)).item
    with pytest.raises(RuntimeError), transaction.atomic():
        sharing.share(item, "GREEN", [], by=alliance.actor(alliance.arvo), meant=True)
        assert Fed.objects.filter(item=item, collection=FOR_ALL).exists()
        raise RuntimeError
    assert not Fed.objects.exists()


def test_a_page_asks_the_database_as_often_however_much_there_is(alliance: Alliance, tool: Tools) -> None:
    from django.test.utils import CaptureQueriesContext

    reader, counts = tool(alliance.souk), []
    for number in range(2):
        for more in range(3):
            advised(alliance, alliance.arvo, words=f"Tactic {number}.{more}")
        reader.objects()
        with CaptureQueriesContext(connection) as queries:
            reader.objects()
        counts.append(len(queries))
    assert counts[0] == counts[1]

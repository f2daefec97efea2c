"""Looking up by example: by address, number, contact, words and picture, each through the wall."""

import io
import uuid
from typing import Any

import pytest
from alliance import Alliance
from delivered import row, verified_right
from django.test import Client
from pictured import drawn, pictured

from guildmark.engine import compile_context
from guildmark.engine.official_in import official_in
from guildmark.hub.cases.intake import bring
from guildmark.hub.cases.models import Case
from guildmark.hub.events.lease import work_once
from guildmark.hub.members.actor import Actor
from guildmark.hub.searches import look_up
from guildmark.hub.searches.examples import give_example
from guildmark.hub.searches.look_up import answers, answers_of, work_out
from guildmark.hub.searches.models import Example, Trace
from guildmark.hub.searches.question import Question
from guildmark.records.ids import picture_id
from guildmark.rights import read_rights

CONTEXT = "c" * 64


@pytest.fixture(autouse=True)
def rights(alliance: Alliance) -> None:
    verified_right(alliance.arvo, "arvo")
    verified_right(alliance.brill, "brill")


def brought(alliance: Alliance, rows: list[dict[str, Any]], marketplace: str = "bazaar") -> None:
    """Rows that came in, and the worker's work after them."""
    by = alliance.actor(getattr(alliance, marketplace), "analyst")
    received = bring(rows, run=f"run-{uuid.uuid4()}", context=CONTEXT, by=by)
    assert received.counts["set_aside"] == 0, received.reasons
    work_once()


def found(text: str, actor: Actor, example: Example | None = None, **more: str) -> dict[str, list[str]]:
    """The listings that answer, by way."""
    asked = work_out(Question.of({"q": text, **more}), example, actor)
    return {one.way: sorted(case.listing_id for case in one.cases) for one in answers(asked, actor, 50)}


def test_an_address_finds_its_listing_however_it_is_written_and_whatever_is_like_it(alliance: Alliance) -> None:
    one, copy, other = drawn(1), drawn(1, quality=60, side=300), drawn(2)
    described = row("L3", title="Handbag of the season")
    described["listing"]["description"] = "Write to us: +49 170 1234567"
    first = pictured("L1", one, title="Arvo tote bag, mirror quality")
    first["listing"]["description"] = "Call 0049 170 1234567 or +49 170 1234567"
    brought(alliance, [
        first, pictured("L2", copy, title="Nice bag", finding={"seller_id": "s2", "seller_name": "Two"}), described,
        pictured("L4", other, title="bag tote ARVO Mirror, Quality", finding={"seller_id": "s4", "seller_name": "4"}),
        pictured("L5", one, title="Scarf", finding={"seller_id": "s5", "seller_name": "Five"}),
        row("L6", title="Belt", finding={"seller_id": "s6", "seller_name": "Six"}),
    ])  # fmt: skip
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    for address in (
        "https://bazaar.example/L1",
        "HTTP://www.bazaar.example/L1/?utm_source=mail#top",
        "bazaar.example/L1",
    ):
        assert found(address, reviewer) == {
            "itself": ["L1"], "picture": ["L5"], "near": ["L2"], "contact": ["L3"], "seller": ["L3"],
            "words": ["L4"],
        }, address  # fmt: skip


def test_an_address_that_carries_the_number_of_a_listing_finds_it(alliance: Alliance) -> None:
    brought(alliance, [row("77120035")])
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    assert found("https://m.bazaar.example/dp/arvo-tote-77120035.html?ref=x", reviewer)["itself"] == ["77120035"]
    assert found("https://m.bazaar.example/dp/arvo-tote-77120036.html?ref=x", reviewer) == {}


def test_the_whole_address_counts_before_numbers_in_it_and_numbers_on_the_same_host_only(alliance: Alliance) -> None:
    brought(alliance, [row("100"), row("L7", finding={"url": "https://bazaar.example/2024/item/7?page=100"})])
    brought(alliance, [row("100", "brill", marketplace="souk", finding={"url": "https://souk.example/100"})], "souk")
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    assert found("https://bazaar.example/2024/item/7?page=100", reviewer)["itself"] == ["L7"]
    assert found("https://bazaar.example/x/100", reviewer)["itself"] == ["100"]
    assert found("https://other.example/x/100", reviewer) == {}


def test_common_words_are_looked_through_as_far_as_is_said(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch, browse: Any
) -> None:
    brought(alliance, [row(f"L{n}", title=f"Arvo tote {'old' if n < 2 else 'new'}") for n in range(6)])
    monkeypatch.setattr(look_up, "MOST_PROBED", 3)
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    assert found("arvo new", reviewer) == {"words": ["L3", "L4", "L5"]}
    page = browse(alliance.bazaar, "reviewer").get("/look-up/?q=arvo+tote").content.decode()
    assert "These words are common" in page


def test_what_another_marketplace_says_of_a_picture_changes_nothing_that_is_found(alliance: Alliance) -> None:
    one, other = drawn(1), drawn(2)
    unsent = row("L1")
    unsent["listing"]["pictures"] = [{"uri": "https://bazaar.example/1.jpg", "digest": picture_id(other)}]
    brought(alliance, [unsent])
    lie = pictured("M1", other, right="brill", marketplace="souk")
    lie["previews"][0]["hash"] = pictured("x", one)["previews"][0]["hash"]
    brought(alliance, [lie], "souk")
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    assert found("", reviewer, give_example(drawn(1, 60), by=reviewer)) == {}


def test_an_official_picture_in_a_picture_finds_those_who_copied_it(alliance: Alliance, tmp_path: Any) -> None:
    (tmp_path / "official.jpg").write_bytes(drawn(7))
    rights_file = tmp_path / "rights.yaml"
    rights_file.write_text(
        "rights:\n- {right_id: arvo, holder: Arvo, kind: trademark, mark: ARVO, pictures: [official.jpg]}\n"
    )
    context = compile_context(read_rights(rights_file), tmp_path / "contexts")
    assert official_in(drawn(7), context) == [picture_id(drawn(7))]
    assert official_in(drawn(7, 60, 300, flip=True), context) == [picture_id(drawn(7))]
    assert official_in(drawn(8), context) == []
    assert official_in(b"no picture", context) == []


def test_numbers_names_contacts_and_words_are_told_apart(alliance: Alliance) -> None:
    one = row("L1", title="Arvo Tragetasche 復刻版")
    one["listing"]["description"] = "Mail shop@seller.example"
    brought(alliance, [one, row("L2", title="Brill tote bag", right="brill", finding={"seller_id": "S-9"})])
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    assert found("l1", reviewer)["itself"] == ["L1"]
    assert found("S-9", reviewer)["seller"] == ["L2"]
    assert found("seller one", reviewer)["seller"] == ["L1", "L2"]
    assert found("Shop@Seller.example", reviewer)["contact"] == ["L1"]
    assert found("TOTE brill", reviewer)["words"] == ["L2"]
    assert found("復刻", reviewer)["words"] == ["L1"]
    assert found("tote wallet", reviewer) == {}
    assert found("", reviewer, right="brill") == {"all": ["L2"]}
    assert found("tote", reviewer, right="arvo") == {}


def test_what_comes_near_to_a_right_is_chosen_by_the_evidence(alliance: Alliance) -> None:
    lookalike = row("L1", signals=[{"detector": "misspelt_mark", "family": "mark", "direction": "for"}])
    against = row("L2", signals=[{"detector": "misspelt_mark", "family": "mark", "direction": "against"}])
    brought(alliance, [lookalike, against])
    holder = alliance.actor(alliance.arvo, "analyst")
    assert found("", holder, right="arvo", likeness="lookalike") == {"all": ["L1"]}
    assert found("", holder, right="arvo", likeness="named") == {}
    assert found("", holder, right="arvo") == {"all": ["L1", "L2"]}


def test_a_picture_finds_its_copies_turned_and_made_small_too(alliance: Alliance) -> None:
    brought(
        alliance, [pictured("L1", drawn(1)), pictured("L2", drawn(1, 70, 200, flip=True)), pictured("L3", drawn(3))]
    )
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    example = give_example(drawn(1), by=reviewer)
    assert found("", reviewer, example) == {"picture": ["L1"], "near": ["L2"]}
    assert found("wallet", reviewer, example) == {}  # words beside a picture have to stand in the title


def test_nobody_finds_what_they_do_not_see(alliance: Alliance) -> None:
    brought(alliance, [pictured("L1", drawn(1), title="Arvo tote 4711")])
    souk = alliance.actor(alliance.souk, "reviewer")
    brill, secretariat = alliance.actor(alliance.brill, "analyst"), alliance.actor(alliance.secretariat)
    asked = ("https://bazaar.example/L1", "L1", "s1", "tote 4711")
    assert all(found(text, alliance.actor(alliance.arvo, "analyst")) for text in asked)  # its holder does
    for actor in (souk, brill, secretariat):
        assert all(found(text, actor) == {} for text in asked)
        assert found("", actor, right="arvo") == {}
    for actor in (souk, brill):
        assert found("", actor, give_example(drawn(1), by=actor)) == {}


def test_pages_of_a_way_go_on_where_the_last_one_ended(alliance: Alliance) -> None:
    brought(alliance, [row(f"L{number}", title="Arvo tote bag") for number in range(7)])
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    asked = work_out(Question(text="tote bag"), None, reviewer)
    seen, after = [], ""
    while True:
        page = answers_of("words", asked, reviewer, 3, after)
        seen += [case.listing_id for case in page.cases]
        if not page.more:
            break
        after = str(page.cases[-1].key)
    assert seen == [f"L{number}" for number in reversed(range(7))]


def test_what_is_found_again_is_found_by_its_new_words_and_by_its_old_ones(alliance: Alliance) -> None:
    brought(alliance, [row("L1", title="Arvo tote")])
    traces = Trace.objects.count()
    brought(alliance, [row("L1", title="Arvo clutch")])
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    assert found("arvo tote", reviewer) == found("arvo clutch", reviewer) == {"words": ["L1"]}
    assert Trace.objects.count() == traces + 1
    assert Case.objects.count() == 1


def test_on_the_page_a_picture_is_given_shown_and_followed_to_its_cases(alliance: Alliance, browse: Any) -> None:
    brought(alliance, [pictured("L1", drawn(1), title="Arvo tote, like no other")])
    client: Client = browse(alliance.bazaar, "reviewer")
    with io.BytesIO(drawn(1)) as file:
        file.name = "pasted.jpg"
        answer = client.post("/look-up/", {"q": "", "file": file})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "With the same picture" in page
    assert "like no other" in page
    example = Example.objects.get()
    assert client.get(f"/look-up/pictures/{example.pk}/").content == bytes(example.jpeg)
    assert browse(alliance.souk).get(f"/look-up/pictures/{example.pk}/").status_code == 404
    assert browse(alliance.souk).get(f"/look-up/?picture={example.pk}").status_code == 404


def test_a_file_that_is_no_picture_is_told_as_that(alliance: Alliance, browse: Any) -> None:
    with io.BytesIO(b"%PDF-1.7 not a picture") as file:
        file.name = "pasted.jpg"
        answer = browse(alliance.bazaar, "reviewer").post("/look-up/", {"file": file}, follow=True)
    assert "This is no picture that can be read" in answer.content.decode()
    assert not Example.objects.exists()


def test_an_unknown_address_says_what_to_try(alliance: Alliance, browse: Any) -> None:
    page = browse(alliance.bazaar, "reviewer").get("/look-up/?q=https://bazaar.example/L404").content.decode()
    assert "No finding has this address or number" in page

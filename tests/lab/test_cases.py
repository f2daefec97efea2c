"""Cleared listings become test cases without personal data, which a check replays."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_findings import decided, written

import guildmark
from guildmark.engine import Context, compile_context
from guildmark.lab.cases import FIELDS, read_case, replay, replay_folder
from guildmark.lab.learn import learn
from guildmark.lab.make_cases import make_cases
from guildmark.lab.scrub import GAP, passages, without_persons
from guildmark.lab.weights_file import write_weights
from guildmark.reading import open_catalogue
from guildmark.records import InputError
from guildmark.rights import RightsFile, read_rights

RIGHTS = """
rights:
  - right_id: orvane
    holder: Orvane SA
    kind: trademark
    mark: ORVANE
    goods: [bags, watches]
    catalogue:
      - {model: Diver, gtin: "2000000000015", name: Diver watch, goods: watches, price: 900, currency: EUR}
"""
LONG = "Told in many words of which no detector has anything to say. " * 6
LISTINGS = [
    {
        "listing_id": "A1", "title": "Orvane watch, 1:1 mirror quality", "brand": "Orvane", "condition": "new",
        "price": "45", "currency": "EUR", "seller_id": "s-4711", "seller_name": "Kim Sample Store",
        "description": f"{LONG}Ask Kim Sample Store on WhatsApp +49 170 1234567 or kim.sample@mail.example. {LONG}",
    },
    {
        "listing_id": "A2", "title": "Orvane watch 1:1, sold by Kim Sample Store", "brand": "Orvane",
        "condition": "new", "price": "800", "currency": "EUR", "seller_id": "s-4711",
        "seller_name": "Kim Sample Store", "description": "a copy of the bill is in the box",
    },
]  # fmt: skip
PERSONAL = ("Kim", "4711", "1234567", "mail.example", "A1", "A2")


@pytest.fixture(scope="module")
def rights(tmp_path_factory: pytest.TempPathFactory) -> RightsFile:
    path = tmp_path_factory.mktemp("rights") / "rights.yaml"
    path.write_text(RIGHTS)
    return read_rights(path)


@pytest.fixture(scope="module")
def context(rights: RightsFile, tmp_path_factory: pytest.TempPathFactory) -> Context:
    return compile_context(rights, tmp_path_factory.mktemp("contexts"))


@pytest.fixture(scope="module")
def cases(rights: RightsFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cases of a scan whose two findings were called infringing and cleared."""
    folder = tmp_path_factory.mktemp("cleared")
    out = io.StringIO()
    writer = csv.DictWriter(out, LISTINGS[0].keys())
    writer.writeheader()
    writer.writerows(LISTINGS)
    (folder / "listings.csv").write_text(out.getvalue())
    (folder / "rights.yaml").write_text(RIGHTS)
    scanned = guildmark.scan(folder / "listings.csv", folder / "rights.yaml", out=folder / "out", workers=1).out
    called = decided(scanned, {0: "infringing", 1: "infringing"}, decided_at="2026-11-01T00:00:00Z")
    cleared = decided(scanned, {0: "not", 1: "not"}, decided_at="2026-11-20T00:00:00Z", decided_by="B. Writer")
    lesson = learn([written(folder / "d.json", [*called, *cleared])], scanned, today=date(2026, 11, 26))
    write_weights(folder / "weights.yaml", lesson.document)
    made, troubles = make_cases(
        lesson, scanned, folder / "weights.yaml", folder=folder / "cases",
        catalogue=open_catalogue([folder / "listings.csv"]), rights=rights, contexts=folder / "contexts", policy=None,
    )  # fmt: skip
    assert (made, troubles) == (2, [])
    return folder / "cases"


def test_a_case_holds_nothing_personal_and_says_what_was_removed(cases: Path) -> None:
    for path in cases.glob("*.yaml"):
        text = path.read_text("utf-8")
        assert not [word for word in (*PERSONAL, "A. Reader", "B. Writer") if word in text]
        case = read_case(path)
        assert tuple(case) == FIELDS
        assert case["why"] == "called infringing on 2026-11-01, and cleared on 2026-11-20"
        assert any("ids, names, address" in one for one in case["removed"])


def test_of_a_text_only_what_detectors_pointed_at_stays_with_what_stands_around_it(cases: Path) -> None:
    told = [read_case(path)["listing"].get("description", "") for path in cases.glob("*.yaml")]
    kept = next(text for text in told if "WhatsApp" in text)
    assert len(kept) < 200 < len(str(LISTINGS[0]["description"]))
    assert "+00 000 0000000" in kept
    assert "Seller A" in kept


def test_the_same_detectors_speak_of_what_is_left(cases: Path) -> None:
    fires = {name for path in cases.glob("*.yaml") for name in read_case(path)["fires"]}
    assert {"mark_in_text", "replica_words", "off_platform_contact", "price_below_floor"} <= fires


def test_a_case_is_replayed_and_holds(cases: Path, context: Context) -> None:
    replayed = replay_folder(cases, context)
    assert len(replayed) == 2
    assert [one.trouble for one in replayed] == ["", ""]


def test_a_case_is_replayed_through_the_check_of_the_package(cases: Path, rights: RightsFile) -> None:
    for path in cases.glob("*.yaml"):
        case = read_case(path)
        answer = guildmark.check({**case["listing"], "listing_id": "case"}, rights)
        assert answer.band in ("clear", "review")
        spoke = {signal["detector"] for signal in answer.signals if signal["right_id"] == case["right_id"]}
        assert sorted(spoke) == case["fires"]


def test_a_case_that_is_judged_worse_or_no_longer_seen_fails(cases: Path, context: Context) -> None:
    case = read_case(next(iter(sorted(cases.glob("*.yaml")))))
    worse = {**case, "at_most": "clear"}
    assert replay(worse, context).trouble.startswith("is in review, and was cleared: at most clear")
    unseen: dict[str, Any] = {**case, "listing": {**case["listing"], "title": "plain bowl", "brand": None}}
    assert "and did" in replay(unseen, context).trouble


@pytest.mark.parametrize("text", ["- 1\n", "case: x\n", "{", "a: b"])
def test_what_is_no_case_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"case\.yaml"):
        read_case(path)


@given(st.text(max_size=120), st.lists(st.tuples(st.integers(0, 120), st.integers(1, 20)), max_size=4))
def test_passages_hold_every_span_whole(text: str, starts: list[tuple[int, int]]) -> None:
    spans = [(start, min(len(text), start + length)) for start, length in starts if start < len(text)]
    kept = passages(text, spans, around=5)
    assert all(text[start:end] in kept for start, end in spans)
    assert len(kept) <= len(text) + len(GAP) * len(spans)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("call +44 7700 900123 now", [], "call +00 0000 000000 now"),
        ("mail jo.doe@shop.example.org", [], "mail name@shop.example"),
        ("telegram @kim_1990", [], "telegram @aaa_0000"),
        ("微信：kim88_shop", [], "微信：aaa00_aaaa"),
        ("see www.kim.example/x?y=1", [], "see https://shop.example"),
        ("Sold by KIM store", ["Kim Store"], "Sold by Seller A"),
        ("colour: black, 42 mm, 900 EUR", [], "colour: black, 42 mm, 900 EUR"),
    ],
)
def test_names_and_contacts_are_replaced_and_plain_words_stay(text: str, names: list[str], expected: str) -> None:
    assert without_persons(text, names) == expected

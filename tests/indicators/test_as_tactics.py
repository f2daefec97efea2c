"""Indicators become tactics that hold their own examples, and a scan finds what they know."""

from datetime import date
from pathlib import Path

import pytest

from guildmark import api
from guildmark.indicators import Entry, Made, as_tactics, normalise
from guildmark.lab.tactic_trial import try_examples
from guildmark.tactics import PREFIX, parse_tactic
from guildmark.tactics.checks import check_tactic

EXPIRES, TODAY = date(2027, 6, 30), date(2026, 11, 27)
HASH = "5a3c96e1d20f87b4" * 4
VALUES = [
    ("phone", "+44 7700 900123"),
    ("phone", "+49 30 23125123"),
    ("email", "Orvane.Shop+x@gmail.com"),
    ("chat", "wechat: karen_88"),
    ("chat", "wechat: karen88"),
    ("account", "instagram: luxe.bags"),
    ("domain", "orvane-outlet.example"),
    ("domain", "bücher-outlet.example"),
    ("address", "linktr.ee/Karen88"),
    ("address", "item.taobao.com/item.htm?id=12"),
    ("postal_address", "12 Baiyun Road, Guangzhou"),
    ("text", "Ships from our second factory on Sundays, and two pairs of eyes look it over before it leaves the house"),
    ("text", "本店专柜渠道尾货"),
    ("picture", HASH),
]
RIGHTS = "rights:\n  - {right_id: tes, holder: Tessaly SA, kind: trademark, mark: Tessaly, goods: [bags]}\n"


def made(mark: str = "Tessaly", values: list[tuple[str, str]] = VALUES) -> Made:
    return as_tactics(
        [Entry(normalise(*one), confidence=1.0, weight_db=18.0, mark=mark) for one in values],
        author="tessaly",
        expires=EXPIRES,
    )


@pytest.mark.parametrize("mark", ["", "Tessaly"])
def test_every_tactic_passes_its_own_check(mark: str) -> None:
    tactics = [parse_tactic(name, text) for name, text in made(mark).tactics.items()]
    assert len(tactics) == 10
    assert try_examples(tactics) == [[] for _ in tactics]
    assert [one for tactic in tactics for one in check_tactic(tactic, TODAY) if one.grade == "error"] == []


@pytest.mark.parametrize(
    "description",
    [
        "call +44 (7700) 900-123",
        "call 0044 7700 900123",
        "or 030-23125123 in Berlin",
        "mail ORVANESHOP@GMAIL.COM",
        "mail orvane.shop+x@gmail.com",
        "wx Karen_88!",
        "wx kаrеn88",  # two Cyrillic letters
        "ig @luxe.bags.",
        "see https://www.Orvane-Outlet.example/bags",
        "see bücher-outlet.example",
        "see xn--bcher-outlet-dlb.example",
        "see linktr.ee/karen88",
        "pick it up at 12, Baiyun Road; GUANGZHOU",
        "本店專櫃渠道尾貨",
    ],
)
def test_a_scan_finds_what_is_known_however_it_is_written(folder: Path, description: str) -> None:
    assert fires(folder, description), description


@pytest.mark.parametrize(
    "description",
    [
        "call +44 7700 900124",
        "mail xorvaneshop@gmail.com",
        "wx karen_889",
        "ig @luxe.bags.paris",
        "see my-orvane-outlet.example",
        "see linktr.ee/karen889",
        "luxe bags and more",
        "pick it up at 14 Baiyun Road, Guangzhou",
    ],
)
def test_what_is_only_alike_is_not_found(folder: Path, description: str) -> None:
    assert not fires(folder, description), description


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rights, and the tactics in use."""
    folder = tmp_path_factory.mktemp("indicators")
    (folder / "rights.yaml").write_text(RIGHTS, "utf-8")
    (folder / "tactics").mkdir()
    for name, text in made().tactics.items():
        (folder / "tactics" / f"{name}.yaml").write_text(text, "utf-8")
    (folder / "use.yaml").write_text("use:\n  - {tactics: [tactics], mode: review, db: 20}\n", "utf-8")
    return folder


def fires(folder: Path, description: str) -> bool:
    """Whether any tactic fires on a listing of the mark."""
    listing = {"listing_id": "1", "title": "Tessaly bag", "description": description, "seller_id": "s"}
    answer = api.check(listing, folder / "rights.yaml", tactics=folder / "use.yaml", today=TODAY)
    return any(signal["detector"].startswith(PREFIX) for signal in answer.signals)


def test_what_tactics_cannot_find_is_told_with_the_reason() -> None:
    left = [
        ("text", "abcdefghij" * 18),
        ("seller", "market: s-1"),
        ("chat", "wechat: luxury"),
        ("embedding", f"{HASH}:PADAvA=="),
    ]
    found = made(values=left)
    assert not found.tactics
    assert {one.kind: why.split(",")[0] for one, why in found.left_out} == {
        "seller": "tactics see no id of a seller: hold it against the seller of a case",
        "chat": "the name is an ordinary word",
        "text": "it has a word of more than 64 letters",
        "embedding": "vectors are compared by who looks at pictures",
    }
    weak = as_tactics([Entry(normalise(*VALUES[0]), 0.5, 9.0)], author="me", expires=EXPIRES)
    assert not weak.tactics
    assert "less than a quarter" in weak.left_out[0][1]


def test_many_values_are_split_and_written_alike_each_time() -> None:
    many = [("phone", f"+44 7700 900{number:03}") for number in range(100)]
    found = made(values=many)
    assert len(found.tactics) == 3
    assert made(values=many[::-1]).tactics == found.tactics
    assert sum(text.count("+447700900") for text in found.tactics.values()) > 100


def test_a_tactic_says_no_more_than_the_weakest_of_its_values() -> None:
    numbers = zip(("+44 7700 900100", "+44 7700 900110", "+44 7700 900120"), (5.0, 9.0, 20.0), strict=True)
    entries = [Entry(normalise("phone", number), 1.0, weight) for number, weight in numbers]
    tactics = [parse_tactic(*one) for one in as_tactics(entries, author="me", expires=EXPIRES).tactics.items()]
    assert sorted(one.strength for one in tactics) == [0.25, 1.0]


def test_an_address_too_long_for_a_pattern_is_left_out_and_keeps_no_other_back() -> None:
    long, short = (normalise("address", f"shop.example.com/{path}") for path in ("a" * 600, "bags"))
    found = as_tactics([Entry(one, 1.0, 20.0) for one in (long, short)], author="members", expires=date(2027, 6, 30))
    assert [one for one, _why in found.left_out] == [long]
    assert "it is too long" in found.left_out[0][1]
    assert len(found.tactics) == 1

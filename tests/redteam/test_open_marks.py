"""The red team's own plain search: whole words, the mark that comes first, and ordinary words apart."""

import pytest

from guildmark.records import Right
from guildmark.redteam.listing import OpenMarks

RIGHTS = (
    Right(
        "orvane",
        "Orvane SA",
        "trademark",
        "ORVANE",
        spellings=("Orvané", "奥凡", "オルヴァネ", "Орване"),
        abbreviations=("OV",),
    ),
    Right("orvane-fils", "Orvane SA", "trademark", "Orvane Fils"),
    Right("heron", "Heron Ltd", "trademark", "Heron", generic=True, spellings=("Heron & Sons",)),
    Right("tessaly", "Tessaly", "trademark", "Tessaly"),
)
MARKS = OpenMarks(RIGHTS)


@pytest.mark.parametrize(
    ("title", "right"),
    [
        ("ORVANE tote", "orvane"),
        ("orvane tote", "orvane"),
        ("A tote by Orvané.", "orvane"),
        ("Orvane-tote", "orvane"),
        ("奥凡手袋", "orvane"),
        ("新品Orvane手袋", "orvane"),
        ("オルヴァネバッグ", "orvane"),
        ("сумка Орване", "orvane"),
        ("bag OV new", "orvane"),
        ("Orvane Fils tote", "orvane-fils"),
        ("Orvane  Fils tote", "orvane-fils"),
        ("Tessaly bag like Orvane", "tessaly"),
        ("Orvane bag like Tessaly", "orvane"),
        ("Heron & Sons coat", "heron"),
    ],
)
def test_an_open_mark_is_found(title: str, right: str) -> None:
    mention = MARKS.find({"title": title})
    assert mention is not None
    assert (mention.right.right_id, mention.only_ordinary) == (right, False)


@pytest.mark.parametrize(
    "title", ["orvanestyle", "0rvane", "ОRVАNE", "O R V A N E", "ov chips", "borvane", "Орванес", ""]
)
def test_what_is_hidden_or_part_of_a_word_is_not_open(title: str) -> None:
    assert MARKS.find({"title": title}) is None


def test_the_title_counts_before_the_brand_and_that_before_the_description() -> None:
    row = {"title": "bag", "brand": "Tessaly", "description": "by Orvane"}
    found = MARKS.find(row)
    assert found is not None and found.right.right_id == "tessaly"
    assert MARKS.find(row | {"title": "Orvane bag"}).right.right_id == "orvane"  # type: ignore[union-attr]


def test_an_ordinary_word_counts_only_as_the_whole_brand() -> None:
    doubtful = MARKS.find({"title": "heron garden figure", "brand": "Garden World"})
    sure = MARKS.find({"title": "heron coat", "brand": "Heron"})
    assert doubtful is not None and doubtful.only_ordinary
    assert sure is not None and not sure.only_ordinary


def test_a_sure_mark_comes_before_an_ordinary_word() -> None:
    found = MARKS.find({"title": "heron print", "description": "a case for Orvane"})
    assert found is not None and (found.right.right_id, found.only_ordinary) == ("orvane", False)

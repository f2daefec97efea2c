"""Marks in the names of hosts, by which some sellers go."""

import pyarrow as pa
import pytest

from guildmark.text.automaton import Pattern, compile_patterns
from guildmark.text.base import base_tables, ordinary_keys
from guildmark.text.layout import ADDRESSES, FULL, GLUED, SHOUTED
from guildmark.text.matcher import Matcher

MARKS = {"Talvimore": FULL, "Korba": FULL, "Vexi": FULL, "LQ": SHOUTED}


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """A matcher of a few marks."""
    tables, ordinary = base_tables()[0], ordinary_keys()
    patterns = [Pattern(mark, 0, mode, i) for i, (mark, mode) in enumerate(MARKS.items())]
    return Matcher(compile_patterns(patterns, ordinary, tables).automaton)


def seen(matcher: Matcher, text: str, lists: list[int]) -> list[tuple[str, int]]:
    hits = matcher.match(pa.array([text]), lists)
    return [(text[h["start"] : h["end"]], int(h["flags"])) for h in hits]


@pytest.mark.parametrize("text", ["TALVIMOREJPXQ.COM", "WWW.XQJPTALVIMORE.COM", "KORBAQXW-SHOP.TOP"])
def test_the_rest_of_a_label_need_be_no_word_in_an_address(matcher: Matcher, text: str) -> None:
    assert seen(matcher, text, [0]) == []
    assert [flags for _, flags in seen(matcher, text, [0, ADDRESSES])] == [GLUED]


@pytest.mark.parametrize("text", ["XQTALVIMOREJP.COM", "VEXIQXW.COM", "WWW.QXW.COM"])
def test_short_marks_and_marks_amid_a_label_are_none(matcher: Matcher, text: str) -> None:
    assert seen(matcher, text, [0, ADDRESSES]) == []


def test_a_short_form_between_hyphens_is_seen(matcher: Matcher) -> None:
    assert seen(matcher, "WWW.TAIPEI-LQ.COM", [0, ADDRESSES]) == [("LQ", 0)]

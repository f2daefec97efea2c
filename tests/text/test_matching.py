"""The matcher: marks through disguises, with their place in the original text."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildmark.text.automaton import Compiled, Pattern, compile_patterns
from guildmark.text.base import base_tables, ordinary_keys
from guildmark.text.layout import (
    ACCENTS,
    FULL,
    GLUED,
    HIDDEN,
    LEET,
    LOOKALIKE,
    REPEATED,
    SPLIT,
    STYLED,
    TYPO,
)
from guildmark.text.matcher import Matcher

Look = Callable[..., list[Any]]


@pytest.mark.parametrize(
    ("text", "mark", "seen", "flags"),
    [
        ("Orvane bag", "ORVANE", "Orvane", 0),
        ("the ORVANE bag", "ORVANE", "ORVANE", 0),
        ("ＯＲＶＡＮＥ bag", "ORVANE", "ＯＲＶＡＮＥ", 0),
        ("sac ZEPHINE neuf", "Zéphine", "ZEPHINE", 0),
        ("Orváne bag", "ORVANE", "Orváne", ACCENTS),
        ("Оrvаnе bag", "ORVANE", "Оrvаnе", LOOKALIKE),
        ("𝐎𝐫𝐯𝐚𝐧𝐞 bag", "ORVANE", "𝐎𝐫𝐯𝐚𝐧𝐞", STYLED),
        ("ⓞⓡⓥⓐⓝⓔ bag", "ORVANE", "ⓞⓡⓥⓐⓝⓔ", STYLED),
        ("Or\u200bva\u200dne bag", "ORVANE", "Or\u200bva\u200dne", HIDDEN),
        ("0rv4ne bag", "ORVANE", "0rv4ne", LEET),
        ("Orrvaane bag", "ORVANE", "Orrvaane", REPEATED),
        ("O r v a n e bag", "ORVANE", "O r v a n e", SPLIT),
        ("O.R.V.A.N.E bag", "ORVANE", "O.R.V.A.N.E", SPLIT),
        ("Orv-ane bag", "ORVANE", "Orv-ane", TYPO),
        ("Orv*ane bag", "ORVANE", "Orv*ane", SPLIT),
        ("Louvier Sab1e bag", "Louvier Sable", "Louvier Sab1e", LEET),
        ("Orvame bag", "ORVANE", "Orvame", TYPO),
        ("Ovrane bag", "ORVANE", "Ovrane", TYPO),
        ("Orvan bag", "ORVANE", "Orvan", TYPO),
        ("Orvanebag", "ORVANE", "Orvane", GLUED),
        ("Louvier Sable bag", "Louvier Sable", "Louvier Sable", 0),
        ("LouvierSable bag", "Louvier Sable", "LouvierSable", 0),
        ("Louvier-Sable bag", "Louvier Sable", "Louvier-Sable", 0),
        ("正品奥凡手袋", "奥凡", "奥凡", 0),
        ("正品奧凡手袋", "奥凡", "奧凡", 0),  # traditional
        ("新品オルヴァン財布", "オルヴァン", "オルヴァン", 0),
        ("сумка Орване", "Орване", "Орване", 0),
        ("Arnold shoes", "Arnold", "Arnold", 0),
        ("Amold shoes", "Arnold", "Amold", LOOKALIKE),  # m passes for rn
        ("buy Kip now", "Kip", "Kip", 0),
        ("TWO shoes", "TWO", "TWO", 0),
    ],
)
def test_a_mark_is_found_where_it_stands_and_how_it_was_hidden(
    look: Look, text: str, mark: str, seen: str, flags: int
) -> None:
    hits = [hit for hit in look(text) if hit.pattern == mark]
    assert [(hit.seen, hit.flags) for hit in hits] == [(seen, flags)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Prandnas",  # too far from any mark
        "organe en bois",
        "K i p p e r",
        "two shoes",  # in small letters, a word
        "K1p",  # short marks are matched exactly
        "savane orange",
        "Or-vane",  # both halves are words of their own
        "OrvaneX",  # one letter more at the end belongs to something else
        "Louvier. Sablo coat",  # no misspelling across a full stop
        "harbur",  # no misspelling of a generic mark is looked for
        "111 11",
        "Louvier's old sable coat",
    ],
)
def test_what_only_resembles_a_mark_is_none(look: Look, text: str) -> None:
    assert look(text) == []


def test_a_word_of_everyday_language_is_no_misspelt_mark() -> None:
    tables, ordinary = base_tables()[0], ordinary_keys()
    compiled = compile_patterns([Pattern("Prando", 0, FULL, 0), Pattern("Gardon", 0, FULL, 1)], ordinary, tables)
    matcher = Matcher(compiled.automaton)
    for text in ("brando", "garden party", "pardon", "Gordon"):
        assert len(matcher.match(pa.array([text]), [0])) == 0, text
    assert len(matcher.match(pa.array(["gardom"]), [0])) == 1


@pytest.mark.parametrize(
    ("text", "phrase", "seen"),
    [
        ("bag, Mirror Quality!", "mirror quality", "Mirror Quality"),
        ("bag, mirror-quality", "mirror quality", "mirror-quality"),
        ("奥凡高仿包", "高仿", "高仿"),
        ("une replique parfaite", "réplique", "replique"),
        ("grade 1:1 bag", "1:1", "1:1"),
        ("grade 1 : 1 bag", "1:1", "1 : 1"),
        ("AAA+ grade", "AAA+", "AAA+"),
    ],
)
def test_phrases_are_found(look: Look, text: str, phrase: str, seen: str) -> None:
    assert [(hit.pattern, hit.seen) for hit in look(text, [2])] == [(phrase, seen)]


@pytest.mark.parametrize("text", ["11 pieces", "AAA battery", "1 1", "mirror of quality", "ratio 1/1"])
def test_symbols_of_literal_phrases_matter(look: Look, text: str) -> None:
    assert look(text, [2]) == []


def test_only_the_lists_that_are_asked_for_are_matched(look: Look) -> None:
    text = "Orvane, mirror quality"
    assert [hit.pattern for hit in look(text, [0])] == ["ORVANE"]
    assert [hit.pattern for hit in look(text, [2])] == ["mirror quality"]


def test_right_to_left_marks_do_not_hide_a_mark(look: Look) -> None:
    (hit,) = look("حقيبة \u202dOrv\u200fane\u202c جديدة")
    assert hit.pattern == "ORVANE"
    assert hit.flags == HIDDEN


def test_a_thousand_combining_marks_do_not_hide_a_mark(look: Look) -> None:
    (hit,) = look("O" + "\u0336" * 1000 + "rvane bag")
    assert hit.pattern == "ORVANE"


@pytest.fixture(scope="session")
def small() -> Compiled:
    tables, ordinary = base_tables()[0], ordinary_keys()
    return compile_patterns([Pattern("ORVANE", 0, FULL, 0), Pattern("高仿", 0, FULL, 1)], ordinary, tables)


FULL_MARKS = ["ORVANE", "Ravelle", "Prandana"]
FAR_FROM_MARKS = st.text(alphabet="ąćкü 日本7-,.\u200b😀\n", max_size=12)
CYRILLIC = str.maketrans("aeopcxyAEOPCXBHKMT", "аеорсхуАЕОРСХВНКМТ")
DISGUISES = {
    "as it is": str,
    "capitals": str.upper,
    "Cyrillic": lambda mark: mark.translate(CYRILLIC),
    "full width": lambda mark: "".join(chr(ord(c) + 0xFEE0) for c in mark),
    "bold": lambda mark: "".join(chr(0x1D400 + ord(c.upper()) - 65) for c in mark),
    "hidden": "\u200b".join,
    "dots": ".".join,
    "spaces": " ".join,
    "struck": "\u0336".join,
    "doubled": lambda mark: mark[0] + "".join(2 * c for c in mark[1:]),
}


@settings(max_examples=400, deadline=None)
@given(
    before=FAR_FROM_MARKS,
    after=FAR_FROM_MARKS,
    mark=st.sampled_from(FULL_MARKS),
    how=st.sampled_from(sorted(DISGUISES)),
)
def test_a_disguised_mark_is_found_in_any_company_with_its_exact_span(
    look: Look, before: str, after: str, mark: str, how: str
) -> None:
    disguised = DISGUISES[how](mark)
    text = f"{before} | {disguised} | {after}"
    hits = [hit for hit in look(text) if hit.pattern == mark]
    start = len(before) + 3
    assert any(hit.start <= start and hit.start + len(hit.seen) >= start + len(disguised) - 1 for hit in hits), hits
    assert all(hit.seen.strip() == hit.seen for hit in hits)
    assert all(disguised.startswith(hit.seen) for hit in hits)


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(st.text(max_size=40) | st.sampled_from(["Orvane bag", "O r v a n e", "1:1 高仿"]), max_size=12))
def test_a_column_is_matched_as_its_texts_are_one_by_one(small: Compiled, texts: list[str]) -> None:
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    together = Matcher(small.automaton).match(pa.array(texts, pa.string()), [0])
    apart = [
        (row, *(int(hit[name]) for name in ("pattern", "start", "end", "flags")))
        for row, text in enumerate(texts)
        for hit in Matcher(small.automaton).match(pa.array([text]), [0])
    ]
    assert [tuple(int(hit[n]) for n in ("text", "pattern", "start", "end", "flags")) for hit in together] == apart
    for hit in together:
        assert 0 <= hit["start"] < hit["end"] <= len(texts[hit["text"]])


def test_more_hits_than_the_buffer_holds_are_all_kept(look: Look) -> None:
    assert len(look("Orvane " * 70_000)) == 70_000


def test_a_pattern_without_letters_is_refused() -> None:
    tables, ordinary = base_tables()[0], ordinary_keys()
    with pytest.raises(ValueError, match="no letter and no digit"):
        compile_patterns([Pattern("···", 0, FULL, 0)], ordinary, tables)

"""The kernel on any text at all: it stays within its buffers, and rows do not matter to each other."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildmark.text.automaton import Compiled, Pattern, compile_patterns
from guildmark.text.base import base_tables, ordinary_keys
from guildmark.text.layout import FULL, GENERIC, HIT, LITERAL, SHOUTED
from guildmark.text.matcher import Matcher

MARKS = {
    "ORVANE": FULL,
    "Louvier Sable": FULL,
    "奥凡": FULL,
    "オルヴァン": FULL,
    "Harbour": GENERIC,
    "QX": SHOUTED,
    "H&Q": LITERAL,
}
PIECES = [
    "Orvane", "0rv4ne", "Louvier Sab1e", "L0uv1er", "奥.凡", "オルヴァン", "bestORVANEshop", "\u0301" * 9, "\u3164",
    "🇱🇻", "Я", "∣", "QX", "𝐐𝐗", "H&Q", "ﷺ", "ǝuɐʌɹo", "9", "+", "|", " ", "\u200b", "\ufffd", "\U0010fffd",
]  # fmt: skip
ANY = st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace").decode("utf-8"))
TEXTS = st.lists(st.none() | ANY | st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=8)


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    tables, ordinary = base_tables()[0], ordinary_keys()
    return compile_patterns([Pattern(m, 0, mode, i) for i, (m, mode) in enumerate(MARKS.items())], ordinary, tables)


def match(compiled: Compiled, texts: Any) -> list[tuple[int, ...]]:
    hits: Any = Matcher(compiled.automaton).match(texts, [0])
    return [tuple(int(hit[name]) for name in HIT.names or ()) for hit in hits]


@settings(max_examples=400, deadline=None)
@given(texts=TEXTS)
def test_rows_do_not_matter_to_each_other_and_every_span_lies_within_its_text(
    compiled: Compiled, texts: list[str | None]
) -> None:
    together = match(compiled, pa.array(texts, pa.string()))
    apart = [
        (row, *hit[1:]) for row, text in enumerate(texts) for hit in match(compiled, pa.array([text], pa.string()))
    ]
    assert together == apart
    assert all(0 <= start < end <= len(texts[row] or "") for row, _, start, end, _ in together)


@settings(max_examples=100, deadline=None)
@given(texts=TEXTS, cut=st.integers(0, 4))
def test_a_slice_of_a_column_gives_what_its_rows_give(compiled: Compiled, texts: list[str | None], cut: int) -> None:
    for kind in (pa.string(), pa.large_string()):
        assert match(compiled, pa.array(texts, kind)[cut:]) == match(compiled, pa.array(texts[cut:], kind))


@settings(max_examples=300, deadline=None)
@given(before=ANY, after=ANY, mark=st.sampled_from(["ORVANE", "Louvier Sable"]))
def test_a_plainly_written_mark_stays_found_whatever_stands_around_it(
    compiled: Compiled, before: str, after: str, mark: str
) -> None:
    text = f"{before} | {mark} | {after}"
    start = len(before) + 3
    spans = {(low, high) for _, _, low, high, _ in match(compiled, pa.array([text]))}
    assert (start, start + len(mark)) in spans


@settings(max_examples=300, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_was_seen_is_seen_again_alone(compiled: Compiled, text: str) -> None:
    for _, pattern, start, end, _ in match(compiled, pa.array([text])):
        again = match(compiled, pa.array([text[start:end]]))
        assert any(hit[1] == pattern for hit in again), text[start:end]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 100_000,
        "1a" * 50_000,
        "Я" * 100_000,
        "𝐋" * 50_000,
        "ﷺ" * 30_000,
        "\u0301" * 100_000,
        "+|" * 50_000 + "ab",
    ],
    ids=["empty", "one letter", "digits and letters", "Cyrillic", "styled", "expanding", "accents alone", "signs"],
)
def test_very_long_words_do_no_harm(compiled: Compiled, text: str) -> None:
    assert match(compiled, pa.array([text, "Orvane"]))[-1][0] == 1

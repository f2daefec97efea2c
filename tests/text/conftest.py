"""A small automaton of invented marks, and how to look through it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pytest

from guildmark.text.automaton import Pattern, compile_patterns
from guildmark.text.base import base_tables, ordinary_keys
from guildmark.text.layout import EXACT, FULL, GENERIC, LITERAL, PHRASE, SHOUTED
from guildmark.text.matcher import Matcher

MARKS = {
    "ORVANE": FULL,
    "Louvier Sable": FULL,
    "Ravelle": FULL,
    "Prandana": FULL,
    "奥凡": FULL,
    "オルヴァン": FULL,
    "Орване": FULL,
    "Zéphine": FULL,
    "Arnold": FULL,
    "Harbour": GENERIC,
    "Kip": EXACT,
    "TWO": SHOUTED,
}
PHRASES = {"mirror quality": PHRASE, "高仿": PHRASE, "réplique": PHRASE, "1:1": LITERAL, "AAA+": LITERAL}
MARK_LIST, PHRASE_LIST = 0, 2


@dataclass(frozen=True)
class Found:
    """One hit: the pattern's text, the span that was cut from the original, and what was needed to see it."""

    pattern: str
    seen: str
    start: int
    flags: int


@pytest.fixture(scope="session")
def look() -> Callable[..., list[Found]]:
    """A function from a text to its hits, in order."""
    texts = [*MARKS, *PHRASES]
    patterns = [
        *(Pattern(text, MARK_LIST, mode, i) for i, (text, mode) in enumerate(MARKS.items())),
        *(Pattern(text, PHRASE_LIST, mode, len(MARKS) + i) for i, (text, mode) in enumerate(PHRASES.items())),
    ]
    tables, ordinary = base_tables()[0], ordinary_keys()
    compiled = compile_patterns(patterns, ordinary, tables)
    matcher = Matcher(compiled.automaton)

    def look(text: str, lists: Sequence[int] = (MARK_LIST, PHRASE_LIST)) -> list[Found]:
        hits = matcher.match(pa.array([text]), list(lists))
        return [
            Found(
                texts[compiled.values[h["pattern"]]],
                text[h["start"] : h["end"]],
                int(h["start"]),
                int(h["flags"]),
            )
            for h in hits
        ]

    return look

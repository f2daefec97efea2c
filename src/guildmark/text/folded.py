"""Single texts folded as the matcher folds them, to write the one form of a name or of a phrase down."""

import unicodedata

from guildmark.text.base import base_tables
from guildmark.text.folding import (
    ALPHABET_SHIFT,
    IGNORABLE,
    KIND_SHIFT,
    LEET_SYMBOL,
    LOOKALIKE_BIT,
    SEPARATOR,
    SINGLE,
    STYLED_BIT,
)
from guildmark.text.lookalikes import LATIN
from guildmark.text.spellings import unpacked


def light_words(text: str) -> str:
    """The words of a text by the light fold (case, width, accents, traditional Chinese), with one space between them.

    Characters of scripts without spaces stand together, as one word.
    """
    tables = base_tables()[0]
    written: list[str] = []
    last, gap = SEPARATOR, False
    for char in text:
        deep, packed = (int(part) for part in tables.fold[ord(char)])
        kind = _kind(packed)
        if kind == IGNORABLE:
            continue
        if kind in (SEPARATOR, LEET_SYMBOL):
            gap = True
            continue
        if deep & LOOKALIKE_BIT and (deep & STYLED_BIT or packed >> ALPHABET_SHIFT & 7 == LATIN):
            packed = deep  # a word drawn in another style is the same word
        if written and ((gap and not last == kind == SINGLE) or (kind == SINGLE) != (last == SINGLE)):
            written.append(" ")
        written += map(chr, unpacked(packed, tables))
        last, gap = kind, False
    return "".join(written)


def plain_letters(text: str) -> str:
    """A text in the small ASCII letters and digits that it is drawn like; what is drawn as nothing is left out, and all
    other signs stay."""
    tables = base_tables()[0]
    signs = (SEPARATOR, LEET_SYMBOL)
    plain = "".join(
        unicodedata.normalize("NFKC", char) if _kind(int(tables.fold[ord(char), 0])) in signs else char for char in text
    )
    written: list[str] = []
    for char in plain:
        packed = int(tables.fold[ord(char), 0])
        if char.isascii() or _kind(packed) in signs:
            written.append(char.lower())
        elif _kind(packed) != IGNORABLE:
            written += map(chr, unpacked(packed, tables))
    return "".join(written)


def _kind(packed: int) -> int:
    return packed >> KIND_SHIFT & 15

"""How the matcher will see a pattern: its tokens, its letters as one word, and the spellings that pass for it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from guildmark.text.folding import CODE_MASK, EXPANDS_BIT, FoldTables
from guildmark.text.hashing import hash_codes
from guildmark.text.layout import Workspace
from guildmark.text.tokens import DIGIT, HANGUL, IGNORABLE, KATAKANA, SINGLE, SYMBOL, WORD, tokenise

MOST_REPEATS = 3  # of doubled letters each of which may be written once
Codes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text as tokens: their hashes and their letters; its letters as one word, in each way that letters may repeat
    (the first one drops repeats, the last keeps all); whether all its tokens are words of a script with spaces."""

    hashes: Codes
    joined: Codes
    wholes: tuple[Codes, ...]
    spaced: bool


def read_spelling(text: str, tables: FoldTables, space: Workspace) -> Spelling:
    """Tokenise a text exactly as the matcher does."""
    data = np.frombuffer(text.encode("utf-8"), np.uint8)
    count, tokens, _ = tokenise(
        data, 0, len(data), tables.fold, tables.expansions, space.letters, space.tokens, space.chunks
    )
    joined = tuple(int(c) for c in space.letters["code"][:count])
    loose = _loose_codes(text, tables)
    ways = _ways(loose) if len(loose) >= 5 else (joined, loose)
    kinds = space.tokens["kind"][:tokens]
    return Spelling(
        hashes=tuple(hash_codes(joined[t["start"] : t["end"]]) for t in space.tokens[:tokens]),
        joined=joined,
        wholes=ways,
        spaced=tokens > 0 and not (kinds == SINGLE).any(),
    )


def _ways(loose: Codes) -> tuple[Codes, ...]:
    """Each way to keep or drop the repeats of letters: words of the text that are cut off within drop some of them."""
    runs = [(code, len(list(run))) for code, run in groupby(loose)]
    repeated = [i for i, (_, length) in enumerate(runs) if length > 1][:MOST_REPEATS]
    ways: dict[Codes, None] = {}
    for kept in range(1 << len(repeated)):
        keeps = {place for bit, place in enumerate(repeated) if kept >> bit & 1}
        ways[tuple(c for i, (code, n) in enumerate(runs) for c in [code] * (n if i in keeps else 1))] = None
    return (*ways, loose)


def unpacked(packed: int, tables: FoldTables) -> list[int]:
    """The letters that a packed entry of the fold table stands for."""
    if packed & int(EXPANDS_BIT):
        return [int(c) for c in tables.expansions[packed & CODE_MASK] if c]
    return [packed & CODE_MASK]


def _loose_codes(text: str, tables: FoldTables) -> Codes:
    """Deep letters with every repeat kept, as letters that stand apart give them."""
    codes: list[int] = []
    for char in text:
        packed = int(tables.fold[ord(char), 0])
        if (packed >> 24) & 15 in (WORD, DIGIT, KATAKANA, HANGUL):
            codes += unpacked(packed, tables)
    return tuple(ord("i") if c == ord("l") else c for c in codes)


def deep_characters(text: str, tables: FoldTables) -> list[int]:
    """The deep codes of a name in Han, kana or Hangul; empty for a text that also holds anything else."""
    packed = [int(tables.fold[ord(char), 0]) for char in unicodedata.normalize("NFC", text)]
    if any((one >> 24) & 15 not in (SINGLE, KATAKANA, HANGUL) for one in packed):
        return []
    return [code for one in packed for code in unpacked(one, tables)]


def light_codes(text: str, tables: FoldTables) -> list[int]:
    """The light letters of a text, without separators and ignorables."""
    codes: list[int] = []
    for char in text:
        packed = int(tables.fold[ord(char), 1])
        if (packed >> 24) & 15 not in (0, IGNORABLE, SYMBOL):
            codes += unpacked(packed, tables)
    return codes


def literal_codes(text: str, tables: FoldTables) -> list[int]:
    """The light letters of a text and its symbols as they are, without spaces."""
    codes: list[int] = []
    for char in unicodedata.normalize("NFKC", text).replace(" ", ""):
        codes += light_codes(char, tables) or [ord(char)]
    return codes


def is_accented(text: str) -> bool:
    """Whether any letter of the text carries an accent."""
    return any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", text))


def casings(text: str) -> Sequence[str]:
    """A text in the cases it is written in: in other scripts each case may look like different Latin letters."""
    return tuple(dict.fromkeys((text, text.casefold(), text.upper(), text.title())))

"""Fold tables: for every Unicode code point, what it is to the matcher and what it looks like.

Two foldings are kept apart. The *light* one undoes what no honest writer minds: case, full width, traditional
against simplified Chinese, accents. The *deep* one also undoes disguises: look-alike letters, mathematical and
enclosed alphabets. What matches deeply but not lightly was disguised, and that is evidence in itself.

Source: Unicode character data (`unicodedata`), Unicode confusables (`confusable-homoglyphs`), OpenCC (`opencc`).
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

# Kinds of code point; the matcher's kernel uses the same numbers.
SEPARATOR, WORD, DIGIT, SINGLE, KATAKANA, HANGUL, IGNORABLE, LEET_SYMBOL = range(8)

KIND_SHIFT = 24
CODE_MASK = (1 << KIND_SHIFT) - 1
LOOKALIKE_BIT = np.uint32(1 << 30)  # the deep code is not the light one
SHOUT_BIT = np.uint32(1 << 29)  # an upper-case letter
STYLED_BIT = np.uint32(1 << 28)  # a look-alike that Unicode draws for mathematics, or in circles and boxes
EXPANDS_BIT = np.uint32(1 << 31)  # the code is an index into `expansions`

# Scripts written without spaces: each code point is a word of its own to the matcher.
UNSPACED = (
    (0x3040, 0x309F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF), (0x3005, 0x3007),
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF),
)  # fmt: skip
KATAKANA_RANGES = ((0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9D))
HANGUL_RANGES = ((0xAC00, 0xD7A3), (0x1100, 0x11FF), (0x3130, 0x318F))
HALFWIDTH_VOICING = (0xFF9E, 0xFF9F)
# Alphabets that Unicode draws in boxes and circles without saying so in a decomposition.
ENCLOSED = ((0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26), (0x1F130, 26), (0x249C, 26), (0x24B6, 26), (0x24D0, 26))
LATIN_EXTENDED_END = 0x24F
MATHEMATICAL = (0x1D400, 0x1D7FF)
# Symbols that stand for letters, and digits that do (leetspeak); the long-standing table of the cracker's alphabet.
LEET_SYMBOLS = {"@": "a", "$": "s", "!": "i", "|": "i", "€": "e", "£": "l", "¢": "c", "§": "s"}
LEET_DIGITS = {"0": "o", "1": "i", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g"}
# Small capitals, strokes and hooks that Unicode does not decompose, and the ligatures of French and Danish.
NAMED_AFTER_LETTER = re.compile(
    r"LATIN (?:LETTER SMALL CAPITAL|(?:SMALL|CAPITAL) LETTER|(?:SMALL|CAPITAL) LIGATURE) ([A-Z]|AE|OE)(?: WITH .*)?$"
)


@dataclass(frozen=True, slots=True)
class FoldTables:
    """Fold tables over all of Unicode.

    Shapes: `fold` uint32 (1114112, 2), deep and light, each a code with its kind in bits 24 to 27; `expansions` uint32
    (n, 4), padded with 0; `leet` uint32 (128,), the letter that an ASCII digit or symbol stands for, or 0.
    """

    fold: NDArray[np.uint32]
    expansions: NDArray[np.uint32]
    leet: NDArray[np.uint32]


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _is_ignorable(char: str) -> bool:
    """Drawn with nothing of its own: format characters, and marks that sit on the letter before."""
    category = unicodedata.category(char)
    if category in ("Cf", "Me"):
        return True
    # Virama and nukta (classes 9 and 7) and vowel signs (class 0) carry meaning in Indic scripts and in Thai.
    return (category == "Mn" and unicodedata.combining(char) not in (0, 7, 9)) or 0xFE00 <= ord(char) <= 0xFE0F


def _is_styled(code: int, category: str) -> bool:
    return category == "So" or _within(code, (MATHEMATICAL, *((start, start + count - 1) for start, count in ENCLOSED)))


def _kind(char: str) -> int:
    code = ord(char)
    if _is_ignorable(char) or char == "\u034f" or code in HALFWIDTH_VOICING:
        return IGNORABLE
    if _within(code, UNSPACED):
        return SINGLE if unicodedata.category(char)[0] in "LMN" else SEPARATOR
    if _within(code, KATAKANA_RANGES):
        return KATAKANA
    if _within(code, HANGUL_RANGES):
        return HANGUL
    category = unicodedata.category(char)
    if category == "Nd":
        return DIGIT
    if category[0] == "L" or category in ("Mn", "Mc", "Nl"):
        return WORD
    return SEPARATOR


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not _is_ignorable(c))


def _light(char: str, simplified: dict[str, str]) -> str:
    """Case, full width, simplified Chinese, accents."""
    if 0xFF00 <= ord(char) <= 0xFFEF:
        char = unicodedata.normalize("NFKC", char)
    folded = simplified.get(char, char).casefold()
    if any(0x3040 <= ord(c) <= 0x30FF or 0xAC00 <= ord(c) <= 0xD7A3 for c in folded):
        return folded  # voiced kana and Hangul syllables are letters of their own
    return "".join(map(_plain_latin, _without_accents(folded)))


def _plain_latin(char: str) -> str:
    """Strokes, hooks and ligatures of Latin alphabets, which Unicode does not decompose: ø is an o, æ is ae."""
    if char == "ı" or not 0xC0 <= ord(char) <= LATIN_EXTENDED_END:
        return "i" if char == "ı" else char
    named = NAMED_AFTER_LETTER.match(unicodedata.name(char, ""))
    return named[1].casefold() if named else char


def _letters(text: str) -> str:
    """A fold without what is no letter: some ligatures decompose to a space with marks."""
    return "".join(c for c in text if unicodedata.category(c)[0] in "LMN")


def _settled(fold: Callable[[str], str], char: str) -> str:
    """Fold until nothing changes, so that folded text folds to itself."""
    text, again = "", fold(char)
    while again != text:
        text, again = again, "".join(fold(c) or c for c in again)
    return text


def _deep(char: str, lookalikes: dict[str, str], simplified: dict[str, str]) -> str:
    """What the code point looks like to a buyer, in lower-case letters."""
    if 0xAC00 <= ord(char) <= 0xD7A3:
        return char
    for start, count in ENCLOSED:
        if start <= ord(char) < start + count:
            return chr(ord("a") + ord(char) - start)
    # A small letter without a look-alike of its own takes that of its capital: в is drawn as a small В.
    for form in (char, unicodedata.normalize("NFKC", char), char.upper()):
        if form in lookalikes:
            return lookalikes[form].casefold()
    if named := NAMED_AFTER_LETTER.match(unicodedata.name(char, "")):
        return named[1].casefold()
    text = unicodedata.normalize("NFKC", char)
    text = "".join(simplified.get(c, c) for c in text).casefold()
    return _without_accents("".join(lookalikes.get(c, c) for c in _without_accents(text))).casefold()


@cache
def _lookalikes() -> dict[str, str]:
    """Single code points outside ASCII that look like one ASCII letter."""
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415 - reads a large file

    table: dict[str, str] = {}
    for char, others in confusables_data.items():
        if len(char) != 1 or ord(char) < 128 or unicodedata.category(char)[0] not in "LSN":
            continue
        if _within(ord(char), UNSPACED + KATAKANA_RANGES + HANGUL_RANGES):
            continue
        letters = sorted(o["c"] for o in others if len(o["c"]) == 1 and o["c"].isascii() and o["c"].isalpha())
        if letters:
            table[char] = letters[0]
    return table


@cache
def _simplified() -> dict[str, str]:
    """Traditional Chinese code points that have a simplified form."""
    import opencc  # noqa: PLC0415 - loads its dictionaries

    convert = opencc.OpenCC("t2s").convert
    codes = [c for low, high in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)) for c in range(low, high + 1)]
    return {chr(c): s for c in codes if (s := convert(chr(c))) != chr(c) and len(s) == 1}


def build_tables() -> FoldTables:
    """Compile the fold tables; takes about two seconds, so callers keep the result."""
    lookalikes, simplified = _lookalikes(), _simplified()
    fold = np.zeros((sys.maxunicode + 1, 2), np.uint32)
    deep, light = fold[:, 0], fold[:, 1]
    expansions: list[str] = []
    deeply = cache(partial(_deep, lookalikes=lookalikes, simplified=simplified))
    lightly = cache(partial(_light, simplified=simplified))

    def packed(text: str, kind: int) -> int:
        if len(text) == 1:
            return ord(text) | kind << KIND_SHIFT
        expansions.append(text[:4])
        return (len(expansions) - 1) | kind << KIND_SHIFT | int(EXPANDS_BIT)

    for code in range(sys.maxunicode + 1):
        char = chr(code)
        category = unicodedata.category(char)
        if category in ("Cn", "Co", "Cs", "Cc"):
            continue
        kind = _kind(char)
        if char in LEET_SYMBOLS:
            deep[code] = light[code] = ord(LEET_SYMBOLS[char]) | LEET_SYMBOL << KIND_SHIFT
            continue
        seen = _settled(deeply, char)
        if kind == SEPARATOR and len(seen) == 1 and "a" <= seen <= "z":
            kind = WORD  # a letter in a circle, a symbol that looks like one
        if kind == SEPARATOR:
            continue
        if kind == IGNORABLE:
            deep[code] = light[code] = IGNORABLE << KIND_SHIFT
            continue
        plain = _letters(_settled(lightly, char)) or char
        seen = _letters(seen) or plain
        if kind == DIGIT:
            plain = seen = str(unicodedata.digit(char))
        deep[code] = packed(seen, kind)
        light[code] = packed(plain, kind)
        if seen != plain or category == "So":
            deep[code] |= STYLED_BIT | LOOKALIKE_BIT if _is_styled(code, category) else LOOKALIKE_BIT
        if category == "Lu":
            deep[code] |= SHOUT_BIT
    table = np.zeros((len(expansions) + 1, 4), np.uint32)
    for i, text in enumerate(expansions):
        table[i, : len(text)] = [ord(c) for c in text]
    leet = np.zeros(128, np.uint32)
    for symbol, letter in {**{k: v for k, v in LEET_SYMBOLS.items() if k.isascii()}, **LEET_DIGITS}.items():
        leet[ord(symbol)] = ord(letter)
    return FoldTables(fold, table, leet)

"""Fold tables: for every Unicode code point, what it is to the matcher and what it looks like.

Two foldings are kept apart. The *light* one undoes what no honest writer minds: case, full width, traditional
against simplified Chinese, accents. The *deep* one also undoes disguises: look-alike letters, mathematical and
enclosed alphabets. What matches deeply but not lightly was disguised, and that is evidence in itself.

Source: Unicode character data (`unicodedata`), the look-alikes of `lookalikes`, OpenCC (`opencc`).
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from guildmark.text.lookalikes import SAME_LETTER, SIGNS, alphabet_of, close, loose

# Kinds of code point; the matcher's kernel uses the same numbers.
SEPARATOR, WORD, DIGIT, SINGLE, KATAKANA, HANGUL, IGNORABLE, LEET_SYMBOL = range(8)

KIND_SHIFT = 24
ALPHABET_SHIFT = 21  # in the light fold: the alphabet that a letter is of
CODE_MASK = (1 << ALPHABET_SHIFT) - 1
LOOSE_BIT = np.uint32(1 << 21)  # in the deep fold: only a loose look-alike
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
# Drawn as nothing, though some are letters by category. Source: Default_Ignorable_Code_Point in Unicode 16.
DEFAULT_IGNORABLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
# Alphabets that Unicode draws in boxes and circles without saying so in a decomposition.
ENCLOSED = (
    (0x1F110, 26), (0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26), (0x1F130, 26), (0x249C, 26), (0x24B6, 26), (0x24D0, 26),
)  # fmt: skip
LATIN_EXTENDED_END = 0x24F
MATHEMATICAL = (0x1D400, 0x1D7FF)
# Symbols that stand for letters, and digits that do (leetspeak); the long-standing table of the cracker's alphabet.
LEET_SYMBOLS = {
    "@": "a", "$": "s", "!": "i", "|": "i", "+": "t", "€": "e", "£": "l", "¢": "c", "¥": "y", "§": "s",
}  # fmt: skip
LEET_DIGITS = {"0": "o", "1": "i", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g"}
OTHER_DIGITS = {"6": "b", "9": "q"}  # digits that are drawn like two letters
# Small capitals, strokes and hooks that Unicode does not decompose, and the ligatures of French and Danish.
NAMED_AFTER_LETTER = re.compile(
    r"LATIN (?:LETTER SMALL CAPITAL|(?:SMALL|CAPITAL) LETTER|(?:SMALL|CAPITAL) LIGATURE) ([A-Z]|AE|OE)(?: WITH .*)?$"
)


@dataclass(frozen=True, slots=True, eq=False)  # the same object is the same tables
class FoldTables:
    """Fold tables over all of Unicode.

    Shapes: `fold` uint32 (1114112, 2), deep and light, each a code with its kind in bits 24 to 27 and the bits above;
    `expansions` uint32 (n, 4), padded with 0; `leet` uint32 (128, 2), the letters that an ASCII digit or symbol stands
    for, or 0.
    """

    fold: NDArray[np.uint32]
    expansions: NDArray[np.uint32]
    leet: NDArray[np.uint32]


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _is_ignorable(char: str) -> bool:
    """Drawn with nothing of its own: format characters, and marks that sit on the letter before."""
    category = unicodedata.category(char)
    if category in ("Cf", "Me") or _within(ord(char), DEFAULT_IGNORABLE):
        return True
    # Virama and nukta (classes 9 and 7) and vowel signs (class 0) carry meaning in Indic scripts and in Thai.
    return category == "Mn" and unicodedata.combining(char) not in (0, 7, 9)


def _is_styled(code: int, category: str) -> bool:
    return category == "So" or _within(code, (MATHEMATICAL, *((start, start + count - 1) for start, count in ENCLOSED)))


def _kind(char: str) -> int:
    code = ord(char)
    if _is_ignorable(char) or code in HALFWIDTH_VOICING:
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
    folded = SAME_LETTER.get(char, simplified.get(char, char)).casefold()
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


def _deep(char: str, simplified: dict[str, str], *, loosely: bool) -> str:
    """What the code point looks like to a buyer, in lower-case letters."""
    if 0xAC00 <= ord(char) <= 0xD7A3:
        return char
    for start, count in ENCLOSED:
        if start <= ord(char) < start + count:
            return chr(ord("a") + ord(char) - start)
    plain = unicodedata.normalize("NFKC", char)
    if plain != char and len(plain) == 1 and plain.isascii() and plain.isalpha():
        return plain.casefold()  # a letter in another style is that letter, whatever else it looks like
    lookalikes, char = _lookalikes(), SAME_LETTER.get(char, char)
    # A small letter without a look-alike of its own takes that of its capital: в is drawn as a small В.
    for form in (char, unicodedata.normalize("NFKC", char), char.upper()):
        if form in lookalikes:
            return lookalikes[form].casefold()
    name = unicodedata.name(char, "")
    if named := NAMED_AFTER_LETTER.match(name):
        return named[1].casefold()
    if name.startswith("KATAKANA LETTER SMALL "):
        return _deep(unicodedata.lookup(name.replace("SMALL ", "")), simplified, loosely=loosely)
    text = unicodedata.normalize("NFKC", char)
    text = "".join(simplified.get(c, c) for c in text).casefold()
    text = _without_accents("".join(lookalikes.get(c, c) for c in _without_accents(text))).casefold()
    if loosely and not text.isascii():
        text = "".join(loose(c) or c for c in text)
    return text


@cache
def _lookalikes() -> dict[str, str]:
    """The close look-alikes of scripts with spaces."""
    return {c: to for c, to in close().items() if not _within(ord(c), UNSPACED + KATAKANA_RANGES + HANGUL_RANGES)}


@cache
def _simplified() -> dict[str, str]:
    """Traditional Chinese code points that have a simplified form."""
    import opencc  # noqa: PLC0415 - loads its dictionaries

    convert = opencc.OpenCC("t2s").convert
    codes = [c for low, high in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)) for c in range(low, high + 1)]
    return {chr(c): s for c in codes if (s := convert(chr(c))) != chr(c) and len(s) == 1}


def build_tables() -> FoldTables:
    """Compile the fold tables; takes about four seconds, so callers keep the result."""
    simplified = _simplified()
    fold = np.zeros((sys.maxunicode + 1, 2), np.uint32)
    deep, light = fold[:, 0], fold[:, 1]
    expansions: list[str] = []
    closely = cache(partial(_deep, simplified=simplified, loosely=False))
    deeply = cache(partial(_deep, simplified=simplified, loosely=True))
    lightly = cache(partial(_light, simplified=simplified))

    def packed(text: str, kind: int) -> int:
        if len(text) == 1:
            return ord(text) | kind << KIND_SHIFT
        expansions.append(text[:4])
        return (len(expansions) - 1) | kind << KIND_SHIFT | int(EXPANDS_BIT)

    for code in range(sys.maxunicode + 1):
        char = chr(code)
        category = unicodedata.category(char)
        if _within(code, DEFAULT_IGNORABLE):
            deep[code] = light[code] = IGNORABLE << KIND_SHIFT
            continue
        if category in ("Cn", "Co", "Cs", "Cc"):
            continue
        kind = _kind(char)
        seen = _settled(deeply, char)
        sign = LEET_SYMBOLS.get(char, "") or (seen if _is_sign(char, seen, kind) else "")
        if sign:
            deep[code] = light[code] = ord(sign) | LEET_SYMBOL << KIND_SHIFT
            continue
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
        light[code] = packed(plain, kind) | alphabet_of(char) << ALPHABET_SHIFT
        if seen != plain or category == "So":
            deep[code] |= STYLED_BIT | LOOKALIKE_BIT if _is_styled(code, category) else LOOKALIKE_BIT
            if not char.isascii() and seen != _letters(_settled(closely, char)):
                deep[code] |= LOOSE_BIT
        if _is_capital(char, category):
            deep[code] |= SHOUT_BIT
    return FoldTables(fold, _expansions(expansions), _leet())


def _is_sign(char: str, seen: str, kind: int) -> bool:
    """Whether a sign of mathematics or money is drawn like a letter, so that it may stand for one among letters."""
    return kind == SEPARATOR and len(seen) == 1 and "a" <= seen <= "z" and _within(ord(char), SIGNS)


def _is_capital(char: str, category: str) -> bool:
    name = unicodedata.name(char, "")
    return category == "Lu" or (category == "So" and (" CAPITAL LETTER " in name or "INDICATOR SYMBOL" in name))


def _expansions(texts: list[str]) -> NDArray[np.uint32]:
    table = np.zeros((len(texts) + 1, 4), np.uint32)
    for i, text in enumerate(texts):
        table[i, : len(text)] = [ord(c) for c in text]
    return table


def _leet() -> NDArray[np.uint32]:
    leet = np.zeros((128, 2), np.uint32)
    for symbol, letter in {**{k: v for k, v in LEET_SYMBOLS.items() if k.isascii()}, **LEET_DIGITS}.items():
        leet[ord(symbol), 0] = ord(letter)
    for digit, letter in OTHER_DIGITS.items():
        leet[ord(digit), 1] = ord(letter)
    return leet

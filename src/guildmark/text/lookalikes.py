"""What letters of the world's alphabets look like to a buyer: facts from libraries, and which alphabet a letter is of.

`close` look-alikes are Unicode's own: few tell them from the letter. `loose` ones are drawn like a letter and fool a
hasty eye (Я for R, є for e); they are ordinary letters elsewhere, so the matcher counts them only in words of more than
one alphabet.
"""

import re
import unicodedata
from functools import cache

# Which alphabet a letter is of; 0 is none, such as symbols and scripts that no letter here looks like.
LATIN = 1
ALPHABETS = {
    "LATIN": LATIN, "GREEK": 2, "COPTIC": 2, "CYRILLIC": 3, "ARMENIAN": 4, "CHEROKEE": 5, "GEORGIAN": 6,
    "CANADIAN": 7, "LISU": 7, "TIFINAGH": 7, "DESERET": 7, "OSAGE": 7,
}  # fmt: skip
# Signs that are written for letters, and are no letters in honest words: currencies, operators of mathematics and APL.
SIGNS = ((0x20A0, 0x20CF), (0x2200, 0x22FF), (0x2336, 0x237A))
# What a letter drawn as a digit stands for: З as E, Б as B.
DRAWN_AS_DIGIT = {"0": "o", "1": "l", "2": "z", "3": "e", "4": "a", "5": "s", "6": "b", "7": "t", "8": "b", "9": "g"}
# Unicode likens the eth, through its small form, to an O with a stroke; its capital is drawn as a D with one.
BETTER = {"Ð": "D", "ð": "d"}
TURNED = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER (?:TURNED|SCRIPT|DOTLESS|REVERSED) ([A-Z])$")


def alphabet_of(char: str) -> int:
    """The number of the alphabet that a letter is of."""
    if char.isascii():
        return LATIN if char.isalpha() else 0
    if unicodedata.category(char)[0] != "L":
        return 0
    return ALPHABETS.get(unicodedata.name(char, "").split(" ", 1)[0], 0)


@cache
def close() -> dict[str, str]:
    """Single code points outside ASCII that look like one ASCII letter, by Unicode."""
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415 - reads a large file

    table: dict[str, str] = {}
    for char, others in confusables_data.items():
        if len(char) != 1 or ord(char) < 128 or unicodedata.category(char)[0] not in "LSN":
            continue
        letters = sorted(o["c"] for o in others if len(o["c"]) == 1 and o["c"].isascii() and o["c"].isalpha())
        if letters:
            table[char] = letters[0]
    return table | BETTER


def loose(char: str) -> str:
    """The ASCII letter that a letter or sign is drawn like, or nothing.

    Source: `decancer`, whose table is gathered from what is written in chats; letters turned over, by their names.
    """
    if named := TURNED.match(unicodedata.name(char, "")):
        return named[1].casefold()
    if not alphabet_of(char) and not any(low <= ord(char) <= high for low, high in SIGNS):
        return ""
    from decancer_py import parse  # noqa: PLC0415 - loads a compiled library

    drawn = str(parse(char))
    drawn = DRAWN_AS_DIGIT.get(drawn, drawn)
    return drawn if len(drawn) == 1 and "a" <= drawn <= "z" else ""


# Letters of one script that are written for each other by honest people. Source: Apache Lucene, `ArabicNormalizer` and
# `PersianNormalizer` (its alefs lose their hamza as accents do).
SAME_LETTER = {"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ۀ": "ه", "ٱ": "ا"}

"""Other ways to write a mark that no fold of single letters undoes, each looked for as it stands."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from guildmark.text.layout import LOOKALIKE, SPLIT, TYPO

PASSES_FOR = (("m", "rn"), ("w", "vv"), ("d", "cl"))  # letter pairs that pass for one letter
# Kana and the Han characters that look the same. Source: Unicode confusables; 千 and 才 by eye.
HAN_FOR_KANA = {
    "カ": "力", "ロ": "口", "ニ": "二", "エ": "工", "ハ": "八", "タ": "夕", "ト": "卜", "チ": "千", "オ": "才",
    "ー": "一",
}  # fmt: skip
DASHES = ("-", "―", "一")  # typed for the long-vowel mark
# Letters turned by half a circle; those that are not here look the same. Source: the names of the letters in Unicode.
TURNED = {
    "a": "ɐ", "b": "q", "c": "ɔ", "d": "p", "e": "ǝ", "f": "ɟ", "g": "ƃ", "h": "ɥ", "i": "ᴉ", "j": "ɾ", "k": "ʞ",
    "m": "ɯ",
    "n": "u", "p": "d", "q": "b", "r": "ɹ", "t": "ʇ", "u": "n", "v": "ʌ", "w": "ʍ", "y": "ʎ",
}  # fmt: skip
FEWEST_TURNED = 2  # letters that look turned
# Small Cyrillic letters whose slanted form is another Latin letter than their upright one.
SLANTED = {"и": "u", "т": "m", "п": "n", "д": "g", "л": "Λ"}
FEWEST_HAN = 4  # characters of a name of which one may be left out: the first two or last two of it stay
SHORTEST = 4  # letters of Latin marks, fewest of which anything is tried


@dataclass(frozen=True, slots=True)
class Variant:
    """A text that passes for a mark, and the flags of its hits."""

    text: str
    flags: int


def variants(text: str) -> Iterator[Variant]:
    """Each variant of a mark once."""
    seen = {text}
    for variant in (*_latin(text), *_cyrillic(text), *_katakana(text), *_hangul(text), *_han(text)):
        if variant.text not in seen:
            seen.add(variant.text)
            yield variant


def _latin(text: str) -> Iterator[Variant]:
    """`Arnazon` for `Amazon`, and the other way round."""
    folded = _plain(text)
    if len(folded) > SHORTEST:
        for one, two in PASSES_FOR:
            if one in folded:
                yield Variant(folded.replace(one, two), LOOKALIKE)
            if two in folded:
                yield Variant(folded.replace(two, one), LOOKALIKE)


def upside_down(text: str) -> str:
    """A Latin mark of one word turned by half a circle; empty where too little of it would look turned."""
    folded = _plain(text)
    turned = "".join(TURNED.get(c, c) for c in reversed(folded))
    return turned if folded.isalpha() and sum(not c.isascii() for c in turned) >= FEWEST_TURNED else ""


def pulled_initials(text: str) -> str:
    """A short form of two or three letters with a blank between them; empty for others."""
    return " ".join(text) if text.isascii() and text.isalpha() and len(text) in (2, 3) else ""


def _plain(text: str) -> str:
    """The small letters of a Latin text without accents; empty for other texts, and for short ones."""
    folded = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return folded if folded.isascii() and sum(c.isalpha() for c in folded) >= SHORTEST else ""


def _cyrillic(text: str) -> Iterator[Variant]:
    """Latin letters for what slanted Cyrillic letters look like, one of them or all."""
    folded = text.casefold()
    present = [c for c in SLANTED if c in folded]
    if not present or len(text) < SHORTEST:
        return
    for letter in present:
        yield Variant(folded.replace(letter, SLANTED[letter]), LOOKALIKE)
    yield Variant("".join(SLANTED.get(c, c) for c in folded), LOOKALIKE)


def _katakana(text: str) -> Iterator[Variant]:
    """Han characters for kana, and dashes for the long-vowel mark."""
    if len(text) < 3 or not any(0x30A1 <= ord(c) <= 0x30FA for c in text):
        return
    places = [i for i, c in enumerate(text) if c in HAN_FOR_KANA]
    for chosen in (*([place] for place in places), places):
        yield Variant("".join(HAN_FOR_KANA[c] if i in chosen else c for i, c in enumerate(text)), LOOKALIKE)
    for dash in DASHES:
        yield Variant(text.replace("ー", dash), TYPO)


def _han(text: str) -> Iterator[Variant]:
    """A long name without one of its inner characters."""
    if len(text) >= FEWEST_HAN and all(unicodedata.name(c, "").startswith("CJK UNIFIED") for c in text):
        for left_out in range(1, len(text) - 1):
            yield Variant(text[:left_out] + text[left_out + 1 :], TYPO)


def _hangul(text: str) -> Iterator[Variant]:
    """Syllables taken apart: as some systems store them, and as a keyboard writes their letters one by one."""
    if not any(0xAC00 <= ord(c) <= 0xD7A3 for c in text):
        return
    apart = [unicodedata.normalize("NFD", c) for c in text]
    yield Variant("".join(apart), 0)
    letters = ["".join(_as_typed(part) for part in parts) for parts in apart]
    yield Variant("".join(letters), SPLIT)


def _as_typed(part: str) -> str:
    """The letter of the keyboard for a part of a syllable."""
    name = unicodedata.name(part, "")
    if not name.startswith(("HANGUL CHOSEONG", "HANGUL JUNGSEONG", "HANGUL JONGSEONG")):
        return part
    return unicodedata.lookup("HANGUL LETTER " + name.rsplit(" ", 1)[-1])

"""The language in which a seller is written to: the listing's own, as it says or as its letters show."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from guildmark.hub.wording import wording

# By the first and last code point of a block of letters: what tells one language by its script alone. Latin tells none.
_SCRIPTS = (
    (0x0400, 0x052F, "ru"),
    (0x0600, 0x06FF, "ar"),
    (0x0E00, 0x0E7F, "th"),
    (0x3041, 0x30FA, "ja"),
    (0x4E00, 0x9FFF, "zh-hans"),
    (0xAC00, 0xD7AF, "ko"),
)
USUAL = "en"
# Letters of Ukrainian that Russian lacks, and the other way about. What has both is not Ukrainian: Belarusian, Kazakh.
_UKRAINIAN, _RUSSIAN = frozenset("іїєґ"), frozenset("ыэёъ")
# Kana that are at least this share of Chinese characters make a text Japanese; sellers in China decorate with a の.
_KANA_SHARE = 0.1
_CYRILLIC = re.compile(r"[A-Za-z\u0400-\u052f]+")
_LATIN = re.compile(r"[A-Za-z]")


def language_of(listing: Mapping[str, Any], given: str | None = None) -> str:
    """The wording's language that is nearest to the listing's; English where nothing tells it."""
    told = given or listing.get("language")
    if told:
        return wording(str(told)).language
    return language_of_letters(f"{listing.get('title') or ''} {listing.get('description') or ''}")


def language_of_letters(text: str) -> str:
    """The language that most letters of a text belong to; English where its letters tell none."""
    text = _CYRILLIC.sub(_without_mixed, text)
    letters = Counter(filter(None, map(_script, text)))
    if letters["ja"] > _KANA_SHARE * letters["zh-hans"]:
        letters["ja"] += letters.pop("zh-hans", 0)  # Japanese writes with Chinese characters, too
    language, number = max(letters.items(), key=lambda one: one[1], default=(USUAL, 0))
    if not number:
        return USUAL
    return _NEARER[language](text) if language in _NEARER else language


def _script(letter: str) -> str:
    number = ord(letter)
    return next((language for first, last, language in _SCRIPTS if first <= number <= last), "")


def _without_mixed(word: re.Match[str]) -> str:
    """Nothing of a word in which Latin and Cyrillic letters mix: that is a disguise of Latin, and no language."""
    return "" if _LATIN.search(word.group()) else word.group()


def _russian_or_ukrainian(text: str) -> str:
    letters = frozenset(text.lower())
    return "uk" if letters & _UKRAINIAN and not letters & _RUSSIAN else "ru"


def _simplified_or_traditional(text: str) -> str:
    """Traditional where more characters are of its own than of simplified writing."""
    traditional, simplified = (sum(a != b for a, b in zip(text, turn(text), strict=False)) for turn in _turns())
    return "zh-hant" if traditional > simplified else "zh-hans"


@cache
def _turns() -> tuple[Callable[[str], str], Callable[[str], str]]:
    """From traditional to simplified, and back."""
    import opencc  # noqa: PLC0415 - loads its dictionaries

    return opencc.OpenCC("t2s").convert, opencc.OpenCC("s2t").convert


_NEARER = {"ru": _russian_or_ukrainian, "zh-hans": _simplified_or_traditional}

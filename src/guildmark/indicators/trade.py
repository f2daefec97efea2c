"""Words that everybody writes: ordinary words, countries, phrases of trade, and phrases that detectors know already."""

from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute

from guildmark.indicators.lists import shipped_list
from guildmark.text.base import base_tables
from guildmark.text.folded import light_words
from guildmark.text.lists import read_lists

FEWEST_LETTERS, FEWEST_SIGNS = 12, 6  # of an alphabet, of a script without spaces


def said_by_everybody(words: str) -> str:
    """Why a folded text says nothing of who wrote it; empty when it may."""
    if words in _countries():
        return f"{words!r} is the name of a country, which honest sellers write too"
    if words in _phrases():
        return f"{words!r} is {_phrases()[words]}"
    if _is_ordinary(words):
        return f"{words!r} is an ordinary word"
    letters = sum(sign.isalnum() for sign in words)
    least = FEWEST_LETTERS if words.isascii() else FEWEST_SIGNS
    if letters < least:
        return f"{words!r} has {letters} letters, fewer than the {least} without which a text stands anywhere by chance"
    return ""


def _is_ordinary(words: str) -> bool:
    """Whether it is one word that is written at least once in a million words of some language."""
    ordinary = _ordinary()
    place = int(pyarrow.compute.index(ordinary, pa.scalar(words, ordinary.type)).as_py())
    return place >= 0


@cache
def _ordinary() -> "pa.Array[Any]":
    return base_tables()[1]


@cache
def _phrases() -> dict[str, str]:
    """What phrases are, folded: a list of the detectors that finds them already, or what honest sellers write too."""
    known = {light_words(one.text): f"found already, by the word list {one.list_name!r}" for one in read_lists()}
    trade = [text for own in shipped_list("words_of_trade")["phrases"].values() for text in own]
    return {**dict.fromkeys(map(light_words, trade), "a phrase of trade, which honest sellers write too"), **known}


@cache
def _countries() -> frozenset[str]:
    """Names of countries in some forty languages, folded."""
    from phonenumbers.geodata.locale import LOCALE_DATA  # noqa: PLC0415 - brings a large table

    names = {name for own in LOCALE_DATA.values() for name in own.values() if not name.startswith("*")}
    return frozenset(map(light_words, names))

"""Words for colours, folded to basic ones: a bit each."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.text.folding import FoldTables
from guildmark.text.shipped import shipped
from guildmark.text.word_bits import INNOCENT, BitPhrases, compile_bits

MOST_COLOURS = 32


@cache
def _document() -> Any:
    return shipped("colours.yaml")


@cache
def colour_names() -> tuple[str, ...]:
    """The basic colours, each with its bit."""
    return tuple(entry["colour"] for entry in _document()["colours"])


def colour_phrases(tables: FoldTables) -> BitPhrases:
    """All words for colours.

    Errors: ValueError for a word of too many parts, KeyError for a colour that is none.
    """
    document = _document()
    bit = {name: 1 << place for place, name in enumerate(colour_names())}
    folds: dict[str, int] = {str(text): int(INNOCENT) for text in document["innocent"]}
    for entry in document["colours"]:
        for text in (word for words in entry["words"].values() for word in words):
            folds[text] = folds.get(text, 0) | bit[entry["colour"]]
    for entry in document["either"]:
        for text in entry["words"]:
            folds[text] = folds.get(text, 0) | sum(bit[name] for name in entry["colours"])
    return compile_bits(folds, tables)


@cache
def _near() -> NDArray[np.uint32]:
    bit = {name: 1 << place for place, name in enumerate(colour_names())}
    near = np.zeros(MOST_COLOURS, np.uint32)
    near[: len(bit)] = [bit[e["colour"]] | sum(bit[name] for name in e["near"]) for e in _document()["colours"]]
    return near


def with_near(colours: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Colours and all that they are confused with. Shape (n,)."""
    result = np.zeros(len(colours), np.uint32)
    for place, wider in enumerate(_near()):
        result |= np.where(colours >> np.uint32(place) & np.uint32(1), wider, np.uint32(0)).astype(np.uint32)
    return result

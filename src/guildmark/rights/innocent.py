"""Innocent words: beside which words a phrase or a mark means something ordinary."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OWNER_SHIFT = 32  # a key is the number of the phrase or mark, shifted, and the number of the word
REACH = 30  # code points between a phrase and a word that makes it innocent


@dataclass(frozen=True, slots=True)
class InnocentWords:
    """Words, each once; and which of them make what innocent.

    Shapes: `keys` int64 (n,), sorted: owner << OWNER_SHIFT | word; `reach` int32 (n,), 0 where the word is a longer
    phrase that holds the owner's text, so that it must cover it.
    """

    words: tuple[str, ...]
    keys: NDArray[np.int64]
    reach: NDArray[np.int32]


def innocent_words(owners: Iterable[tuple[str, Sequence[str]]]) -> InnocentWords:
    """Number the innocent words of owners, which are numbered in their order."""
    numbers: dict[str, int] = {}
    reach: dict[int, int] = {}
    for owner, (text, words) in enumerate(owners):
        for word in words:
            folded = word.casefold()
            number = numbers.setdefault(folded, len(numbers))
            reach[owner << OWNER_SHIFT | number] = 0 if text.casefold() in folded else REACH
    keys = sorted(reach)
    return InnocentWords(tuple(numbers), np.array(keys, np.int64), np.array([reach[k] for k in keys], np.int32))

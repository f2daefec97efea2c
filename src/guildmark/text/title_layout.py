"""How the words of titles are laid out: their kinds, and the phrases that say quantities."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from guildmark.text.compiled import compiled
from guildmark.text.layout import Table

# Kinds of word. A code has letters and digits; a join is what neighbours would be if written as one; a stem is a code
# without the letters at its end, which tell colours and countries apart.
# Typed, since numba compiles a function once more for each literal that it is called with.
NAME, FIGURE, MODEL_CODE, QUANTITY, PACK, JOIN, STEM = (np.uint8(kind) for kind in range(7))

TITLE_WORD = np.dtype(
    [
        ("key", np.uint64),
        ("value", np.float64),  # of a figure; of a quantity in its dimension's first unit; how many in a pack
        ("text", np.int32), ("start", np.int32), ("end", np.int32),  # code points
        ("first", np.int32), ("last", np.int32),  # of a join: places of the words that it joins, within its text
        ("size", np.int32),  # letters and digits
        ("kind", np.uint8), ("dimension", np.uint8),
    ],
    align=True,
)  # fmt: skip

LONGEST_PHRASE = 8  # atoms of a phrase for a quantity or pack
OF_PACK = np.uint8(0)  # the dimension that stands for packs, and for what is no quantity
NO_SIZE = np.int32(0)


class Phrases(NamedTuple):
    """Phrases around a number, longest first. Shapes: `keys` uint64 (P, LONGEST_PHRASE), the others (P,).

    `slot` is where the number stands. `dimension` is OF_PACK, or what the unit measures; `factor` makes its first unit.
    `countable` dimensions come in packs: 3 x 200 ml are three, 30 x 40 cm are not. `beside` keys are made by
    `beside_key`.
    """

    keys: NDArray[np.uint64]
    length: NDArray[np.int32]
    slot: NDArray[np.int32]
    dimension: NDArray[np.uint8]
    factor: NDArray[np.float64]
    countable: NDArray[np.bool_]
    beside: Table  # the key beside the number, before it or behind, → phrases, longest first


@compiled()
def put_word(words, count, key, value, text, start, end, size, kind, dimension):  # type: ignore[no-untyped-def]
    """Enter a word where there is room; the caller counts on and comes again with more."""
    if count < len(words):
        words[count].key, words[count].value, words[count].text = key, value, text
        words[count].start, words[count].end, words[count].size = start, end, size
        words[count].kind, words[count].dimension = kind, dimension
        words[count].first = words[count].last = -1
    return count + 1

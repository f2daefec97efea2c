"""The arrays that the compiled matcher works on: few and structured, since each is passed at every call."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

# What was needed to see a hit; 0 is a plain one.
ACCENTS, LOOKALIKE, HIDDEN, LEET, REPEATED, SPLIT, TYPO, GLUED, STYLED, MASKED = (1 << i for i in range(10))
FLAG_NAMES = {
    ACCENTS: "accents", LOOKALIKE: "look-alike letters", HIDDEN: "hidden characters", LEET: "digits for letters",
    REPEATED: "repeated letters", SPLIT: "letters pulled apart", TYPO: "misspelt", GLUED: "glued to another word",
    STYLED: "letters drawn in a style of their own", MASKED: "a sign in the place of a letter",
}  # fmt: skip
OTHER_LETTERS = LOOKALIKE | STYLED | HIDDEN  # what is read is not what is written
EXPLICIT = OTHER_LETTERS | LEET  # nobody writes so by chance

REFUSED = -1  # no hit

MARKS = 0  # the number of the list of marks
ADDRESSES = 63  # asked for as if it were a list: the texts are names of hosts, whose labels are words written together

# How a pattern may match.
FULL, GENERIC, EXACT, SHOUTED, PHRASE, LITERAL = range(6)

PLAIN_BITS = 14  # words remembered, as a power of two: what a listing language uses every day, and fits near the core

Records = NDArray[Any]  # structured arrays

SLOT = np.dtype([("key", np.uint64), ("first", np.int32), ("count", np.int32)], align=True)
PATTERN = np.dtype(
    [
        ("light", np.int32), ("light_end", np.int32),  # where its codes stand in `codes`
        ("deep", np.int32), ("deep_end", np.int32),
        ("literal", np.int32), ("literal_end", np.int32),
        ("words", np.int32), ("list", np.uint8), ("mode", np.uint8), ("accented", np.uint8),
        ("alphabet", np.uint8), ("adds", np.uint16),  # of its first letter; flags of every hit
    ],
    align=True,
)  # fmt: skip
# One folded letter, where it stands, and the rolling hash of all letters before it.
LETTER = np.dtype(
    [("prefix", np.uint64), ("byte", np.int64), ("after", np.int64), ("code", np.uint32), ("position", np.int32)],
    align=True,
)
TOKEN = np.dtype([("start", np.int32), ("end", np.int32), ("kind", np.uint8), ("digits", np.uint8)], align=True)
# A run of letters with digits or symbols among them.
CHUNK = np.dtype([("byte", np.int64), ("end", np.int64), ("position", np.int32)], align=True)
HIT = np.dtype(
    [("text", np.int32), ("pattern", np.int32), ("start", np.int32), ("end", np.int32), ("flags", np.int32)], align=True
)


class Table(NamedTuple):
    """An open-addressed map from a mixed 64-bit hash to a run of values, with a bit table in front of it.

    Shapes: `slots` SLOT (2^n,), key 0 is empty; `bits` uint64 (2^m,); `values` int32.
    """

    slots: Records
    bits: NDArray[np.uint64]
    values: NDArray[np.int32]


class Automaton(NamedTuple):
    """All that the matcher looks things up in; arrays only, so that it can be memory-mapped.

    Shapes: `fold` uint32 (1114112, 2), deep and light; `outputs` int32 (states + 1,) into `output_patterns`.
    """

    fold: NDArray[np.uint32]
    expansions: NDArray[np.uint32]
    leet: NDArray[np.uint32]  # (128, 2)
    steps: Table  # (state, token) → next state, and as its count a bit for each list that it leads to
    outputs: NDArray[np.int32]
    output_patterns: NDArray[np.int32]
    wholes: Table  # a mark written as one word → patterns
    edits: Table  # a mark, a mark short of one letter, with one left open, upside down → patterns
    parts: Table  # the words of marks of several words
    ordinary: Table  # words of everyday language, light
    patterns: Records
    codes: NDArray[np.uint32]


class Workspace(NamedTuple):
    """Buffers of one text at a time, reused; and a memory of words, so it serves one automaton only."""

    letters: Records  # LETTER
    tokens: Records  # TOKEN
    chunks: Records  # CHUNK
    scratch: Records  # LETTER
    plain: NDArray[np.uint64]  # hashes of words that were probed and are near no mark, each at its own place
    usual: NDArray[np.uint64]  # hashes of words, byte for byte, that are near a mark by their letters and yet none


def workspace(longest_bytes: int) -> Workspace:
    """Buffers for texts of up to `longest_bytes` of UTF-8."""
    plain = np.zeros(1 << PLAIN_BITS, np.uint64)
    n = 2 * longest_bytes + 64  # a code point of two bytes or more may fold to four letters
    scratch, usual = np.zeros(256, LETTER), np.zeros_like(plain)
    return Workspace(np.zeros(n, LETTER), np.zeros(n, TOKEN), np.zeros(n, CHUNK), scratch, plain, usual)

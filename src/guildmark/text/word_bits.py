"""Phrases that stand for a few bits: what kind of thing each says. Found in columns of texts, compiled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from guildmark.text.buffers import Texts, text_buffers
from guildmark.text.compiled import ZERO, compiled
from guildmark.text.folding import FoldTables
from guildmark.text.hashing import find, mixed
from guildmark.text.key_tables import make_table, mix
from guildmark.text.layout import SLOT, Table
from guildmark.text.measures import split_texts
from guildmark.text.title_atoms import ATOM, TOUCHING, UNSPACED, split_atoms

LONGEST = 10  # atoms
INNOCENT = np.uint32(0)  # a phrase that says nothing, and keeps shorter ones within it from saying anything


class BitPhrases(NamedTuple):
    """Phrases as atoms, longest first.

    Shapes: `keys` uint64 (P, LONGEST); `length` and `bits` (P,), the latter INNOCENT for a phrase that says nothing;
    `first` from the key of the first atom to phrases.
    """

    keys: NDArray[np.uint64]
    length: NDArray[np.int32]
    bits: NDArray[np.uint32]
    first: Table


@dataclass(frozen=True, slots=True)
class Mentions:
    """Phrases found. Shapes: (n,) each, in the order of the texts. Units: code points."""

    text: NDArray[np.int64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    bits: NDArray[np.uint32]


def compile_bits(phrases: Mapping[str, int], tables: FoldTables) -> BitPhrases:
    """Phrases with their bits, for the kernel.

    Errors: ValueError for a phrase of no atom or more than LONGEST.
    """
    texts = tuple(phrases)
    keys, length = np.zeros((len(texts), LONGEST), np.uint64), np.zeros(len(texts), np.int32)
    for place, (text, atoms) in enumerate(zip(texts, split_texts(texts, tables), strict=True)):
        if not 0 < len(atoms) <= LONGEST:
            raise ValueError(f"{text!r} has {len(atoms)} parts, of 1 to {LONGEST}.")
        keys[place, : len(atoms)], length[place] = atoms["key"], len(atoms)
    order = np.argsort(-length, kind="stable")
    bits = np.array(list(phrases.values()), np.uint32)[order]
    first = make_table(mix(keys[order, 0]), np.arange(len(order), dtype=np.int32))
    return BitPhrases(keys[order], length[order], bits, first)


def no_phrases() -> BitPhrases:
    """No phrase at all, without compiling a kernel."""
    none = np.zeros(0, np.int32)
    table = Table(np.zeros(1, SLOT), np.zeros(1, np.uint64), none)
    return BitPhrases(np.zeros((0, LONGEST), np.uint64), none, np.zeros(0, np.uint32), table)


def find_bits(texts: Texts, fold: NDArray[np.uint32], expansions: NDArray[np.uint32], phrases: BitPhrases) -> Mentions:
    """All phrases in a column of texts, the longest at each place."""
    data, offsets = text_buffers(texts)
    atoms = np.zeros(int(np.diff(offsets).max(initial=0)) + 16, ATOM)
    room = len(offsets) + 64
    while True:
        text, start, end = np.zeros(room, np.int64), np.zeros(room, np.int32), np.zeros(room, np.int32)
        bits = np.zeros(room, np.uint32)
        count = int(_find(data, offsets, fold, expansions, phrases, atoms, text, start, end, bits))
        if count <= room:
            return Mentions(text[:count], start[:count], end[:count], bits[:count])
        room = count


@compiled()
def _find(data, offsets, fold, expansions, phrases, atoms, o_text, o_start, o_end, o_bits):  # type: ignore[no-untyped-def]
    count = ZERO
    for text in range(len(offsets) - 1):
        size = split_atoms(data, offsets[text], offsets[text + 1], fold, expansions, atoms)
        i = ZERO
        while i < size:
            phrase = _phrase_at(atoms, size, i, phrases)
            if phrase < 0:
                i += 1
                continue
            last = i + phrases.length[phrase]
            if phrases.bits[phrase] != INNOCENT:
                if count < len(o_text):
                    o_text[count], o_bits[count] = text, phrases.bits[phrase]
                    o_start[count], o_end[count] = atoms[i].start, atoms[last - 1].end
                count += 1
            i = last
    return count


@compiled()
def _phrase_at(atoms, size, i, phrases):  # type: ignore[no-untyped-def]
    """The longest phrase that stands by itself there, or -1; phrases with the same first atom come longest first."""
    slot = find(phrases.first.slots, mixed(atoms[i].key))
    if slot < 0 or (i > 0 and _glued(atoms, i)):
        return -1
    first = phrases.first.slots[slot].first
    for v in range(first, first + phrases.first.slots[slot].count):
        phrase = phrases.first.values[v]
        last = i + phrases.length[phrase]
        if last > size or (last < size and _glued(atoms, last)):
            continue
        fits = True
        for j in range(i, last):
            fits = fits and atoms[j].key == phrases.keys[phrase, j - i]
        if fits:
            return phrase
    return -1


@compiled(inline=True)
def _glued(atoms, i):  # type: ignore[no-untyped-def]
    """Whether an atom goes on from the one before without a break, as in black2000."""
    return atoms[i].gap == TOUCHING and atoms[i].kind != UNSPACED and atoms[i - 1].kind != UNSPACED

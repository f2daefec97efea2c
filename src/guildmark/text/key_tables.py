"""Tables from hashes to patterns, as the kernel probes them."""

import numpy as np
from numpy.typing import NDArray

from guildmark.text.hashing import fill
from guildmark.text.layout import SLOT, Table

UINT64 = np.uint64


def make_table(keys: NDArray[np.uint64], values: NDArray[np.int32]) -> Table:
    """A multimap from mixed keys to values; equal keys keep their values in the order given."""
    order = np.argsort(keys, kind="stable")
    unique, first, count = np.unique(keys[order], return_index=True, return_counts=True)
    slots = np.zeros(1 << max(4, (2 * len(unique)).bit_length()), SLOT)
    bits = np.zeros(1 << max(6, len(unique).bit_length()), UINT64)  # 64 bits a key or more: 1.6 % pass by chance
    fill(slots, bits, unique, first.astype(np.int32), count.astype(np.int32))
    return Table(slots, bits, values[order].astype(np.int32))


def mix(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`hashing.mixed` over an array."""
    keys = hashes ^ (hashes >> UINT64(32))
    keys *= UINT64(0xFF51AFD7ED558CCD)
    keys ^= keys >> UINT64(29)
    return keys | UINT64(1)


def pairs_table(pairs: dict[tuple[int, int], None]) -> Table:
    """A multimap of hashes and numbers, in the order given."""
    return make_table(mix(np.array([h for h, _ in pairs], UINT64)), np.array([n for _, n in pairs], np.int32))


_LAST: list[tuple[NDArray[np.uint64], Table]] = []


def guard(ordinary: NDArray[np.uint64]) -> Table:
    """The ordinary words as a table, made once for those that were given last: a process gives the same each time."""
    if not _LAST or _LAST[0][0] is not ordinary:
        _LAST[:] = [(ordinary, make_table(ordinary, np.zeros(len(ordinary), np.int32)))]
    return _LAST[0][1]

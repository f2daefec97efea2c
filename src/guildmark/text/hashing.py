"""Rolling hashes and the table that they are looked up in, compiled."""

import numpy as np

from guildmark.text.compiled import compiled

LONGEST_TOKEN = 64  # folded letters; longer runs are no words

BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_BYTES = np.uint64(BASE)
_STATE = np.uint64(0xC4CEB9FE1A85EC53)
_ONE = np.uint64(1)
_MASK = (1 << 64) - 1
POWERS = np.array([pow(BASE, i, 1 << 64) for i in range(4 * LONGEST_TOKEN + 1)], np.uint64)


def hash_codes(codes: tuple[int, ...] | list[int]) -> int:
    """The rolling hash of a few codes, as the compiled matcher computes it."""
    value = 0
    for code in codes:
        value = (value * BASE + code + 1) & _MASK
    return value


@compiled(inline=True)
def mixed(key):  # type: ignore[no-untyped-def]
    """Spread a rolling hash over all its bits; never 0, which marks an empty slot."""
    key ^= key >> np.uint64(32)
    key *= _MIX
    key ^= key >> np.uint64(29)
    return key | _ONE


@compiled(inline=True)
def step_key(state, token_hash):  # type: ignore[no-untyped-def]
    """The key of a step from a state by a token."""
    return mixed(token_hash + np.uint64(state) * _STATE)


@compiled(inline=True)
def may_hold(bits, key):  # type: ignore[no-untyped-def]
    """Whether the bit table lets this mixed key pass; one in sixty does so by chance."""
    place = key >> np.uint64(20)
    return (bits[(place >> np.uint64(6)) & np.uint64(len(bits) - 1)] >> (place & np.uint64(63))) & _ONE != 0


@compiled(inline=True)
def find(slots, key):  # type: ignore[no-untyped-def]
    """The slot of a mixed key, or -1."""
    mask = np.uint64(len(slots) - 1)
    place = (key >> np.uint64(7)) & mask
    while slots[place].key != 0 and slots[place].key != key:
        place = (place + _ONE) & mask
    return np.int64(place) if slots[place].key == key else np.int64(-1)


@compiled(inline=True)
def holds(bits, slots, key):  # type: ignore[no-untyped-def]
    """Whether the table holds a mixed key; the bit table answers for most that it does not."""
    return may_hold(bits, key) and find(slots, key) >= 0


@compiled()
def bytes_hash(data, begin, stop):  # type: ignore[no-untyped-def]
    """A hash of a stretch of bytes as they are; never 0."""
    key = np.uint64(0)
    for at in range(begin, stop):
        key = key * _BYTES + np.uint64(data[at]) + _ONE
    return key | _ONE << np.uint64(63)


@compiled()
def fill(slots, bits, keys, first, count):  # type: ignore[no-untyped-def]
    """Enter unique mixed keys into an empty table."""
    mask = np.uint64(len(slots) - 1)
    for i in range(len(keys)):
        key = keys[i]
        place = (key >> np.uint64(7)) & mask
        while slots[place].key != 0:
            place = (place + _ONE) & mask
        slots[place].key = key
        slots[place].first = first[i]
        slots[place].count = count[i]
        bit = key >> np.uint64(20)
        bits[(bit >> np.uint64(6)) & np.uint64(len(bits) - 1)] |= _ONE << (bit & np.uint64(63))


@compiled(inline=True)
def span_hash(letters, start, end):  # type: ignore[no-untyped-def]
    """The rolling hash of the letters `start` to `end`, from the hashes before each."""
    return letters[end].prefix - letters[start].prefix * POWERS[end - start]

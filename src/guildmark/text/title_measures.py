"""Quantities and packs in titles, compiled."""

import numpy as np

from guildmark.text.compiled import compiled
from guildmark.text.hashing import find, mixed
from guildmark.text.title_atoms import LETTERS, NUMBER, TIMES, TIMES_KEY, TOUCHING, UNSPACED
from guildmark.text.title_layout import NO_SIZE, OF_PACK, PACK, QUANTITY, put_word

LARGEST_PACK = 1000.0
_QUANTITY_SALT = np.uint64(0xD6E8FEB86659FD93)
_BEHIND, _BEFORE, _ONE = np.uint64(0x8EBC6AF09C88C6E3), np.uint64(0x589965CC75374CC3), np.uint64(1)


@compiled(inline=True)
def beside_key(key, behind):  # type: ignore[no-untyped-def]
    """The key of the atom beside a number: behind it, or before it."""
    return mixed(key ^ (_BEHIND if behind else _BEFORE))


@compiled()
def find_measures(atoms, size, phrases, taken, words, count, text):  # type: ignore[no-untyped-def]
    """Find the quantities and packs of a title; their atoms are taken, so that they are no words."""
    for i in range(size):
        taken[i] = 0
    for i in range(size):
        if atoms[i].kind == NUMBER and not taken[i]:
            phrase = _phrase_at(atoms, size, phrases, taken, i)
            if phrase >= 0:
                count = _measure(atoms, phrases, phrase, i, taken, words, count, text)
    return count


@compiled()
def _phrase_at(atoms, size, phrases, taken, number):  # type: ignore[no-untyped-def]
    """The longest phrase around a number, or -1."""
    best = -1
    for behind in range(2):
        place = number + 1 if behind else number - 1
        if place < 0 or place >= size or taken[place]:
            continue
        slot = find(phrases.beside.slots, beside_key(atoms[place].key, behind == 1))
        if slot < 0:
            continue
        first = phrases.beside.slots[slot].first
        for v in range(first, first + phrases.beside.slots[slot].count):
            p = phrases.beside.values[v]
            low = number - phrases.slot[p]
            if best >= 0 and phrases.length[p] <= phrases.length[best]:
                continue
            if low < 0 or low + phrases.length[p] > size:
                continue
            value = atoms[number].value
            if phrases.dimension[p] == OF_PACK and not (2.0 <= value <= LARGEST_PACK and value == np.floor(value)):
                continue
            if _phrase_fits(atoms, size, phrases.keys[p], low, low + phrases.length[p], number, taken):
                best = p
    return best


@compiled()
def _measure(atoms, phrases, phrase, number, taken, words, count, text):  # type: ignore[no-untyped-def]
    """Enter the quantity or pack that a phrase says, and how many of it stand before a sign for times."""
    first = number - phrases.slot[phrase]
    last = first + phrases.length[phrase]
    value, dimension = atoms[number].value * phrases.factor[phrase], phrases.dimension[phrase]
    start, end = atoms[first].start, atoms[last - 1].end
    for j in range(first, last):
        taken[j] = 1
    if dimension == OF_PACK:
        return put_word(words, count, _ONE, value, text, start, end, NO_SIZE, PACK, OF_PACK)
    count = put_word(
        words, count, _quantity_key(value, dimension), value, text, start, end, NO_SIZE, QUANTITY, dimension
    )
    if phrases.countable[phrase] and first >= 2 and _is_times(atoms, first - 1):
        many = atoms[first - 2]
        if many.kind == NUMBER and 2.0 <= many.value <= LARGEST_PACK and not taken[first - 2]:
            taken[first - 1] = taken[first - 2] = 1
            count = put_word(words, count, _ONE, many.value, text, many.start, many.end, NO_SIZE, PACK, OF_PACK)
    return count


@compiled(inline=True)
def _is_times(atoms, place):  # type: ignore[no-untyped-def]
    return atoms[place].kind == TIMES or (atoms[place].kind == LETTERS and atoms[place].key == TIMES_KEY)


@compiled()
def _phrase_fits(atoms, size, keys, first, last, number, taken):  # type: ignore[no-untyped-def]
    """Whether a phrase stands there by itself, and not within a longer run of letters and digits."""
    for j in range(first, last):
        if taken[j] or (j != number and (atoms[j].kind == NUMBER or atoms[j].key != keys[j - first])):
            return False
    if first > 0 and atoms[first].gap == TOUCHING and atoms[first].kind != UNSPACED:
        times = first == number and _is_times(atoms, first - 1)
        if atoms[first - 1].kind != UNSPACED and not times:
            return False
    if last < size and atoms[last].gap == TOUCHING and atoms[last].kind != UNSPACED:
        return atoms[last - 1].kind == UNSPACED or _is_times(atoms, last)
    return True


@compiled()
def _quantity_key(value, dimension):  # type: ignore[no-untyped-def]
    """Equal for quantities that agree in three digits: a litre is 1000 ml, 33.8 fl oz is 1000 ml."""
    if value <= 0.0:
        return mixed(_QUANTITY_SALT + np.uint64(dimension))
    scale = 10.0 ** (2.0 - np.floor(np.log10(value)))
    digits = np.floor(value * scale + 0.5)
    magnitude = np.int64(np.floor(np.log10(value))) + 20
    return mixed(np.uint64(np.int64(digits) * 64 + magnitude) * _QUANTITY_SALT + np.uint64(dimension))

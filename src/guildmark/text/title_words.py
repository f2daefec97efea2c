"""What titles say, as keys that can be compared: words, numbers, codes of models, quantities and packs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guildmark.text.buffers import Texts, text_buffers
from guildmark.text.compiled import ZERO, compiled
from guildmark.text.hashing import POWERS, mixed
from guildmark.text.layout import Records
from guildmark.text.title_atoms import APART, ATOM, LETTERS, NUMBER, TIMES, TOUCHING, UNSPACED, split_atoms
from guildmark.text.title_layout import (
    FIGURE,
    JOIN,
    MODEL_CODE,
    NAME,
    OF_PACK,
    STEM,
    TITLE_WORD,
    Phrases,
    put_word,
)
from guildmark.text.title_measures import find_measures

LONGEST_PART = 4  # letters between bars that still belong to a code: PS-LX350H, not Anti-Virus-2007
LONGEST_CODE = 24
LONGEST_SUFFIX, SHORTEST_STEM = 3, 4
MERGED_DIGITS = 6  # digits that are an article number, also with bars between them: 960-000048
_FIGURE_SALT = np.uint64(0xA0761D6478BD642F)


@dataclass(frozen=True, slots=True)
class TitleWords:
    """Words of a column of texts. Shapes: `words` TITLE_WORD (n,), by text; `offsets` int64 (t + 1,) of the texts."""

    words: Records
    offsets: NDArray[np.int64]


def title_words(texts: Texts, fold: NDArray[np.uint32], expansions: NDArray[np.uint32], phrases: Phrases) -> TitleWords:
    """The words of each text."""
    data, offsets = text_buffers(texts)
    longest = int(np.diff(offsets).max(initial=0)) + 16
    atoms, taken = np.zeros(longest, ATOM), np.zeros(longest, np.uint8)
    words = np.zeros(4 * len(offsets) + int(offsets[-1] - offsets[0]) // 2, TITLE_WORD)
    ends = np.zeros(len(offsets), np.int64)
    while True:
        count = int(_title_words(data, offsets, fold, expansions, phrases, atoms, taken, words, ends))
        if count <= len(words):
            return TitleWords(words[:count].copy(), ends)
        words = np.zeros(count, TITLE_WORD)


@compiled()
def atoms_of(data, offsets, fold, expansions, atoms, ends):  # type: ignore[no-untyped-def]
    """The atoms of a few texts, one after the other."""
    count = ZERO
    for text in range(len(offsets) - 1):
        count += split_atoms(data, offsets[text], offsets[text + 1], fold, expansions, atoms[count:])
        ends[text + 1] = count


@compiled()
def _title_words(data, offsets, fold, expansions, phrases, atoms, taken, words, ends):  # type: ignore[no-untyped-def]
    count = ZERO
    for text in range(len(offsets) - 1):
        size = split_atoms(data, offsets[text], offsets[text + 1], fold, expansions, atoms)
        before = count
        count = find_measures(atoms, size, phrases, taken, words, count, text)
        count = _solids(atoms, size, taken, words, before, count, text)
        ends[text + 1] = count
    return count


@compiled(inline=True)
def _figure_key(value):  # type: ignore[no-untyped-def]
    return mixed(np.uint64(np.int64(value * 1000.0 + 0.5)) ^ _FIGURE_SALT)


@compiled()
def _solids(atoms, size, taken, words, before, count, text):  # type: ignore[no-untyped-def]
    """Words, figures and codes, then their joins and stems."""
    first_solid = count
    i = ZERO
    while i < size:
        if taken[i] or atoms[i].kind == TIMES:
            i += 1
            continue
        if atoms[i].kind == UNSPACED:
            i, count = _unspaced(atoms, size, taken, i, words, count, text)
            continue
        end, letters, digits = _chain(atoms, size, taken, i)
        key, length = np.uint64(0), 0
        for j in range(i, end):
            key = key * POWERS[atoms[j].size] + atoms[j].key
            length += atoms[j].size
        start, stop = atoms[i].start, atoms[end - 1].end
        if digits == 0:
            count = put_word(words, count, key, 0.0, text, start, stop, np.int32(length), NAME, OF_PACK)
        elif letters == 0 and end - i == 1 and digits < MERGED_DIGITS:
            count = put_word(
                words,
                count,
                _figure_key(atoms[i].value),
                atoms[i].value,
                text,
                start,
                stop,
                np.int32(length),
                FIGURE,
                OF_PACK,
            )
        elif letters == 1 and end - i == 2 and atoms[i].key == np.uint64(ord("v") + 1):
            value = atoms[i + 1].value  # v10 is version 10
            count = put_word(
                words, count, _figure_key(value), value, text, start, stop, np.int32(length - 1), FIGURE, OF_PACK
            )
        else:
            count = put_word(words, count, key, 0.0, text, start, stop, np.int32(length), MODEL_CODE, OF_PACK)
            count = _stem(atoms, i, end, words, count, text)
        i = end
    return _joins(words, first_solid, count, text)


@compiled()
def _chain(atoms, size, taken, first):  # type: ignore[no-untyped-def]
    """The end of the run that makes one word or code, with its letters and digits.

    What touches belongs together; what bars join does where there are digits, and no part is a whole word.
    """
    end = first + 1
    while end < size and _follows(atoms, taken, end) and atoms[end].gap == TOUCHING:
        end += 1
    last = end
    while last < size and _follows(atoms, taken, last) and atoms[last].gap != APART:
        last += 1
    letters, digits, whole_words, length = 0, 0, 0, 0
    for j in range(first, last):
        length += atoms[j].size
        if atoms[j].kind == NUMBER:
            digits += atoms[j].size
        else:
            letters += atoms[j].size
            if atoms[j].size > LONGEST_PART:
                whole_words += 1
    together = digits > 0 and whole_words == 0 and length <= LONGEST_CODE and (letters > 0 or digits >= MERGED_DIGITS)
    if together:
        return last, letters, digits
    letters, digits = 0, 0
    for j in range(first, end):
        if atoms[j].kind == NUMBER:
            digits += atoms[j].size
        else:
            letters += atoms[j].size
    return end, letters, digits


@compiled(inline=True)
def _follows(atoms, taken, place):  # type: ignore[no-untyped-def]
    return not taken[place] and (atoms[place].kind == LETTERS or atoms[place].kind == NUMBER)


@compiled()
def _unspaced(atoms, size, taken, i, words, count, text):  # type: ignore[no-untyped-def]
    """Neighbouring letters of scripts without spaces, two by two; one alone as it is."""
    end = i + 1
    while end < size and not taken[end] and atoms[end].kind == UNSPACED and atoms[end].gap == TOUCHING:
        end += 1
    if end == i + 1:
        count = put_word(
            words, count, atoms[i].key, 0.0, text, atoms[i].start, atoms[i].end, np.int32(1), NAME, OF_PACK
        )
    for j in range(i, end - 1):
        key = atoms[j].key * POWERS[1] + atoms[j + 1].key
        count = put_word(words, count, key, 0.0, text, atoms[j].start, atoms[j + 1].end, np.int32(2), NAME, OF_PACK)
    return end, count


@compiled()
def _stem(atoms, first, end, words, count, text):  # type: ignore[no-untyped-def]
    """The stem of a code: what stands before its last bar, or before the few letters at its end."""
    last = end - 1
    while last > first and atoms[last].gap == TOUCHING:
        last -= 1
    key, length, digits = _upto(atoms, first, last)
    if digits == 0 or length < SHORTEST_STEM:
        last = end - 1
        key, length, digits = _upto(atoms, first, last)
        if atoms[last].kind != LETTERS or atoms[last].size > LONGEST_SUFFIX or length < SHORTEST_STEM:
            return count
    return put_word(
        words, count, key, 0.0, text, atoms[first].start, atoms[last - 1].end, np.int32(length), STEM, OF_PACK
    )


@compiled()
def _upto(atoms, first, last):  # type: ignore[no-untyped-def]
    """(key, letters and digits, digits) of a part of a code."""
    key, length, digits = np.uint64(0), 0, 0
    for j in range(first, last):
        key = key * POWERS[atoms[j].size] + atoms[j].key
        length += atoms[j].size
        digits += atoms[j].size if atoms[j].kind == NUMBER else 0
    return key, length, digits


@compiled()
def _joins(words, first, count, text):  # type: ignore[no-untyped-def]
    """Two neighbours written as one, and three where there are digits."""
    solids = min(count, len(words))
    joined = count
    for i in range(first, solids):
        if words[i].kind == STEM:
            continue
        key, length, digits, names, many, last = np.uint64(0), 0, False, False, 0, i
        j = i
        while j < solids and many < 3:
            kind = words[j].kind
            if kind == STEM:
                j += 1
                continue
            if kind == FIGURE and words[j].value != np.floor(words[j].value):
                break
            written = _digits_key(words[j].value) if kind == FIGURE else words[j].key
            digit_count = _digit_count(words[j].value) if kind == FIGURE else words[j].size
            length += digit_count
            if length > LONGEST_CODE:
                break
            key = key * POWERS[digit_count] + written
            digits = digits or kind != NAME
            names = names or kind == NAME
            many += 1
            last = j
            if names and (many == 2 or (many == 3 and digits)):
                joined = put_word(
                    words, joined, key, 0.0, text, words[i].start, words[last].end, np.int32(length), JOIN, OF_PACK
                )
                if joined <= len(words):
                    words[joined - 1].first, words[joined - 1].last = i - first, last - first
            j += 1
    return joined


@compiled()
def _digit_count(value):  # type: ignore[no-untyped-def]
    count, rest = 1, np.int64(value)
    while rest >= 10:
        rest //= 10
        count += 1
    return count


@compiled()
def _digits_key(value):  # type: ignore[no-untyped-def]
    """The rolling hash of a whole number's digits."""
    key, scale, rest = np.uint64(0), np.int64(1), np.int64(value)
    while rest // scale >= 10:
        scale *= 10
    while scale > 0:
        key = key * POWERS[1] + np.uint64(48 + rest // scale % 10) + np.uint64(1)
        scale //= 10
    return key

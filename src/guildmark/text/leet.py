"""Digits and signs that stand for letters, in runs of letters, digits and signs; compiled."""

import numpy as np

from guildmark.text.compiled import ZERO, compiled
from guildmark.text.folding import LOOKALIKE_BIT, STYLED_BIT
from guildmark.text.found import already, put, wants
from guildmark.text.hashing import BASE, LONGEST_TOKEN, find, may_hold, mixed
from guildmark.text.layout import FULL, GENERIC, HIDDEN, LEET, LOOKALIKE, STYLED
from guildmark.text.lookalikes import LATIN
from guildmark.text.tokens import (
    CODE,
    DEEP,
    DIGIT,
    EXPANDS,
    IGNORABLE,
    LIGHT,
    SYMBOL,
    WORD,
    alphabet_in,
    decode,
    kind_of,
    merged,
)

FEWEST_LETTERS = 4  # of a mark
LONG = 6  # letters: of longer marks up to three in four may be replaced, of shorter ones half
FEWEST_PLAIN = 4  # letters left, where digits stand at one end only: `RAV4`, `60ml`
MOST_WORDS = 3
LETTER, DIGIT_SIGN, SIGN = range(3)

_BASE, _ONE = np.uint64(BASE), np.uint64(1)


@compiled()
def may_be_leet(data, chunk, fold, leet, scratch, whole_bits, part_bits):  # type: ignore[no-untyped-def]
    """Whether a run may make a mark, or a word of one.

    It takes arrays one by one: numba counts a reference to every array of a tuple that is passed on.
    """
    length = _read(data, chunk.byte, chunk.end, chunk.position, fold, leet, scratch)
    readings = _readings(scratch, length)
    first, last = _plain_ends(scratch, length)
    for reading in range(readings + 1):
        if reading & ~readings:
            continue
        if may_hold(part_bits, _key(scratch, ZERO, length, reading)):
            return True
        for trim in range(4):
            low, high = first if trim & 1 else 0, last + 1 if trim & 2 else length
            if high - low >= FEWEST_LETTERS and may_hold(whole_bits, _key(scratch, low, high, reading)):
                return True
    return False


@compiled()
def match_leet(data, begin, stop, text, chunk, wanted, auto, scratch, hits, count):  # type: ignore[no-untyped-def]
    """Marks that a run makes, alone or with the words beside it."""
    before = count
    length = _read(data, chunk.byte, chunk.end, chunk.position, auto.fold, auto.leet, scratch)
    readings = _readings(scratch, length)
    for reading in range(readings + 1):
        if reading & ~readings:
            continue
        count = _match(data, text, chunk, reading, length, wanted, auto, scratch, hits, count)
        if count > before:
            return count
        if find(auto.parts.slots, _key(scratch, ZERO, length, reading)) >= 0:
            return _match_words(data, begin, stop, text, chunk, reading, wanted, auto, scratch, hits, count)
    return count


@compiled()
def _read(data, begin, stop, position, fold, leet, scratch):  # type: ignore[no-untyped-def]
    """Read a run into `scratch` and return how many letters it has; 0 when it is no run of words.

    Of each letter: `code` and, as `prefix`, another code it may stand for; `byte`, what kind of sign it is; `after`,
    the flags that it shows.
    """
    at, length, hidden = begin, 0, False
    while at < stop:
        code_point, at = decode(data, at)
        packed = fold[code_point, DEEP]
        kind, code = kind_of(packed), packed & CODE
        position += 1
        if kind == IGNORABLE:
            hidden = hidden or not 0x300 <= code_point <= 0x36F
            continue
        if kind == 0 and (code_point == 0x20 or code_point == 0x2D):
            continue
        if (kind != WORD and kind != DIGIT and kind != SYMBOL) or length >= LONGEST_TOKEN:
            return 0
        if packed & EXPANDS:
            continue
        other, flags = np.uint32(0), 0
        if kind == DIGIT:
            code, other = leet[code, 0], leet[code, 1]
        elif kind == WORD and packed & LOOKALIKE_BIT:
            flags = STYLED if packed & STYLED_BIT else LOOKALIKE
        if hidden and length > 0:
            flags |= HIDDEN
        hidden = False
        scratch[length].code, scratch[length].prefix = merged(code), other
        scratch[length].position, scratch[length].after = position - 1, flags
        scratch[length].byte = LETTER if kind == WORD else (DIGIT_SIGN if kind == DIGIT else SIGN)
        length += 1
    return length


@compiled(inline=True)
def _code(letter, reading):  # type: ignore[no-untyped-def]
    """The letter's code in a reading: with 1, a 6 is a b; with 2, a 9 is a q."""
    if (reading & 1 and letter.prefix == ord("b")) or (reading & 2 and letter.prefix == ord("q")):
        return np.uint32(letter.prefix)
    return letter.code


@compiled()
def _key(scratch, low, high, reading):  # type: ignore[no-untyped-def]
    """The mixed hash of the letters `low` to `high`, without repeats unless they are few."""
    key, last = np.uint64(0), np.uint32(0)
    for i in range(low, high):
        code = _code(scratch[i], reading)
        if code == last and high - low >= 5:
            continue
        last = code
        key = key * _BASE + np.uint64(code) + _ONE
    return mixed(key)


@compiled(inline=True)
def _readings(scratch, length):  # type: ignore[no-untyped-def]
    """The readings that a run has besides the first, as bits (see `_code`)."""
    readings = 0
    for i in range(length):
        readings |= 1 if scratch[i].prefix == ord("b") else (2 if scratch[i].prefix == ord("q") else 0)
    return readings


@compiled(inline=True)
def _plain_ends(scratch, length):  # type: ignore[no-untyped-def]
    """The first and the last letter of a run that is written as a letter."""
    first, last = length, -1
    for i in range(length):
        if scratch[i].byte == LETTER:
            first, last = min(first, i), i
    return first, last


@compiled()
def _match(data, text, chunk, reading, length, wanted, auto, scratch, hits, count):  # type: ignore[no-untyped-def]
    """Marks that the letters read make: as they are, or without the signs at either end or both."""
    first, last = _plain_ends(scratch, length)
    for trim in range(4):
        low = first if trim & 1 else 0
        high = last + 1 if trim & 2 else length
        if (trim & 1 and first == 0) or (trim & 2 and last == length - 1) or high - low < FEWEST_LETTERS:
            continue
        key = _key(scratch, low, high, reading)
        if may_hold(auto.wholes.bits, key) and _is_meant(scratch, low, high, length):
            before = count
            count = _put(data, text, chunk, key, low, high, wanted, auto, scratch, hits, count)
            if count > before:
                break
    return count


@compiled()
def _is_meant(scratch, low, high, whole):  # type: ignore[no-untyped-def]
    """Whether signs among letters may stand for letters, rather than for a number, a size or an exclamation.

    The letters `low` to `high` are part of a run of `whole`.
    """
    length, letters, digits, first, last = high - low, 0, 0, -1, -1
    for i in range(low, high):
        if scratch[i].byte == LETTER:
            letters += 1
            first, last = (i if first < 0 else first), i
        elif scratch[i].byte == DIGIT_SIGN:
            digits += 1
    signs = length - letters
    measures = (low > 0 and scratch[low - 1].byte == DIGIT_SIGN) or (high < whole and scratch[high].byte == DIGIT_SIGN)
    if measures and letters < FEWEST_PLAIN:
        return False  # `53x60x7`
    if signs == 0 or letters < 2 or (signs * 2 > length if length < LONG else signs * 4 > length * 3):
        return False
    inside = False
    for i in range(first, last):
        inside = inside or scratch[i].byte != LETTER
    return inside or letters >= FEWEST_PLAIN or (digits == 0 and first > low and last == high - 1)


@compiled()
def _put(data, text, chunk, key, low, high, wanted, auto, scratch, hits, count):  # type: ignore[no-untyped-def]
    """Note the marks of this hash."""
    place = find(auto.wholes.slots, key)
    if place < 0:
        return count
    flags = LEET
    for i in range(low, high):
        flags |= scratch[i].after
    slot = auto.wholes.slots[place]
    for i in range(slot.first, slot.first + slot.count):
        pattern = auto.wholes.values[i]
        row = auto.patterns[pattern]
        if (row.mode != FULL and row.mode != GENERIC) or not wants(wanted, auto.patterns, pattern):
            continue
        if row.alphabet == LATIN and not _has_own_letter(data, chunk, auto):
            continue  # a word of another alphabet with a number, as in `50мм`
        start, end = scratch[low].position, scratch[high - 1].position + 1
        if already(hits, count, text, pattern, start, end):
            continue
        shown = flags if row.alphabet == LATIN else flags & ~LOOKALIKE
        count = put(hits, count, text, pattern, start, end, shown)
    return count


@compiled()
def _has_own_letter(data, chunk, auto):  # type: ignore[no-untyped-def]
    at = chunk.byte
    while at < chunk.end:
        code_point, at = decode(data, at)
        packed = auto.fold[code_point, DEEP]
        if kind_of(packed) == WORD and (alphabet_in(auto.fold[code_point, LIGHT]) == LATIN or packed & STYLED_BIT):
            return True
    return False


@compiled()
def _match_words(data, begin, stop, text, chunk, reading, wanted, auto, scratch, hits, count):  # type: ignore[no-untyped-def]
    """Marks of several words, of which the run is one."""
    low_byte, low_position = chunk.byte, chunk.position
    for back in range(MOST_WORDS):
        if back > 0:
            at = low_byte - 1
            if at <= begin or data[at] != 0x20:
                break
            points = 1
            while at > begin and data[at - 1] != 0x20:
                at -= 1
                points += 1 if data[at] & 0xC0 != 0x80 else 0
            low_byte, low_position = at, low_position - points
        high_byte = chunk.end
        for ahead in range(MOST_WORDS - back):
            if ahead > 0:
                if high_byte >= stop or data[high_byte] != 0x20:
                    break
                high_byte += 1
                while high_byte < stop and data[high_byte] != 0x20:
                    high_byte += 1
            if back + ahead == 0:
                continue
            length = _read(data, low_byte, high_byte, low_position, auto.fold, auto.leet, scratch)
            if length >= FEWEST_LETTERS and _is_meant(scratch, ZERO, length, length):
                key, before = _key(scratch, ZERO, length, reading), count
                if may_hold(auto.wholes.bits, key):
                    count = _put(data, text, chunk, key, ZERO, length, wanted, auto, scratch, hits, count)
                if count > before:
                    return count
    return count

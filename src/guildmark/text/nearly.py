"""Marks that are only nearly written: stuck to another word, misspelt, or with digits for letters; compiled."""

import numpy as np

from guildmark.text.compiled import compiled
from guildmark.text.found import after_letter, put, wants
from guildmark.text.hashing import BASE, POWERS, find, holds, may_hold, mixed, span_hash
from guildmark.text.layout import FULL, GENERIC, GLUED, LEET, OTHER_LETTERS, TYPO
from guildmark.text.tokens import CODE, DEEP, DIGIT, EXPANDS, IGNORABLE, MIXED, WORD, decode, kind_of, merged
from guildmark.text.verify import compare_light, is_number, is_ordinary, one_edit

GLUE_FROM_WORD = 5  # letters: shorter marks stand inside too many words

_BASE, _ONE = np.uint64(BASE), np.uint64(1)


@compiled()
def match_glued(data, text, start, end, length, token, wanted, auto, letters, hits, count):  # type: ignore[no-untyped-def]
    """A mark of `length` letters at the front or back of a token, when the rest is a word, a number or an ending."""
    begin, stop, kind = letters[start].byte, letters[end - 1].after, token.kind
    shortest = GLUE_FROM_WORD if kind == WORD and token.digits != MIXED else 2
    for side in range(2):
        low = start if side == 0 else end - length
        place = find(auto.wholes.slots, mixed(span_hash(letters, low, low + length)))
        if place < 0 or is_ordinary(data, begin, stop, auto):
            continue
        mark_begin, mark_stop = letters[low].byte, letters[low + length - 1].after
        rest_begin, rest_stop = (mark_stop, stop) if side == 0 else (begin, mark_begin)
        number = is_number(data, rest_begin, rest_stop, auto)
        rest = end - start - length
        if not number and not _is_rest(data, rest_begin, rest_stop, rest, kind, auto):
            continue
        slot = auto.wholes.slots[place]
        for i in range(slot.first, slot.first + slot.count):
            pattern = auto.wholes.values[i]
            row = auto.patterns[pattern]
            if row.mode != FULL or not wants(wanted, auto.patterns, pattern) or row.light_end - row.light < shortest:
                continue
            equal, flags, _ = compare_light(data, mark_begin, mark_stop, pattern, auto)
            if equal or flags & OTHER_LETTERS:
                flags |= 0 if number or rest == 1 else GLUED
                after = after_letter(data, letters, low + length)
                return put(hits, count, text, pattern, letters[low].position, after, flags), True
    return count, False


@compiled()
def _is_rest(data, begin, stop, length, kind, auto):  # type: ignore[no-untyped-def]
    """Whether what is left beside a glued mark is an ordinary word or an ending."""
    last, at = np.uint32(0), begin
    while at < stop:
        last, at = decode(data, at)
    if length == 1 and kind == WORD:
        return last == ord("s") or last == ord("S")
    if length < 3 and kind == WORD and last < 0x250:
        return False
    return is_ordinary(data, begin, stop, auto)


@compiled()
def may_be_typo(letters, start, end, bits, slots):  # type: ignore[no-untyped-def]
    """Whether the letters, or all but one of them, are in the table of marks and of marks short of one letter."""
    if holds(bits, slots, mixed(span_hash(letters, start, end))):
        return True
    for left_out in range(start, end):
        front, back = span_hash(letters, start, left_out), span_hash(letters, left_out + 1, end)
        if holds(bits, slots, mixed(front * POWERS[end - left_out - 1] + back)):
            return True
    return False


@compiled()
def match_typo(data, text, start, end, wanted, auto, letters, hits, count):  # type: ignore[no-untyped-def]
    """Marks that are one edit away from the letters `start` to `end`."""
    begin, stop = letters[start].byte, letters[end - 1].after
    if is_ordinary(data, begin, stop, auto):
        return count
    seen = -1
    for left_out in range(start - 1, end):
        if left_out < start:
            key = mixed(span_hash(letters, start, end))
        else:
            front = span_hash(letters, start, left_out)
            key = mixed(front * POWERS[end - left_out - 1] + span_hash(letters, left_out + 1, end))
        if not may_hold(auto.edits.bits, key):
            continue
        place = find(auto.edits.slots, key)
        if place < 0:
            continue
        slot = auto.edits.slots[place]
        for i in range(slot.first, slot.first + slot.count):
            pattern = auto.edits.values[i]
            if (
                pattern == seen
                or not wants(wanted, auto.patterns, pattern)
                or not one_edit(letters, start, end, pattern, auto)
            ):
                continue
            _, flags, _ = compare_light(data, begin, stop, pattern, auto)
            flags = flags & OTHER_LETTERS | (LEET if _has_digit(letters, start, end) else TYPO)
            count = put(hits, count, text, pattern, letters[start].position, after_letter(data, letters, end), flags)
            seen = pattern
        if seen >= 0:
            break
    return count


@compiled()
def _has_digit(letters, start, end):  # type: ignore[no-untyped-def]
    """Whether a digit stands among the letters, where only a letter would make the mark."""
    for at in range(start, end):
        if ord("0") <= letters[at].code <= ord("9"):
            return True
    return False


@compiled()
def match_leet(data, text, chunk, wanted, auto, scratch, hits, count):  # type: ignore[no-untyped-def]
    """Digits and symbols that stand for letters, in one run of letters, digits and symbols."""
    at, position = chunk.byte, chunk.position
    length, first_letter, last_letter, stand_ins = 0, -1, -1, 0
    while at < chunk.end:
        code_point, at = decode(data, at)
        packed = auto.fold[code_point, DEEP]
        kind, code = kind_of(packed), packed & CODE
        position += 1
        if kind == IGNORABLE or packed & EXPANDS:
            continue
        if kind == DIGIT and code < 128:
            code = auto.leet[code]
        if kind == WORD:
            first_letter = length if first_letter < 0 else first_letter
            last_letter = length
        else:
            stand_ins += 1
        scratch[length].code, scratch[length].position = merged(code), position - 1
        scratch[length].byte = 0 if kind == WORD else 1
        length += 1
    if stand_ins * 2 > length:
        return count
    for trim in range(4):  # as it is; without what stands before its letters; after them; both
        low = first_letter if trim & 1 else 0
        high = last_letter + 1 if trim & 2 else length
        if (trim & 1 and first_letter == 0) or (trim & 2 and last_letter == length - 1) or high - low < 4:
            continue
        key, last, inside = np.uint64(0), np.uint32(0), 0
        for i in range(low, high):
            inside += scratch[i].byte
            code = scratch[i].code
            if code == last and high - low >= 5:
                continue
            last = code
            key = key * _BASE + np.uint64(code) + _ONE
        key = mixed(key)
        if inside == 0 or not may_hold(auto.wholes.bits, key):
            continue
        place = find(auto.wholes.slots, key)
        if place < 0:
            continue
        slot = auto.wholes.slots[place]
        for i in range(slot.first, slot.first + slot.count):
            pattern = auto.wholes.values[i]
            mode = auto.patterns[pattern].mode
            if (mode == FULL or mode == GENERIC) and wants(wanted, auto.patterns, pattern):
                count = put(hits, count, text, pattern, scratch[low].position, scratch[high - 1].position + 1, LEET)
        return count
    return count

"""Marks with one letter wrong; compiled."""

from guildmark.text.compiled import compiled
from guildmark.text.found import after_letter, points_between, put, wants
from guildmark.text.hashing import POWERS, find, holds, may_hold, mixed, span_hash
from guildmark.text.layout import LEET, OTHER_LETTERS, REFUSED, TYPO
from guildmark.text.verify import compare_light, is_ordinary, judge

MANY_WORDS = 3  # from so many on, only marks of as many are meant
SHORT = 5  # letters: of such marks the first letter must be right, since most words have a neighbour of five letters


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
def match_typo(data, text, start, end, words, wanted, auto, letters, hits, count):  # type: ignore[no-untyped-def]
    """Marks that are one edit away from the letters `start` to `end`, which are of so many words."""
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
            if pattern == seen or not wants(wanted, auto.patterns, pattern):
                continue
            if auto.patterns[pattern].adds:  # a mark upside down is itself or nothing
                flags = judge(data, begin, stop, pattern, auto) if left_out < start else REFUSED
                if flags != REFUSED:
                    after = after_letter(data, letters, end)
                    count, seen = put(hits, count, text, pattern, letters[start].position, after, flags), pattern
                continue
            if (words >= MANY_WORDS and auto.patterns[pattern].words != words) or not one_edit(
                letters, start, end, pattern, auto
            ):
                continue
            if _is_chance(data, begin, stop, letters[start].code, pattern, auto):
                continue
            _, flags, _, _ = compare_light(data, begin, stop, pattern, auto)
            if flags == REFUSED:
                continue
            flags = flags & OTHER_LETTERS | (LEET if _has_digit(letters, start, end) else TYPO)
            count = put(hits, count, text, pattern, letters[start].position, after_letter(data, letters, end), flags)
            seen = pattern
        if seen >= 0:
            break
    return count


@compiled()
def _is_chance(data, begin, stop, first, pattern, auto):  # type: ignore[no-untyped-def]
    """Whether a short mark has more neighbours than misspellings here: its first letter is another, or letters that
    the mark has twice and that were folded into one leave but four to compare."""
    row = auto.patterns[pattern]
    if row.light_end - row.light > SHORT:
        return False
    repeats = SHORT - (row.deep_end - row.deep)
    return first != auto.codes[row.deep] or points_between(data, begin, stop) < SHORT - 1 + repeats


@compiled()
def _has_digit(letters, start, end):  # type: ignore[no-untyped-def]
    """Whether a digit stands among the letters, where only a letter would make the mark."""
    for at in range(start, end):
        if ord("0") <= letters[at].code <= ord("9"):
            return True
    return False


@compiled()
def one_edit(letters, start, end, pattern, auto):  # type: ignore[no-untyped-def]
    """Whether one letter more, less, other or swapped makes the pattern of these letters.

    One letter more counts inside the word only: at its end it belongs to something else, as in `iPhoneX`.
    """
    codes = auto.codes
    row = auto.patterns[pattern]
    low, high = row.deep, row.deep_end
    have, want = end - start, high - low
    if abs(have - want) > 1 and have + 2 != want:
        return False
    front, back = 0, 0
    while front < have and front < want and letters[start + front].code == codes[low + front]:
        front += 1
    while (
        back < have - front
        and back < want - front
        and letters[end - 1 - back].code == codes[high - 1 - back]
    ):  # fmt: skip
        back += 1
    left, right = have - front - back, want - front - back
    if have + 2 == want:  # without the letter between them, two equal ones were folded into one
        folded = front > 0 and letters[start + front - 1].after - letters[start + front - 1].byte > 1
        return folded and left == 0 and codes[low + front - 1] == codes[low + front + 1]
    if have > want and (front == want or back == want):
        return False
    if left <= 1 and right <= 1:
        return left + right > 0
    return (
        left == 2
        and right == 2
        and letters[start + front].code == codes[low + front + 1]
        and letters[start + front + 1].code == codes[low + front]
    )

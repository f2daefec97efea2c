"""Marks stuck to other words, before, behind or on both sides; compiled.

What is left of the word must be a word, a number or an ending of its own. Short marks and short rests count only where
the case says where one ends and the other begins, as in `NIKEshoes`.
"""

import numpy as np

from guildmark.text.compiled import NO, YES, compiled
from guildmark.text.folding import SHOUT_BIT
from guildmark.text.found import after_letter, points_between, put, wants
from guildmark.text.hashing import find, holds, mixed, span_hash
from guildmark.text.layout import ADDRESSES, FULL, GLUED, OTHER_LETTERS, REFUSED
from guildmark.text.tokens import DEEP, KATAKANA, MIXED, WORD, decode
from guildmark.text.verify import compare_light, is_number, is_ordinary

GLUE_FROM_WORD, GLUE_FROM_KATAKANA, GLUE_FROM_HANGUL = 5, 3, 2  # letters: shorter marks stand inside too many words
GLUE_AT_BORDER = 4
SHORTEST_REST, SHORTEST_REST_AT_BORDER = 3, 2
FRONT, BACK = 2, 3  # letters at least before and behind a mark that is glued on both sides
LONGEST_GLUED = 40


@compiled(inline=True)
def shortest_inside(kind):  # type: ignore[no-untyped-def]
    """The fewest letters of a mark that is looked for inside of a token of this kind."""
    return GLUE_AT_BORDER if kind == WORD else (GLUE_FROM_KATAKANA if kind == KATAKANA else GLUE_FROM_HANGUL)


@compiled()
def holds_mark(letters, token, bits, slots):  # type: ignore[no-untyped-def]
    """Whether a token begins with a mark, ends with one, or has one between two other words, by its letters alone."""
    start, end = token.start, token.end
    for cut in range(shortest_inside(token.kind), end - start):
        if holds(bits, slots, mixed(span_hash(letters, start, start + cut))):
            return True
        if holds(bits, slots, mixed(span_hash(letters, end - cut, end))):
            return True
    if token.kind == WORD and end - start <= LONGEST_GLUED:
        front, back = (1, 1) if token.digits == MIXED else (FRONT, BACK)
        for low in range(start + front, end - GLUE_FROM_WORD):
            for high in range(low + GLUE_FROM_WORD, end - back + 1):
                if holds(bits, slots, mixed(span_hash(letters, low, high))):
                    return True
    return False


@compiled()
def match_glued(data, text, token, wanted, auto, letters, hits, count):  # type: ignore[no-untyped-def]
    """A mark that a token holds beside other words: at its front, at its back, or between two."""
    start, end = np.int64(token.start), np.int64(token.end)
    if is_ordinary(data, letters[start].byte, letters[end - 1].after, auto):
        return count, False
    for cut in range(shortest_inside(token.kind), end - start):
        count, found = _try(data, text, token, start, start + cut, wanted, auto, letters, hits, count)
        if not found:
            count, found = _try(data, text, token, end - cut, end, wanted, auto, letters, hits, count)
        if found:
            return count, True
    if token.kind == WORD and end - start <= LONGEST_GLUED:
        front, back = (1, 1) if token.digits == MIXED else (FRONT, BACK)
        for low in range(start + front, end - GLUE_FROM_WORD):
            for high in range(low + GLUE_FROM_WORD, end - back + 1):
                count, found = _try(data, text, token, low, high, wanted, auto, letters, hits, count)
                if found:
                    return count, True
    return count, False


@compiled()
def _try(data, text, token, low, high, wanted, auto, letters, hits, count):  # type: ignore[no-untyped-def]
    """A mark made of the letters `low` to `high` of the token, with honest rests around it."""
    place = find(auto.wholes.slots, mixed(span_hash(letters, low, high)))
    if place < 0:
        return count, False
    start, end, kind = np.int64(token.start), np.int64(token.end), token.kind
    front = _rest(data, letters, start, low, low, NO, kind, auto) if low > start else 0
    back = _rest(data, letters, high, end, high - 1, YES, kind, auto) if high < end else 0
    if wanted >> np.uint64(ADDRESSES) != 0 and (low == start or high == end):
        front, back = abs(front), abs(back)  # what else stands in the name of a host need be no word
    if front < 0 or back < 0:
        return count, False
    words = front > 0 or back > 0
    at_border = kind == WORD and (
        (low > start and _case_changes(data, letters, low - 1, low, auto))
        or (high < end and _case_changes(data, letters, high - 1, high, auto))
    )
    shortest = GLUE_FROM_WORD if kind == WORD and words else 2
    shortest = GLUE_AT_BORDER if at_border else shortest
    begin = _after_first(data, letters[low]) if low > start else letters[low].byte
    stop = _last_repeat(data, letters[high - 1]) if high < end else letters[high - 1].after
    slot = auto.wholes.slots[place]
    for i in range(slot.first, slot.first + slot.count):
        pattern = auto.wholes.values[i]
        row = auto.patterns[pattern]
        if row.mode != FULL or not wants(wanted, auto.patterns, pattern) or row.light_end - row.light < shortest:
            continue
        equal, flags, _, _ = compare_light(data, letters[low].byte, letters[high - 1].after, pattern, auto)
        first, after = letters[low].position, after_letter(data, letters, high)
        if not equal and not (flags != REFUSED and flags & OTHER_LETTERS):
            # Letters that both the mark and its neighbour have at their border were folded into one.
            equal, flags, _, _ = compare_light(data, begin, stop, pattern, auto)
            first += points_between(data, letters[low].byte, begin)
            after -= points_between(data, stop, letters[high - 1].after)
        if flags != REFUSED and (equal or flags & OTHER_LETTERS):
            flags |= GLUED if words else 0
            return put(hits, count, text, pattern, first, after, flags), True
    return count, False


@compiled()
def _after_first(data, letter):  # type: ignore[no-untyped-def]
    """The byte after the first of the code points that were folded into a letter; its own when there is but one."""
    after = decode(data, letter.byte)[1]
    return after if after < letter.after else letter.byte


@compiled()
def _last_repeat(data, letter):  # type: ignore[no-untyped-def]
    """The byte of the last of the code points that were folded into a letter; its end when there is but one."""
    last, at = letter.byte, letter.byte
    while at < letter.after:
        last = at
        at = decode(data, at)[1]
    return last if last > letter.byte else letter.after


@compiled()
def _rest(data, letters, low, high, edge, behind, kind, auto):  # type: ignore[no-untyped-def]
    """What the letters `low` to `high` beside a mark are: 1 for a word, 0 for a number or an ending, -1 for neither.

    `edge` is the mark's letter next to them. A letter that both end with and begin with was folded into one, so the
    rest may also begin with the last of its repeats, or end with the first.
    """
    begin, stop = letters[low].byte, letters[high - 1].after
    if is_number(data, begin, stop, auto):
        return 0
    last, at = np.uint32(0), begin
    while at < stop:
        last, at = decode(data, at)
    if high - low == 1 and kind == WORD:
        return 0 if behind and (last == ord("s") or last == ord("S")) else -1
    near = high - 1 if not behind else low
    at_border = kind == WORD and _case_changes(data, letters, min(near, edge), max(near, edge), auto)
    least = SHORTEST_REST_AT_BORDER if at_border else SHORTEST_REST
    if (high - low >= least or kind != WORD or last >= 0x250) and is_ordinary(data, begin, stop, auto):
        return 1
    if high - low >= least - 1:
        last, first = _last_repeat(data, letters[edge]), _after_first(data, letters[edge])
        if behind and last < letters[edge].after and is_ordinary(data, last, stop, auto):
            return 1
        if not behind and first > letters[edge].byte and is_ordinary(data, begin, first, auto):
            return 1
    return -1


@compiled()
def _case_changes(data, letters, left, right, auto):  # type: ignore[no-untyped-def]
    """Whether one of two neighbouring letters is a capital and the other is not."""
    a, _ = decode(data, letters[left].byte)
    b, _ = decode(data, letters[right].byte)
    return (auto.fold[a, DEEP] ^ auto.fold[b, DEEP]) & SHOUT_BIT != 0

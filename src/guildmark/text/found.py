"""What every way of matching does with a pattern that it found; compiled."""

import numpy as np

from guildmark.text.compiled import compiled

_ONE = np.uint64(1)


@compiled()
def put(hits, count, text, pattern, start, end, flags):  # type: ignore[no-untyped-def]
    """Note a hit where there is room, and count it."""
    if count < len(hits):
        hits[count].text, hits[count].pattern = text, pattern
        hits[count].start, hits[count].end, hits[count].flags = start, end, flags
    return count + 1


@compiled()
def already(hits, count, text, pattern, start, end):  # type: ignore[no-untyped-def]
    """Whether the pattern was noted in this text over this stretch."""
    at = min(count, len(hits)) - 1
    while at >= 0 and hits[at].text == text:
        if hits[at].pattern == pattern and hits[at].start < end and start < hits[at].end:
            return True
        at -= 1
    return False


@compiled(inline=True)
def wants(wanted, patterns, pattern):  # type: ignore[no-untyped-def]
    """Whether the pattern's list is asked for."""
    return wanted >> np.uint64(patterns[pattern].list) & _ONE != 0


@compiled()
def after_letter(data, letters, end):  # type: ignore[no-untyped-def]
    """The code point position just after the letter before `end`, with what was folded into it."""
    return letters[end - 1].position + points_between(data, letters[end - 1].byte, letters[end - 1].after)


@compiled()
def points_between(data, begin, stop):  # type: ignore[no-untyped-def]
    """How many code points begin in a stretch of bytes."""
    points = 0
    for at in range(begin, stop):
        points += 1 if data[at] & 0xC0 != 0x80 else 0
    return points

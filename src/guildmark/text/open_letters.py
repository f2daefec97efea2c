"""Which marks, or words of marks, the letters around a sign make with a letter in its place; compiled."""

import numpy as np

from guildmark.text.compiled import compiled
from guildmark.text.hashing import BASE, POWERS, holds, mixed
from guildmark.text.tokens import COLLAPSE_FROM

MOST_SIGNS = 2  # in one word
OPEN = np.uint32(0)  # the code of a sign that stands for a letter
HASH, LETTERS, FIRST, LAST = range(4)
_A, _Z, _L = ord("a"), ord("z"), ord("l")
_BASE, _ONE = np.uint64(BASE), np.uint64(1)


@compiled()
def readings_of(run, length, signs, bits, slots, readings):  # type: ignore[no-untyped-def]
    """Note each way to put letters for the one or two signs of a run that a table holds, and return how many.

    Repeated letters are folded into one as in any word, so that a sign may also hide the second of two.
    """
    folds, count, part = length >= COLLAPSE_FROM, 0, 0
    parts = np.zeros((MOST_SIGNS + 1, 4), np.uint64)  # of each stretch between signs: hash, letters, first, last
    for at in range(length):
        code = np.uint64(run[at].code)
        if code == np.uint64(OPEN):
            part += 1
        elif not folds or parts[part, LETTERS] == 0 or code != parts[part, LAST]:
            parts[part, FIRST] = code if parts[part, LETTERS] == 0 else parts[part, FIRST]
            parts[part, HASH] = parts[part, HASH] * _BASE + code + _ONE
            parts[part, LETTERS] += _ONE
            parts[part, LAST] = code
    for one in range(_A, _Z + 1):
        if one == _L:  # the same letter as i
            continue
        key, letters, last = _and_then(parts[0, HASH], parts[0, LETTERS], parts[0, LAST], one, parts[1], folds)
        for two in range(_A, _Z + 1 if signs > 1 else _A + 1):
            whole, many = key, letters
            if signs > 1:
                if two == _L:
                    continue
                whole, many, _ = _and_then(key, letters, last, two, parts[2], folds)
            new = holds(bits, slots, mixed(whole)) and count < len(readings)
            for known in range(count if new else 0):
                new = new and readings[known, 0] != whole
            if new:
                readings[count, 0], readings[count, 1] = whole, many
                count += 1
    return count


@compiled(inline=True)
def _and_then(key, letters, last, letter, part, folds):  # type: ignore[no-untyped-def]
    """The hash, the number and the last of some letters with a letter and a stretch behind them."""
    code = np.uint64(letter)
    if not folds or code != last:
        key = key * _BASE + code + _ONE
        letters += _ONE
    last, more, behind = code, part[LETTERS], part[HASH]
    if more > 0:
        if folds and part[FIRST] == code:
            more -= _ONE
            behind -= (code + _ONE) * POWERS[np.int64(more)]
        key = key * POWERS[np.int64(more)] + behind
        letters += more
        last = part[LAST]
    return key, letters, last


@compiled()
def open_wider(run, length):  # type: ignore[no-untyped-def]
    """Let the one sign of a run stand for two letters."""
    at = length
    while run[at - 1].code != OPEN:
        run[at].code = run[at - 1].code
        at -= 1
    run[at].code = OPEN

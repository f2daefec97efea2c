"""Split titles into atoms, compiled: runs of letters or of digits, and what stands between them."""

import numpy as np

from guildmark.text.compiled import ZERO, compiled
from guildmark.text.hashing import BASE, hash_codes
from guildmark.text.tokens import CODE, DEEP, DIGIT, EXPANDS, IGNORABLE, SINGLE, SYMBOL, decode, kind_of, merged

# Typed, since numba compiles a function once more for each literal that it is called with.
# Kinds of atom: letters of an alphabet or syllabary, a number, a letter of a script without spaces, a sign for times.
LETTERS, NUMBER, UNSPACED, TIMES = (np.uint8(kind) for kind in range(4))
# What stands between an atom and the one before.
APART, TOUCHING, BARRED = (np.uint8(gap) for gap in range(3))

ATOM = np.dtype(
    [
        ("key", np.uint64),  # rolling hash of its letters, or of its digits as written
        ("value", np.float64),  # of a number
        ("start", np.int32), ("end", np.int32),  # code points
        ("size", np.int32),  # letters or digits
        ("kind", np.uint8), ("gap", np.uint8),
    ],
    align=True,
)  # fmt: skip
LONGEST_ATOM = 60  # letters: what follows in a longer run is another atom
LONGEST_NUMBER = 15  # digits that a float holds exactly
_BASE, _ONE = np.uint64(BASE), np.uint64(1)
# Words that a single sign stands for; l is read as i, as in `tokens.merged`.
INCH, PLUS, TIMES_KEY = (np.uint64(hash_codes([ord(letter) for letter in word])) for word in ("in", "pius", "x"))
_TIMES_SIGN, _STAR, _PLUS_SIGN, _POINT, _COMMA = 0xD7, ord("*"), ord("+"), ord("."), ord(",")


@compiled(inline=True)
def is_digit_byte(data, at, stop):  # type: ignore[no-untyped-def]
    """Whether an ASCII digit stands at a byte."""
    return at < stop and 48 <= data[at] <= 57


@compiled(inline=True)
def is_inch_sign(code_point):  # type: ignore[no-untyped-def]
    """Whether a sign behind a number says inches, as shops write them."""
    return (
        code_point == ord('"')
        or code_point == ord("'")
        or code_point == 0x2033
        or code_point == 0x201D
        or code_point == 0x2019
    )


@compiled(inline=True)
def is_bar(code_point):  # type: ignore[no-untyped-def]
    """Whether a sign joins the parts of one name or number: hyphens, slash, point, underscore."""
    return (
        code_point == ord("-")
        or code_point == ord("/")
        or code_point == ord(".")
        or code_point == ord("_")
        or code_point == 0x2010
        or code_point == 0x2011
    )


@compiled()
def _sign(atoms, count, key, kind, position, gap):  # type: ignore[no-untyped-def]
    """Enter an atom that a single sign stands for."""
    atoms[count].key, atoms[count].kind, atoms[count].gap = key, kind, gap
    atoms[count].start, atoms[count].end = position, position + 1
    atoms[count].size, atoms[count].value = 1, 0.0
    return count + 1


@compiled()
def split_atoms(data, begin, stop, fold, expansions, atoms):  # type: ignore[no-untyped-def]
    """Split one text into atoms; returns how many. A decimal point or comma stays inside its number.

    Shapes: `atoms` ATOM, as long as the text has bytes at least.
    """
    count, at, position = ZERO, begin, 0
    open_kind = np.uint32(0)  # of the fold table; 0 while no atom is open
    gap, since, decimals = APART, 2, 0.0  # `since`: code points since the last atom
    while at < stop:
        code_point, after = decode(data, at)
        packed = fold[code_point, DEEP]
        kind = kind_of(packed)
        position += 1
        if kind == IGNORABLE:
            if since == 0:
                atoms[count - 1].end = position
            at = after
            continue
        if kind == 0 or kind == SYMBOL:
            inside = open_kind == DIGIT and is_digit_byte(data, after, stop)
            if inside and code_point == _POINT and decimals == 0.0:
                decimals, at = 1.0, after
                atoms[count - 1].end = position
                continue
            if inside and code_point == _COMMA and decimals == 0.0:
                thousands = (
                    is_digit_byte(data, after + 1, stop)
                    and is_digit_byte(data, after + 2, stop)
                    and not is_digit_byte(data, after + 3, stop)
                )
                decimals = 0.0 if thousands else 1.0
                at = after
                atoms[count - 1].end = position
                continue
            touches = since == 0
            next_digit = is_digit_byte(data, after, stop)
            if open_kind == DIGIT and touches and is_inch_sign(code_point):
                count, gap, since = _sign(atoms, count, INCH, LETTERS, position - 1, TOUCHING), APART, 1
            elif code_point == _TIMES_SIGN or (code_point == _STAR and next_digit):
                count = _sign(atoms, count, TIMES_KEY, TIMES, position - 1, TOUCHING if touches else gap)
                gap, since = TOUCHING, 0
            elif code_point == _PLUS_SIGN and touches and count > 0 and not _letter_at(data, after, stop, fold):
                count, gap, since = _sign(atoms, count, PLUS, LETTERS, position - 1, APART), APART, 1
            else:
                gap = BARRED if touches and is_bar(code_point) else APART
                since += 1
            open_kind, at = np.uint32(0), after
            continue
        fits = open_kind == kind and kind != SINGLE and atoms[count - 1].size < LONGEST_ATOM
        if not fits:
            atoms[count].key, atoms[count].value = np.uint64(0), 0.0
            atoms[count].start, atoms[count].size = position - 1, 0
            atoms[count].kind = NUMBER if kind == DIGIT else (UNSPACED if kind == SINGLE else LETTERS)
            atoms[count].gap = TOUCHING if since == 0 else gap
            count += 1
            decimals = 0.0
        open_kind, since, gap = kind, 0, APART
        atoms[count - 1].end = position
        if packed & EXPANDS:
            for i in range(4):
                code = expansions[packed & CODE, i]
                if code != 0:
                    _append(atoms, count - 1, code)
        else:
            _append(atoms, count - 1, packed & CODE)
        if kind == DIGIT and atoms[count - 1].size <= LONGEST_NUMBER:
            digit = np.float64(np.int64(packed & CODE) - 48)
            if decimals == 0.0:
                atoms[count - 1].value = atoms[count - 1].value * 10.0 + digit
            else:
                decimals *= 0.1
                atoms[count - 1].value += digit * decimals
        at = after
    return count


@compiled(inline=True)
def _append(atoms, place, code):  # type: ignore[no-untyped-def]
    atoms[place].key = atoms[place].key * _BASE + np.uint64(merged(code)) + _ONE
    atoms[place].size += 1


@compiled()
def _letter_at(data, at, stop, fold):  # type: ignore[no-untyped-def]
    """Whether a letter or digit stands at a byte."""
    if at >= stop:
        return False
    code_point, _ = decode(data, at)
    kind = kind_of(fold[code_point, DEEP])
    return kind != 0 and kind != SYMBOL

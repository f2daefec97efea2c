"""From UTF-8 bytes to tokens of folded letters, compiled.

A token is a run of letters and digits of one kind of script, or a single code point of a script without spaces.
"""

import numpy as np

from guildmark.text import folding
from guildmark.text.compiled import NO, ZERO, compiled
from guildmark.text.hashing import BASE, LONGEST_TOKEN

DEEP, LIGHT = 0, 1
LETTERS_ONLY, MIXED, DIGITS_ONLY = range(3)

WORD, DIGIT, SINGLE, KATAKANA, HANGUL = folding.WORD, folding.DIGIT, folding.SINGLE, folding.KATAKANA, folding.HANGUL
IGNORABLE, SYMBOL = folding.IGNORABLE, folding.LEET_SYMBOL
CODE, EXPANDS = np.uint32(folding.CODE_MASK), folding.EXPANDS_BIT
_KIND, _FIFTEEN = np.uint32(folding.KIND_SHIFT), np.uint32(15)
_ALPHABET, _SEVEN = np.uint32(folding.ALPHABET_SHIFT), np.uint32(7)
_BASE, _ONE = np.uint64(BASE), np.uint64(1)
_SMALL_I, _SMALL_L = np.uint32(ord("i")), np.uint32(ord("l"))
COLLAPSE_FROM = 5  # letters: in shorter words a doubled letter tells words apart


@compiled(inline=True)
def decode(data, at):  # type: ignore[no-untyped-def]
    """The code point at a byte, and the byte after it; Arrow promises valid UTF-8."""
    lead = np.uint32(data[at])
    if lead < 0x80:
        code_point, after = lead, at + 1
    elif lead < 0xE0:
        code_point = (lead & np.uint32(0x1F)) << np.uint32(6) | np.uint32(data[at + 1]) & np.uint32(0x3F)
        after = at + 2
    else:
        tail = (np.uint32(data[at + 1]) & np.uint32(0x3F)) << np.uint32(6) | np.uint32(data[at + 2]) & np.uint32(0x3F)
        if lead < 0xF0:
            code_point, after = (lead & np.uint32(0x0F)) << np.uint32(12) | tail, at + 3
        else:
            last = np.uint32(data[at + 3]) & np.uint32(0x3F)
            code_point, after = (lead & np.uint32(7)) << np.uint32(18) | tail << np.uint32(6) | last, at + 4
    return code_point, after


@compiled(inline=True)
def kind_of(packed):  # type: ignore[no-untyped-def]
    """The kind of a packed entry of the fold table."""
    return (packed >> _KIND) & _FIFTEEN


@compiled(inline=True)
def alphabet_in(packed):  # type: ignore[no-untyped-def]
    """The alphabet in a packed light entry of the fold table; 0 is none."""
    return (packed >> _ALPHABET) & _SEVEN


@compiled(inline=True)
def merged(code):  # type: ignore[no-untyped-def]
    """Make l and i one letter, since I, l, 1 and | look alike."""
    return _SMALL_I if code == _SMALL_L else code


@compiled(inline=True)
def is_attached(code_point):  # type: ignore[no-untyped-def]
    """Whether an ignorable code point is drawn on the letter before it: accents, selectors of a variant, voicing."""
    return (
        0x300 <= code_point <= 0x36F
        or 0xFE00 <= code_point <= 0xFE2F
        or 0x20D0 <= code_point <= 0x20FF
        or 0x1AB0 <= code_point <= 0x1DFF
        or 0x483 <= code_point <= 0x489
        or code_point == 0xFF9E
        or code_point == 0xFF9F
    )


@compiled()
def _close(letters, tokens, count, token, kind, has_letters, has_digits):  # type: ignore[no-untyped-def]
    """End the open token: merge i and l, drop repeated letters, extend the rolling hash; return how many letters."""
    start = tokens[token].start
    write, last = start, np.uint32(0)
    collapse = kind == WORD and has_letters and count - start >= COLLAPSE_FROM
    key = letters[start].prefix
    for read in range(start, count):
        code = merged(letters[read].code)
        if collapse and read > start and code == last:
            letters[write - 1].after = letters[read].after
            continue
        last = code
        if write != read:
            letters[write].byte, letters[write].after = letters[read].byte, letters[read].after
            letters[write].position = letters[read].position
        letters[write].code = code
        key = key * _BASE + np.uint64(code) + _ONE
        write += 1
        letters[write].prefix = key
    tokens[token].end = write
    tokens[token].kind = kind
    tokens[token].digits = LETTERS_ONLY if not has_digits else (MIXED if has_letters else DIGITS_ONLY)
    return write


@compiled()
def tokenise(data, begin, stop, fold, expansions, letters, tokens, chunks):  # type: ignore[no-untyped-def]
    """Split one text into tokens; returns the numbers of letters, tokens and chunks."""
    count, token, chunk, position = ZERO, ZERO, 0, 0
    open_kind, has_letters, has_digits = np.uint32(0), NO, NO
    run_byte, run_position, run_letters, run_special = np.int64(-1), 0, 0, 0
    letters[0].prefix = np.uint64(0)
    at = begin
    while at < stop:
        here = at
        code_point, at = decode(data, at)
        packed = fold[code_point, DEEP]
        kind = kind_of(packed)
        position += 1
        if kind == IGNORABLE:
            if open_kind != 0 and is_attached(code_point):
                letters[count - 1].after = at
            continue
        if kind == WORD or kind == DIGIT or kind == SYMBOL:
            if run_byte < 0:
                run_byte, run_position, run_letters, run_special = here, position - 1, 0, 0
            if kind == WORD:
                run_letters += 1
            else:
                run_special += 1
        elif run_byte >= 0:
            if run_letters >= 2 and run_special > 0 and run_letters + run_special <= LONGEST_TOKEN:
                chunks[chunk].byte, chunks[chunk].end, chunks[chunk].position = run_byte, here, run_position
                chunk += 1
            run_byte = np.int64(-1)
        token_kind = np.uint32(WORD) if kind == DIGIT else kind
        if open_kind != 0 and (token_kind != open_kind or open_kind == SINGLE):
            count = _close(letters, tokens, count, token, open_kind, has_letters, has_digits)
            token += 1
            open_kind = np.uint32(0)
        if kind == 0 or kind == SYMBOL:
            continue
        if open_kind == 0:
            open_kind, has_letters, has_digits = np.uint32(token_kind), NO, NO
            tokens[token].start = count
        if kind == DIGIT:
            has_digits = True
        else:
            has_letters = True
        if packed & EXPANDS:
            for i in range(4):
                code = expansions[packed & CODE, i]
                if code != 0:
                    letters[count].code, letters[count].position = code, position - 1
                    letters[count].byte, letters[count].after = here, at
                    count += 1
        else:
            letters[count].code, letters[count].position = packed & CODE, position - 1
            letters[count].byte, letters[count].after = here, at
            count += 1
    if open_kind != 0:
        count = _close(letters, tokens, count, token, open_kind, has_letters, has_digits)
        token += 1
    if run_byte >= 0 and run_letters >= 2 and run_special > 0 and run_letters + run_special <= LONGEST_TOKEN:
        chunks[chunk].byte, chunks[chunk].end, chunks[chunk].position = run_byte, stop, run_position
        chunk += 1
    return count, token, chunk

"""Hold a candidate against the original text, and say which disguises it needed; compiled."""

import numpy as np

from guildmark.text.compiled import compiled
from guildmark.text.folding import LOOKALIKE_BIT, LOOSE_BIT, SHOUT_BIT, STYLED_BIT
from guildmark.text.hashing import BASE, find, may_hold, mixed
from guildmark.text.layout import (
    ACCENTS,
    EXACT,
    FULL,
    HIDDEN,
    LOOKALIKE,
    MARKS,
    OTHER_LETTERS,
    REFUSED,
    REPEATED,
    SHOUTED,
    STYLED,
    TYPO,
)
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

SHORTEST_FOREIGN = 4  # letters of a word wholly of another alphabet that may be a mark
SHOUTED_PLAINLY = 2
BAR_AMONG_CAPITALS = 256  # counts small letters l apart from capital I, which are fewer
FEWEST_CAPITALS = 2
_BASE, _ONE = np.uint64(BASE), np.uint64(1)


@compiled()
def light_hash(data, begin, stop, fold, expansions):  # type: ignore[no-untyped-def]
    """The mixed hash of the light codes of a stretch of bytes; separators and ignorables do not count."""
    key, at = np.uint64(0), begin
    while at < stop:
        code_point, at = decode(data, at)
        packed, deep = fold[code_point, LIGHT], fold[code_point, DEEP]
        kind = kind_of(packed)
        if kind == 0 or kind == IGNORABLE:
            continue
        if deep & LOOKALIKE_BIT and (deep & STYLED_BIT or alphabet_in(packed) == LATIN):
            packed = deep  # a word drawn in another style is the same word
        if packed & EXPANDS:
            for i in range(4):
                code = expansions[packed & CODE, i]
                if code != 0:
                    key = key * _BASE + np.uint64(code) + _ONE
        else:
            key = key * _BASE + np.uint64(packed & CODE) + _ONE
    return mixed(key)


@compiled()
def light_hashes(data, offsets, fold, expansions, out):  # type: ignore[no-untyped-def]
    """The light hash of each text, 0 for an empty one."""
    for text in range(len(offsets) - 1):
        begin, stop = offsets[text], offsets[text + 1]
        out[text] = light_hash(data, begin, stop, fold, expansions) if stop > begin else np.uint64(0)


@compiled()
def is_ordinary(data, begin, stop, auto):  # type: ignore[no-untyped-def]
    """Whether a stretch of bytes is a word of everyday language."""
    key = light_hash(data, begin, stop, auto.fold, auto.expansions)
    return may_hold(auto.ordinary.bits, key) and find(auto.ordinary.slots, key) >= 0


@compiled()
def is_number(data, begin, stop, auto):  # type: ignore[no-untyped-def]
    """Whether a stretch of bytes is made of digits alone."""
    at = begin
    while at < stop:
        code_point, at = decode(data, at)
        if kind_of(auto.fold[code_point, DEEP]) != DIGIT:
            return False
    return True


@compiled()
def compare_light(data, begin, stop, pattern, auto):  # type: ignore[no-untyped-def]
    """Hold a stretch of the original against a pattern, letter by letter.

    Returns (equal, flags, shouted, alike): whether its light codes are the pattern's; which disguises the stretch
    shows, or REFUSED where it is an honest word of another alphabet; whether all its letters are capitals; whether each
    letter that is not the pattern's looks like it.
    """
    fold, expansions, codes = auto.fold, auto.expansions, auto.codes
    row = auto.patterns[pattern]
    low, high, accented, mine = row.light, row.light_end, row.accented, np.uint32(row.alphabet)
    want, flags, equal, shouted, length, previous = low, 0, True, True, 0, np.uint32(0)
    alike, own, others, other, is_loose = True, 0, 0, np.uint32(0), False
    words, flag_letters, twisted = 0, 0, False
    bars, wrong, small = 0, 0, 0
    at = begin
    while at < stop:
        code_point, at = decode(data, at)
        if code_point == 0xFF9E or code_point == 0xFF9F:  # half-width voicing belongs to the kana before it
            if low < want <= high and previous + (code_point - np.uint32(0xFF9D)) == codes[want - 1]:
                length += 1
                equal = length == want - low
            continue
        packed = fold[code_point, LIGHT]
        kind = kind_of(packed)
        if code_point < 0x80 and mine <= LATIN:  # most letters, so first and short
            if kind == WORD or kind == DIGIT:
                if kind == WORD:
                    own += 1
                    words += 1
                    shouted = shouted and code_point < ord("a")
                    small += 1 if code_point >= ord("a") else 0
                previous = packed & CODE
                if want < high and codes[want] == previous:
                    length += 1
                else:
                    equal = alike = False
                    wrong += 1
                    if want < high and code_point == ord("I") and codes[want] == ord("l"):
                        bars += 1
                    elif want < high and code_point == ord("l") and codes[want] == ord("i"):
                        bars += BAR_AMONG_CAPITALS
                want += 1
            continue
        if kind == IGNORABLE:
            accent = 0x300 <= code_point <= 0x36F
            if accent and not accented:
                flags |= ACCENTS
            elif not accent and previous < 0x590:
                flags |= HIDDEN  # in other scripts joiners are part of good spelling
            continue
        if kind == 0 or kind == SYMBOL:
            continue
        deep, alphabet = fold[code_point, DEEP], alphabet_in(packed)
        foreign = alphabet != 0 and alphabet != mine
        if kind == WORD:
            words += 1
            flag_letters += 1 if 0x1F1E6 <= code_point <= 0x1F1FF else 0
            if foreign:
                others += 1
                own += 1 if other != 0 and other != alphabet else 0  # two foreign alphabets are a mixture too
                other = alphabet
            elif alphabet != 0:
                own += 1
            if deep & LOOKALIKE_BIT and deep & STYLED_BIT:
                flags |= STYLED
            elif foreign or (deep & LOOKALIKE_BIT and (alphabet == 0 or alphabet == LATIN)):
                flags |= LOOKALIKE
                is_loose = is_loose or (foreign and deep & LOOSE_BIT != 0)
            if not deep & SHOUT_BIT:
                shouted = False
        count = 4 if packed & EXPANDS else 1
        for i in range(count):
            code = expansions[packed & CODE, i] if count == 4 else packed & CODE
            if code == 0:
                break
            if 0xC0 <= code_point < 0x250 and code < 128 and not accented:
                flags |= ACCENTS
            if want < high and codes[want] == code:
                length += 1
            else:
                equal = False
                alike = alike and (foreign or deep & LOOKALIKE_BIT != 0) and want < high
                alike = alike and deep & CODE == fold[codes[want], DEEP] & CODE  # an i is no l here
                if foreign and want < high:
                    meant = fold[codes[want], DEEP]
                    if meant & LOOSE_BIT != 0:
                        is_loose = True
                    twisted = twisted or merged(meant & CODE) != merged(deep & CODE)
            previous = code
            want += 1
    if want != high:
        equal = False
        if want > high and not flags & (LOOKALIKE | STYLED):
            flags |= REPEATED
    # A capital I is drawn like a small l, so that it stands for one among small letters, and the l among capitals.
    if want == high and others == 0 and bars > 0:
        among_small = bars == wrong and small > 0
        if among_small or (bars == wrong * BAR_AMONG_CAPITALS and small == wrong and own - wrong >= FEWEST_CAPITALS):
            flags |= LOOKALIKE
    if 0 < flag_letters < words:
        flags = REFUSED  # a country's flag beside a word
    elif equal:
        flags &= ACCENTS | HIDDEN  # a mark of another script is its own look-alike
    elif others > 0 and own == 0 and (mine > LATIN or not flags & STYLED):
        # Wholly of another alphabet: disguised only if all of it looks the same, and if it is no word there.
        if is_loose or twisted or want != high or others < SHORTEST_FOREIGN or is_ordinary(data, begin, stop, auto):
            flags = REFUSED
    elif mine > LATIN and others == 0 and want == high and (own == 0 or not flags & OTHER_LETTERS):
        flags = REFUSED  # letters of other alphabets fall together in the deep fold, yet each is itself among its own
    return equal, flags, shouted, alike and want == high


@compiled()
def literal_end(data, begin, stop, pattern, auto):  # type: ignore[no-untyped-def]
    """Code points that a literal pattern covers from here, symbols and all, and its flags; (0, 0) when it does not
    stand here. Marks are seen through hidden characters and styled alphabets."""
    fold, codes = auto.fold, auto.codes
    row = auto.patterns[pattern]
    is_mark, high = row.list == MARKS, row.literal_end
    want, points, at, flags = row.literal, 0, begin, 0
    while want < high:
        if at >= stop:
            return 0, 0
        code_point, at = decode(data, at)
        points += 1
        if 0xFF01 <= code_point <= 0xFF5E:
            code_point -= np.uint32(0xFEE0)
        packed = fold[code_point, LIGHT]
        kind = kind_of(packed)
        code = code_point if kind == 0 or kind == IGNORABLE or kind == SYMBOL else packed & CODE
        if code == codes[want]:
            want += 1
        elif is_mark and fold[code_point, DEEP] & STYLED_BIT and fold[code_point, DEEP] & CODE == codes[want]:
            want += 1
            flags |= STYLED
        elif is_mark and kind == IGNORABLE:
            flags |= HIDDEN
        elif code_point != 32:
            return 0, 0
    return points, flags


@compiled()
def _plainly(data, begin, stop, codes, low, high):  # type: ignore[no-untyped-def]
    """Whether a stretch of ASCII is the pattern, as most hits are; 0 also for what has to be looked at closely."""
    want, shouted = low, True
    for at in range(begin, stop):
        byte = np.uint32(data[at])
        if byte >= 0x80:
            return 0
        small = byte | np.uint32(0x20)
        if ord("a") <= small <= ord("z"):
            if byte >= ord("a"):
                shouted = False
        elif ord("0") <= byte <= ord("9"):
            small = byte
        else:
            continue
        if want >= high or codes[want] != small:
            return 0
        want += 1
    return 0 if want != high else (SHOUTED_PLAINLY if shouted else 1)


@compiled()
def judge(data, begin, stop, pattern, auto):  # type: ignore[no-untyped-def]
    """The flags of a candidate whose deep letters match, or -1 when it is none."""
    patterns = auto.patterns  # taken out once: numba counts a reference to every array each time the tuple is touched
    mode, adds = patterns[pattern].mode, patterns[pattern].adds
    plain = _plainly(data, begin, stop, auto.codes, patterns[pattern].light, patterns[pattern].light_end)
    if plain and not adds:
        return -1 if mode == SHOUTED and plain != SHOUTED_PLAINLY else 0
    equal, flags, shouted, alike = compare_light(data, begin, stop, pattern, auto)
    if equal:
        unmeant = adds & LOOKALIKE and is_ordinary(data, begin, stop, auto)
        return -1 if unmeant or (mode == SHOUTED and not shouted) else flags | adds
    if flags == REFUSED:
        return -1
    disguised = flags & OTHER_LETTERS != 0
    if mode == EXACT or mode == SHOUTED:
        # Other letters are a disguise of a short mark too; of two or three capitals only another style is.
        seen = disguised and alike and patterns[pattern].list == MARKS
        seen = seen and (mode == EXACT or (shouted and not flags & LOOKALIKE))
        return flags | adds if seen else -1
    if disguised:
        return flags
    if mode != FULL or is_ordinary(data, begin, stop, auto):
        return -1
    return flags if flags & REPEATED else flags | TYPO

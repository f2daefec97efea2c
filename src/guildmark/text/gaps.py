"""What stands between letters that may belong together; compiled."""

from guildmark.text.compiled import compiled
from guildmark.text.layout import REFUSED, SPLIT, TYPO
from guildmark.text.tokens import DEEP, IGNORABLE, decode, kind_of

# Blanks, hyphens, full stop, comma, ampersand, apostrophes, middle dot.
BETWEEN_WORDS = (0x20, 0xA0, 0x2D, 0x2010, 0x2011, 0x2013, 0x2E, 0x2C, 0x26, 0x27, 0x2019, 0xB7)
WITHIN_WORDS = (0x2A, 0x3D, 0x5C, 0x5E, 0x5F, 0x7E)  # asterisk, equals, backslash, circumflex, underscore, tilde
OTHER_MASKS = (
    0x23,
    0x2022,
    0xFF0A,
    0xFF03,
    0xFF3F,
)  # number sign, bullet; asterisk, number sign, underscore full width
JOINING = (0x2D, 0x2E, 0xB7)  # hyphen, full stop, middle dot: honest between words, so that they say less
NO_MASK, JOINS, MASKS = range(3)


@compiled()
def broken_on_purpose(data, letters, start, end, fold):  # type: ignore[no-untyped-def]
    """Whether letters are kept apart by something else than what good writing puts between words and initials."""
    for at in range(start + 1, end):
        place = letters[at - 1].after
        while place < letters[at].byte:
            code_point, place = decode(data, place)
            if code_point not in BETWEEN_WORDS and kind_of(fold[code_point, DEEP]) != IGNORABLE:
                return True
    return False


@compiled()
def cut_by_sign(data, letters, at, fold):  # type: ignore[no-untyped-def]
    """Whether the letter at `at` is cut off from the one before by a sign that never stands between two words."""
    place, signs = letters[at - 1].after, 0
    while place < letters[at].byte:
        code_point, place = decode(data, place)
        if kind_of(fold[code_point, DEEP]) == IGNORABLE:
            continue
        if code_point not in WITHIN_WORDS and not 0x2190 <= code_point < 0x3000 and code_point < 0x1F000:
            return False
        signs += 1
    return signs > 0


@compiled()
def gap_between(data, letters, at, fold):  # type: ignore[no-untyped-def]
    """Code points between the letter at `at` and the one before, without what is not drawn."""
    place, points = letters[at - 1].after, 0
    while place < letters[at].byte:
        code_point, place = decode(data, place)
        if kind_of(fold[code_point, DEEP]) != IGNORABLE:
            points += 1
    return points


@compiled()
def cut_anywhere(data, letters, start, end, fold):  # type: ignore[no-untyped-def]
    """Whether two of the letters `start` to `end` are cut apart by a sign that never stands between two words."""
    for at in range(start + 1, end):
        if letters[at].byte > letters[at - 1].after and cut_by_sign(data, letters, at, fold):
            return True
    return False


@compiled()
def sign_at(data, place, stop, fold):  # type: ignore[no-untyped-def]
    """What the code point at a byte may be in the place of a letter (MASKS, JOINS or NO_MASK), and the byte after it
    with what is drawn on it."""
    if place >= stop:
        return NO_MASK, place
    code_point, after = decode(data, place)
    if kind_of(fold[code_point, DEEP]) != 0:
        return NO_MASK, after
    role = NO_MASK
    if code_point in JOINING:
        role = JOINS
    elif (
        code_point in WITHIN_WORDS
        or code_point in OTHER_MASKS
        or 0x2190 <= code_point < 0x3000
        or code_point >= 0x1F000
    ):
        role = MASKS
    while role != NO_MASK and after < stop:
        code_point, further = decode(data, after)
        if kind_of(fold[code_point, DEEP]) != IGNORABLE:
            break
        after = further
    return role, after


@compiled()
def pulled_by_signs(data, stop, letters, tokens, first, last, token_count, fold):  # type: ignore[no-untyped-def]
    """What initials that are pulled apart say: SPLIT where a sign does it that never stands between two words, TYPO
    where one does that honest initials have too, and REFUSED for blanks or when more initials follow or go before."""
    flags = SPLIT
    for token in range(max(first - 1, 0), min(last + 1, token_count - 1)):
        role, after = sign_at(data, letters[tokens[token].end - 1].after, stop, fold)
        pulled = role != NO_MASK and after == letters[tokens[token + 1].start].byte
        if first <= token < last:
            if not pulled:
                return REFUSED
            flags = TYPO if role == JOINS else flags
        elif pulled and (tokens[token + 1].end - tokens[token + 1].start == 1 if token == last else True):
            return REFUSED
    return flags

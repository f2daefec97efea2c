"""What stands between letters that may belong together; compiled."""

from guildmark.text.compiled import compiled
from guildmark.text.tokens import DEEP, IGNORABLE, decode, kind_of

# Blanks, hyphens, full stop, comma, ampersand, apostrophes, middle dot.
BETWEEN_WORDS = (0x20, 0xA0, 0x2D, 0x2010, 0x2011, 0x2013, 0x2E, 0x2C, 0x26, 0x27, 0x2019, 0xB7)
WITHIN_WORDS = (0x2A, 0x3D, 0x5C, 0x5E, 0x5F, 0x7E)  # asterisk, equals, backslash, circumflex, underscore, tilde


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

"""Marks of which a sign hides letters, as in `Orv*ne` and `Louvie* Sabl*`; compiled.

Every letter is tried in the place of a sign, which is cheap because signs seldom stand beside letters. Two letters of
three stay as they are, the first among them: what stands then is hardly chance.
"""

import numpy as np

from guildmark.text.compiled import ZERO, compiled
from guildmark.text.found import points_between, put, wants
from guildmark.text.gaps import JOINS, sign_at
from guildmark.text.hashing import LONGEST_TOKEN, POWERS, find, holds, mixed, span_hash
from guildmark.text.layout import MASKED, TYPO
from guildmark.text.lookalikes import LATIN
from guildmark.text.open_letters import MOST_SIGNS, OPEN, open_wider, readings_of
from guildmark.text.tokens import DEEP, LETTERS_ONLY, LIGHT, WORD, alphabet_in, decode, kind_of
from guildmark.text.verify import is_ordinary

FEWEST_LETTERS = 4  # of a mark
FEWEST_JOINED = 5  # where the sign may also be a hyphen or a full stop
SHORTEST_WORD = 3  # letters: beside a hyphen nearly any two letters are a word somewhere
KEPT_FOR_EACH = 3  # letters of a mark for each sign
MOST_WORDS = 3
LONGEST_BLANK = 2  # code points between the words of one mark
MOST_READINGS = 8  # of one word, that are words of marks
# Of a type: numba compiles a function once more for each literal that it is called with.
TWO, HIDES_LETTERS, MISSPELT = np.int64(2), np.int64(MASKED), np.int64(TYPO)


@compiled()
def match_masked(data, stop, text, token, token_count, found, wanted, auto, space, hits, count):  # type: ignore[no-untyped-def]
    """Marks that begin with the run of letters and signs that this token begins, or with a word or two before it."""
    letters, tokens, run = space.letters, space.tokens, space.scratch
    if token > 0 and tokens[token - 1].kind == WORD:
        role, after = sign_at(data, letters[tokens[token - 1].end - 1].after, stop, auto.fold)
        if role != 0 and after == letters[tokens[token].start].byte:
            return count  # the run began before
    last, length, signs, joins, trailing, after = _read_run(data, stop, token, token_count, auto.fold, space)
    if signs == 0 or signs > MOST_SIGNS or length > LONGEST_TOKEN or (joins and signs > 1):
        return count
    if (joins and length < FEWEST_JOINED) or (trailing > 0 and found):
        return count
    before, flag = count, HIDES_LETTERS
    readings = np.empty((MOST_READINGS, 2), np.uint64)  # hash and length of each
    ways = readings_of(run, length, signs, auto.wholes.bits, auto.wholes.slots, readings)
    if joins and (ways == 0 or _joins_words(data, token, last, auto, letters, tokens)):
        return count
    if joins or (
        ways > 0
        and trailing > 0
        and is_ordinary(data, letters[tokens[token].start].byte, letters[tokens[last].end - 1].after, auto)
    ):
        flag = MISSPELT  # a word with a footnote that is also a mark short of its end, or words that are joined
    for reading in range(ways):
        key = readings[reading, 0]
        count = _put(data, text, token, last, after, signs, flag, key, wanted, auto, letters, tokens, hits, count)
    if count == before and signs == 1 and not joins and trailing == 0:
        open_wider(run, length)
        for reading in range(readings_of(run, length + 1, TWO, auto.wholes.bits, auto.wholes.slots, readings)):
            key = readings[reading, 0]
            count = _put(data, text, token, last, after, TWO, flag, key, wanted, auto, letters, tokens, hits, count)
        _read_run(data, stop, token, token_count, auto.fold, space)
    if count == before and not joins and len(auto.parts.values) > 0:
        count = _match_phrase(
            data, stop, text, token, last, after, length, signs, wanted, auto, space, hits, count, token_count
        )
    return count


@compiled()
def _read_run(data, stop, token, token_count, fold, space):  # type: ignore[no-untyped-def]
    """Read a run of words and signs, without a blank, into `scratch`.

    Returns its last token, its letters with the signs, how many signs, whether one of them may join words, how many
    stand at its end, and the byte after it. A sign that only joins words counts between letters only.
    """
    letters, tokens, run = space.letters, space.tokens, space.scratch
    last, length, signs, joins, trailing = token, 0, 0, False, 0
    after = letters[tokens[token].end - 1].after
    while True:
        start, end = np.int64(tokens[last].start), np.int64(tokens[last].end)
        if length + end - start + MOST_SIGNS > LONGEST_TOKEN:
            return last, length, ZERO, joins, trailing, after
        for at in range(start, end):
            run[length].code = letters[at].code
            length += 1
        after = letters[end - 1].after
        role, behind = sign_at(data, after, stop, fold)
        kinds, ahead = 0, 0
        while role != 0 and ahead < MOST_SIGNS:
            ahead += 1
            after = behind
            kinds |= role
            role, behind = sign_at(data, after, stop, fold)
        further = (
            last + 1 < token_count
            and tokens[last + 1].kind == WORD
            and tokens[last + 1].digits == LETTERS_ONLY
            and letters[tokens[last + 1].start].byte == after
        )
        if ahead == 0 or role != 0 or (kinds & JOINS and (not further or ahead > 1)):
            return last, length, signs, joins, trailing, letters[end - 1].after
        for _ in range(ahead):
            run[length].code = OPEN
            length += 1
            signs += 1
        joins = joins or kinds & JOINS != 0
        if not further:
            return last, length, signs, joins, ahead, after
        last += 1


@compiled()
def _match_phrase(data, stop, text, token, last, after, length, signs, wanted, auto, space, hits, count, token_count):  # type: ignore[no-untyped-def]
    """Marks of several words, of which the run is one: words before it stand as they are, those behind may hide letters
    too."""
    letters, tokens, parts = space.letters, space.tokens, auto.parts
    here, behind = np.empty((MOST_READINGS, 2), np.uint64), np.empty((MOST_READINGS, 2), np.uint64)
    found = readings_of(space.scratch, length, signs, parts.bits, parts.slots, here)
    if found == 0:
        return count
    first, front = token, np.uint64(0)
    for back in range(MOST_WORDS):
        if back > 0:
            start, end = tokens[first - 1].start, tokens[first - 1].end
            if first == 0 or not _is_word_before(data, letters, tokens, first):
                break
            if not holds(parts.bits, parts.slots, mixed(span_hash(letters, start, end))):
                break
            first -= 1
            front = span_hash(letters, start, tokens[token - 1].end)
        for reading in range(found):
            key = front * POWERS[np.int64(here[reading, 1])] + here[reading, 0]
            before, upto, ended, masked = count, last, after, signs
            if back > 0:
                count = _put(
                    data,
                    text,
                    first,
                    upto,
                    ended,
                    masked,
                    HIDES_LETTERS,
                    key,
                    wanted,
                    auto,
                    letters,
                    tokens,
                    hits,
                    count,
                )
            for _ in range(MOST_WORDS - 1 - back):
                following = upto + 1
                if (
                    count > before
                    or following >= token_count
                    or not _is_word_behind(data, letters, tokens, following, ended)
                ):
                    break
                upto, size, more, joins, _, ended = _read_run(data, stop, following, token_count, auto.fold, space)
                if joins or more > MOST_SIGNS:
                    break
                ways = 1
                if more > 0:
                    ways = readings_of(space.scratch, size, more, parts.bits, parts.slots, behind)
                else:
                    behind[0, 0], behind[0, 1] = (
                        span_hash(letters, tokens[following].start, tokens[following].end),
                        size,
                    )
                masked += more
                longer = key
                for way in range(ways):
                    longer = key * POWERS[np.int64(behind[way, 1])] + behind[way, 0]
                    count = _put(
                        data,
                        text,
                        first,
                        upto,
                        ended,
                        masked,
                        HIDES_LETTERS,
                        longer,
                        wanted,
                        auto,
                        letters,
                        tokens,
                        hits,
                        count,
                    )
                if ways != 1:
                    break
                key = longer
            if count > before:
                return count
    return count


@compiled()
def _is_word_before(data, letters, tokens, token):  # type: ignore[no-untyped-def]
    """Whether a word of letters stands before this token, parted by blanks alone."""
    one = tokens[token - 1]
    if one.kind != WORD or one.digits != LETTERS_ONLY or one.end - one.start < 2:
        return False
    return _is_blank(data, letters[one.end - 1].after, letters[tokens[token].start].byte)


@compiled()
def _is_word_behind(data, letters, tokens, token, after):  # type: ignore[no-untyped-def]
    """Whether this token is a word of letters, parted by blanks alone from the byte at which the one before ended."""
    one = tokens[token]
    if one.kind != WORD or one.digits != LETTERS_ONLY or one.end - one.start > LONGEST_TOKEN:
        return False
    return _is_blank(data, after, letters[one.start].byte)


@compiled()
def _is_blank(data, begin, stop):  # type: ignore[no-untyped-def]
    if not 0 < stop - begin <= LONGEST_BLANK:
        return False
    for at in range(begin, stop):
        if data[at] != 0x20:
            return False
    return True


@compiled()
def _put(data, text, token, last, after, signs, flag, key, wanted, auto, letters, tokens, hits, count):  # type: ignore[no-untyped-def]
    """Note the marks of this hash that have as many letters as stand there with the signs."""
    place = find(auto.wholes.slots, mixed(key))
    if place < 0:
        return count
    begin, start = letters[tokens[token].start].byte, letters[tokens[token].start].position
    written = signs
    for at in range(token, last + 1):
        written += points_between(data, letters[tokens[at].start].byte, letters[tokens[at].end - 1].after)
    slot = auto.wholes.slots[place]
    for i in range(slot.first, slot.first + slot.count):
        pattern = auto.wholes.values[i]
        row = auto.patterns[pattern]
        if row.alphabet != LATIN or row.light_end - row.light != written or not wants(wanted, auto.patterns, pattern):
            continue
        if written < FEWEST_LETTERS or signs * KEPT_FOR_EACH > written or not _is_latin(data, begin, after, auto.fold):
            continue
        end = start + points_between(data, begin, after)
        count = put(hits, count, text, pattern, start, end, flag)
    return count


@compiled()
def _is_latin(data, begin, stop, fold):  # type: ignore[no-untyped-def]
    """Whether no letter of another alphabet is among them: such a word with a sign is a word of that alphabet."""
    at = begin
    while at < stop:
        code_point, at = decode(data, at)
        if kind_of(fold[code_point, DEEP]) == WORD and alphabet_in(fold[code_point, LIGHT]) != LATIN:
            return False
    return True


@compiled()
def _joins_words(data, first, last, auto, letters, tokens):  # type: ignore[no-untyped-def]
    """Whether what stands beside a hyphen or a full stop is words of everyday language, so that it parts them."""
    words = False
    for at in range(first, last + 1):
        start, end = tokens[at].start, tokens[at].end
        if end - start >= SHORTEST_WORD:
            if not is_ordinary(data, letters[start].byte, letters[end - 1].after, auto):
                return False
            words = True
    return words

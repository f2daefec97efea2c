"""The one matcher: finds marks and phrases, plain or disguised, in one pass over each text; compiled.

Each token, each join of neighbouring tokens and each token short of one letter is one probe of a small bit table; what
passes is verified on the original. `_match_text` holds the probes; functions of other files are called for what passed.
"""

import numpy as np

from guildmark.text.compiled import NO, ONE, ZERO, compiled
from guildmark.text.gaps import (
    MASKS,
    cut_anywhere,
    gap_between,
    sign_at,
)
from guildmark.text.glued import holds_mark, match_glued, shortest_inside
from guildmark.text.hashing import LONGEST_TOKEN, bytes_hash, holds, may_hold, mixed, span_hash
from guildmark.text.layout import (
    ADDRESSES,
    MARKS,
    PLAIN_BITS,
)
from guildmark.text.leet import match_leet, may_be_leet
from guildmark.text.masked import HIDES_LETTERS, match_masked
from guildmark.text.nearly import match_typo, may_be_typo
from guildmark.text.sequences import begins_pattern, match_words
from guildmark.text.swapped import is_stranger, match_swapped
from guildmark.text.tokens import LETTERS_ONLY, SINGLE, WORD, tokenise
from guildmark.text.wholes import all_ordinary, match_whole

LONGEST_SPLIT_GAP = 3  # code points between letters pulled apart
MOST_JOINED = 4  # neighbouring tokens that may make one mark
MOST_PULLED = 40  # letters pulled apart
TYPO_FROM = 5  # letters: shorter marks have too many neighbours
TYPO_JOINED_FROM = 8
# The first byte of each sign that may stand for a letter or cut a mark apart; others begin so too.
MAY_BE_SIGN = np.zeros(256, np.bool_)
MAY_BE_SIGN[[*b"*=\\^_~#-.", 0xC2, 0xE2, 0xEF, 0xF0]] = True
JOINS_ASCII = np.zeros(256, np.bool_)
JOINS_ASCII[[*b"-."]] = True
TYPO_JOINED_GAP = 1  # code points between two words of which one is misspelt: a blank, no end of a sentence


@compiled()
def match_texts(data, offsets, places, wanted, auto, space, hits):  # type: ignore[no-untyped-def]
    """Match texts, the n-th at `data[offsets[places[n]]:offsets[places[n] + 1]]`, for the lists in the bit mask
    `wanted[n]`.

    Returns the number of hits. When it is larger than the room in `hits`, the surplus was counted and not kept.
    """
    count = ZERO
    for text in range(len(places)):
        begin, stop = offsets[places[text]], offsets[places[text] + 1]
        if stop > begin:
            count = _match_text(data, begin, stop, text, wanted[text], auto, space, hits, count)
    return count


@compiled()
def _match_text(data, begin, stop, text, wanted, auto, space, hits, count):  # type: ignore[no-untyped-def]
    letters, tokens = space.letters, space.tokens
    # Taken out once: numba counts a reference to every array of a tuple each time that the tuple is touched.
    step_bits, step_slots, outputs, whole_bits = auto.steps.bits, auto.steps.slots, auto.outputs, auto.wholes.bits
    whole_slots, edit_bits, edit_slots, part_bits = (
        auto.wholes.slots,
        auto.edits.bits,
        auto.edits.slots,
        auto.parts.bits,
    )
    plain, usual, fold, leet = space.plain, space.usual, auto.fold, auto.leet
    marks_wanted = wanted & np.uint64(1 << MARKS) != 0  # only marks are looked for in disguise
    in_address = wanted >> np.uint64(ADDRESSES) != 0
    letter_count, token_count, chunk_count = tokenise(
        data, begin, stop, fold, auto.expansions, letters, tokens, space.chunks
    )
    for token in range(token_count):
        start, end, kind = tokens[token].start, tokens[token].end, tokens[token].kind
        length = end - start
        if length > LONGEST_TOKEN:
            continue
        token_hash = span_hash(letters, start, end)
        found = False
        if begins_pattern(letters, tokens, token, token_count, token_hash, wanted, step_bits, step_slots, outputs):
            count, found = match_words(data, stop, text, token, token_count, wanted, auto, letters, tokens, hits, count)
        if not marks_wanted:
            continue
        after = letters[end - 1].after
        # In Chinese nearly every token is of one letter, and so are those beside it.
        if (
            length == 1
            and (kind != SINGLE or _beside_kana_or_hangul(tokens, token, token_count))
            and is_stranger(letters, tokens, token, token_count)
        ):
            count = match_swapped(
                data, text, start, end, after, letter_count, HIDES_LETTERS, wanted, auto, letters, hits, count
            )
        if kind != WORD and after < stop and MAY_BE_SIGN[data[after]]:
            role, behind = sign_at(data, after, stop, fold)
            if role == MASKS:
                count = match_swapped(
                    data, text, end, end, behind, letter_count, HIDES_LETTERS, wanted, auto, letters, hits, count
                )
        if kind == SINGLE:
            continue
        # Most words are near no mark, and come again and again.
        place = np.int64(mixed(token_hash) >> np.uint64(64 - PLAIN_BITS))
        if not found and plain[place] != token_hash:
            key = bytes_hash(data, letters[start].byte, after)
            spot = np.int64(mixed(key) >> np.uint64(64 - PLAIN_BITS))
            if usual[spot] != key or in_address:
                before = count
                if _near_a_mark(letters, tokens[token], whole_bits, whole_slots, edit_bits, edit_slots):
                    count, found = _match_alone(data, text, tokens[token], wanted, auto, letters, hits, count)
                    if count == before and not in_address:
                        usual[spot] = key
                else:
                    plain[place] = token_hash
        if kind != WORD:
            continue
        if (
            after < stop
            and MAY_BE_SIGN[data[after]]
            and tokens[token].digits == LETTERS_ONLY
            # Most hyphens and full stops have a blank behind them.
            and (not JOINS_ASCII[data[after]] or (token + 1 < token_count and letters[end].byte == after + 1))
        ):
            count = match_masked(data, stop, text, token, token_count, found, wanted, auto, space, hits, count)
        # Letters pulled apart: neighbouring tokens that make one mark together.
        single_letters = 1 if length == 1 else 0
        last = token + 1
        while last < token_count and last - token < MOST_PULLED:
            low, high = tokens[last].start, tokens[last].end
            if tokens[last].kind != WORD or high - start > LONGEST_TOKEN:
                break
            if (
                letters[low].position - letters[low - 1].position - 1 > LONGEST_SPLIT_GAP
                and gap_between(data, letters, low, fold) > LONGEST_SPLIT_GAP
            ):
                break
            single_letters += 1 if high - low == 1 else 0
            pulled = single_letters == last - token + 1
            if last - token >= MOST_JOINED and not pulled:
                break
            if holds(whole_bits, whole_slots, mixed(span_hash(letters, start, high))) and (
                pulled
                or not all_ordinary(data, token, last, auto, letters, tokens)
                or cut_anywhere(data, letters, start, high, fold)
            ):
                count, _ = match_whole(
                    data, text, start, high, last - token + 1, pulled, found, wanted, auto, letters, hits, count
                )
            last += 1
        # A mark of several words with one letter wrong: one of the first two words is right.
        if not found and length > 1 and token + 1 < token_count and tokens[token + 1].kind == WORD:
            low, high = tokens[token + 1].start, tokens[token + 1].end
            if (
                TYPO_JOINED_FROM <= high - start <= LONGEST_TOKEN
                and high - low > 1
                and letters[low].position - letters[end - 1].position - 1 <= TYPO_JOINED_GAP
                and (
                    may_hold(part_bits, mixed(token_hash)) or may_hold(part_bits, mixed(span_hash(letters, low, high)))
                )
            ):
                last = _last_of_typo(token, token_count, letters, tokens, edit_bits, edit_slots)
                if last > token:
                    high, words = tokens[last].end, last - token + 1
                    count = match_typo(data, text, start, high, words, wanted, auto, letters, hits, count)
    for chunk in range(chunk_count if marks_wanted else 0):
        if may_be_leet(data, space.chunks[chunk], fold, leet, space.scratch, whole_bits, part_bits):
            count = match_leet(data, begin, stop, text, space.chunks[chunk], wanted, auto, space.scratch, hits, count)
    return count


@compiled(inline=True)
def _beside_kana_or_hangul(tokens, token, token_count):  # type: ignore[no-untyped-def]
    return (token > 0 and tokens[token - 1].kind > SINGLE) or (
        token + 1 < token_count and tokens[token + 1].kind > SINGLE
    )


@compiled()
def _near_a_mark(letters, token, whole_bits, whole_slots, edit_bits, edit_slots):  # type: ignore[no-untyped-def]
    """Whether a word is a mark, begins or ends with one, or is one letter away from one, by its letters alone."""
    start, end = token.start, token.end
    if (
        token.kind == WORD
        and end - start >= 4
        and holds(whole_bits, whole_slots, mixed(span_hash(letters, start, end)))
    ):
        return True
    if holds_mark(letters, token, whole_bits, whole_slots):
        return True
    return _is_long_word(token, end - start) and may_be_typo(letters, start, end, edit_bits, edit_slots)


@compiled()
def _match_alone(data, text, token, wanted, auto, letters, hits, count):  # type: ignore[no-untyped-def]
    """Marks that one token makes, holds or misspells. Returns the count of hits, and whether there is one that is no
    misspelling."""
    start, end, found = token.start, token.end, False
    if token.kind == WORD and end - start >= 4:
        count, found = match_whole(data, text, start, end, ONE, NO, NO, wanted, auto, letters, hits, count)
    if not found and end - start > shortest_inside(token.kind):
        count, found = match_glued(data, text, token, wanted, auto, letters, hits, count)
    if not found and _is_long_word(token, end - start):
        count = match_typo(data, text, start, end, ONE, wanted, auto, letters, hits, count)
    return count, found


@compiled(inline=True)
def _is_long_word(token, length):  # type: ignore[no-untyped-def]
    return token.kind == WORD and length >= TYPO_FROM - 1 and token.digits == LETTERS_ONLY


@compiled()
def _last_of_typo(token, token_count, letters, tokens, edit_bits, edit_slots):  # type: ignore[no-untyped-def]
    """The last of the words, from this token on, that may make a mark with one letter wrong; else the token."""
    start = tokens[token].start
    for last in range(token + 1, min(token + MOST_JOINED, token_count)):
        low, high = tokens[last].start, tokens[last].end
        if tokens[last].kind != WORD or high - start > LONGEST_TOKEN or high - low <= 1:
            break
        if letters[low].position - letters[low - 1].position - 1 > TYPO_JOINED_GAP:
            break
        if may_be_typo(letters, start, high, edit_bits, edit_slots):
            return last
    return token

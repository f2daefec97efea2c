"""Patterns of one word or several: followed word by word from the token at which they begin; compiled."""

import numpy as np

from guildmark.text.compiled import compiled
from guildmark.text.found import after_letter, put, wants
from guildmark.text.gaps import cut_by_sign, gap_between, pulled_by_signs
from guildmark.text.hashing import LONGEST_TOKEN, find, may_hold, span_hash, step_key
from guildmark.text.layout import LITERAL, MARKS, REFUSED, SHOUTED, SPLIT, TYPO
from guildmark.text.masked import MISSPELT
from guildmark.text.swapped import match_swapped
from guildmark.text.tokens import SINGLE
from guildmark.text.verify import judge, literal_end

LONGEST_GAP = 4  # code points between the words of one mark
PREFIX = 2  # Han characters of a name that are right before one that is not


@compiled(inline=True)
def begins_pattern(letters, tokens, token, token_count, token_hash, wanted, bits, slots, outputs):  # type: ignore[no-untyped-def]
    """Whether a pattern of a wanted list begins with this token, and also with the next unless it ends here."""
    begins = False
    key = step_key(0, token_hash)
    if may_hold(bits, key):
        place = find(slots, key)
        if place >= 0 and np.uint64(slots[place].count) & wanted != 0:
            state = slots[place].first
            if outputs[state + 1] > outputs[state]:
                begins = True
            elif token + 1 < token_count:
                start, end = tokens[token + 1].start, tokens[token + 1].end
                if end - start <= LONGEST_TOKEN:
                    begins = may_hold(bits, step_key(state, span_hash(letters, start, end)))
    return begins


@compiled()
def match_words(data, stop, text, token, token_count, wanted, auto, letters, tokens, hits, count):  # type: ignore[no-untyped-def]
    """Patterns whose words start at this token. Returns the count of hits, and whether a mark is among them."""
    slots, outputs, output_patterns, patterns = auto.steps.slots, auto.outputs, auto.output_patterns, auto.patterns
    fold = auto.fold
    state, at, found, gap, of_mark, parted = 0, token, False, False, False, 0
    first = letters[tokens[token].start]
    while at < token_count:
        start, end = tokens[at].start, tokens[at].end
        if end - start > LONGEST_TOKEN:
            break
        if at > token:
            distance = letters[start].position - letters[start - 1].position - 1
            if distance > LONGEST_GAP and gap_between(data, letters, start, fold) > LONGEST_GAP:
                break
            if distance > 0 and tokens[at].kind == SINGLE and tokens[at - 1].kind == SINGLE:
                gap = True
                if not cut_by_sign(data, letters, start, fold):
                    parted = TYPO  # names follow each other, lines end, lists are written with strokes
        place = find(slots, step_key(state, span_hash(letters, start, end)))
        if place < 0:
            if of_mark and at - token >= PREFIX and tokens[at].kind == SINGLE and not gap:
                upto, after = np.int64(tokens[token_count - 1].end), letters[end - 1].after
                count = match_swapped(data, text, start, end, after, upto, MISSPELT, wanted, auto, letters, hits, count)
            break
        state = slots[place].first
        of_mark = wanted & np.uint64(slots[place].count) & np.uint64(1 << MARKS) != 0 and tokens[at].kind == SINGLE
        for i in range(outputs[state], outputs[state + 1]):
            pattern = output_patterns[i]
            if not wants(wanted, patterns, pattern):
                continue
            if patterns[pattern].mode == LITERAL:
                points, flags = literal_end(data, first.byte, stop, pattern, auto)
                if points > 0:
                    count = put(hits, count, text, pattern, first.position, first.position + points, flags)
                continue
            if gap and patterns[pattern].adds & TYPO:
                continue  # a character that is missing where a broken one stands
            flags = judge(data, first.byte, letters[end - 1].after, pattern, auto)
            if flags >= 0:
                if patterns[pattern].mode == SHOUTED and patterns[pattern].adds:
                    flags = pulled_by_signs(data, stop, letters, tokens, token, at, token_count, auto.fold)
                    if flags == REFUSED:
                        continue
                flags |= SPLIT | parted if gap else 0
                count = put(hits, count, text, pattern, first.position, after_letter(data, letters, end), flags)
                found = found or patterns[pattern].list == MARKS
        at += 1
    return count, found

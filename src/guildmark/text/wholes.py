"""Marks that letters make when written as one word, though they stand in several or in pieces; compiled."""

from guildmark.text.compiled import compiled
from guildmark.text.found import after_letter, put, wants
from guildmark.text.gaps import broken_on_purpose, cut_anywhere
from guildmark.text.hashing import find, mixed, span_hash
from guildmark.text.layout import EXACT, GENERIC, REFUSED, SHOUTED, SPLIT, TYPO
from guildmark.text.verify import compare_light, is_ordinary

FEWEST_PULLED = 3  # letters pulled apart: two initials stand apart in good writing


@compiled()
def match_whole(data, text, start, end, words, pulled, known, wanted, auto, letters, hits, count):  # type: ignore[no-untyped-def]
    """Marks that the letters `start` to `end`, of so many words, make when written as one; `known` says that a mark was
    found here word by word."""
    patterns = auto.patterns
    place = find(auto.wholes.slots, mixed(span_hash(letters, start, end)))
    if place < 0:
        return count, False
    found, slot = False, auto.wholes.slots[place]
    begin, stop = letters[start].byte, letters[end - 1].after
    for i in range(slot.first, slot.first + slot.count):
        pattern = auto.wholes.values[i]
        row = patterns[pattern]
        if not wants(wanted, patterns, pattern) or (row.words == words and not pulled and (known or words == 1)):
            continue  # with the pattern's own words it was found as such
        equal, flags, _, _ = compare_light(data, begin, stop, pattern, auto)
        if flags == REFUSED:
            continue
        if words > 1:
            short = row.mode == GENERIC or row.light_end - row.light < 5
            if short and not pulled and not cut_anywhere(data, letters, start, end, auto.fold):
                continue
            on_purpose = (pulled and words >= FEWEST_PULLED) or broken_on_purpose(data, letters, start, end, auto.fold)
            flags |= SPLIT if on_purpose else TYPO
        elif (not equal or row.words > 1) and is_ordinary(data, begin, stop, auto):
            continue
        if (row.mode == EXACT or row.mode == SHOUTED) and not equal:
            continue
        count = put(hits, count, text, pattern, letters[start].position, after_letter(data, letters, end), flags)
        found = True
    return count, found


@compiled()
def all_ordinary(data, first, last, auto, letters, tokens):  # type: ignore[no-untyped-def]
    """Whether the tokens `first` to `last` are each a word of everyday language."""
    for at in range(first, last + 1):
        start, end = tokens[at].start, tokens[at].end
        if end - start == 1:
            return False  # a single letter is no word
        if not is_ordinary(data, letters[start].byte, letters[end - 1].after, auto):
            return False
    return True

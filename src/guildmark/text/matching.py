"""The one matcher: finds marks and phrases, plain or disguised, in one pass over each text; compiled.

Each token, each join of neighbouring tokens and each token short of one letter is one probe of a small bit table; what
passes is verified on the original. `_match_text` holds the probes; other functions are called for what passed.
"""

from guildmark.text.compiled import compiled
from guildmark.text.found import after_letter, put, wants
from guildmark.text.hashing import LONGEST_TOKEN, POWERS, find, may_hold, mixed, span_hash, step_key
from guildmark.text.layout import EXACT, GENERIC, LITERAL, SHOUTED, SPLIT
from guildmark.text.nearly import match_glued, match_leet, match_typo
from guildmark.text.tokens import KATAKANA, LETTERS_ONLY, SINGLE, WORD, tokenise
from guildmark.text.verify import compare_light, is_ordinary, judge, literal_end

LONGEST_GAP = 4  # code points between the words of one mark
LONGEST_SPLIT_GAP = 3  # code points between letters pulled apart
MOST_JOINED = 4  # neighbouring tokens that may make one mark
MOST_PULLED = 24  # letters pulled apart
TYPO_FROM = 6  # letters: shorter marks have too many neighbours
TYPO_JOINED_FROM = 8
GLUE_FROM_KATAKANA, GLUE_FROM_HANGUL = 3, 2
MARKS = 0  # the number of the list of marks


@compiled()
def match_texts(data, offsets, wanted, auto, space, hits):  # type: ignore[no-untyped-def]
    """Match many texts, the n-th at `data[offsets[n]:offsets[n + 1]]`, for the lists in the bit mask `wanted`.

    Returns the number of hits. When it is larger than the room in `hits`, the surplus was counted and not kept.
    """
    count = 0
    for text in range(len(offsets) - 1):
        if offsets[text + 1] > offsets[text]:
            count = _match_text(data, offsets[text], offsets[text + 1], text, wanted, auto, space, hits, count)
    return count


@compiled()
def _match_text(data, begin, stop, text, wanted, auto, space, hits, count):  # type: ignore[no-untyped-def]
    letters, tokens = space.letters, space.tokens
    step_bits, whole_bits, edit_bits, part_bits = auto.steps.bits, auto.wholes.bits, auto.edits.bits, auto.parts.bits
    _, token_count, chunk_count = tokenise(data, begin, stop, auto.fold, auto.expansions, letters, tokens, space.chunks)
    for token in range(token_count):
        start, end, kind = tokens[token].start, tokens[token].end, tokens[token].kind
        length = end - start
        if length > LONGEST_TOKEN:
            continue
        token_hash = span_hash(letters, start, end)
        found = False
        if may_hold(step_bits, step_key(0, token_hash)):
            count, found = _match_words(
                data, stop, text, token, token_count, wanted, auto, letters, tokens, hits, count
            )
        if kind == SINGLE:
            continue
        if kind == WORD and not found and length >= 4 and may_hold(whole_bits, mixed(token_hash)):
            count, found = _match_whole(data, text, start, end, 1, False, wanted, auto, letters, hits, count)
        # A mark with an ordinary word stuck to its front or its back.
        shortest = 4 if kind == WORD else (GLUE_FROM_KATAKANA if kind == KATAKANA else GLUE_FROM_HANGUL)
        if not found and length > shortest:
            for cut in range(shortest, length):
                if may_hold(whole_bits, mixed(span_hash(letters, start, start + cut))) or may_hold(
                    whole_bits, mixed(span_hash(letters, end - cut, end))
                ):
                    count, found = match_glued(
                        data, text, start, end, cut, tokens[token], wanted, auto, letters, hits, count
                    )
                    if found:
                        break
        if kind != WORD:
            continue
        # Letters pulled apart: neighbouring tokens that make one mark together.
        single_letters = 1 if length == 1 else 0
        last = token + 1
        while last < token_count and last - token < MOST_PULLED:
            low, high = tokens[last].start, tokens[last].end
            if tokens[last].kind != WORD or high - start > LONGEST_TOKEN:
                break
            if letters[low].position - letters[low - 1].position - 1 > LONGEST_SPLIT_GAP:
                break
            single_letters += 1 if high - low == 1 else 0
            pulled = single_letters == last - token + 1
            if last - token >= MOST_JOINED and not pulled:
                break
            if may_hold(whole_bits, mixed(span_hash(letters, start, high))) and (
                pulled or not _all_ordinary(data, token, last, auto, letters, tokens)
            ):
                count, _ = _match_whole(
                    data, text, start, high, last - token + 1, pulled, wanted, auto, letters, hits, count
                )
            last += 1
        if found:
            continue
        # Misspelt: one letter more, less, other or swapped.
        typo_end = end if length >= TYPO_FROM - 1 and tokens[token].digits == LETTERS_ONLY else start
        for _ in range(2):
            if typo_end > start:
                total = span_hash(letters, start, typo_end)
                typo = may_hold(edit_bits, mixed(total))
                for left_out in range(start, typo_end):
                    if typo:
                        break
                    front = span_hash(letters, start, left_out)
                    back = span_hash(letters, left_out + 1, typo_end)
                    typo = may_hold(edit_bits, mixed(front * POWERS[typo_end - left_out - 1] + back))
                if typo:
                    count = match_typo(data, text, start, typo_end, wanted, auto, letters, hits, count)
            typo_end = start
            if token + 1 < token_count and tokens[token + 1].kind == WORD:
                low, high = tokens[token + 1].start, tokens[token + 1].end
                if (
                    TYPO_JOINED_FROM <= high - start <= LONGEST_TOKEN
                    and letters[low].position - letters[end - 1].position - 1 <= LONGEST_SPLIT_GAP
                    and (
                        may_hold(part_bits, mixed(token_hash))
                        or may_hold(part_bits, mixed(span_hash(letters, low, high)))
                    )
                ):
                    typo_end = high
    for chunk in range(chunk_count):
        count = match_leet(data, text, space.chunks[chunk], wanted, auto, space.scratch, hits, count)
    return count


@compiled()
def _match_words(data, stop, text, token, token_count, wanted, auto, letters, tokens, hits, count):  # type: ignore[no-untyped-def]
    """Patterns whose words start at this token. Returns the count of hits, and whether a mark is among them."""
    state, at, found, gap = 0, token, False, False
    first = letters[tokens[token].start]
    while at < token_count:
        start, end = tokens[at].start, tokens[at].end
        if end - start > LONGEST_TOKEN:
            break
        if at > token:
            distance = letters[start].position - letters[start - 1].position - 1
            if distance > LONGEST_GAP:
                break
            gap = gap or (distance > 0 and tokens[at].kind == SINGLE and tokens[at - 1].kind == SINGLE)
        place = find(auto.steps.slots, step_key(state, span_hash(letters, start, end)))
        if place < 0:
            break
        state = auto.steps.slots[place].first
        for i in range(auto.outputs[state], auto.outputs[state + 1]):
            pattern = auto.output_patterns[i]
            if not wants(wanted, auto, pattern):
                continue
            if auto.patterns[pattern].mode == LITERAL:
                points = literal_end(data, first.byte, stop, pattern, auto)
                if points > 0:
                    count = put(hits, count, text, pattern, first.position, first.position + points, 0)
                continue
            flags = judge(data, first.byte, letters[end - 1].after, pattern, auto)
            if flags >= 0:
                flags |= SPLIT if gap else 0
                count = put(hits, count, text, pattern, first.position, after_letter(data, letters, end), flags)
                found = found or auto.patterns[pattern].list == MARKS
        at += 1
    return count, found


@compiled()
def _match_whole(data, text, start, end, words, pulled, wanted, auto, letters, hits, count):  # type: ignore[no-untyped-def]
    """Marks that the letters `start` to `end`, of so many words, make when written as one."""
    place = find(auto.wholes.slots, mixed(span_hash(letters, start, end)))
    if place < 0:
        return count, False
    found, slot = False, auto.wholes.slots[place]
    begin, stop = letters[start].byte, letters[end - 1].after
    for i in range(slot.first, slot.first + slot.count):
        pattern = auto.wholes.values[i]
        row = auto.patterns[pattern]
        if not wants(wanted, auto, pattern) or (row.words == words and not pulled):
            continue  # with the pattern's own words it was found as such
        equal, flags, _ = compare_light(data, begin, stop, pattern, auto)
        if words > 1:
            if (row.mode == GENERIC or row.light_end - row.light < 5) and not pulled:
                continue
            flags |= SPLIT
        elif not equal and is_ordinary(data, begin, stop, auto):
            continue
        if (row.mode == EXACT or row.mode == SHOUTED) and not equal:
            continue
        count = put(hits, count, text, pattern, letters[start].position, after_letter(data, letters, end), flags)
        found = True
    return count, found


@compiled()
def _all_ordinary(data, first, last, auto, letters, tokens):  # type: ignore[no-untyped-def]
    for at in range(first, last + 1):
        start, end = tokens[at].start, tokens[at].end
        if end - start == 1:
            return False  # a single letter is no word
        if not is_ordinary(data, letters[start].byte, letters[end - 1].after, auto):
            return False
    return True

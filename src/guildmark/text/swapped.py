"""Names in Han, kana or Hangul of which one character is a sign or of another script, as in `阿B凡多`; compiled."""

import numpy as np

from guildmark.text.compiled import compiled
from guildmark.text.found import after_letter, put, wants
from guildmark.text.hashing import BASE, POWERS, find, may_hold, mixed, span_hash
from guildmark.text.layout import TYPO
from guildmark.text.tokens import HANGUL, KATAKANA, LETTERS_ONLY, SINGLE, WORD

FEWEST_CHARACTERS, FEWEST_KATAKANA = 3, 4  # of a name
FEWEST_SWAPPED = 4  # where another Han character stands in it: most names of three have honest neighbours
MOST_CHARACTERS = 8
SHORTEST_CODE = 0x1100  # letters of alphabets stand below
OPEN = 0  # the code of the character that is not its own
_HANGUL, _KATAKANA = (0xAC00, 0xD7A3), (0x30A1, 0x30FF)
_BASE, _ONE = np.uint64(BASE), np.uint64(1)


def open_keys(codes: list[int]) -> list[list[int]]:
    """The codes of a name with each of its characters left open; none for a name that is too short."""
    katakana = all(_KATAKANA[0] <= c <= _KATAKANA[1] for c in codes)
    fewest = FEWEST_KATAKANA if katakana else FEWEST_CHARACTERS
    if not fewest <= len(codes) <= MOST_CHARACTERS or min(codes) < SHORTEST_CODE:
        return []
    return [[*codes[:at], OPEN, *codes[at + 1 :]] for at in range(len(codes))]


@compiled()
def is_stranger(letters, tokens, token, token_count):  # type: ignore[no-untyped-def]
    """Whether a token of one letter touches tokens of a script that it is not of: a Latin letter beside Han, a Han
    character beside Hangul or between katakana."""
    one = tokens[token]
    if one.digits != LETTERS_ONLY:
        return False
    before = after = np.uint8(0)
    if token > 0 and letters[one.start - 1].after == letters[one.start].byte:
        before = tokens[token - 1].kind
    if token + 1 < token_count and letters[one.end - 1].after == letters[one.end].byte:
        after = tokens[token + 1].kind
    if one.kind == WORD:
        return before == SINGLE or before >= KATAKANA or after == SINGLE or after >= KATAKANA
    if one.kind == SINGLE:
        return before == HANGUL or after == HANGUL or (before == KATAKANA and after == KATAKANA)
    return one.kind == HANGUL and (before == SINGLE or after == SINGLE)


@compiled()
def match_swapped(data, text, low, high, after, letter_count, flag, wanted, auto, letters, hits, count):  # type: ignore[no-untyped-def]
    """Names with an open place between the letters before `low` and those from `high`, whose first byte is `after`.

    Where a sign stands in it, `low` and `high` are one, and both sides must have letters of the name: signs also stand
    before and behind names. With the flag TYPO it is another character of the same script.
    """
    is_sign, left_most, right_most = low == high, 0, 0
    shortest = FEWEST_SWAPPED if flag == TYPO else FEWEST_CHARACTERS
    if low == high or (low > 0 and letters[low - 1].after == letters[low].byte):
        left_most = _reach_left(letters, low)
    if high < letter_count and letters[high].byte == after:
        right_most = _reach_right(letters, high, letter_count)
    fewest = 1 if is_sign else 0
    for left in range(fewest, left_most + 1):
        start = low - left
        if left > 0 and _continues(letters, start):
            continue
        front = span_hash(letters, start, low) * _BASE + np.uint64(OPEN) + _ONE
        for right in range(max(fewest, shortest - 1 - left), min(right_most, MOST_CHARACTERS - 1 - left) + 1):
            key = mixed(front * POWERS[right] + span_hash(letters, high, high + right))
            if not may_hold(auto.edits.bits, key):
                continue
            place = find(auto.edits.slots, key)
            if place < 0:
                continue
            slot = auto.edits.slots[place]
            first = letters[start].position
            end = after_letter(data, letters, high + right)
            for i in range(slot.first, slot.first + slot.count):
                pattern = auto.edits.values[i]
                if wants(wanted, auto.patterns, pattern):
                    # At the edge of a name the letter may also be another word's.
                    count = put(hits, count, text, pattern, first, end, flag if left > 0 and right > 0 else TYPO)
    return count


@compiled()
def _reach_left(letters, low):  # type: ignore[no-untyped-def]
    """How many letters of such scripts stand before a place without a gap."""
    reach = 0
    while reach < MOST_CHARACTERS and low - reach > 0 and letters[low - reach - 1].code >= SHORTEST_CODE:
        if reach > 0 and letters[low - reach - 1].after != letters[low - reach].byte:
            break
        reach += 1
    return reach


@compiled()
def _reach_right(letters, high, letter_count):  # type: ignore[no-untyped-def]
    """How many letters of such scripts stand from a place on without a gap."""
    reach = 0
    while reach < MOST_CHARACTERS and high + reach < letter_count and letters[high + reach].code >= SHORTEST_CODE:
        if reach > 0 and letters[high + reach].byte != letters[high + reach - 1].after:
            break
        reach += 1
    return reach


@compiled()
def _continues(letters, start):  # type: ignore[no-untyped-def]
    """Whether a word of Hangul or katakana goes on before a letter of it, so that no name begins here."""
    if start == 0 or letters[start - 1].after != letters[start].byte:
        return False
    here, before = letters[start].code, letters[start - 1].code
    hangul = _HANGUL[0] <= here <= _HANGUL[1] and _HANGUL[0] <= before <= _HANGUL[1]
    return hangul or (_KATAKANA[0] <= here <= _KATAKANA[1] and _KATAKANA[0] <= before <= _KATAKANA[1])

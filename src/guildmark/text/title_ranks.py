"""Which entries of a catalogue a title is nearest to, compiled."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from guildmark.text.compiled import compiled
from guildmark.text.hashing import find, mixed
from guildmark.text.layout import Records, Table
from guildmark.text.title_layout import FIGURE, MODEL_CODE, NAME, PACK, QUANTITY, STEM
from guildmark.text.title_words import TitleWords

FULL, BY_STEM = 2, 1  # how a title has a unit: as it is, or but for the letters at its end
STEM_SHARE = 0.8  # of a code's weight that its stem is worth
MOST_CANDIDATES = 1 << 14  # entries that share a title's rarest words; where more do, nothing tells them apart
MOST_UNITS = 256  # of a title
ROUNDING = 1e-9  # so that no entry right at the floor is lost by adding in another order
DIMENSION_SHIFT = 4  # in a unit's kind, above the kind itself


class Entries(NamedTuple):
    """The texts of catalogue items as units: words, figures, codes and quantities, each once.

    Shapes: V units of the vocabulary, E entries, U units of all entries, R rights. `keys` maps a key mixed with its
    right to the places in V that it stands for; `rarity` (V,), and `lift` (V,), the most that it may add to an entry
    that has it; `posting_ends` (V + 1,) into `postings`, entries by unit; `unit_ends` (E + 1,) into `unit`, its `stem`
    (-1 for none), `kind`, `telling` and `unit_weight`; `weight` (E,) is the sum of an entry's. `item_ends` (E + 1,)
    into `items`, the catalogue items with that text. `unseen` (R,) is what a word of a title weighs that no item of the
    right has.
    """

    keys: Table
    rarity: NDArray[np.float64]
    lift: NDArray[np.float64]
    posting_ends: NDArray[np.int64]
    postings: NDArray[np.int32]
    unit_ends: NDArray[np.int64]
    unit: NDArray[np.int32]
    stem: NDArray[np.int32]
    kind: NDArray[np.uint8]
    telling: NDArray[np.bool_]  # a code long enough to outweigh another number
    unit_weight: NDArray[np.float64]
    weight: NDArray[np.float64]
    item_ends: NDArray[np.int64]
    items: NDArray[np.int32]
    unseen: NDArray[np.float64]


RANKED = np.dtype(
    [("pair", np.int64), ("entry", np.int64), ("nearness", np.float64), ("code", np.bool_)], align=True
)  # fmt: skip


def rank_titles(
    titles: TitleWords,
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]],
    entries: Entries,
    spread: np.uint64,
    *,
    floor: float,
    near: float,
) -> Records:
    """The entries of each pair's right that are nearest to its title, and those equally near.

    `pairs` are (text, right), each (P,); keys of a right are mixed with its number times `spread`. `floor` is the least
    nearness that counts, `near` the share of the best that an entry needs to be equally near. Nearness is twice the
    weight in common by the weight of both: 1 where title and entry say the same, as far as the catalogue knows words.
    Shapes: RANKED (m,), in the order of the pairs; `code` says that a telling code is in both.
    """
    room = 4 * len(pairs[0]) + 1024
    while True:
        out = np.zeros(room, RANKED)
        count = int(_rank(titles.words, titles.offsets, *pairs, entries, spread, floor, near, out))
        if count <= room:
            return out[:count]
        room = count


@compiled()
def _rank(words, word_ends, pair_text, pair_right, entries, spread, floor, near, out):  # type: ignore[no-untyped-def]
    seen = np.zeros(len(entries.rarity), np.int64)  # pair × 4 + how, so that nothing is cleared between pairs
    touched = np.full(len(entries.weight), -1, np.int64)
    units = np.zeros(MOST_UNITS, np.int32)
    chosen = np.zeros(MOST_CANDIDATES, np.int32)
    scores = np.zeros(MOST_CANDIDATES, np.float64)
    codes = np.zeros(MOST_CANDIDATES, np.bool_)
    total = 0
    for pair in range(len(pair_text)):
        salt = np.uint64(pair_right[pair] + 1) * spread
        begin, end = word_ends[pair_text[pair]], word_ends[pair_text[pair] + 1]
        unseen = entries.unseen[pair_right[pair]]
        known, count, strict, others, dimensions = _see(words, begin, end, salt, unseen, entries, pair, seen, units)
        size = _candidates(entries, units, count, touched, pair, known, floor, chosen)
        best = 0.0
        for c in range(size):
            scores[c], codes[c] = _nearness(entries, chosen[c], seen, pair, known, strict, others, dimensions)
            best = max(best, scores[c])
        for c in range(size):
            if scores[c] >= floor and scores[c] >= near * best:
                if total < len(out):
                    out[total].pair, out[total].entry = pair, chosen[c]
                    out[total].nearness, out[total].code = scores[c], codes[c]
                total += 1
    return total


@compiled()
def _see(words, begin, end, salt, unseen, entries, pair, seen, units):  # type: ignore[no-untyped-def]
    """Note which units the title has.

    Returns what its words weigh together, how many units there are, how many strict words (figures and codes), how many
    of these some item has, and the dimensions that it measures.
    """
    known, count, strict, others, dimensions = 0.0, 0, 0, 0, 0
    for w in range(begin, end):
        kind = words[w].kind
        if kind == PACK:
            continue
        if kind == FIGURE or kind == MODEL_CODE:
            strict += 1
        elif kind == QUANTITY:
            dimensions |= 1 << words[w].dimension
        how = BY_STEM if kind == STEM else FULL
        slot = find(entries.keys.slots, mixed(words[w].key ^ salt))
        if slot < 0:
            known += unseen if kind == NAME else 0.0
            continue
        if kind == FIGURE or kind == MODEL_CODE:
            others += 1
        first = entries.keys.slots[slot].first
        for m in range(first, first + entries.keys.slots[slot].count):
            unit = entries.keys.values[m]
            before = seen[unit] - pair * 4 if seen[unit] > pair * 4 else 0
            if before == 0 and count < len(units):
                units[count] = unit
                count += 1
            if how > before:
                if how == FULL:
                    known += entries.rarity[unit]
                seen[unit] = pair * 4 + how
    return known, count, strict, others, dimensions


@compiled()
def _candidates(entries, units, count, touched, pair, known, floor, chosen):  # type: ignore[no-untyped-def]
    """Entries that may reach the floor: by the title's rarest units, until those that are left cannot lift one to it.

    What weighs m and is all in the title is as near as 2m / (m + known). Where more than there is room for may be as
    near, nothing tells them apart, and there are none.
    """
    rest = 0.0
    for i in range(count):  # few units: sorted by insertion, rarest first
        unit = units[i]
        rest += entries.lift[unit]
        size = entries.posting_ends[unit + 1] - entries.posting_ends[unit]
        j = i - 1
        while j >= 0 and entries.posting_ends[units[j] + 1] - entries.posting_ends[units[j]] > size:
            units[j + 1] = units[j]
            j -= 1
        units[j + 1] = unit
    size, i = 0, 0
    least = floor * known / (2.0 - floor) - ROUNDING
    while i < count and rest >= least:
        low, high = entries.posting_ends[units[i]], entries.posting_ends[units[i] + 1]
        for p in range(low, high):
            entry = entries.postings[p]
            if touched[entry] != pair:
                if size == len(chosen):
                    return 0
                touched[entry] = pair
                chosen[size] = entry
                size += 1
        rest -= entries.lift[units[i]]
        i += 1
    return size


@compiled()
def _nearness(entries, entry, seen, pair, known, strict, others, dimensions):  # type: ignore[no-untyped-def]
    """(nearness, whether a telling code is in both); 0 where a number or a quantity speaks against it."""
    matched, missing, explained = 0.0, 0, 0
    measured, agreed = 0, 0
    code = False
    for u in range(entries.unit_ends[entry], entries.unit_ends[entry + 1]):
        how = seen[entries.unit[u]] - pair * 4
        share = 1.0 if how == FULL else (STEM_SHARE if how == BY_STEM else 0.0)
        if share == 0.0 and entries.stem[u] >= 0 and seen[entries.stem[u]] - pair * 4 == FULL:
            share = STEM_SHARE
        kind, dimension = entries.kind[u] & 15, entries.kind[u] >> DIMENSION_SHIFT
        if kind == QUANTITY:
            measured |= 1 << dimension
            if share > 0.0:
                agreed |= 1 << dimension
        elif kind != NAME:
            if share > 0.0:
                explained += 1
                code = code or entries.telling[u]
            elif entries.unit_weight[u] > 0.0:
                missing += 1
        matched += share * entries.unit_weight[u]
    if measured & dimensions & ~agreed:
        return 0.0, False
    # A number that other items have, or any number where one of this item's own is missing, is that of another model.
    if not code and (explained < others or (missing > 0 and explained < strict)):
        return 0.0, False
    if matched == 0.0:
        return 0.0, False
    return 2.0 * matched / (entries.weight[entry] + max(known, matched)), code

"""The arrays in which catalogue items are found by their words."""

import numpy as np
from numpy.typing import NDArray

from guildmark.rights.item_texts import ItemTexts, Keys, Places, ends_of, spread
from guildmark.text.key_tables import make_table
from guildmark.text.layout import Records
from guildmark.text.title_layout import FIGURE, JOIN, MODEL_CODE, NAME, PACK, QUANTITY, STEM
from guildmark.text.title_ranks import DIMENSION_SHIFT, STEM_SHARE, Entries

COMMON_SHARE = 0.3  # of its rarity that a word weighs which only says what kind of goods it is
CODE_FACTOR = 1.5  # nothing else is given to one model only
TELLING_CODE = 4  # letters and digits: a shorter code in common does not outweigh another number
# Of the rarest word's weight that a word of a title has which no item has: most are what shops add, some are a name.
UNSEEN_SHARE = 0.3
UNITS = (NAME, FIGURE, MODEL_CODE, QUANTITY)
STRICT = (FIGURE, MODEL_CODE, QUANTITY)
LONGEST_JOIN = 6  # words from the first to the last, stems among them

UNIT = np.dtype(
    [
        ("entry", np.int64), ("unit", np.int64), ("stem", np.int64), ("weight", np.float64),
        ("kind", np.uint8), ("telling", np.bool_),
    ]
)  # fmt: skip


def catalogue_entries(named: ItemTexts, sized: ItemTexts, marks: Keys, goods: Keys, rights: int) -> Entries:
    """Entries of the items' texts.

    `sized` are texts of the sizes that items are made in, `marks` keys of the words of each right's own mark, which
    tell none of its items, `goods` keys of words for goods, without a right, and `rights` how many there are.
    """
    words = named.words
    is_unit = np.isin(words["kind"], UNITS) & ~((words["kind"] == NAME) & np.isin(named.key, marks))
    is_size = np.isin(sized.words["kind"], STRICT)
    vocabulary = np.unique(
        np.concatenate((named.key[is_unit | (words["kind"] == STEM)], sized.key[is_size], marks)).astype(np.uint64)
    )
    place = np.searchsorted(vocabulary, named.key)
    units = _units(named, place, is_unit)
    counts = _item_counts(named, rights)
    rarity = _rarity(named, units, len(vocabulary), counts)
    rarity[np.unique(place[is_unit & (words["kind"] == NAME) & np.isin(words["key"], goods)])] *= COMMON_SHARE
    rarity[np.unique(place[np.isin(words["kind"], (MODEL_CODE, STEM))])] *= CODE_FACTOR
    units["weight"] = rarity[units["unit"]]
    weight = np.bincount(units["entry"], units["weight"], len(named.right))
    lift = rarity + STEM_SHARE * _by_stem(units, len(vocabulary))
    posting_ends, postings = _postings(units, len(vocabulary))
    units = np.concatenate((units, _sizes(named, sized, np.searchsorted(vocabulary, sized.key), is_size)))
    units = units[np.argsort(units["entry"], kind="stable")]
    joined, parts = _joins(named, place, is_unit)
    return Entries(
        keys=make_table(
            np.concatenate((vocabulary, joined)), np.concatenate((np.arange(len(vocabulary)), parts)).astype(np.int32)
        ),
        rarity=rarity,
        lift=lift,
        posting_ends=posting_ends,
        postings=postings,
        unit_ends=ends_of(units["entry"], len(named.right)),
        unit=units["unit"].astype(np.int32),
        stem=units["stem"].astype(np.int32),
        kind=units["kind"].copy(),
        telling=units["telling"].copy(),
        unit_weight=units["weight"].copy(),
        weight=weight,
        item_ends=named.ends,
        items=named.items.astype(np.int32),
        unseen=UNSEEN_SHARE * np.log1p(counts),
    )


def _units(named: ItemTexts, place: Places, is_unit: NDArray[np.bool_]) -> Records:
    """A row for each unit of each entry, each once, in the order of the entries."""
    words = named.words
    which = np.flatnonzero(is_unit)
    units = np.zeros(len(which), UNIT)
    units["entry"], units["unit"] = words["text"][which], place[which]
    units["kind"] = words["kind"][which] | words["dimension"][which] << DIMENSION_SHIFT
    units["telling"] = (words["kind"][which] == MODEL_CODE) & (words["size"][which] >= TELLING_CODE)
    after = np.minimum(which + 1, len(words) - 1)  # a stem follows its code
    with_stem = (words["kind"][after] == STEM) & (words["text"][after] == words["text"][which]) & (after > which)
    units["stem"] = np.where(with_stem & (words["kind"][which] == MODEL_CODE), place[after], -1)
    _, first = np.unique(np.stack((units["entry"], units["unit"])), axis=1, return_index=True)
    return units[np.sort(first)]


def _item_counts(named: ItemTexts, rights: int) -> Places:
    """How many items each right has. Shape (R,)."""
    _, first = np.unique(named.items, return_index=True)
    return np.bincount(named.right[np.searchsorted(named.ends, first, "right") - 1], minlength=rights)


def _rarity(named: ItemTexts, units: Records, size: int, counts: Places) -> NDArray[np.float64]:
    """What each unit weighs: the logarithm of how few items of its right have it; 0 for what is no item's unit."""
    unit, entry = _with_stems(units)
    row, item = spread(entry, named)
    pairs = np.unique(np.stack((unit[row], item)), axis=1)
    having = np.bincount(pairs[0], minlength=size)
    of_right = np.zeros(size, np.int64)
    of_right[unit] = named.right[entry]
    return np.where(having > 0, np.log1p(counts[of_right] / np.maximum(having, 1)), 0.0)


def _by_stem(units: Records, size: int) -> NDArray[np.float64]:
    """The most that the codes of one entry weigh together which have this stem. Shape (V,)."""
    stemmed = units[units["stem"] >= 0]
    pairs, of_unit = np.unique(np.stack((stemmed["stem"], stemmed["entry"])), axis=1, return_inverse=True)
    most = np.zeros(size, np.float64)
    np.maximum.at(most, pairs[0], np.bincount(of_unit, stemmed["weight"], pairs.shape[1]))
    return most


def _postings(units: Records, size: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The entries of each unit, by its stem too."""
    pairs = np.unique(np.stack(_with_stems(units)), axis=1)
    return ends_of(pairs[0], size), pairs[1].astype(np.int32)


def _with_stems(units: Records) -> tuple[Places, Places]:
    """(unit, entry) of all units and of their stems."""
    stemmed = units["stem"] >= 0
    unit = np.concatenate((units["unit"], units["stem"][stemmed]))
    return unit, np.concatenate((units["entry"], units["entry"][stemmed]))


def _sizes(named: ItemTexts, sized: ItemTexts, place: Places, is_size: NDArray[np.bool_]) -> Records:
    """Rows that weigh nothing: what an item is made in explains a number in a title, and is no other model."""
    which = np.flatnonzero(is_size)
    word, item = spread(sized.words["text"][which], sized)
    entries = np.repeat(np.arange(len(named.right)), np.diff(named.ends))
    by_item = np.argsort(named.items, kind="stable")
    low, high = (np.searchsorted(named.items, item, side, sorter=by_item) for side in ("left", "right"))
    counts = high - low
    at = np.repeat(low - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
    from_word = which[np.repeat(word, counts)]
    rows = np.zeros(len(at), UNIT)
    rows["entry"], rows["unit"], rows["stem"] = entries[by_item[at]], place[from_word], -1
    rows["kind"] = sized.words["kind"][from_word] | sized.words["dimension"][from_word] << DIMENSION_SHIFT
    _, first = np.unique(np.stack((rows["entry"], rows["unit"])), axis=1, return_index=True)
    return rows[first]


def _joins(named: ItemTexts, place: Places, is_unit: NDArray[np.bool_]) -> tuple[Keys, Places]:
    """Keys of neighbours written as one, each with a unit that it stands for."""
    words = named.words
    measures = np.bincount(
        words["text"][np.isin(words["kind"], (QUANTITY, PACK))], minlength=len(named.right)
    )  # they come first in their text
    which = np.flatnonzero(words["kind"] == JOIN)
    base = named.found.offsets[words["text"][which]] + measures[words["text"][which]]
    keys, parts = [named.key[:0]], [place[:0]]
    for step in range(LONGEST_JOIN):
        at = base + words["first"][which] + step
        inside = at <= base + words["last"][which]
        inside[inside] = is_unit[at[inside]]
        keys.append(named.key[which[inside]])
        parts.append(place[at[inside]])
    pairs = np.unique(np.stack((np.concatenate(keys), np.concatenate(parts).astype(np.uint64))), axis=1)
    return pairs[0], pairs[1].astype(np.int64)

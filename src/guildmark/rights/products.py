"""The official catalogues as what titles are held against, each item only against titles that name its right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.records import CatalogueItem, Right
from guildmark.rights.made_in import made_in
from guildmark.rights.names import right_keys
from guildmark.text.automaton import make_table
from guildmark.text.colours import colour_phrases
from guildmark.text.folding import FoldTables
from guildmark.text.layout import SLOT, Records, Table
from guildmark.text.lists import read_lists
from guildmark.text.measures import bundle_words, compile_phrases, read_measures
from guildmark.text.title_layout import (
    FIGURE,
    JOIN,
    LONGEST_PHRASE,
    MODEL_CODE,
    NAME,
    PACK,
    QUANTITY,
    STEM,
    Phrases,
)
from guildmark.text.title_ranks import DIMENSION_SHIFT, STEM_SHARE, Entries
from guildmark.text.title_words import TitleWords, title_words
from guildmark.text.word_bits import BitPhrases, compile_bits, find_bits, no_phrases

COMMON_SHARE = 0.3  # of its rarity that a word weighs which only says what kind of goods it is
CODE_FACTOR = 1.5  # nothing else is given to one model only
TELLING_CODE = 4  # letters and digits: a shorter code in common does not outweigh another number
UNKNOWN_PACK = 0
UNITS = (NAME, FIGURE, MODEL_CODE, QUANTITY)
STRICT = (FIGURE, MODEL_CODE, QUANTITY)
# Of the rarest word's weight that a word of a title has which no item has: most are what shops add, some are a name.
UNSEEN_SHARE = 0.3
LONGEST_JOIN = 6  # words from the first to the last, stems among them

UNIT = np.dtype(
    [
        ("entry", np.int64), ("unit", np.int64), ("stem", np.int64), ("weight", np.float64),
        ("kind", np.uint8), ("telling", np.bool_),
    ]
)  # fmt: skip

type Items = Sequence[tuple[int, CatalogueItem]]  # the right's number, and one of its items
type Places = NDArray[np.int64]
type Keys = NDArray[np.uint64]


class Products(NamedTuple):
    """What titles are held against. Shapes: I items.

    `pack` int64 (I,): how many single units the price is for, UNKNOWN_PACK where nothing says so. `bundled`
    (I,): a name says that it is more than one. `colours` uint32 (I,) and `colours_known`: see `made_in`.
    """

    entries: Entries
    phrases: Phrases
    colour_phrases: BitPhrases
    bundle_phrases: BitPhrases
    pack: NDArray[np.int64]
    bundled: NDArray[np.bool_]
    colours: NDArray[np.uint32]
    colours_known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Texts:
    """Different texts of items, with their words.

    Shapes: `right` int64 (t,); `items` of each text, from `ends` (t + 1,); `key` (words,), each with its right.
    """

    right: Places
    items: Places
    ends: Places
    found: TitleWords
    key: Keys

    @property
    def words(self) -> Records:
        return self.found.words


def compile_products(rights: Sequence[Right], items: Items, tables: FoldTables) -> Products:
    """Compile the catalogues; some forty microseconds an item, and nothing where there are none."""
    if not items:
        return _nothing()
    phrases = compile_phrases(read_measures(), tables)

    def read(rows: Sequence[tuple[int, int, str, tuple[str, ...]]]) -> _Texts:
        """From rows of item, right, text, and what else tells texts apart."""
        numbers: dict[tuple[int, str, tuple[str, ...]], int] = {}
        of_row = np.array([numbers.setdefault(row[1:], len(numbers)) for row in rows], np.int64)
        found = title_words(
            pa.array([text for _, text, _ in numbers], pa.string()), tables.fold, tables.expansions, phrases
        )
        right = np.array([number for number, _, _ in numbers], np.int64)
        key = right_keys(right[found.words["text"]], found.words["key"])
        order = np.argsort(of_row, kind="stable")
        items = np.array([item for item, *_ in rows], np.int64)[order]
        return _Texts(right, items, _ends(of_row[order], len(numbers)), found, key)

    def of_items(part: Callable[[CatalogueItem], Sequence[str]]) -> _Texts:
        return read(
            [(place, number, text, item.sizes) for place, (number, item) in enumerate(items) for text in part(item)]
        )

    named, sized = of_items(_names), of_items(lambda item: item.sizes)
    spelt = [(0, n, text, ()) for n, right in enumerate(rights) if right.catalogue for text in _spellings(right)]
    marks, goods = read(spelt), read([(0, 0, p.text, ()) for p in read_lists() if p.list_name == "goods"])
    colours, bundles = colour_phrases(tables), compile_bits(dict.fromkeys(bundle_words(), 1), tables)
    in_colours, colours_known = made_in(rights, items, tables, colours)
    texts = pa.array([" / ".join((item.name, *item.other_names)) for _, item in items], pa.string())
    in_bundles = find_bits(texts, tables.fold, tables.expansions, bundles)
    return Products(
        entries=_entries(named, sized, marks.key, goods.words["key"], len(rights)),
        phrases=phrases,
        colour_phrases=colours,
        bundle_phrases=bundles,
        pack=_packs(items, named),
        bundled=np.isin(np.arange(len(items)), in_bundles.text),
        colours=in_colours,
        colours_known=colours_known,
    )


def _nothing() -> Products:
    """What no title is ever held against, without compiling any kernel."""
    places, texts = np.zeros(0, np.int64), np.zeros(0, np.int32)
    bits, flags, amounts = np.zeros(0, np.uint8), np.zeros(0, np.bool_), np.zeros(0, np.float64)
    table = Table(np.zeros(1, SLOT), np.zeros(1, np.uint64), texts)
    ends = np.zeros(1, np.int64)
    return Products(
        entries=Entries(
            table,
            amounts,
            amounts,
            ends,
            texts,
            ends,
            texts,
            texts,
            bits,
            flags,
            amounts,
            amounts,
            ends,
            texts,
            amounts,
        ),
        phrases=Phrases(np.zeros((0, LONGEST_PHRASE), np.uint64), texts, texts, bits, amounts, flags, table),
        colour_phrases=no_phrases(),
        bundle_phrases=no_phrases(),
        pack=places,
        bundled=flags,
        colours=np.zeros(0, np.uint32),
        colours_known=flags,
    )


def _names(item: CatalogueItem) -> list[str]:
    """The texts by which an item may be known: its names, and its model where that tells it apart by itself."""
    names = [name for name in (item.name, *item.other_names) if name]
    alone = not names or any(c.isdigit() for c in item.model)
    return [item.model] * alone + names


def _spellings(right: Right) -> tuple[str, ...]:
    return (right.mark, *right.spellings)


def _packs(items: Items, named: _Texts) -> NDArray[np.int64]:
    """How many single units each price is for: as given, else the smallest pack that a name says."""
    packs = np.full(len(items), np.iinfo(np.int64).max)
    said = named.words[named.words["kind"] == PACK]
    word, of_item = _spread(said["text"], named)
    np.minimum.at(packs, of_item, said["value"].astype(np.int64)[word])
    packs[packs == np.iinfo(np.int64).max] = UNKNOWN_PACK
    for place, (_, item) in enumerate(items):
        packs[place] = item.pack_size or packs[place]
    return packs


def _entries(named: _Texts, sized: _Texts, marks: Keys, goods: Keys, rights: int) -> Entries:
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
        unit_ends=_ends(units["entry"], len(named.right)),
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


def _units(named: _Texts, place: Places, is_unit: NDArray[np.bool_]) -> Records:
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


def _item_counts(named: _Texts, rights: int) -> Places:
    """How many items each right has. Shape (R,)."""
    _, first = np.unique(named.items, return_index=True)
    return np.bincount(named.right[np.searchsorted(named.ends, first, "right") - 1], minlength=rights)


def _rarity(named: _Texts, units: Records, size: int, counts: Places) -> NDArray[np.float64]:
    """What each unit weighs: the logarithm of how few items of its right have it; 0 for what is no item's unit."""
    unit, entry = _with_stems(units)
    row, item = _spread(entry, named)
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
    return _ends(pairs[0], size), pairs[1].astype(np.int32)


def _with_stems(units: Records) -> tuple[Places, Places]:
    """(unit, entry) of all units and of their stems."""
    stemmed = units["stem"] >= 0
    unit = np.concatenate((units["unit"], units["stem"][stemmed]))
    return unit, np.concatenate((units["entry"], units["entry"][stemmed]))


def _sizes(named: _Texts, sized: _Texts, place: Places, is_size: NDArray[np.bool_]) -> Records:
    """Rows that weigh nothing: what an item is made in explains a number in a title, and is no other model."""
    which = np.flatnonzero(is_size)
    word, item = _spread(sized.words["text"][which], sized)
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


def _spread(texts: Places, of: _Texts) -> tuple[Places, Places]:
    """For rows that belong to texts, a row for each item of the text: (row, item)."""
    counts = np.diff(of.ends)[texts]
    at = np.repeat(of.ends[:-1][texts] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
    return np.repeat(np.arange(len(texts)), counts), of.items[at]


def _joins(named: _Texts, place: Places, is_unit: NDArray[np.bool_]) -> tuple[Keys, Places]:
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


def _ends(sorted_places: Places, size: int) -> NDArray[np.int64]:
    """Where the rows of each place begin, and the last end. Shape (size + 1,)."""
    return np.searchsorted(sorted_places, np.arange(size + 1))

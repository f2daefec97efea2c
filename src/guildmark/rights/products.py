"""The official catalogues as what titles are held against, each item only against titles that name its right."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.records import CatalogueItem, Right
from guildmark.rights.catalogue_entries import catalogue_entries
from guildmark.rights.item_texts import ItemTexts, TextRow, read_texts, spread
from guildmark.rights.made_in import made_in
from guildmark.text.colours import colour_phrases
from guildmark.text.folding import FoldTables
from guildmark.text.layout import SLOT, Table
from guildmark.text.lists import read_lists
from guildmark.text.measures import bundle_words, compile_phrases, read_measures
from guildmark.text.title_layout import LONGEST_PHRASE, PACK, Phrases
from guildmark.text.title_ranks import Entries
from guildmark.text.word_bits import BitPhrases, compile_bits, find_bits, no_phrases

UNKNOWN_PACK = 0

type Items = Sequence[tuple[int, CatalogueItem]]  # the right's number, and one of its items


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


def compile_products(rights: Sequence[Right], items: Items, tables: FoldTables) -> Products:
    """Compile the catalogues; some forty microseconds an item, and nothing where there are none."""
    if not items:
        return _nothing()
    phrases = compile_phrases(read_measures(), tables)

    def of_items(part: Callable[[CatalogueItem], Sequence[str]]) -> ItemTexts:
        rows = [(place, number, text, item.sizes) for place, (number, item) in enumerate(items) for text in part(item)]
        return read_texts(rows, tables, phrases)

    named, sized = of_items(_names), of_items(lambda item: item.sizes)
    spelt: list[TextRow] = [
        (0, n, text, ()) for n, right in enumerate(rights) if right.catalogue for text in _spellings(right)
    ]
    marks = read_texts(spelt, tables, phrases)
    goods = read_texts([(0, 0, p.text, ()) for p in read_lists() if p.list_name == "goods"], tables, phrases)
    colours, bundles = colour_phrases(tables), compile_bits(dict.fromkeys(bundle_words(), 1), tables)
    in_colours, colours_known = made_in(rights, items, tables, colours)
    texts = pa.array([" / ".join((item.name, *item.other_names)) for _, item in items], pa.string())
    in_bundles = find_bits(texts, tables.fold, tables.expansions, bundles)
    return Products(
        entries=catalogue_entries(named, sized, marks.key, goods.words["key"], len(rights)),
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


def _packs(items: Items, named: ItemTexts) -> NDArray[np.int64]:
    """How many single units each price is for: as given, else the smallest pack that a name says."""
    packs = np.full(len(items), np.iinfo(np.int64).max)
    said = named.words[named.words["kind"] == PACK]
    word, of_item = spread(said["text"], named)
    np.minimum.at(packs, of_item, said["value"].astype(np.int64)[word])
    packs[packs == np.iinfo(np.int64).max] = UNKNOWN_PACK
    for place, (_, item) in enumerate(items):
        packs[place] = item.pack_size or packs[place]
    return packs

"""Which of the holder's own goods a listing offers: by GTIN, by its title, or by the text of a model elsewhere."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.detectors.columns import Columns, mask_of
from guildmark.facts.models import model_texts
from guildmark.records.filled import filled
from guildmark.rights.names import SPREAD
from guildmark.rights.products import UNKNOWN_PACK
from guildmark.text.title_layout import PACK
from guildmark.text.title_ranks import rank_titles
from guildmark.text.title_words import TitleWords, title_words
from guildmark.text.word_bits import find_bits

if TYPE_CHECKING:
    from guildmark.detectors.batch import Batch

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

# Chosen on the halves for tuning of accuracy/products.py: see docs/decisions/which-official-item.md.
FLOOR = 0.5  # nearness below which a title names no item
NEAR = 0.85  # of the nearest: what the title cannot tell from it
SURE = 0.8  # nearness from which the item is sure, where no code of a model says so
LONGEST_MODEL = 40  # letters of an attribute: longer ones are no number of a model


@dataclass(frozen=True, slots=True)
class Offered(Columns):
    """Official items that listings offer, all that are equally near. Shapes: (m,) each, in the order of the pairs.

    `sure`: by GTIN, by a code of a model in the title, or because hardly anything differs. `reference_eur` is the
    official price of a single unit, `offer_eur` what the listing asks for one, read so that they can be compared.
    """

    pair: NDArray[np.int64]
    item: NDArray[np.int64]
    sure: NDArray[np.bool_]
    by_gtin: NDArray[np.bool_]
    reference_eur: NDArray[np.float64]
    offer_eur: NDArray[np.float64]

    def most_innocent(self) -> "Offered":
        """One row a pair: the item beside which the price looks least low; none where the price of one is not known.

        So a title that cannot tell two items apart is held against the cheaper one.
        """
        share = self.offer_eur / self.reference_eur
        order = np.lexsort((-share, ~np.isnan(share), self.pair))
        first = np.ones(len(order), np.bool_)
        first[1:] = self.pair[order][1:] != self.pair[order][:-1]
        chosen = order[first]
        return self.take(chosen[~np.isnan(share[chosen])])


def offered_items(batch: "Batch") -> Offered:
    """The official items of every pair whose right has a catalogue.

    Items that a title is near to and those of its GTIN stand side by side; a model's text elsewhere in the listing
    counts where neither says anything.
    """
    pairs = np.flatnonzero(batch.index.has_catalogue[batch.pair_right])
    if not len(pairs):
        return _priced(batch, _Found.none(), np.ones(len(batch.listings)))
    texts, rows = _titles(batch, pairs)
    words = title_words(
        texts, batch.index.automaton.fold, batch.index.automaton.expansions, batch.index.products.phrases
    )
    found = _by_gtin(batch).joined(_by_title(batch, pairs, words, rows, _bundled(batch, texts)))
    models = _by_model(batch)
    found = found.joined(models.take(~mask_of(found.pair, len(batch.pair_row))[models.pair]))
    packs = np.ones(len(batch.listings))
    packs[rows] = _said_packs(words, len(rows))
    return _priced(batch, found.each_once(), packs)


@dataclass(frozen=True, slots=True)
class _Found(Columns):
    """Items found, before their prices are known: see `Offered`."""

    pair: NDArray[np.int64]
    item: NDArray[np.int64]
    sure: NDArray[np.bool_]
    by_gtin: NDArray[np.bool_]

    @classmethod
    def none(cls) -> "_Found":
        """No item at all."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.bool_), np.zeros(0, np.bool_))

    def each_once(self) -> "_Found":
        """Each item of a pair once, as sure as it is by any way, in order."""
        order = np.lexsort((~self.sure, ~self.by_gtin, self.item, self.pair))
        first = np.ones(len(order), np.bool_)
        pair, item = self.pair[order], self.item[order]
        first[1:] = (pair[1:] != pair[:-1]) | (item[1:] != item[:-1])
        return self.take(order[first])


def _by_gtin(batch: "Batch") -> _Found:
    pair = batch.pair_of(batch.gtin_row, batch.index.item_right[batch.gtin_item])
    every = np.ones(len(pair), np.bool_)
    return _Found(pair, batch.gtin_item, every, every).take(pair >= 0)


def _by_model(batch: "Batch") -> _Found:
    models = batch.hits["models"]
    item = models.value.astype(np.int64)
    pair = batch.pair_of(models.row, batch.index.item_right[item])
    none = np.zeros(len(pair), np.bool_)
    return _Found(pair, item, none, none).take(pair >= 0)


def _titles(batch: "Batch", pairs: NDArray[np.int64]) -> tuple[Any, NDArray[np.int64]]:
    """The title of each row that a pair is of, with the number of the model that an attribute gives: (texts, rows)."""
    rows = np.unique(batch.pair_row[pairs])
    listings = batch.taken(rows, "title", "attributes")
    title = filled(listings.column("title").combine_chunks(), "")
    model = model_texts(listings)
    if model.null_count == len(model):
        return pc.binary_join_element_wise(title, "", " "), rows
    model = pc.if_else(pc.less_equal(pc.utf8_length(model), LONGEST_MODEL), model, "")
    return pc.binary_join_element_wise(title, filled(model, ""), " "), rows


def _by_title(
    batch: "Batch",
    pairs: NDArray[np.int64],
    words: TitleWords,
    row_of_text: NDArray[np.int64],
    bundled: NDArray[np.bool_],
) -> _Found:
    """Items by nearness of titles.

    None of another kind of goods than the title names; and none that says several units, where the title says one, or
    the reverse, and the catalogue does not tell how many.
    """
    index, entries = batch.index, batch.index.products.entries
    text = np.searchsorted(row_of_text, batch.pair_row[pairs])
    right = batch.pair_right[pairs]
    ranked = rank_titles(words, (text, right), entries, SPREAD, floor=FLOOR, near=NEAR)
    entry = ranked["entry"]
    counts = np.diff(entries.item_ends)[entry]
    first = np.repeat(entries.item_ends[:-1][entry] - (np.cumsum(counts) - counts), counts)
    item = entries.items[first + np.arange(counts.sum())].astype(np.int64)
    pair = np.repeat(pairs[ranked["pair"]], counts)
    sure = np.repeat(ranked["code"] | (ranked["nearness"] >= SURE), counts)
    kind = index.item_kind[item]
    goods = batch.goods[batch.pair_row[pair]]
    fits = (kind < 0) | ~goods.any(axis=1) | goods[np.arange(len(pair)), kind]
    products = index.products
    fits &= (bundled[np.repeat(text[ranked["pair"]], counts)] == products.bundled[item]) | (products.pack[item] > 0)
    return _Found(pair, item, sure, np.zeros(len(pair), np.bool_)).take(fits)


def _bundled(batch: "Batch", texts: Any) -> NDArray[np.bool_]:
    """Titles that say more than one unit, and not how many. Shape (t,)."""
    automaton = batch.index.automaton
    found = find_bits(texts, automaton.fold, automaton.expansions, batch.index.products.bundle_phrases)
    return mask_of(found.text, len(texts))


def _said_packs(words: TitleWords, texts: int) -> NDArray[np.float64]:
    """How many units each title says that it sells: the smallest number that it says, else 1. Shape (texts,)."""
    said = words.words[words.words["kind"] == PACK]
    packs = np.full(texts, np.inf)
    np.minimum.at(packs, said["text"], said["value"])
    return np.where(np.isinf(packs), 1.0, packs)


def _priced(batch: "Batch", found: _Found, said: NDArray[np.float64]) -> Offered:
    """With the official price and the listing's for the same amount; `said` are the packs in titles (listings,).

    `Batch.offer_eur` is for one unit where the listing's `pack_size` says how many there are. A pack that only the
    title tells counts where the catalogue tells what its price is for: else the item may be such a pack itself.
    """
    if not len(found):
        none = np.zeros(0)
        return Offered(found.pair, found.item, found.sure, found.by_gtin, none, none)
    rows, pack = batch.pair_row[found.pair], batch.index.products.pack[found.item]
    packs = np.where((batch.pack_size[rows] <= 1) & (pack != UNKNOWN_PACK), said[rows], 1.0)
    reference = batch.index.item_price_eur[found.item] / np.maximum(pack, 1)
    return Offered(found.pair, found.item, found.sure, found.by_gtin, reference, batch.offer_eur[rows] / packs)

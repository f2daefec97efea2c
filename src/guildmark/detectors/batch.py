"""A batch: listings with everything that several detectors need, found once for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.detectors.brands import of_another_brand
from guildmark.detectors.candidates import Marks, find_marks
from guildmark.detectors.denial import denied, denied_marks
from guildmark.detectors.fitting import PLAINLY, Fitting, kinds_mask
from guildmark.detectors.gtins import gtins_given, official_gtins
from guildmark.detectors.hits import Hits, beside_innocent, find_hits
from guildmark.detectors.pictures import KnownPictures, PictureMatches, PictureTexts
from guildmark.detectors.prices import offers_eur, pack_sizes
from guildmark.detectors.products import Offered, offered_items
from guildmark.detectors.registry import RightsKey
from guildmark.detectors.sellers import authorised
from guildmark.detectors.texts import FIELD, TextColumn, Texts, fields_mask, text_columns
from guildmark.detectors.told import with_told
from guildmark.facts import FactRows, FactTable, Kind, Own
from guildmark.facts.keys import model_keys
from guildmark.records.filled import filled
from guildmark.records.money import Rates
from guildmark.rights.index import Index, country_number
from guildmark.text.layout import EXPLICIT, REPEATED, TYPO
from guildmark.text.matcher import Matcher

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

NEW, USED, UNKNOWN = 0, 1, 2
AT_ALL = 0.4  # grade of phrases that say something by themselves: "box and papers" come with copies too
_CONDITIONS = {"new": NEW, "used": USED, "refurbished": USED}


@dataclass
class Batch:
    """Listings, what was found in their words and pictures, and the pairs that this proposes.

    Shapes: n listings; P pairs, sorted by row and right: `pair_row`, `pair_right` int64 (P,).
    """

    listings: pa.Table
    index: Index
    rates: Rates
    texts: Texts
    hits: Mapping[str, Hits]
    goods: NDArray[np.bool_]  # (n, kinds) kinds of goods that title and category name
    marks: Marks
    pictures: PictureMatches
    known: KnownPictures
    gtin_row: NDArray[np.int64]  # listings with an official GTIN, and the item of each
    gtin_item: NDArray[np.int64]
    pair_row: NDArray[np.int64]
    pair_right: NDArray[np.int64]
    only_told: NDArray[np.bool_]  # (P,) pairs of marks that are not named: phrases of shared rules tell of them
    quiet: NDArray[np.bool_]  # (P,) and of these, those that only rules that are being tried tell of
    # Several detectors ask for the same phrases.
    _phrases: dict[tuple[str, ...], Hits] = field(default_factory=dict, init=False, repr=False)
    _spoken_of: dict[str, NDArray[np.int64]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def read(
        cls, listings: pa.Table, index: Index, rates: Rates, matcher: Matcher,
        pictures: PictureMatches | None = None, picture_texts: PictureTexts | None = None,
        shown: NDArray[np.int64] | None = None, known: KnownPictures | None = None,
    ) -> "Batch":  # fmt: skip
        """Match all texts and propose pairs; listings have the LISTING schema, with or without `reviews`.

        `shown` are listings whose kinds of goods are asked for though nothing ties them to a right yet.
        """
        listings = listings.combine_chunks()
        pictures, picture_texts = pictures or PictureMatches.none(), picture_texts or PictureTexts.none()
        known = known or KnownPictures.none()
        columns = text_columns(listings) | {"pictures": TextColumn(picture_texts.text, picture_texts.row)}
        texts = Texts.of(columns)
        gtin_row, gtin_item = official_gtins(listings, index)
        tied = np.concatenate((pictures.row, gtin_row, known.row, gtin_row[:0] if shown is None else shown))
        hits = find_hits(texts, index, matcher, tied)
        goods = _goods(hits["goods"], len(listings), index)
        marks = find_marks(hits, goods, texts, index)
        rows = np.concatenate((marks.hits.row[marks.kept], pictures.row, gtin_row))
        right: NDArray[Any] = np.concatenate((marks.right[marks.kept], pictures.right, index.item_right[gtin_item]))
        size = max(len(index.rights), 1)
        pairs, only_told, quiet = with_told(np.unique(rows * size + right), hits["told"], known, index)
        pair_row, pair_right = np.divmod(pairs, size)
        return cls(
            listings, index, rates, texts, hits, goods, marks, pictures, known, gtin_row, gtin_item, pair_row,
            pair_right, only_told, quiet,
        )  # fmt: skip

    def pair_of(self, rows: NDArray[np.int64], rights: NDArray[Any]) -> NDArray[np.int64]:
        """The pair of each listing and right, or -1 where it was not proposed."""
        if not len(rows) or not len(self.pair_row):
            return np.full(len(rows), -1, np.int64)
        size = max(len(self.index.rights), 1)
        keys, wanted = self.pair_row * size + self.pair_right, rows * size + rights
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[place] == wanted, place, -1)

    def pairs_of_rows(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """All pairs of the given listings: (place in `rows`, pair)."""
        low = np.searchsorted(self.pair_row, rows, "left")
        counts = np.searchsorted(self.pair_row, rows, "right") - low
        place = np.repeat(np.arange(len(rows)), counts)
        first = np.repeat(low - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        return place, first + np.arange(len(place))

    @cached_property
    def named(self) -> Hits:
        """The hits of marks that count, with `value` the pair of each."""
        hits = self.marks.hits.take(self.marks.kept)
        pair = self.pair_of(hits.row, self.marks.right[self.marks.kept])
        return Hits(hits.row, hits.field, hits.text, hits.start, hits.end, pair.astype(np.int32), hits.flags)

    def denied(self, hits: Hits) -> NDArray[np.bool_]:
        """Whether each hit is denied in its own clause. Shape (n,)."""
        return denied(hits, self.hits["denial"], self.index, self.texts)

    @cached_property
    def denied_marks(self) -> NDArray[np.bool_]:
        """Whether each mark of `named` is itself denied. Shape (n,)."""
        return denied_marks(self.named, self.hits["denial"], self.hits["replica"], self.index, self.texts)

    @cached_property
    def claimed(self) -> NDArray[np.bool_]:
        """Pairs whose goods the listing offers as the mark's own. Shape (P,).

        The mark is named, other than by a near miss, and not denied; or an official GTIN or picture is there.
        """
        marks = self.named
        misspelt = (marks.flags & (TYPO | REPEATED) != 0) & (marks.flags & EXPLICIT == 0)
        result = np.zeros(len(self.pair_row), np.bool_)
        result[marks.value[~misspelt & ~self.denied_marks]] = True
        for rows, rights in (
            (self.gtin_row, self.index.item_right[self.gtin_item]),
            (self.pictures.row, self.pictures.right),
        ):
            result[self.pair_of(rows, rights)] = True
        return result

    @cached_property
    def authorised(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For pairs whose holder names its sellers: whether a seller is given, and whether it is one of them.
        Shapes: (P,)."""
        known, result = np.zeros(len(self.pair_row), np.bool_), np.zeros(len(self.pair_row), np.bool_)
        asked = np.flatnonzero(self.index.has_sellers[self.pair_right])
        known[asked], result[asked] = authorised(
            self.listings, self.pair_row[asked], self.pair_right[asked], self.index
        )
        return known, result

    @cached_property
    def pair_goods(self) -> NDArray[np.bool_]:
        """Kinds of goods of each pair: those that title and category name, else the one that the mark alone stands for,
        where the title names no part either. Shape (P, kinds)."""
        untold = ~self.goods.any(axis=1)
        untold[self.phrases("parts", "title").row] = False
        kinds: NDArray[np.bool_] = self.goods[self.pair_row] | (
            self.index.sole_goods[self.pair_right] & untold[self.pair_row][:, None]
        )
        return kinds

    @cached_property
    def of_another_brand(self) -> NDArray[np.int64]:
        """Pairs whose mark the title names, while a brand is given that does not (see `brands`). Shape (n,)."""
        return of_another_brand(self)

    @cached_property
    def gtin_given(self) -> NDArray[np.bool_]:
        """Listings with a GTIN, official or not. Shape (n,)."""
        return gtins_given(self.listings.column("gtin").combine_chunks())

    @cached_property
    def given(self) -> dict[RightsKey, bool]:
        """Which keys that detectors may need are given by the right of any pair; of pictures, whether anything that
        belongs to a right was seen in one."""
        index, rights, seen = self.index, self.pair_right, len(self.pictures) > 0
        return {
            "pictures": seen,
            "edited pictures": seen,
            "figures": seen,
            "catalogue": bool(index.has_catalogue[rights].any()),
            "price_floors": bool(np.isfinite(index.floor_eur[rights]).any()),
            "authorised_sellers": bool(index.has_sellers[rights].any()),
            "ships_from": bool(index.has_origins[rights].any()),
        }

    def taken(self, rows: NDArray[np.int64], *names: str) -> pa.Table:
        """Some columns of some listings: taking all of them costs a small batch more than all else."""
        wanted = pa.array(rows, pa.int64())
        return pa.table({name: self.listings.column(name).combine_chunks().take(wanted) for name in names})

    @cached_property
    def offer_eur(self) -> NDArray[np.float64]:
        """The lowest price of a single unit, over the listing and its variants; NaN when not known. Units: EUR."""
        return offers_eur(self.listings, self.rates)

    @cached_property
    def pack_size(self) -> NDArray[np.int64]:
        """How many units each listing sells together. Shape (n,)."""
        return pack_sizes(self.listings)

    @cached_property
    def condition(self) -> NDArray[np.int64]:
        """NEW, USED or UNKNOWN per listing, as given."""
        column = self.listings.column("condition").combine_chunks().dictionary_encode()
        codes = np.array(
            [_CONDITIONS.get(c or "", UNKNOWN) for c in column.dictionary.to_pylist()] + [UNKNOWN], np.int64
        )
        return np.asarray(codes[np.asarray(filled(column.indices, len(codes) - 1))])

    @cached_property
    def ships_from(self) -> NDArray[np.int64]:
        """The country number per listing, -1 when not known."""
        column = self.listings.column("ships_from").combine_chunks().dictionary_encode()
        codes = np.array([country_number(c or "") for c in column.dictionary.to_pylist()] + [-1], np.int64)
        return np.asarray(codes[np.asarray(filled(column.indices, len(codes) - 1))])

    def phrases(self, name: str, *fields: str) -> Hits:
        """Hits of a word list, in the given fields only when any are given, without those in an innocent sense."""
        asked = (name, *fields)
        if asked not in self._phrases:
            hits = self.hits[name]
            if fields:
                hits = hits.take(fields_mask(*fields)[hits.field])
            self._phrases[asked] = hits.take(~beside_innocent(hits, hits.value, self.hits["innocent"], self.index))
        return self._phrases[asked]

    def spoken_of(self, *names: str) -> NDArray[np.bool_]:
        """Listings whose title speaks of used goods, parts or compatible goods: (n,).

        Bare prepositions speak of compatible goods only beside a mark; "compatible with" and the like do so anywhere.
        Papers that come along do not make goods used.
        """
        result = np.zeros(len(self.listings), np.bool_)
        for name in names:
            if name not in self._spoken_of:
                self._spoken_of[name] = self._rows_that_speak_of(name)
            result[self._spoken_of[name]] = True
        return result

    def _rows_that_speak_of(self, name: str) -> NDArray[np.int64]:
        hits = self.phrases(name, "title")
        hits = hits.take(self.index.phrase_grade[hits.value] >= AT_ALL)
        if name != "compatible":
            return hits.row
        plainly = hits.row[self.index.phrase_grade[hits.value] >= PLAINLY]
        beside, _ = self.compatible
        return np.concatenate((plainly, beside.row[beside.field == FIELD["title"]]))

    @cached_property
    def compatible(self) -> tuple[Hits, NDArray[np.float64]]:
        """Marks that are named to say what the goods fit, and how strongly (see `Fitting.found`)."""
        phrases = self.phrases("compatible")
        if not len(phrases):
            return phrases, np.zeros(0)
        parts = self.phrases("parts", "title")
        of_kind = kinds_mask(self.index.phrase_kinds, "part", "accessory")[self.index.phrase_kind[parts.value]]
        parts = parts.take(of_kind & (self.index.phrase_grade[parts.value] >= AT_ALL))
        return Fitting(self.named, self.pair_right, phrases, parts, self.index).found()

    @cached_property
    def official_items(self) -> Offered:
        """The official items that listings offer, all that are equally near."""
        return offered_items(self)

    def model_facts(self, facts: FactTable, rows: NDArray[np.int64]) -> FactRows:
        """What others ask for the model of each of these listings; nothing where no model is given."""
        place, key = model_keys(self.taken(rows, "gtin", "brand", "attributes"))
        keys = np.zeros(len(rows), np.uint64)
        keys[place] = key
        return facts.lookup(Kind.MODEL, keys, self.own(rows))

    def own(self, rows: NDArray[np.int64]) -> Own:
        """These listings, all of which have a pair, as they ask for facts."""
        paired, own = self._paired
        return own.take(np.searchsorted(paired, rows))

    @cached_property
    def _paired(self) -> tuple[NDArray[np.int64], Own]:
        rows = np.unique(self.pair_row)
        listings = self.taken(rows, "marketplace", "listing_id", "seller_id", "seller_name", "observed_at")
        return rows, Own.of(listings, self.offer_eur[rows])

    def excerpts(self, hits: Hits, before: int, after: int) -> "pa.Array[Any]":
        """The text from `before` code points ahead of each hit's end to `after` behind it."""
        return self.texts.cut(hits.field, hits.text, np.maximum(hits.end - before, 0), hits.end + after)


def _goods(hits: Hits, n: int, index: Index) -> NDArray[np.bool_]:
    goods = np.zeros((n, index.goods.shape[1]), np.bool_)
    goods[hits.row, index.phrase_kind[hits.value]] = True
    return goods

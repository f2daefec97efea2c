"""A batch as tactics ask it: what is worked out for one tactic is kept for the next."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.detectors import all_detectors
from guildmark.detectors.batch import Batch
from guildmark.detectors.columns import mask_of
from guildmark.detectors.hits import Hits
from guildmark.detectors.signals import Signals
from guildmark.detectors.texts import FIELDS, fields_mask
from guildmark.facts import FactTable
from guildmark.rights.sought import rights_called
from guildmark.tactics.condition import Mask, Pairs

type Rows = NDArray[np.int64]
UNASKED, NO, YES = -1, 0, 1


class Asked:
    """A batch, the signals of its detectors, facts, and what was asked of them so far.

    Shapes: `detector` (S,) the place in `all_detectors()` of each of the signals (S,).
    """

    def __init__(
        self, batch: Batch, signals: Signals, detector: NDArray[np.int64], facts: FactTable | None,
        phrase_numbers: Mapping[str, int], pictures: Sequence[str],
        called: dict[frozenset[str], Mask] | None = None,
    ) -> None:  # fmt: skip
        self.batch, self.signals, self.detector, self.facts = batch, signals, detector, facts
        self.phrase_numbers, self._pictures = phrase_numbers, {text: number for number, text in enumerate(pictures)}
        self._called = {} if called is None else called  # of all batches, since rights stay what they are
        self._by_row: dict[Hashable, NDArray[np.int8]] = {}
        self._kept: dict[Hashable, Any] = {}

    def rows(self, pairs: Pairs) -> Rows:
        """The listing of each pair."""
        return self.batch.pair_row[pairs]

    def kept[T](self, key: Hashable, make: Callable[[], T]) -> T:
        """What is made once a batch."""
        if key not in self._kept:
            self._kept[key] = make()
        result: T = self._kept[key]
        return result

    def by_listing(self, key: Hashable, pairs: Pairs, ask: Callable[[Rows], Mask]) -> Mask:
        """What holds for the listings of some pairs; each listing is asked once. Shapes: (n,)."""
        known = self._by_row.get(key)
        if known is None:
            known = self._by_row[key] = np.full(len(self.batch.listings), UNASKED, np.int8)
        rows = self.rows(pairs)
        missing = rows[known[rows] == UNASKED]
        if len(missing):
            missing = missing[np.concatenate(([True], missing[1:] != missing[:-1]))]  # they rise, as pairs do
            known[missing] = ask(missing)
        result: Mask = known[rows] == YES
        return result

    def column(self, name: str, rows: Rows) -> Any:
        """A column of some listings, as one Arrow array."""
        return self.batch.listings.column(name).chunk(0).take(pa.array(rows, pa.int64()))

    @cached_property
    def hits(self) -> Hits:
        """Where phrases of tactics stand, but for those that are denied in their clause, in the order of texts."""
        found = self.batch.hits["told"].joined(self.batch.hits["wanted"])
        return found.take(~self.batch.denied(found)) if len(found) else found

    def said(self, phrases: frozenset[str], fields: tuple[str, ...]) -> Hits:
        """Where any of these phrases stands, in these fields."""

        def make() -> Hits:
            wanted = np.zeros(len(self.phrase_numbers), np.bool_)
            wanted[[self.phrase_numbers[phrase] for phrase in phrases]] = True
            return self.hits.take(np.flatnonzero(wanted[self.hits.value] & fields_mask(*fields)[self.hits.field]))

        return self.kept(("said", phrases, fields), make)

    def said_anywhere(self, phrases: frozenset[str]) -> Hits:
        """Where any of these phrases stands."""
        return self.said(phrases, FIELDS)

    def picture_places(self, hashes: frozenset[str]) -> NDArray[np.int64]:
        """The places of some known pictures."""
        return np.array(sorted(self._pictures[one] for one in hashes), np.int64)

    def rights_called(self, names: frozenset[str]) -> Mask:
        """Whether each right has one of these names. Shape (rights,)."""
        if names not in self._called:
            index = self.batch.index
            found = [rights_called(name, index.mark_keys, len(index.rights)) for name in sorted(names)]
            self._called[names] = mask_of(np.concatenate(found), len(index.rights))
        return self._called[names]

    def texts(self, field: str, rows: Rows) -> tuple[Rows, "pa.Array[Any]"]:
        """The texts of a field of some listings: the place in `rows` of each, and the text."""
        texts = self.batch.texts
        column = texts.columns.get(field)
        if column is None:
            return np.zeros(0, np.int64), pa.array([], pa.string())
        place = np.searchsorted(rows, column.rows)
        place[place == len(rows)] = 0
        wanted = np.flatnonzero(rows[place] == column.rows) if len(rows) else place[:0]
        return place[wanted], column.texts.take(pa.array(wanted, pa.int64()))

    def signals_of(self, name: str) -> NDArray[np.int64]:
        """The signals of a detector about pairs."""

        def make() -> NDArray[np.int64]:
            number = detector_numbers()[name]
            return np.flatnonzero((self.detector == number) & (self.signals.pair >= 0))

        return self.kept(("signals", name), make)

    def is_among(self, key: Hashable, pairs: Pairs, make: Callable[[], Pairs]) -> Mask:
        """Whether each of some pairs is among those that are made once a batch. Shapes: (n,)."""
        among = self.kept(key, lambda: mask_of(make(), len(self.batch.pair_row)))
        return among[pairs]


def detector_numbers() -> Mapping[str, int]:
    """The place of each detector in `all_detectors()`."""
    return {one.name: number for number, one in enumerate(all_detectors())}


TEXT_FIELDS = tuple(name for name in FIELDS if name in ("title", "description", "variants", "attributes", "pictures"))

"""Signals as columns: what a detector returns."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.columns import Columns
from guildmark.detectors.hits import Hits

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Signals(Columns):
    """Columns of signals of one detector.

    Shapes: each (n,). `pair` is the pair in the batch, or -1 for a signal about the whole listing `row`. Where the
    evidence stands: `field` (of `hits.FIELDS`) and `text` within it, or -1; `start` and `end` in code points. `picture`
    is the place of a picture in the batch, or -1, and `box` (n, 4) where in it, as shares of width and height, NaN for
    all of it. `number` was measured and is held against `reference`, both in `unit`; NaN where not.
    """

    row: NDArray[np.int64]
    pair: NDArray[np.int64]
    strength: NDArray[np.float64]
    field: NDArray[np.int64]
    text: NDArray[np.int64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    picture: NDArray[np.int64]
    box: NDArray[np.float32]
    number: NDArray[np.float64]
    reference: NDArray[np.float64]
    private: NDArray[np.bool_]
    note: NDArray[Any]  # str
    unit: NDArray[Any]  # str

    @classmethod
    def build(
        cls,
        row: NDArray[np.int64],
        strength: NDArray[np.float64] | float,
        *,
        pair: NDArray[np.int64] | None = None,
        hits: Hits | None = None,
        picture: NDArray[np.int64] | None = None,
        box: NDArray[np.float32] | None = None,
        number: NDArray[Any] | None = None,
        reference: NDArray[Any] | None = None,
        private: NDArray[np.bool_] | None = None,
        note: NDArray[Any] | str = "",
        unit: str = "",
    ) -> "Signals":
        """Signals about pairs, or about listings when no pair is given; `hits` (n,) say where the evidence stands."""
        n = len(row)
        if not n:
            return cls.none()
        nowhere = np.full(n, NOWHERE, np.int64)
        zero = np.zeros(n, np.int32)
        return cls(
            row=row,
            pair=nowhere if pair is None else pair,
            strength=np.full(n, strength, np.float64),
            field=nowhere if hits is None else hits.field,
            text=nowhere if hits is None else hits.text,
            start=zero if hits is None else hits.start,
            end=zero if hits is None else hits.end,
            picture=nowhere if picture is None else picture,
            box=np.full((n, 4), np.nan, np.float32) if box is None else box,
            number=np.full(n, np.nan if number is None else number, np.float64),
            reference=np.full(n, np.nan if reference is None else reference, np.float64),
            private=np.zeros(n, np.bool_) if private is None else private,
            note=np.full(n, note, np.object_),
            unit=np.full(n, unit, np.object_),
        )

    @classmethod
    @cache
    def none(cls) -> "Signals":
        """No signal at all."""
        place, measure, text = np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.object_)
        return cls(
            row=place, pair=place, strength=measure, field=place, text=place, start=place.astype(np.int32),
            end=place.astype(np.int32), picture=place, box=np.zeros((0, 4), np.float32), number=measure,
            reference=measure, private=np.zeros(0, np.bool_), note=text, unit=text,
        )  # fmt: skip

    def strongest(self, most: int = 1) -> "Signals":
        """Per pair (or listing) the strongest `most` signals; of equals the first in the listing's order of fields."""
        if len(self) < 2:
            return self
        order = np.lexsort((self.start, self.text, self.field, -self.strength, self.pair, self.row))
        row, pair = self.row[order], self.pair[order]
        new = np.concatenate(([True], (row[1:] != row[:-1]) | (pair[1:] != pair[:-1])))
        first = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
        return self.take(order[np.arange(len(order)) - first < most])

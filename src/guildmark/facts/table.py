"""A generation of facts: an immutable folder that is memory-mapped, and looked up by key."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.facts.columns import read_column
from guildmark.facts.keys import observed_microseconds, seller_keys
from guildmark.facts.kinds import WINDOW_DAYS, Kind, from_microseconds, window_bits
from guildmark.facts.look import Counted, Rows, Shared, find_members, look_up
from guildmark.facts.rows import FactRows
from guildmark.records import InputError
from guildmark.records.digest import listing_keys


@dataclass(frozen=True, slots=True)
class Own:
    """The listings that ask, so that each fact can be told without them. Shapes: each (n,)."""

    listing: NDArray[np.uint64]  # the first number of `listing_keys`
    seller: NDArray[np.uint64]  # of `seller_keys`; 0 when not known
    price_eur: NDArray[np.float64]  # NaN when not known
    observed_us: NDArray[np.int64]  # of `observed_microseconds`

    @classmethod
    def of(cls, listings: pa.Table, price_eur: NDArray[np.float64], listing: NDArray[np.uint64] | None = None) -> "Own":
        """One row per listing."""
        listing = listing_keys(listings)[:, 0] if listing is None else listing
        return cls(listing, seller_keys(listings), price_eur, observed_microseconds(listings))

    def take(self, rows: NDArray[np.int64]) -> "Own":
        """The rows that ask about one key each, in their order."""
        return Own(self.listing[rows], self.seller[rows], self.price_eur[rows], self.observed_us[rows])


class FactTable:
    """Counts and medians of listings that share a key.

    `complete`: every listing that asks is part of this generation, as it was read when the generation was made (a
    scan). Then its own row need not be looked for, which keeps memory small. Otherwise (a check of one listing) it is.
    """

    def __init__(self, folder: Path, meta: dict[str, Any], *, complete: bool) -> None:
        self.folder, self.complete = folder, complete
        self.digest: str = meta["digest"]
        self.as_of_us: int | None = meta["as_of_us"]
        self._kinds = {kind: _columns(folder / kind.name.lower()) for kind in Kind}

    @classmethod
    def open(cls, folder: Path, *, complete: bool = False) -> "FactTable":
        """Memory-map a generation. Errors: `InputError` when the folder holds none, or one of another version."""
        try:
            meta = json.loads((folder / "meta.json").read_text("utf-8"))
        except FileNotFoundError:
            raise InputError(f"{folder}: there are no facts here. Facts are made by a scan.") from None
        if meta["window_days"] != list(WINDOW_DAYS):
            raise InputError(
                f"{folder}: facts for windows of {meta['window_days']} days; expected {list(WINDOW_DAYS)}. Scan again."
            )
        return cls(folder, meta, complete=complete)

    @property
    def as_of(self) -> datetime | None:
        """The instant before which windows are counted; null when nothing was dated."""
        return from_microseconds(self.as_of_us)

    def distinct(self, kind: Kind) -> int:
        """How many keys of a kind the generation holds: of SELLER, how many sellers."""
        keys = self._kinds[kind][0].row_key
        return int(np.count_nonzero(keys[1:] != keys[:-1])) + bool(len(keys))

    def lookup(self, kind: Kind, keys: NDArray[np.uint64], own: Own | None = None) -> FactRows:
        """What other listings under each key look like; `own` (same length) is taken out where it counted.

        Shapes: n keys in, (n, 3) per measure out. A key of 0 has no facts.
        """
        rows, shared = self._kinds[kind]
        keys = np.ascontiguousarray(keys, np.uint64)
        if own is None:
            nothing = np.zeros(len(keys), np.uint64)
            counted = Counted(nothing, np.full(len(keys), np.nan), np.zeros(len(keys), np.uint8))
        elif self.complete:
            counted = Counted(own.seller, own.price_eur, window_bits(own.observed_us, self.as_of_us))
        else:
            counted = find_members(rows, keys, own.listing)
        return FactRows(*look_up(rows, shared, keys, counted))


def _columns(folder: Path) -> tuple[Rows, Shared]:
    rows = Rows(*(read_column(folder / f"{name}.npy") for name in Rows._fields))
    return rows, Shared(*(read_column(folder / f"{name}.npy") for name in Shared._fields))

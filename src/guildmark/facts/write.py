"""Writes the facts of one kind into its folder."""

import hashlib
import json
from dataclasses import fields
from pathlib import Path

import numpy as np

from guildmark.facts.columns import ColumnWriter
from guildmark.facts.kinds import WINDOW_DAYS
from guildmark.facts.measure import FactInput, Measures, measure

WINDOWS = len(WINDOW_DAYS)
# Every row that counts, sorted by key and listing: tells whether a listing is part of the generation.
ROW_COLUMNS = {
    "row_key": (np.uint64, ()),
    "row_listing": (np.uint64, ()),
    "row_seller": (np.uint64, ()),
    "row_price_eur": (np.float64, ()),
    "row_windows": (np.uint8, ()),
}
# Measures of the keys that at least two listings share, sorted by key.
MEASURE_COLUMNS = {
    "key": (np.uint64, ()),
    "listings": (np.uint32, (WINDOWS,)),
    "sellers": (np.uint32, (WINDOWS,)),
    "priced": (np.uint32, (WINDOWS,)),
    "middle_eur": (np.float64, (WINDOWS, 3)),
    "pair_key": (np.uint64, ()),
    "pair_seller": (np.uint64, ()),
    "pair_listings": (np.uint32, (WINDOWS,)),
}


class KindWriter:
    """Measures and appends runs of rows of one kind, in the order of their keys."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._columns = {
            name: ColumnWriter(folder / f"{name}.npy", dtype, shape)
            for name, (dtype, shape) in {**ROW_COLUMNS, **MEASURE_COLUMNS}.items()
        }

    def append(self, rows: FactInput) -> None:
        """Add whole groups: all rows of their keys."""
        for part in fields(FactInput):
            self._columns[f"row_{part.name}"].append(getattr(rows, part.name))
        measures = measure(rows)
        for part in fields(Measures):
            self._columns[part.name].append(getattr(measures, part.name))

    def close(self) -> dict[str, dict[str, int | str]]:
        """Finish all columns; their rows and digests."""
        return {name: {"rows": column.rows, "digest": column.close()} for name, column in self._columns.items()}


def generation_digest(columns: dict[str, dict[str, dict[str, int | str]]], as_of_us: int | None) -> str:
    """The digest of a generation: of everything in it, and of the instant before which it counts."""
    whole = json.dumps([columns, as_of_us], sort_keys=True).encode()
    return hashlib.blake2b(whole, digest_size=16).hexdigest()

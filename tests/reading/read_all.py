"""Reads files as a run does: opened, cut into slices, each slice read."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from guildmark.reading import cut, open_catalogue, read_slice
from guildmark.records import Reject


@dataclass(frozen=True)
class Everything:
    """All that a catalogue gave."""

    listings: pa.Table
    rejects: list[Reject]
    rows_read: int

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        return list(self.listings.column(name).to_pylist())

    @property
    def rejected(self) -> int:
        """Rows that are no listing."""
        return sum(reject.rejects_row for reject in self.rejects)


def read_all(*paths: Path, rows_per_slice: int = 1000, **options: Any) -> Everything:
    """Everything in some files; the counts must add up."""
    catalogue = open_catalogue(list(paths), **options)
    chunks = [read_slice(catalogue, piece) for piece in cut(catalogue, rows_per_slice)]
    listings = pa.concat_tables([chunk.listings for chunk in chunks]) if chunks else pa.table({})
    rejects = [*catalogue.notes, *(reject for chunk in chunks for reject in chunk.rejects)]
    everything = Everything(listings, rejects, sum(chunk.rows_read for chunk in chunks))
    in_slices = sum(reject.rejects_row for chunk in chunks for reject in chunk.rejects)
    assert everything.rows_read == len(listings) + in_slices
    return everything

"""The listings of a run's findings, read once more from its input and kept aside, so that memory does not grow."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.reading import Catalogue, cut, read_slice
from guildmark.records import DELIVERY, LISTING, picture_id
from guildmark.records.digest import listing_keys
from guildmark.runs.pictures.local import pinned_file
from guildmark.runs.pictures.named import is_address

KIND = DELIVERY.field("listing").type
SCHEMA = pa.schema(list(KIND))


@dataclass(frozen=True, slots=True)
class SeenListings:
    """Shapes: `keys` (n,) sorted, `row` (n,) where each stands in the table of n listings."""

    table: pa.Table
    keys: NDArray[np.uint64]
    row: NDArray[np.int64]

    @classmethod
    def none(cls) -> "SeenListings":
        """No listing."""
        return cls(SCHEMA.empty_table(), np.zeros(0, np.uint64), np.zeros(0, np.int64))

    @classmethod
    def read(cls, catalogue: Catalogue, wanted: pa.Table, pictures: Path | None, place: Path) -> "SeenListings":
        """The listings with these keys (marketplace, listing_id), of those of one id the first, kept in a file."""
        asked = np.unique(listing_keys(wanted)[:, 0])
        kept: list[NDArray[np.uint64]] = [np.zeros(0, np.uint64)]
        with pa.OSFile(str(place), "wb") as sink, pa.ipc.new_file(sink, SCHEMA) as writer:
            for piece in cut(catalogue):
                listings = read_slice(catalogue, piece).listings
                keys, first = np.unique(listing_keys(listings)[:, 0], return_index=True)
                mine = np.isin(keys, asked)
                asked = asked[~np.isin(asked, keys)]
                rows = np.sort(first[mine])
                if len(rows):
                    chosen = listings.take(rows)
                    kept.append(listing_keys(chosen)[:, 0])
                    writer.write_table(_without_bytes(chosen, pictures))
        every = np.concatenate(kept)
        order = np.argsort(every)
        return cls(pa.ipc.open_file(pa.memory_map(str(place))).read_all(), every[order], order)

    def of(self, findings: pa.Table) -> Any:
        """The listing of each finding as a struct; null where it was not in the input."""
        keys = listing_keys(findings.select(["marketplace", "listing_id"]))[:, 0]
        place = np.minimum(np.searchsorted(self.keys, keys), max(len(self.keys) - 1, 0))
        known = self.keys[place] == keys if len(self.keys) else np.zeros(len(keys), np.bool_)
        if not known.any():
            return pa.nulls(len(keys), KIND)
        rows: Any = pa.array(np.where(known, self.row[place], 0), mask=~known)
        columns = [column.combine_chunks() for column in self.table.take(rows).columns]
        return pa.StructArray.from_arrays(columns, fields=list(KIND), mask=pa.array(~known))


def _without_bytes(listings: pa.Table, pictures: Path | None) -> pa.Table:
    """The listings with the digests of their pictures in place of the bytes."""
    named = [
        None if some is None else [_named(one, pictures) for one in some]
        for some in listings.column("pictures").to_pylist()
    ]
    place = LISTING.get_field_index("pictures")
    column: Any = pa.array(named, SCHEMA.field("pictures").type)
    return listings.set_column(place, SCHEMA.field("pictures"), column).cast(SCHEMA)


def _named(picture: dict[str, Any] | None, folder: Path | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    uri, data = picture["uri"], picture["data"]
    digest = picture_id(data) if data else None
    if digest is None and uri and folder is not None and not is_address(uri):
        digest = pinned_file(folder, uri).digest
    return {"uri": uri, "digest": digest}

"""Reviews beside listings: sorted by listing once, memory-mapped, and attached to each slice."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from guildmark.facts.columns import read_column
from guildmark.reading import read_reviews
from guildmark.records import REVIEWS
from guildmark.records.digest import row_digests
from guildmark.runs.parts import REJECTED, write_rejects
from guildmark.runs.pinned import changed
from guildmark.runs.task import DONE, file_digest

SORTED, KEYS = "reviews.arrow", "keys.npy"


@dataclass(frozen=True)
class ReviewsTask:
    """Reads a file of reviews and sorts it by listing; reviews of one listing keep their order."""

    folder: Path
    path: Path
    digest: str  # of the file's bytes, when it was pinned

    def build(self, target: Path, shared: Any) -> dict[str, Any]:
        """Returns the number of reviews and of rejects, and the first reject."""
        del shared
        table, rejects = read_reviews(self.path)
        if file_digest(self.path) != self.digest:
            raise changed(self.path)
        keys = row_digests(table, ["listing_id"])[:, 0]
        order = np.argsort(keys, kind="stable")
        np.save(target / KEYS, keys[order])
        values = table.select([field.name for field in REVIEWS.type.value_type]).take(order)
        with pa.OSFile(str(target / SORTED), "wb") as sink, pa.ipc.new_file(sink, values.schema) as writer:
            writer.write_table(values.combine_chunks())
        write_rejects(rejects, target / REJECTED)
        first = rejects[0].as_json() if rejects else None
        return {"reviews": table.num_rows, "rejects": len(rejects), "first_reject": first}


def attach_reviews(listings: pa.Table, folder: Path | None) -> pa.Table:
    """The listings with their reviews in a column of their own; a listing without any has none (null)."""
    if folder is None:
        return listings
    keys, values = _open(folder, (folder / DONE).stat().st_ino)
    asked = row_digests(listings, ["listing_id"])[:, 0]
    first, last = np.searchsorted(keys, asked), np.searchsorted(keys, asked, side="right")
    counts = last - first
    offsets = np.zeros(len(asked) + 1, np.int32)
    np.cumsum(counts, out=offsets[1:])
    places = np.repeat(first - offsets[:-1], counts) + np.arange(offsets[-1])
    found = values.take(places).combine_chunks()
    structs = pa.StructArray.from_arrays(
        [found.column(field.name).combine_chunks().cast(field.type) for field in REVIEWS.type.value_type],
        fields=list(REVIEWS.type.value_type),
    )
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs, mask=pa.array(counts == 0))
    return listings.append_column(REVIEWS, lists.cast(REVIEWS.type))


@lru_cache(maxsize=1)
def _open(folder: Path, made: int) -> tuple[Any, pa.Table]:
    """Opened once by a process; `made` is another number when the folder was made anew."""
    del made
    keys = read_column(folder / KEYS)
    with pa.memory_map(str(folder / SORTED)) as source:
        return keys, pa.ipc.open_file(source).read_all()

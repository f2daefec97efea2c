"""The second pass over a slice: judge its listings, except those whose findings are known to be the same."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
from numpy.typing import NDArray

from guildmark.facts import FactTable
from guildmark.reading import Catalogue, Slice
from guildmark.records import Reject
from guildmark.runs.found import Found, read_facts
from guildmark.runs.history import attach_history
from guildmark.runs.index import GENERATION, REPEATED, UNCHANGED, rows_between
from guildmark.runs.parts import (
    KEYS,
    REJECTED,
    write_rejects,
)
from guildmark.runs.pictures.load import pieces_of
from guildmark.runs.pictures.tally import bad_rejects
from guildmark.runs.pinned import read_pinned
from guildmark.runs.request import Shared
from guildmark.runs.reviews import attach_reviews
from guildmark.runs.task import DONE

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

Rows = NDArray[np.int64]
Digests = NDArray[np.uint64]


@dataclass(frozen=True)
class DetectTask:
    """Judges a slice with the facts of all listings."""

    folder: Path
    slice: Slice
    index: Path  # folder of the IndexTask
    survey: Path  # folder of the slice's SurveyTask

    def build(self, target: Path, shared: Shared) -> dict[str, Any]:
        """Returns counts, and seconds by stage. Only parts that have rows are written."""
        rows = pq.read_table(self.survey / KEYS, columns=["row"]).column("row").to_numpy()
        span = (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, 0)
        repeated, firsts = rows_between(self.index, REPEATED, *span)
        known, known_facts = rows_between(self.index, UNCHANGED, *span)
        fresh = ~np.isin(known, repeated)
        unread = known[fresh & (known_facts == 0)]
        found = Found()
        if len(unread) + len(repeated) == len(rows) and not len(repeated):
            return found.told(unchanged=len(unread), repeated=0)
        listings, rows = self._read(shared)
        facts = _open_facts(self.index / GENERATION, (self.index / DONE).stat().st_ino)
        told = self._repeated(listings.take(_places(rows, repeated)), repeated, firsts, shared)
        keys = pq.read_table(self.survey / KEYS, columns=["key_low", "key_high"])
        asked = np.zeros(len(rows), np.uint64)  # the facts that a listing was judged with before
        asked[_places(rows, known)] = known_facts
        left = np.flatnonzero(~np.isin(rows, np.concatenate([repeated, unread])))
        pieces, _ = pieces_of(_chosen(listings, left), shared.pictures)
        for first, piece in pieces:
            places = left[first : first + len(piece)]
            new = _changed(piece, keys.take(places), asked[places], facts, shared)
            judged, places = _chosen(piece, new), places[new]
            if shared.keeps_state:
                judged = attach_history(judged, rows[places], keys.take(places), self.index, shared)
            bad = found.judge(judged, rows[places], keys.take(places), facts, shared)
            told += bad_rejects(bad, judged, shared.catalogue, self.slice, rows[places].tolist())
        found.write(target)
        if told:
            write_rejects(sorted(told, key=lambda one: one.row or 0), target / REJECTED)
        unchanged = len(unread) + len(left) - found.scanned
        first_bad = next((one.as_json() for one in told if not one.rejects_row), None)
        return found.told(unchanged=unchanged, repeated=len(repeated), first_reject=first_bad)

    def _read(self, shared: Shared) -> tuple[pa.Table, Rows]:
        chunk = read_pinned(shared, self.slice)
        return attach_reviews(chunk.listings, shared.reviews), chunk.rows

    def _repeated(self, listings: pa.Table, rows: Rows, firsts: Rows, shared: Shared) -> list[Reject]:
        ids: list[Any] = listings.column("listing_id").to_pylist()
        return [
            repeated_reject(shared.catalogue, self.slice, row, first, name)
            for row, first, name in zip(rows.tolist(), firsts.tolist(), ids, strict=True)
        ]


def repeated_reject(catalogue: Catalogue, piece: Slice, row: int, first: int, listing_id: str) -> Reject:
    """The reject of a row of a slice whose listing stood before; rows are numbers within the run."""
    reason = f"the id stood before, in row {first} counted over all files; that row stands, and this one is set aside"
    row_in_file = row - piece.first_row + piece.first_row_in_file
    file = catalogue.files[piece.file_index]
    columns = next((rule.columns for rule in file.rules if rule.field == "listing_id"), ())
    column = ", ".join(columns) or "listing_id"
    return Reject(file.path, row_in_file, column, listing_id, reason, rejects_row=True)


def _changed(piece: pa.Table, keys: pa.Table, asked: Digests, facts: FactTable, shared: Shared) -> Rows:
    """The rows of a piece that must be judged: new ones, and those whose facts are not what they were."""
    again = np.flatnonzero(asked)
    if not len(again):
        return np.arange(len(piece))
    now = read_facts(piece.take(again), keys.take(again), facts, shared)
    return np.setdiff1d(np.arange(len(piece)), again[now == asked[again]])


def _chosen(listings: pa.Table, places: Rows) -> pa.Table:
    """Some rows, in order; the table itself where they are all of it."""
    return listings if len(places) == len(listings) else listings.take(places)


def _places(rows: Rows, wanted: Rows) -> Rows:
    return np.searchsorted(rows, wanted)


@lru_cache(maxsize=1)
def _open_facts(folder: Path, made: int) -> FactTable:
    """Opened once by a process; `made` is another number when the folder was made anew."""
    del made
    return FactTable.open(folder, complete=True)

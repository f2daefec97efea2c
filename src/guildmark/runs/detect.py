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

from guildmark.facts import FactTable, Own, fact_digests
from guildmark.reading import Catalogue, Slice
from guildmark.records import FINDING, SIGNAL, THUMBNAIL, Reject
from guildmark.runs.history import attach_history, write_history
from guildmark.runs.index import GENERATION, REPEATED, UNCHANGED, rows_between
from guildmark.runs.parts import (
    EVALUATED,
    FINDINGS,
    KEYS,
    REJECTED,
    SIGNALS,
    THUMBNAILS,
    write_part,
    write_rejects,
)
from guildmark.runs.pinned import read_pinned
from guildmark.runs.request import Shared
from guildmark.runs.reviews import attach_reviews
from guildmark.runs.task import DONE

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

Rows = NDArray[np.int64]


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
        counts = {"repeated": len(repeated), "unchanged": len(unread), "scanned": 0}
        if len(unread) + len(repeated) == len(rows) and not len(repeated):
            return {**counts, "seconds": {}}
        listings, rows = self._read(shared)
        facts = _open_facts(self.index / GENERATION, (self.index / DONE).stat().st_ino)
        self._tell_repeated(target, listings.take(_places(rows, repeated)), repeated, firsts, shared)
        keys = pq.read_table(self.survey / KEYS, columns=["key_low", "key_high"])
        ask = known[fresh & (known_facts != 0)]
        before = known_facts[fresh & (known_facts != 0)]
        asked = _places(rows, ask)
        now = _digests(listings.take(asked), keys.take(asked), facts, shared)
        same = ask[now == before]
        left = np.flatnonzero(~np.isin(rows, np.concatenate([repeated, unread, same])))
        counts |= {"unchanged": len(unread) + len(same), "scanned": len(left)}
        if not len(left):
            return {**counts, "seconds": {}}
        judged, own_rows, own_keys = listings.take(left), rows[left], keys.take(left)
        if shared.keeps_state:
            judged = attach_history(judged, own_rows, own_keys, self.index, shared)
        seconds = _judge(judged, own_rows, own_keys, facts, target, shared)
        return {**counts, "seconds": seconds}

    def _read(self, shared: Shared) -> tuple[pa.Table, Rows]:
        chunk = read_pinned(shared, self.slice)
        return attach_reviews(chunk.listings, shared.reviews), chunk.rows

    def _tell_repeated(self, target: Path, listings: pa.Table, rows: Rows, firsts: Rows, shared: Shared) -> None:
        if not len(rows):
            return
        ids: list[Any] = listings.column("listing_id").to_pylist()
        told = (
            repeated_reject(shared.catalogue, self.slice, row, first, name)
            for row, first, name in zip(rows.tolist(), firsts.tolist(), ids, strict=True)
        )
        write_rejects(told, target / REJECTED)


def repeated_reject(catalogue: Catalogue, piece: Slice, row: int, first: int, listing_id: str) -> Reject:
    """The reject of a row of a slice whose listing stood before; rows are numbers within the run."""
    reason = f"the id stood before, in row {first} counted over all files; that row stands, and this one is set aside"
    row_in_file = row - piece.first_row + piece.first_row_in_file
    file = catalogue.files[piece.file_index]
    columns = next((rule.columns for rule in file.rules if rule.field == "listing_id"), ())
    column = ", ".join(columns) or "listing_id"
    return Reject(file.path, row_in_file, column, listing_id, reason, rejects_row=True)


def _judge(
    listings: pa.Table, rows: Rows, keys: pa.Table, facts: FactTable, target: Path, shared: Shared
) -> dict[str, float]:
    found = shared.evaluator.evaluate(listings, facts)
    for table, schema, name in ((found.findings, FINDING, FINDINGS), (found.signals, SIGNAL, SIGNALS)):
        if table.num_rows:
            write_part(_with_rows(table.select(schema.names).cast(schema), listings, rows), target / name)
    if found.thumbnails.num_rows:
        write_part(found.thumbnails.cast(THUMBNAIL), target / THUMBNAILS)
    if shared.keeps_state:
        write_history(listings, rows, target)
        readers = np.flatnonzero(found.read_facts)
        read = np.zeros(len(rows), np.uint64)
        read[readers] = _digests(listings.take(readers), keys.take(readers), facts, shared)
        write_part(pa.table({"row": rows, "facts": read}), target / EVALUATED)
    return found.seconds


def _with_rows(table: pa.Table, listings: pa.Table, rows: Rows) -> pa.Table:
    """The table in the order of listings, each row with its listing's row in the run."""
    places = pc.index_in(_names(table), value_set=_names(listings)).to_numpy(zero_copy_only=False)
    order = np.argsort(places, kind="stable")
    return table.take(order).append_column("row", pa.array(rows[places[order]]))


def _names(table: pa.Table) -> Any:
    names = pc.binary_join_element_wise(table.column("marketplace"), table.column("listing_id"), "\x1f")
    return names.combine_chunks()


def _places(rows: Rows, wanted: Rows) -> Rows:
    return np.searchsorted(rows, wanted)


def _digests(listings: pa.Table, keys: pa.Table, facts: FactTable, shared: Shared) -> NDArray[np.uint64]:
    """The digest of every fact that a listing could read; never 0, which stands for none read."""
    if not listings.num_rows:
        return np.zeros(0, np.uint64)
    listing = keys.column("key_low").to_numpy()
    price_eur = shared.evaluator.price_eur(listings)
    fact_keys = shared.evaluator.fact_keys(listings, listing, price_eur)
    return np.maximum(fact_digests(fact_keys, facts, Own.of(listings, price_eur, listing)), np.uint64(1))


@lru_cache(maxsize=1)
def _open_facts(folder: Path, made: int) -> FactTable:
    """Opened once by a process; `made` is another number when the folder was made anew."""
    del made
    return FactTable.open(folder, complete=True)

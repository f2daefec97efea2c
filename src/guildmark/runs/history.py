"""What the state knows of each listing from before: attached to a slice for its evaluation, and carried on."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
from numpy.typing import NDArray

from guildmark.detectors.forms import remember
from guildmark.facts.refused import REFUSED_LISTING, RefusedMemory
from guildmark.records import BEFORE, REFUSED
from guildmark.runs.parts import HISTORY, REFUSED_PART
from guildmark.runs.request import Shared
from guildmark.runs.task import DONE

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

ROW: "pa.Field[Any]" = pa.field("row", pa.int64())
SAME: "pa.Field[Any]" = pa.field("same", pa.bool_())  # it says what it said when it was seen last
KNOWN = pa.schema([ROW, SAME, BEFORE, REFUSED])

Rows = NDArray[np.int64]


def attach_history(listings: pa.Table, rows: Rows, keys: pa.Table, index: Path, shared: Shared) -> pa.Table:
    """The listings with what was known of each before, and with the refused listing that each is a copy of.

    A listing that did not change keeps the copy that was found when it appeared: what is refused later does not follow
    its present form. Takes the folder of the IndexTask; `rows` rise.
    """
    before, same, copied = _known(rows, index)
    fresh = np.flatnonzero(~same)
    memory = _memory(index, (index / DONE).stat().st_ino)
    if memory.table.num_rows and len(fresh):
        own, listing = listings.take(fresh), keys.column("key_low").to_numpy()[fresh]
        evaluator = shared.evaluator
        found = memory.copies(own, evaluator.fact_keys(own, listing, evaluator.price_eur(own)), listing)
    else:
        found = pa.nulls(len(fresh), REFUSED.type)
    place = np.arange(len(rows)) + len(fresh)
    place[fresh] = np.arange(len(fresh))
    refused = pa.concat_arrays([found, copied]).take(pa.array(place))
    return listings.append_column(BEFORE, before).append_column(REFUSED, refused)


def history_table(listings: pa.Table, rows: Rows) -> pa.Table:
    """What the next run is to know of listings that were judged with their history."""
    before = remember(listings.column(BEFORE.name).combine_chunks(), listings)
    refused = listings.column(REFUSED.name)
    return pa.table([pa.array(rows), before, refused], schema=pa.schema([ROW, BEFORE, REFUSED]))


def read_refused(before: Path | None, surveyed: list[Path], repeated: Rows) -> pa.Table:
    """All refused listings, each as the state has it, else as it stands in this input; not those of `repeated` rows."""
    tables = [REFUSED_LISTING.empty_table()]
    if before is not None and before.exists():
        tables.append(pq.read_table(before).cast(REFUSED_LISTING))
    for file in surveyed:
        if file.exists():
            own = pq.read_table(file)
            stands = ~np.isin(own.column(ROW.name).to_numpy(), repeated)
            tables.append(own.filter(pa.array(stands)).select(REFUSED_LISTING.names).cast(REFUSED_LISTING))
    table = pa.concat_tables(tables)
    _, first = np.unique(table.column("listing").to_numpy(), return_index=True)
    return table.take(first)


def _known(rows: Rows, index: Path) -> tuple[Any, NDArray[np.bool_], Any]:
    """What was known of each row: its forms, whether it says the same, and the copy that was found."""
    known = KNOWN.empty_table()
    if len(rows) and (index / HISTORY).exists():
        own = (pc.field("row") >= int(rows[0])) & (pc.field("row") <= int(rows[-1]))
        known = pq.read_table(index / HISTORY, filters=own).select(KNOWN.names).cast(KNOWN).combine_chunks()
    place: Any = pc.index_in(pa.array(rows), value_set=known.column("row"))
    taken = known.take(place)
    same = np.asarray(taken.column(SAME.name).combine_chunks().fill_null(False), np.bool_)
    return taken.column(BEFORE.name).combine_chunks(), same, taken.column(REFUSED.name).combine_chunks()


@lru_cache(maxsize=1)
def _memory(index: Path, made: int) -> RefusedMemory:
    """Opened once by a process; `made` is another number when the folder was made anew."""
    del made
    path = index / REFUSED_PART
    return RefusedMemory.open(path) if path.exists() else RefusedMemory(REFUSED_LISTING.empty_table())

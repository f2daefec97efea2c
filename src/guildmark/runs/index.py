"""Between the passes: which rows repeat a listing, which are unchanged, and the facts of all listings together."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from guildmark.facts import build_facts
from guildmark.facts.columns import ColumnWriter, read_column
from guildmark.facts.kinds import UNDATED_US, from_microseconds
from guildmark.runs.history import KNOWN, read_refused
from guildmark.runs.parts import (
    CARRIED,
    FACTS,
    HISTORY,
    KEYS,
    REFUSED_PART,
    REPEATED_ROW,
    STATE_FACTS,
    STATE_ROWS,
)
from guildmark.runs.request import Shared
from guildmark.runs.row_stream import GroupWriter
from guildmark.runs.sql import KEY_COLUMNS, Means, copy_to, database, literal, stream, view

GENERATION = "facts"
REPEATED = {"repeated_row": np.int64, "repeated_first": np.int64}
UNCHANGED = {"unchanged_row": np.int64, "unchanged_facts": np.uint64}


@dataclass(frozen=True)
class IndexTask:
    """Looks at the keys of all slices together."""

    folder: Path
    surveys: tuple[Path, ...]
    as_of_us: int | None  # as given; else facts count up to the newest observation of all that is current
    newest_us: int | None  # of this input
    state: Path | None  # the generation of state before this run
    snapshot: bool
    means: Means

    def build(self, target: Path, shared: Shared) -> dict[str, Any]:
        """Returns the number of repeated rows, the digest of the facts, and up to when they count."""
        as_of_us = self.newest_us if self.as_of_us is None else self.as_of_us
        parts = [survey / FACTS for survey in self.surveys]
        with database(target.with_name(target.name + ".spill"), self.means) as connection:
            view(connection, "keys", [survey / KEYS for survey in self.surveys], KEY_COLUMNS)
            repeated = _write(stream(connection, REPEATED_ROWS), target, REPEATED)
            _write(self._unchanged(connection, shared.evaluator.digest), target, UNCHANGED)
            if shared.keeps_state:
                self._history(connection, target)
            if self.state is not None and not self.snapshot:
                before = f"read_parquet({literal(self.state / STATE_FACTS)})"
                copy_to(connection, CARRIED_FACTS.format(before=before), target / CARRIED)
                parts.append(target / CARRIED)
                if self.as_of_us is None:
                    as_of_us = self._newest(connection)
        facts = build_facts(
            parts,
            from_microseconds(as_of_us),
            target / GENERATION,
            leave_out=read_column(target / REPEATED_ROW),
            memory_mb=self.means.memory_mb,
            threads=self.means.threads,
        )
        return {"repeated": repeated, "facts": facts.digest, "as_of_us": as_of_us}

    def _history(self, connection: duckdb.DuckDBPyConnection, target: Path) -> None:
        """What the state knows of the rows of this input, and all listings that were refused, of this input too."""
        known = None if self.state is None else self.state / REFUSED_PART
        surveyed = [survey / REFUSED_PART for survey in self.surveys]
        refused = read_refused(known, surveyed, read_column(target / REPEATED_ROW))
        pq.write_table(refused, target / REFUSED_PART)
        if self.state is None or not (self.state / HISTORY).exists():
            return  # nothing was kept, or by a version that did not
        files = {name: f"read_parquet({literal(self.state / name)})" for name in (HISTORY, STATE_ROWS)}
        query = KNOWN_ROWS.format(history=files[HISTORY], rows=files[STATE_ROWS])
        writer = GroupWriter(target / HISTORY, KNOWN)
        for batch in stream(connection, query):
            writer.append(pa.Table.from_batches([batch]).cast(KNOWN))
        writer.close()

    def _newest(self, connection: duckdb.DuckDBPyConnection) -> int | None:
        """The newest observation of this input and of the listings beside it; never the clock."""
        assert self.state is not None
        before = f"read_parquet({literal(self.state / STATE_ROWS)})"
        carried = connection.sql(NEWEST_CARRIED.format(before=before, undated=UNDATED_US)).fetchall()[0][0]
        return max((us for us in (self.newest_us, carried) if us is not None), default=None)

    def _unchanged(self, connection: duckdb.DuckDBPyConnection, context: str) -> Iterable[Any]:
        if self.state is None:
            return ()
        before = f"read_parquet({literal(self.state / STATE_ROWS)})"
        return stream(connection, UNCHANGED_ROWS.format(before=before, context=literal(context)))


REPEATED_ROWS = """
    WITH repeated AS (
        SELECT key_low, key_high, min(row) AS first FROM keys GROUP BY key_low, key_high HAVING count(*) > 1
    )
    SELECT keys.row AS repeated_row, first AS repeated_first
    FROM keys JOIN repeated USING (key_low, key_high) WHERE keys.row > first ORDER BY repeated_row
"""
UNCHANGED_ROWS = """
    SELECT keys.row AS unchanged_row, before.facts AS unchanged_facts
    FROM keys JOIN {before} before USING (key_low, key_high, content_low, content_high)
    WHERE before.context = {context} ORDER BY unchanged_row
"""
KNOWN_ROWS = """
    SELECT keys.row, keys.content_low = rows.content_low AND keys.content_high = rows.content_high AS same,
           history.before, history.refused
    FROM keys JOIN {history} history USING (key_low, key_high) JOIN {rows} rows USING (key_low, key_high)
    ORDER BY keys.row
"""
# Keys of listings that this input does not hold.
CARRIED_FACTS = """
    SELECT before.* REPLACE (-1::BIGINT AS row) FROM {before} before
    ANTI JOIN (SELECT key_low AS listing FROM keys) USING (listing)
"""

NEWEST_CARRIED = """
    SELECT max(observed_us) FROM {before} before ANTI JOIN keys USING (key_low, key_high) WHERE observed_us <> {undated}
"""


def _write(batches: Iterable[Any], target: Path, columns: dict[str, Any]) -> int:
    writers = {name: ColumnWriter(target / f"{name}.npy", dtype) for name, dtype in columns.items()}
    for batch in batches:
        for name, writer in writers.items():
            writer.append(batch.column(name).to_numpy())
    for writer in writers.values():
        writer.close()
    return min(writer.rows for writer in writers.values())


def rows_between(folder: Path, names: dict[str, Any], first: int, last: int) -> list[NDArray[Any]]:
    """The part of sorted columns whose rows, the first column, are at least `first` and below `last`."""
    columns = [read_column(folder / f"{name}.npy") for name in names]
    start, end = np.searchsorted(columns[0], [first, last])
    return [column[start:end] for column in columns]

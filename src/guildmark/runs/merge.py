"""Puts the parts of all slices together in row order, with what an earlier run found for unchanged listings."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute

from guildmark.facts.columns import read_column
from guildmark.records import BANDS, FINDING, SIGNAL, TACTIC_HIT, THUMBNAIL
from guildmark.runs.changes import write_changes
from guildmark.runs.parts import (
    EVALUATED,
    FINDINGS,
    HITS,
    KEYS,
    REJECTED,
    REPEATED_ROW,
    SIGNALS,
    STATE_ROWS,
    THUMBNAILS,
    write_rejects,
)
from guildmark.runs.request import Shared
from guildmark.runs.row_stream import GroupWriter, RowStream, in_row_order
from guildmark.runs.sql import (
    EVALUATED_COLUMNS,
    KEY_COLUMNS,
    Means,
    database,
    literal,
    rows_table,
    stream,
    view,
)

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers


@dataclass(frozen=True)
class MergeTask:
    """Makes the results of a run of its parts."""

    folder: Path
    surveys: tuple[Path, ...]
    detects: tuple[Path, ...]
    ends: tuple[int, ...]  # one past the last row of each slice, within the run
    index: Path  # folder of the IndexTask
    keeps_state: bool
    before: Path | None  # the generation of state before this run
    snapshot: bool
    means: Means

    def build(self, target: Path, shared: Shared) -> dict[str, Any]:
        """Returns counts of findings per band, of signals per detector, of hits per tactic, and of carried listings."""
        _merge_rejects(self.surveys, self.detects, target / REJECTED, shared)
        bands: Counter[str] = Counter()
        detectors: Counter[str] = Counter()
        tactics: Counter[str] = Counter()
        with database(target.with_name(target.name + ".spill"), self.means) as connection:
            carried = self._open(connection)
            for table in self._merge(connection, FINDINGS, FINDING, target):
                _count(bands, table.column("band"), "")
                _count(bands, table.column("would_band"), "would_")
            for table in self._merge(connection, SIGNALS, SIGNAL, target):
                _count(detectors, table.column("detector"), "")
            for table in self._merge(connection, HITS, TACTIC_HIT, target):
                _count(tactics, table.column("tactic"), "")
            self._thumbnails(connection, target)
            if self.keeps_state:
                write_changes(connection, self.before, target)
        findings = {band: bands[band] for band in BANDS} | {"would_act": bands["would_act"]}
        counted = {"signals": dict(sorted(detectors.items())), "hits": dict(sorted(tactics.items()))}
        return {"findings": findings, **counted, "carried": carried}

    def _open(self, connection: duckdb.DuckDBPyConnection) -> int:
        """Lay out which rows of this input keep what was found before; the number of listings beside them."""
        if self.before is None:
            return 0
        view(connection, "keys", [survey / KEYS for survey in self.surveys], KEY_COLUMNS)
        view(connection, "evaluated", [detect / EVALUATED for detect in self.detects], EVALUATED_COLUMNS)
        rows_table(connection, "repeated", read_column(self.index / REPEATED_ROW))
        for name in (FINDINGS, SIGNALS, HITS):
            path = literal(self.before / name)
            table = Path(name).stem
            connection.execute(f"CREATE VIEW old_{table} AS SELECT * FROM read_parquet({path}, file_row_number=true)")
        connection.execute(KEPT)
        if self.snapshot:
            return 0
        rows = literal(self.before / STATE_ROWS)
        query = f"SELECT count(*) FROM read_parquet({rows}) ANTI JOIN keys USING (key_low, key_high)"
        return int(connection.sql(query).fetchall()[0][0])

    def _merge(
        self, connection: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, target: Path
    ) -> Iterator[pa.Table]:
        """Write a table of results, and give its pieces to be counted."""
        with_row = schema.append(pa.field("row", pa.int64()))
        old = None
        if self.before is not None:
            query = KEPT_ROWS if self.snapshot else f"{KEPT_ROWS} UNION ALL {CARRIED_ROWS}"
            query = query.format(table=f"old_{Path(name).stem}", after=self.ends[-1] if self.ends else 0)
            old = RowStream(stream(connection, f"{query} ORDER BY row, file_row_number"), with_row)
        writer = GroupWriter(target / name, schema)
        parts = ((detect / name, end) for detect, end in zip(self.detects, self.ends, strict=True))
        for table in in_row_order(parts, old, with_row):
            writer.append(table)
            yield table
        writer.close()

    def _thumbnails(self, connection: duckdb.DuckDBPyConnection, target: Path) -> None:
        """One preview of each picture that the results name."""
        files = [path for detect in self.detects if (path := detect / THUMBNAILS).exists()]
        files += [] if self.before is None else [self.before / THUMBNAILS]
        writer = GroupWriter(target / THUMBNAILS, THUMBNAIL)
        if files:
            view(connection, "previews", files, "picture VARCHAR, jpeg BLOB")
            paths = {"findings": literal(target / FINDINGS), "signals": literal(target / SIGNALS)}
            for batch in stream(connection, NAMED_PREVIEWS.format(**paths)):
                writer.append(pa.Table.from_batches([batch]).cast(THUMBNAIL))
        writer.close()


# Rows whose listing was not judged again, and has something that was found before.
KEPT = """
    CREATE TABLE kept AS
    SELECT row, key_low, key_high FROM keys ANTI JOIN repeated USING (row) ANTI JOIN evaluated USING (row)
    SEMI JOIN (
        SELECT key_low, key_high FROM old_findings UNION SELECT key_low, key_high FROM old_signals
        UNION SELECT key_low, key_high FROM old_hits
    ) USING (key_low, key_high)
"""
KEPT_ROWS = "SELECT old.*, kept.row AS row FROM {table} old JOIN kept USING (key_low, key_high)"
CARRIED_ROWS = """
    SELECT old.*, {after} + file_row_number AS row FROM {table} old ANTI JOIN keys USING (key_low, key_high)
"""
NAMED_PREVIEWS = """
    SELECT picture, min(jpeg) AS jpeg FROM previews SEMI JOIN (
        SELECT picture FROM read_parquet({findings}) UNION SELECT official_picture FROM read_parquet({findings})
        UNION SELECT picture FROM read_parquet({signals})
    ) USING (picture)
    GROUP BY picture ORDER BY picture
"""


def _merge_rejects(surveys: Sequence[Path], detects: Sequence[Path], path: Path, shared: Shared) -> None:
    """What could not be read: of the whole input first, then of each slice in row order, of reviews last."""
    write_rejects(shared.catalogue.notes, path)
    with path.open("ab") as file:
        for survey, detect in zip(surveys, detects, strict=True):
            lines: bytes = (survey / REJECTED).read_bytes()
            if (detect / REJECTED).exists():
                lines = _sorted_lines(lines + (detect / REJECTED).read_bytes())
            file.write(lines)
        if shared.reviews is not None:
            file.write((shared.reviews / REJECTED).read_bytes())


def _sorted_lines(lines: bytes) -> bytes:
    def place(line: bytes) -> int:
        row = json.loads(line)["row"]
        return -1 if row is None else int(row)

    ordered = sorted(lines.splitlines(keepends=True), key=place)
    return b"".join(ordered)


def _count(counts: Counter[str], values: Any, prefix: str) -> None:
    for entry in pc.value_counts(values).to_pylist():
        counts[f"{prefix}{entry['values']}"] += entry["counts"]

"""Builds a generation of facts: DuckDB sorts the keys within bounded memory, and one pass measures them."""

import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.facts.kinds import ALL_WINDOWS, DAY_US, WINDOW_DAYS, Kind, as_microseconds
from guildmark.facts.measure import FactInput
from guildmark.facts.table import FactTable
from guildmark.facts.write import KindWriter, generation_digest

BATCH_ROWS = 1 << 17
FORMAT = 1


def build_facts(
    parts: Iterable[Path],
    as_of: datetime | None,
    out: Path,
    *,
    leave_out: NDArray[np.int64] | None = None,
    memory_mb: int = 512,
    threads: int = 2,
) -> FactTable:
    """Measure the facts of all fact keys in some Parquet files, and write them as a generation.

    `parts` hold `FACT_KEY` rows; a listing stands there once per key. Rows whose `row` is in `leave_out` do not count.
    `as_of` is the instant before which windows are counted; null when nothing is dated. Memory: about `memory_mb`, plus
    the rows of the most common key; what does not fit goes to a folder beside `out`.
    """
    spill = out.with_name(out.name + ".spill")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    files = [str(part) for part in parts]
    settings: dict[str, Any] = {"memory_limit": f"{memory_mb}MB", "threads": threads, "temp_directory": str(spill)}
    writers = {kind: KindWriter(out / kind.name.lower()) for kind in Kind}
    with duckdb.connect(config={**settings, "preserve_insertion_order": False}) as connection:
        for kind, rows in _groups(_batches(connection, files, as_microseconds(as_of), leave_out)):
            writers[kind].append(rows)
    shutil.rmtree(spill, ignore_errors=True)
    columns = {kind.name.lower(): writer.close() for kind, writer in writers.items()}
    meta = {
        "format": FORMAT,
        "as_of_us": as_microseconds(as_of),
        "window_days": list(WINDOW_DAYS),
        "kinds": columns,
        "digest": generation_digest(columns, as_microseconds(as_of)),
    }
    (out / "meta.json").write_text(json.dumps(meta, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return FactTable.open(out)


def _batches(
    connection: duckdb.DuckDBPyConnection, files: list[str], as_of_us: int | None, leave_out: NDArray[np.int64] | None
) -> Iterator[pa.RecordBatch]:
    if not files:
        return
    rows = "read_parquet($files)"
    connection.execute("CREATE TEMP TABLE left_out (row BIGINT)")
    if leave_out is not None and len(leave_out):
        absent = pa.table({"row": leave_out})
        connection.register("absent", absent)
        connection.execute("INSERT INTO left_out SELECT row FROM absent")
        rows = "(SELECT * FROM read_parquet($files) facts ANTI JOIN left_out USING (row))"
    query = f"""
        SELECT kind, key, listing, seller, coalesce(price_eur, 'nan'::DOUBLE) AS price_eur,
               ({_window_sql(as_of_us)})::UTINYINT AS windows
        FROM {rows} WHERE windows > 0 ORDER BY kind, key, listing
    """
    # A relation streams its sorted rows; a cursor would hold all of them in memory first.
    yield from connection.sql(query, params={"files": files}).to_arrow_reader(BATCH_ROWS)


def _window_sql(as_of_us: int | None) -> str:
    """The same rule as `window_bits`."""
    if as_of_us is None:
        return str(ALL_WINDOWS)
    age = f"({as_of_us} - epoch_us(observed_at))"
    bits = " + ".join(
        f"CASE WHEN {age} < {days * DAY_US} THEN {1 << window} ELSE 0 END" for window, days in enumerate(WINDOW_DAYS)
    )
    return f"CASE WHEN observed_at IS NULL THEN {ALL_WINDOWS} WHEN {age} < 0 THEN 0 ELSE {bits} END"


def _groups(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[Kind, FactInput]]:
    """Runs of rows of one kind that end with the last row of a key."""
    held: list[dict[str, NDArray[Any]]] = []
    for batch in batches:
        columns = {name: batch.column(name).to_numpy() for name in batch.schema.names}
        if held and (columns["kind"][0], columns["key"][0]) == (held[-1]["kind"][-1], held[-1]["key"][-1]):
            same = (columns["kind"] == columns["kind"][0]) & (columns["key"] == columns["key"][0])
            end = len(same) if same.all() else int(np.argmin(same))
            held.append({name: column[:end] for name, column in columns.items()})
            columns = {name: column[end:] for name, column in columns.items()}
        if len(columns["kind"]):
            yield from _by_kind(held)
            held = [columns]
    yield from _by_kind(held)


def _by_kind(held: list[dict[str, NDArray[Any]]]) -> Iterator[tuple[Kind, FactInput]]:
    if not held:
        return
    columns = {name: np.concatenate([piece[name] for piece in held]) for name in held[0]}
    kinds = columns.pop("kind")
    for kind in Kind:
        start, end = np.searchsorted(kinds, kind), np.searchsorted(kinds, kind, side="right")
        if start < end:
            yield kind, FactInput(**{name: column[start:end] for name, column in columns.items()})

"""Sorts and joins over all rows of a run: DuckDB within bounded memory, its results streamed."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

BATCH_ROWS = 1 << 16

# What the parts have, for when there are none of them.
KEY_COLUMNS = (
    "row BIGINT, key_low UBIGINT, key_high UBIGINT, content_low UBIGINT, content_high UBIGINT, observed_us BIGINT"
)
EVALUATED_COLUMNS = "row BIGINT, facts UBIGINT"
STATE_COLUMNS = (
    "key_low UBIGINT, key_high UBIGINT, content_low UBIGINT, content_high UBIGINT, observed_us BIGINT, "
    "facts UBIGINT, context VARCHAR"
)


@dataclass(frozen=True)
class Means:
    """How much of the machine a query may take. It does not change any result."""

    memory_mb: int
    threads: int


@contextmanager
def database(spill: Path, means: Means) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that puts what does not fit into the folder `spill`."""
    settings: dict[str, Any] = {
        "memory_limit": f"{means.memory_mb}MB",
        "threads": means.threads,
        "temp_directory": str(spill),
        "preserve_insertion_order": False,
    }
    try:
        with duckdb.connect(config=settings) as connection:
            yield connection
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def stream(connection: duckdb.DuckDBPyConnection, query: str) -> pa.RecordBatchReader:
    """The rows of a query, batch by batch. A cursor would hold all of them in memory first."""
    reader: pa.RecordBatchReader = connection.sql(query).to_arrow_reader(BATCH_ROWS)
    return reader


def view(connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[Path], columns: str) -> None:
    """A view over the rows of those Parquet files that are there; without any, an empty table of `columns`."""
    there = [str(file) for file in files if file.exists()]
    if there:
        connection.read_parquet(there).create_view(name)
    else:
        connection.execute(f"CREATE TABLE {name} ({columns})")


def rows_table(connection: duckdb.DuckDBPyConnection, name: str, rows: NDArray[np.int64]) -> None:
    """A table with the one column `row`."""
    numbers = pa.table({"row": rows})
    connection.register("numbers", numbers)
    connection.execute(f"CREATE TABLE {name} AS SELECT row FROM numbers")
    connection.unregister("numbers")


def copy_to(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write the rows of a query to a Parquet file, in no order."""
    connection.execute(f"COPY ({query}) TO {literal(path)} (FORMAT parquet, COMPRESSION zstd)")


def literal(value: object) -> str:
    """A text as SQL writes it."""
    return "'" + str(value).replace("'", "''") + "'"

"""Tables in row order, from parts that follow each other and from rows of an earlier run that belong between them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

GROUP_ROWS = 32_768


class RowStream:
    """Batches that are sorted by their column `row`, taken piece by piece."""

    def __init__(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
        self._batches = iter(batches)
        self._schema = schema
        self._held = schema.empty_table()
        self._ended = False

    def before(self, row: int) -> pa.Table:
        """The rows that come before a row of the run and were not taken yet."""
        while not self._ended and not (self._held.num_rows and self._held.column("row")[-1].as_py() >= row):
            batch = next(self._batches, None)
            if batch is None:
                self._ended = True
            else:
                more = pa.Table.from_batches([batch]).select(self._schema.names).cast(self._schema)
                self._held = pa.concat_tables([self._held, more])
        end = int((self._held.column("row").to_numpy() < row).sum())
        taken, self._held = self._held.slice(0, end), self._held.slice(end)
        return taken

    def rest(self) -> Iterator[pa.Table]:
        """All that is left."""
        yield self._held
        for batch in self._batches:
            yield pa.Table.from_batches([batch]).select(self._schema.names).cast(self._schema)


def in_row_order(parts: Iterable[tuple[Path, int]], old: RowStream | None, schema: pa.Schema) -> Iterator[pa.Table]:
    """Rows of the parts and of `old`, in the order of rows; `parts` are paths with the row that ends each.

    A part that was not written has no rows.
    """
    for path, end in parts:
        new = pq.read_table(path).select(schema.names).cast(schema) if path.exists() else schema.empty_table()
        between = old.before(end) if old else schema.empty_table()
        if between.num_rows and new.num_rows:
            yield pa.concat_tables([new, between]).sort_by("row")
        else:
            yield new if new.num_rows else between
    if old:
        yield from old.rest()


class GroupWriter:
    """Writes a Parquet file in groups of a fixed number of rows, so that its bytes do not depend on how rows came."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.rows = 0
        self._schema = schema
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._held: list[pa.Table] = []
        self._waiting = 0

    def append(self, table: pa.Table) -> None:
        """Write the next rows."""
        self.rows += table.num_rows
        self._waiting += table.num_rows
        self._held.append(table)
        if self._waiting >= GROUP_ROWS:
            whole = pa.concat_tables(self._held)
            groups = self._waiting // GROUP_ROWS
            for group in range(groups):
                self._write(whole.slice(group * GROUP_ROWS, GROUP_ROWS))
            self._held = [whole.slice(groups * GROUP_ROWS)]
            self._waiting -= groups * GROUP_ROWS

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        if self._waiting:
            self._write(pa.concat_tables(self._held))
        self._writer.close()

    def _write(self, table: pa.Table) -> None:
        self._writer.write_table(table.select(self._schema.names).cast(self._schema).combine_chunks())

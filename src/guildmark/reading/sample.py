"""The first rows of a file: its columns, and which fields they fill."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.reading import delimited, documents, json_lines, parquet
from guildmark.reading.column_map import first_named
from guildmark.reading.convert import to_listings
from guildmark.reading.derived_columns import names_in_rows, names_in_schema
from guildmark.reading.input_file import InputFile
from guildmark.reading.raw_rows import RawRows, table_from_rows, valid_name
from guildmark.reading.row_scan import scan_rows
from guildmark.reading.spans import Span
from guildmark.reading.streams import TextStream
from guildmark.reading.vocabulary import column_names

ROWS = 1000
TEXT_BYTES = 1 << 22


def columns_of(file: InputFile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The file's columns as it names them and, for JSON Lines, the kind of each."""
    if file.format == "parquet":
        return parquet.columns(file.path), ()
    if file.format in ("csv", "tsv"):
        return delimited.header(file), ()
    if file.format == "jsonl":
        return json_lines.columns_and_kinds(file)
    rows = documents.sample(file)
    return tuple(dict.fromkeys(valid_name(name) for row in rows for name in row)), ()


def inner_names(file: InputFile) -> tuple[str, ...]:
    """Dotted names of the fields inside the columns' objects, as far as the first rows show."""
    if file.format == "parquet":
        return names_in_schema(pq.ParquetFile(file.path).schema_arrow)
    if file.format in ("jsonl", "json"):
        return names_in_rows(json_lines.sample(file) if file.format == "jsonl" else documents.sample(file))
    return ()


def first_rows(file: InputFile) -> RawRows:
    """Up to a thousand rows from the start of the file."""
    if file.format == "parquet":
        return RawRows(_parquet_rows(file), np.arange(ROWS))
    if file.format in ("csv", "tsv"):
        return _delimited_rows(file)
    rows: list[dict[str, Any]] = json_lines.sample(file) if file.format == "jsonl" else documents.sample(file)
    return RawRows(table_from_rows(rows, file.columns), np.arange(len(rows)))


def _parquet_rows(file: InputFile) -> pa.Table:
    reader = pq.ParquetFile(file.path)
    try:
        batch = next(reader.iter_batches(ROWS, use_threads=False), None)
    except (OSError, pa.ArrowException):
        batch = None
    table = pa.Table.from_batches([batch]) if batch is not None else reader.schema_arrow.empty_table()
    return table.rename_columns(list(file.columns))


def _delimited_rows(file: InputFile) -> RawRows:
    head = TextStream(file).read(TEXT_BYTES)
    found = scan_rows(head, file.delimiter, final=len(head) < TEXT_BYTES, most_rows=ROWS + 1)
    if len(found.starts) < 2:
        return RawRows(pa.table({name: pa.array([], pa.binary()) for name in file.columns}), np.arange(0))
    start, end = int(found.starts[1]), int(found.ends[-1])
    return delimited.read(file, Span(len(found.starts) - 1, start, end - start), 0)


def supplied_fields(file: InputFile) -> Iterable[str]:
    """The fields that the file's rules name, and those that its first rows fill, such as a currency inside prices."""
    raw = first_rows(file)
    rows = RawRows(raw.table, raw.rows[: raw.table.num_rows])
    listings, _, _ = to_listings(rows, file, marketplace="", run_row=0)
    filled = {name for name in listings.column_names if listings.column(name).null_count < listings.num_rows}
    return filled | {rule.field for rule in file.rules}


def id_candidates(columns: Iterable[str]) -> list[str]:
    """Columns that may hold the listing's id, the likeliest first."""
    names = list(columns)
    known = [*column_names("listing")["listing_id"], *column_names("listing")["sku"], *column_names("listing")["url"]]
    return [column for name in known if (column := first_named(names, [name]))]

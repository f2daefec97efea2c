"""The first rows of a file: its columns, how its prices are written, and which fields they fill."""

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.reading import delimited, documents, json_lines, parquet
from guildmark.reading.convert import to_listings
from guildmark.reading.derived_columns import names_in_rows, names_in_schema, with_derived
from guildmark.reading.input_file import InputFile, Rule
from guildmark.reading.raw_rows import RawRows, table_from_rows, valid_name
from guildmark.reading.row_scan import scan_rows
from guildmark.reading.spans import Span
from guildmark.reading.streams import TextStream

ROWS = 1000
TEXT_BYTES = 1 << 22
LEAST_DECIMALS = 10  # values that must agree before a column's separator is taken as known

_POINT = re.compile(r"(?:^|[^\d.,])\d{1,3}(?:,\d{3})*\.\d{1,2}(?![\d.,])|(?:^|[^\d.,])\d{4,}\.\d{1,2}(?![\d.,])")
_COMMA = re.compile(r"(?:^|[^\d.,])\d{1,3}(?:\.\d{3})*,\d{1,2}(?![\d.,])|(?:^|[^\d.,])\d{4,},\d{1,2}(?![\d.,])")


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


def decimal_of(file: InputFile, rule: Rule) -> str | None:
    """The decimal separator that the first rows of a price column show beyond doubt, if they do."""
    table = with_derived(first_rows(file).table, file)
    points = commas = 0
    for name in rule.columns:
        if name not in table.column_names or not _is_text(table.column(name).type):
            continue
        for value in table.column(name).to_pylist():
            text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
            points += _POINT.search(text) is not None
            commas += _COMMA.search(text) is not None
    if points >= LEAST_DECIMALS and commas == 0:
        return "."
    return "," if commas >= LEAST_DECIMALS and points == 0 else None


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_binary(kind) or pa.types.is_large_string(kind))

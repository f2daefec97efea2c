"""CSV and TSV: rows split by one compiled pass, columns read by Arrow, odd rows repaired one by one."""

import csv
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from guildmark.reading.input_file import InputFile
from guildmark.reading.raw_rows import RawRows, changed
from guildmark.reading.row_scan import Rows, scan_rows
from guildmark.reading.spans import Span, line_spans
from guildmark.reading.streams import TextStream, read_range
from guildmark.records import InputError, Reject

EXTRA_FIELDS = "extra fields"  # the attribute that keeps what stands beyond the last column
HEAD_BYTES = 1 << 22


def header(file: InputFile) -> tuple[str, ...]:
    """The column names of the first row, as they stand there; empty where the file holds no row."""
    head = TextStream(file).read(HEAD_BYTES)
    rows = scan_rows(head, file.delimiter, final=True, most_rows=1)
    if len(rows.starts) == 0:
        return ()
    text = head[rows.starts[0] : rows.ends[0]].decode("utf-8", "replace")
    return tuple(name.strip() for name in fields_of(text, file.delimiter, unclosed=bool(rows.unclosed[0])))


def spans(file: InputFile, rows_per_slice: int) -> Iterator[Span]:
    """Where the file's slices lie; the header is left out."""

    def scan(text: bytes, final: bool, most_rows: int) -> Rows:
        return scan_rows(text, file.delimiter, final=final, most_rows=most_rows)

    return line_spans(TextStream(file), scan, 1, rows_per_slice)


def read(file: InputFile, span: Span, first_row: int) -> RawRows:
    """The rows of a span: columns as bytes, named as in the header.

    A row with too few or too many fields, or with a quote that never closes, is kept with what it holds, and told.
    """
    data = read_range(file, span.start, span.size_bytes)
    found = scan_rows(data, file.delimiter, final=True, most_rows=len(data) + 1)
    odd = (found.fields != len(file.columns)) | found.unclosed
    rejects: list[Reject] = []
    if not odd.any():
        table = _table(data, file)
    else:
        even = np.flatnonzero(~odd)
        lines = [data[found.starts[i] : found.ends[i]] for i in even]
        repaired, rejects = _repaired(data, file, found, np.flatnonzero(odd), first_row)
        order = np.argsort(np.concatenate([even, np.flatnonzero(odd)]), kind="stable")
        table = pa.concat_tables([_table(b"\n".join(lines), file), repaired], promote_options="default").take(order)
    if table.num_rows != span.rows:
        raise InputError(changed(file.path, table.num_rows, span.rows))
    return RawRows(table, np.arange(first_row, first_row + span.rows), rejects)


def _table(data: bytes, file: InputFile) -> pa.Table:
    names = [str(number) for number in range(len(file.columns))]
    if not data:
        return pa.table({name: pa.array([], pa.binary()) for name in file.columns})
    source: Any = pa.BufferReader(data)
    table = arrow_csv.read_csv(
        source,
        read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(data) + 1, use_threads=False),
        parse_options=arrow_csv.ParseOptions(delimiter=file.delimiter, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.binary()), check_utf8=False, strings_can_be_null=False
        ),
    )
    return table.rename_columns(list(file.columns))


def _repaired(
    data: bytes, file: InputFile, found: Rows, odd: NDArray[np.int64], first_row: int
) -> tuple[pa.Table, list[Reject]]:
    """Odd rows as columns: what they hold by place, missing fields empty, surplus in an attribute."""
    width = len(file.columns)
    rows: list[list[bytes | None]] = []
    rejects = []
    for place in odd:
        line = data[found.starts[place] : found.ends[place]]
        unclosed = bool(found.unclosed[place])
        values = fields_of(line.decode("utf-8", "surrogateescape"), file.delimiter, unclosed=unclosed)
        reason = why_odd(len(values), width, unclosed=unclosed)
        shown = line[:1000].decode("utf-8", "replace")
        rejects.append(Reject(file.path, first_row + int(place), None, shown, reason, rejects_row=False))
        kept: list[bytes | None] = [value.encode("utf-8", "surrogateescape") for value in values[:width]]
        surplus = "\n".join(values[width:]).encode("utf-8", "surrogateescape") or None
        rows.append([*kept, *[None] * (width - len(kept)), surplus])
    columns = list(zip(*rows, strict=True))
    names = [*file.columns, EXTRA_FIELDS]
    return pa.table({name: pa.array(column, pa.binary()) for name, column in zip(names, columns, strict=True)}), rejects


def fields_of(line: str, delimiter: str, *, unclosed: bool) -> list[str]:
    """The fields of one row; where a quote stays open, quotes mean nothing."""
    if unclosed:
        return line.split(delimiter)
    csv.field_size_limit(1 << 30)
    return next(csv.reader([line], delimiter=delimiter), [])


def why_odd(fields: int, width: int, *, unclosed: bool) -> str:
    """What is odd about a row, for the log."""
    if unclosed:
        return "a quote opens and does not close; the row was read up to its line end"
    return f"the row has {fields} fields, the header {width}; it was read field by field from the left"

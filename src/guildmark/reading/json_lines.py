"""JSON Lines: one object a line, read by Arrow where a whole slice is clean and by Python where it is not."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import json as arrow_json

from guildmark.reading.input_file import InputFile
from guildmark.reading.raw_rows import BIGGEST_INTEGER, RawRows, changed, table_from_rows, valid_name
from guildmark.reading.row_scan import Rows
from guildmark.reading.spans import Span, line_spans
from guildmark.reading.streams import TextStream, read_range
from guildmark.records import InputError, Reject

SAMPLE_BYTES = 1 << 22
SAMPLE_ROWS = 1000
_TYPES: dict[str, pa.DataType] = {"string": pa.string(), "int64": pa.int64(), "double": pa.float64()}


def columns_and_kinds(file: InputFile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of the first thousand objects and the kind of each one's values; "" where it varies."""
    kinds: dict[str, set[str]] = {}
    for row in sample(file):
        for name, value in row.items():
            kinds.setdefault(valid_name(name), set()).update({_kind(value)} - {"null"})
    return tuple(kinds), tuple(_common(found) for found in kinds.values())


def sample(file: InputFile) -> list[dict[str, Any]]:
    """The first objects of the file, as far as they can be read."""
    head = TextStream(file).read(SAMPLE_BYTES)
    found = _lines(head, len(head) < SAMPLE_BYTES, SAMPLE_ROWS)
    lines = (head[start:end] for start, end in zip(found.starts, found.ends, strict=True))
    return [row for row in map(_loads, islice(lines, SAMPLE_ROWS)) if isinstance(row, dict)]


def spans(file: InputFile, rows_per_slice: int) -> Iterator[Span]:
    """Where the file's slices lie. Lines of spaces are no rows."""
    return line_spans(TextStream(file), _lines, 0, rows_per_slice)


def read(file: InputFile, span: Span, first_row: int) -> RawRows:
    """The rows of a span. A line that holds no object rejects its row."""
    data = read_range(file, span.start, span.size_bytes)
    table = _by_arrow(data, file)
    if table is not None and table.num_rows == span.rows:
        return RawRows(table, np.arange(first_row, first_row + span.rows))
    return _by_python(data, file, span, first_row)


def _lines(text: bytes, final: bool, most_rows: int) -> Rows:
    """Lines that are not blank; JSON keeps line ends out of its strings."""
    bytes_ = np.frombuffer(text, dtype=np.uint8)
    ends = np.flatnonzero(bytes_ == 0x0A)
    consumed = int(ends[-1]) + 1 if len(ends) else 0
    if final and consumed < len(text):
        ends, consumed = np.append(ends, len(text)), len(text)
    starts = np.concatenate([[0], ends[:-1] + 1]).astype(np.int64)[: len(ends)]
    full = np.array([bool(text[start : min(start + 64, end)].strip() or text[start:end].strip())
                     for start, end in zip(starts, ends, strict=True)], dtype=bool)  # fmt: skip
    starts, ends = starts[full][:most_rows], ends[full][:most_rows]
    return Rows(starts, ends, np.ones(len(starts), np.int64), np.zeros(len(starts), bool), consumed)


def _by_arrow(data: bytes, file: InputFile) -> pa.Table | None:
    """The whole span at once, or nothing where Arrow meets a value that it cannot take as it stands."""
    known = zip(file.columns, file.kinds, strict=True)
    schema = pa.schema([pa.field(name, _TYPES[kind]) for name, kind in known if kind in _TYPES])
    source: Any = pa.BufferReader(data)
    try:
        return arrow_json.read_json(
            source,
            read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(data) + 1),
            parse_options=arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="infer"),
        )
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeDecodeError):
        return None


def _by_python(data: bytes, file: InputFile, span: Span, first_row: int) -> RawRows:
    found = _lines(data, True, len(data) + 1)
    rows, numbers, rejects = [], [], []
    for place, (start, end) in enumerate(zip(found.starts, found.ends, strict=True)):
        line = data[start:end]
        row = _loads(line)
        if isinstance(row, dict):
            rows.append(row)
            numbers.append(first_row + place)
            continue
        shown = line[:1000].decode("utf-8", "replace")
        reason = row if isinstance(row, str) else "the line holds no JSON object"
        rejects.append(Reject(file.path, first_row + place, None, shown, reason, rejects_row=True))
    if len(rows) + len(rejects) != span.rows:
        raise InputError(changed(file.path, len(found.starts), span.rows))
    return RawRows(table_from_rows(rows, file.columns), np.array(numbers, dtype=np.int64), rejects)


def _loads(line: bytes) -> dict[str, Any] | str | None:
    """The object of a line; a text says why it cannot be read."""
    try:
        value = json.loads(line.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError) as error:
        return f"the line is no JSON: {error}"
    return value if isinstance(value, dict) else None


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return "string"
    if type(value) is int and abs(value) < BIGGEST_INTEGER:
        return "int64"
    return "double" if isinstance(value, float) else "mixed"


def _common(kinds: set[str]) -> str:
    if kinds <= {"int64", "double"} and kinds:
        return "double" if "double" in kinds else "int64"
    return "string" if kinds == {"string"} else ""

"""Parquet: slices by row group and offset, read forward so that a large group is decoded once."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.reading.input_file import InputFile
from guildmark.reading.raw_rows import RawRows
from guildmark.records import Reject

SLICE_BYTES = 1 << 25  # a slice of long rows, or of rows with pictures, ends early, so that memory holds

_cursors = threading.local()


class GroupSpan(NamedTuple):
    """Rows of one file: some whole small row groups, or a part of a large one."""

    rows: int
    group: int
    groups: int
    offset: int  # rows of the group before the span


def columns(path: str) -> tuple[str, ...]:
    """Names of the columns, as the file has them."""
    return tuple(pq.ParquetFile(path).schema_arrow.names)


def row_count(file: InputFile) -> int:
    """Rows of the file, by its footer."""
    return int(pq.ParquetFile(file.path).metadata.num_rows)


def spans(file: InputFile, rows_per_slice: int) -> Iterator[GroupSpan]:
    """Where the file's slices lie: whole row groups while they fit together, parts of a group that is larger."""
    meta = pq.ParquetFile(file.path).metadata
    most = _most_rows(meta, rows_per_slice)
    first, rows = 0, 0
    for group in range(meta.num_row_groups):
        size = meta.row_group(group).num_rows
        if rows and rows + size > most:
            yield GroupSpan(rows, first, group - first, 0)
            first, rows = group, 0
        if size > most:
            for offset in range(0, size, most):
                yield GroupSpan(min(most, size - offset), group, 1, offset)
            first = group + 1
        else:
            rows += size
    if rows:
        yield GroupSpan(rows, first, meta.num_row_groups - first, 0)


def read(file: InputFile, span: GroupSpan, first_row: int) -> RawRows:
    """The rows of a span. A column that is damaged there is left out and named."""
    rows = np.arange(first_row, first_row + span.rows)
    try:
        table = _span_table(file, span, None)
        return RawRows(table.rename_columns(list(file.columns)), rows)
    except (OSError, pa.ArrowException) as error:
        if isinstance(error, FileNotFoundError):
            raise
    kept: dict[str, Any] = {}
    rejects = []
    for place, name in enumerate(file.columns):
        try:
            kept[name] = _span_table(file, span, [place]).column(0)
        except (OSError, pa.ArrowException) as error:
            reason = f"rows {first_row} to {first_row + span.rows - 1} of the column are damaged: {error}"
            rejects.append(Reject(file.path, None, name, "", reason, rejects_row=False))
            kept[name] = pa.nulls(span.rows)
    return RawRows(pa.table(kept), rows, rejects)


def _most_rows(meta: Any, rows_per_slice: int) -> int:
    """Rows a slice, fewer where rows are long; the same for a file whoever reads it."""
    most = rows_per_slice
    bytes_ = sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))
    if meta.num_rows and bytes_ > meta.num_rows * SLICE_BYTES // rows_per_slice:
        most = min(most, max(1, SLICE_BYTES * meta.num_rows // bytes_))
    return most


def _span_table(file: InputFile, span: GroupSpan, places: list[int] | None) -> pa.Table:
    parquet = pq.ParquetFile(file.path, memory_map=False, pre_buffer=False)
    names = None if places is None else [parquet.schema_arrow.names[place] for place in places]
    if places is not None and parquet.schema_arrow.names.count(names[0] if names else "") > 1:
        raise pa.ArrowInvalid("two columns have this name")
    group_rows = parquet.metadata.row_group(span.group).num_rows
    if span.groups > 1 or group_rows == span.rows:
        groups = list(range(span.group, span.group + span.groups))
        return parquet.read_row_groups(groups, columns=names, use_threads=False)
    return _part(file, parquet, span, names)


def _part(file: InputFile, parquet: pq.ParquetFile, span: GroupSpan, names: list[str] | None) -> pa.Table:
    """A part of a large row group; the place in it is kept, so that parts taken in order are decoded once."""
    key = (file.path, file.sha256, span.group, tuple(names or ()))
    cursor = getattr(_cursors, "cursor", None)
    if cursor is None or cursor["key"] != key or cursor["offset"] > span.offset:
        batches = parquet.iter_batches(8192, row_groups=[span.group], columns=names, use_threads=False)
        cursor = {"key": key, "offset": 0, "batches": batches, "held": None}
    _cursors.cursor = None  # should reading fail, the next one starts afresh
    parts: list[pa.RecordBatch] = []
    have = 0
    while have < span.rows:
        batch = cursor["held"] if cursor["held"] is not None else next(cursor["batches"])
        cursor["held"] = None
        skip = min(span.offset - cursor["offset"], batch.num_rows) if not parts else 0
        take = min(batch.num_rows - skip, span.rows - have)
        if take > 0:
            parts.append(batch.slice(skip, take))
        if skip + take < batch.num_rows:
            cursor["held"] = batch.slice(skip + take)
        cursor["offset"] += skip + take
        have += take
    _cursors.cursor = cursor
    return pa.Table.from_batches(parts)


def trouble(path: str) -> str | None:
    """Why a file that begins like Parquet cannot be read; nothing where it can."""
    with suppress(OSError, pa.ArrowException):
        pq.ParquetFile(path)
        return None
    with open(path, "rb") as file:  # noqa: PTH123
        file.seek(-4, 2)
        ended = file.read() == b"PAR1"
    why = (
        "its footer is damaged"
        if ended
        else "its end is missing, and with it the footer that says where the columns lie"
    )
    return f"the Parquet file cannot be read: {why}; write or copy the file again"

"""One byte form for rows of an Arrow table: equal values give equal bytes, whatever batches or versions carried them.

A value is a tag byte (0 missing, 1 present) and then its content: texts and bytes with their length as four
little-endian bytes, numbers and instants as little-endian bytes of their width, lists and maps with their count and
then each item in the order in which it came, structs field by field. Nothing is trimmed, folded or sorted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numba
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from guildmark.records.filled import filled

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]
Array = Any  # any Arrow array: what it can do depends on its type, which is looked at here

# Kinds of columns, by the numbers that Arrow gives them.
MAP, DICTIONARY = pa.map_(pa.int8(), pa.int8()).id, pa.dictionary(pa.int8(), pa.int8()).id
STRUCT, BOOLEAN = pa.struct([]).id, pa.bool_().id
WIDE_TEXTS = {pa.large_string().id, pa.large_binary().id}
TEXTS = {pa.string().id, pa.binary().id, *WIDE_TEXTS}
LISTS = {kind.id for kind in (pa.list_(pa.int8()), pa.large_list(pa.int8()), pa.list_(pa.int8(), 1))}

PRESENT: Bytes = np.ones(1, np.uint8)
ONE_BYTE: Places = np.ones(1, np.int64)
NOTHING: Bytes = np.empty(0, np.uint8)
NOWHERE: Places = np.empty(0, np.int64)

BLOCK_BYTES = 64 << 20  # so that pictures inside listings do not need their whole batch twice in memory


@dataclass(slots=True)
class Column:
    """A column in plain buffers. `sizes` is the number of bytes that each value takes in the canonical form."""

    shape: str  # text, fixed, list, struct; missing, where every value is
    present: Bytes
    sizes: Places
    starts: Places = field(default_factory=lambda: NOWHERE)  # text: n + 1 places in `data`
    data: Bytes = field(default_factory=lambda: NOTHING)
    counts: Places = field(default_factory=lambda: NOWHERE)  # list: items of each value
    children: tuple["Column", ...] = ()


def canonical_rows(table: pa.Table, names: Sequence[str]) -> Iterator[tuple[Bytes, Places]]:
    """The rows of some columns as bytes: blocks of (bytes, n + 1 boundaries between the rows)."""
    for batch in table.select(list(names)).to_batches():
        rows = _rows_of_a_block(batch)
        for first in range(0, batch.num_rows, rows):
            yield _block(batch.slice(first, rows))


def _rows_of_a_block(batch: pa.RecordBatch) -> int:
    if batch.num_rows < 2:
        return 1
    return max(1, min(batch.num_rows, batch.num_rows * BLOCK_BYTES // max(1, batch.nbytes)))


def _block(batch: pa.RecordBatch) -> tuple[Bytes, Places]:
    columns = [_column(array) for array in batch.columns]
    boundaries = np.zeros(batch.num_rows + 1, np.int64)
    np.cumsum(_sum([column.sizes for column in columns]), out=boundaries[1:])
    out = np.empty(boundaries[-1], np.uint8)
    places = boundaries[:-1].copy()
    for column in columns:
        _write(column, out, places)
    return out, boundaries


def _column(array: Array) -> Column:
    kind = array.type
    if kind.id == MAP:
        array = array.cast(pa.list_(pa.struct([("key", kind.key_type), ("value", kind.item_type)])))
    elif kind.id == DICTIONARY:
        array = array.dictionary_decode()
    elif kind.id == BOOLEAN:
        array = array.cast(pa.uint8())
    if array.null_count == len(array):
        return Column("missing", np.zeros(len(array), np.uint8), ONE_BYTE.repeat(len(array)))
    present, shape = _present(array), array.type.id
    if shape in TEXTS:
        return _texts(array, present, shape in WIDE_TEXTS)
    if shape in LISTS:
        return _lists(array, present)
    if shape == STRUCT:
        fields = tuple(_column(part) for part in array.flatten())
        return Column("struct", present, 1 + _sum([part.sizes for part in fields]), children=fields)
    return _fixed(array, present)


def _present(array: Array) -> Bytes:
    if not array.null_count:
        return PRESENT.repeat(len(array))
    return np.asarray(array.is_valid().to_numpy(zero_copy_only=False), np.uint8)


def _sum(sizes: list[Places]) -> Places:
    return sum(sizes[1:], sizes[0])


def _texts(array: Array, present: Bytes, wide: bool) -> Column:
    _, starts, data = array.buffers()
    stored = np.frombuffer(starts, np.int64 if wide else np.int32)
    places = stored[array.offset : array.offset + len(array) + 1].astype(np.int64)
    content = NOTHING if data is None else np.frombuffer(data, np.uint8)
    return Column("text", present, 1 + present * (4 + places[1:] - places[:-1]), places, content)


def _fixed(array: Array, present: Bytes) -> Column:
    width = array.type.bit_width // 8
    data = array.buffers()[1]
    content = NOTHING if data is None else np.frombuffer(data, np.uint8)[array.offset * width :]
    starts = np.arange(len(array) + 1, dtype=np.int64) * width
    return Column("fixed", present, 1 + present * np.int64(width), starts, content)


def _lists(array: Array, present: Bytes) -> Column:
    lengths: Array = pc.list_value_length(array)
    counts = np.asarray(filled(lengths, 0).to_numpy(zero_copy_only=False), np.int64)
    items = _column(array.flatten())
    sizes = np.empty(len(array), np.int64)
    _list_sizes(present, counts, items.sizes, sizes)
    return Column("list", present, sizes, counts=counts, children=(items,))


def _write(column: Column, out: Bytes, places: Places) -> None:
    """Write each value at its place, and move the place behind it."""
    if column.shape == "text":
        _write_texts(column.present, column.starts, column.data, out, places)
    elif column.shape == "fixed":
        _write_fixed(column.present, column.starts, column.data, out, places)
    elif column.shape == "list":
        items = column.children[0]
        item_places = np.empty(len(items.sizes), np.int64)
        _place_items(column.present, column.counts, items.sizes, out, places, item_places)
        _write(items, out, item_places)
    elif column.shape == "missing":
        out[places] = 0
        places += 1
    else:
        out[places] = column.present
        places += 1
        for child in column.children:
            _write(child, out, places)


@numba.njit(cache=True, nogil=True)
def _write_texts(present: Bytes, starts: Places, data: Bytes, out: Bytes, places: Places) -> None:
    for row in range(len(present)):
        place = places[row]
        out[place] = present[row]
        place += 1
        if present[row]:
            length = np.int64(starts[row + 1]) - np.int64(starts[row])
            for byte in range(4):
                out[place + byte] = (length >> (8 * byte)) & 255
            place += 4
            start = np.int64(starts[row])
            for byte in range(length):
                out[place + byte] = data[start + byte]
            place += length
        places[row] = place


@numba.njit(cache=True, nogil=True)
def _write_fixed(present: Bytes, starts: Places, data: Bytes, out: Bytes, places: Places) -> None:
    for row in range(len(present)):
        place = places[row]
        out[place] = present[row]
        place += 1
        if present[row]:
            for byte in range(starts[row], starts[row + 1]):
                out[place] = data[byte]
                place += 1
        places[row] = place


@numba.njit(cache=True, nogil=True)
def _list_sizes(present: Bytes, counts: Places, item_sizes: Places, sizes: Places) -> None:
    item = 0
    for row in range(len(present)):
        size = np.int64(1)
        if present[row]:
            size += 4
        for _ in range(counts[row]):
            size += item_sizes[item]
            item += 1
        sizes[row] = size


@numba.njit(cache=True, nogil=True)
def _place_items(
    present: Bytes, counts: Places, item_sizes: Places, out: Bytes, places: Places, item_places: Places
) -> None:
    item = 0
    for row in range(len(present)):
        place = places[row]
        out[place] = present[row]
        place += 1
        if present[row]:
            for byte in range(4):
                out[place + byte] = (counts[row] >> (8 * byte)) & 255
            place += 4
        for _ in range(counts[row]):
            item_places[item] = place
            place += item_sizes[item]
            item += 1
        places[row] = place

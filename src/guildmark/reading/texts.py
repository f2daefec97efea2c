"""Columns of any type as valid text, with every repair told."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

LONGEST_TEXT = 100_000  # code points
SHOWN_BYTES = 1000

type Column = Any  # pa.Array or pa.ChunkedArray

_SURROGATE = re.compile("[\ud800-\udfff]")


class Doubt(NamedTuple):
    """A value that was not taken as it stands: its place in the slice, what it was, and why."""

    place: int
    column: str
    value: str
    reason: str
    rejects_row: bool = False


def one_array(column: Column) -> Any:
    """A column in one piece."""
    if isinstance(column, pa.ChunkedArray):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return column


def text_column(name: str, column: Column, doubts: list[Doubt]) -> Any:
    """A column as text: null where empty, at most 100,000 code points, always valid UTF-8.

    Bytes that are no UTF-8 and lone surrogates become U+FFFD, so that the rest of the text is still scanned; each is
    told.
    """
    texts = _checked(name, _as_bytes_or_text(one_array(column)), doubts)
    if len(texts) == 0 or texts.null_count == len(texts):
        return texts
    lengths: Any = pc.binary_length(texts)
    bounds: Any = pc.min_max(lengths)
    if bounds["max"].as_py() > LONGEST_TEXT:
        texts = _cut(name, texts, doubts)
    return pc.if_else(lengths.cast(pa.bool_()), texts, None) if bounds["min"].as_py() == 0 else texts


def by_unique[Value](
    texts: Any, read: Callable[[str], tuple[Value | None, str | None]], kind: pa.DataType
) -> tuple[Any, list[tuple[int, str, str]]]:
    """Read each distinct text once: gives the column, and place, text and reason of what was refused."""
    coded: Any = texts.dictionary_encode()
    found = [read(text) for text in coded.dictionary.to_pylist()]
    values: Any = pa.array([value for value, _ in found], type=kind).take(coded.indices)
    refused = {place: reason for place, (_, reason) in enumerate(found) if reason is not None}
    if not refused:
        return values, []
    codes = codes_of(coded)
    places = np.flatnonzero(np.isin(codes, list(refused)))
    dictionary = coded.dictionary
    return values, [(int(i), dictionary[int(codes[i])].as_py(), refused[int(codes[i])]) for i in places]


def codes_of(coded: Any) -> NDArray[np.int64]:
    """The indices of a dictionary-encoded column, -1 where it is null."""
    return np.asarray(pc.fill_null(coded.indices, -1), dtype=np.int64)


def shown(value: Any) -> str:
    """A value as it goes into the log, cut."""
    if isinstance(value, bytes):
        return value[:SHOWN_BYTES].decode("utf-8", "backslashreplace")
    return str(value)[:SHOWN_BYTES]


def _as_bytes_or_text(array: Any) -> Any:  # noqa: PLR0911 (one return a kind of column)
    """Text and bytes as bytes, so that they are checked; numbers, dates, lists and structures as text."""
    kind = array.type
    types = pa.types
    if types.is_dictionary(kind):
        return _as_bytes_or_text(array.dictionary_decode())
    if types.is_string(kind) or types.is_large_string(kind) or types.is_large_binary(kind) or types.is_binary(kind):
        return array.cast(pa.binary())
    if types.is_string_view(kind) or types.is_binary_view(kind) or types.is_fixed_size_binary(kind):
        return array.cast(pa.binary())
    if types.is_floating(kind):
        return _float_texts(array)
    if types.is_integer(kind) or types.is_boolean(kind) or types.is_decimal(kind) or types.is_temporal(kind):
        return array.cast(pa.string())
    if types.is_null(kind):
        return pa.nulls(len(array), pa.string())
    return pa.array([_joined(value) for value in array.to_pylist()], pa.string())


def _float_texts(array: Any) -> Any:
    """Whole numbers without a point: ids that pass through a table with gaps come as floats."""
    floats = array.cast(pa.float64())
    numbers = np.asarray(floats.fill_null(np.nan))
    if np.all((np.abs(numbers) < 2**53) & (numbers == np.floor(numbers)) | np.isnan(numbers)):
        return pc.if_else(pc.is_nan(floats), None, floats).cast(pa.int64()).cast(pa.string())
    return pc.if_else(pc.is_nan(floats), None, floats).cast(pa.string())


def _joined(value: Any) -> str | None:
    """A list of texts a line each; anything else as JSON."""
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n".join(value) or None
    return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace").decode()


def _checked(name: str, array: Any, doubts: list[Doubt]) -> Any:
    if array.type == pa.string():
        return array
    try:
        return array.cast(pa.string())
    except pa.ArrowInvalid:
        pass
    repaired = array.to_pylist()
    for place, value in enumerate(repaired):
        if value is None:
            continue
        try:
            value.decode("utf-8")
        except UnicodeDecodeError:
            reason = "the text is not valid UTF-8; the parts that are not were replaced by U+FFFD"
            doubts.append(Doubt(place, name, shown(value), reason))
            repaired[place] = _repaired(value)
    return pa.array(repaired, pa.binary()).cast(pa.string())


def _repaired(value: bytes) -> bytes:
    try:
        return _SURROGATE.sub("\ufffd", value.decode("utf-8", "surrogatepass")).encode("utf-8")
    except UnicodeDecodeError:
        return value.decode("utf-8", "replace").encode("utf-8")


def _cut(name: str, texts: Any, doubts: list[Doubt]) -> Any:
    lengths = np.asarray(pc.fill_null(pc.utf8_length(texts), 0))
    for place in np.flatnonzero(lengths > LONGEST_TEXT):
        value = texts[int(place)].as_py()
        reason = f"the text has {lengths[place]} characters; the first {LONGEST_TEXT} are kept"
        doubts.append(Doubt(int(place), name, shown(value), reason))
    return pc.utf8_slice_codeunits(texts, 0, LONGEST_TEXT)


def joined_columns(columns: Iterable[Any]) -> Any:
    """Several text columns as one, joined by line ends where more than one holds something."""
    # Not `null_handling="skip"`, which in pyarrow 26 drops the rows in which every column is null.
    joined, *others = columns
    for column in others:
        both = pc.binary_join_element_wise(joined, column, "\n")  # null where either is
        joined = pc.coalesce(both, joined, column)
    return joined

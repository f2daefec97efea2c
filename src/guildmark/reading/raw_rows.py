"""Rows as they stand in a file, before they become listings; and the way from plain Python rows to columns."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.records import LISTING, Reject

BIGGEST_INTEGER = 1 << 63


@dataclass(frozen=True)
class RawRows:
    """Source columns, the number of each row within its file, and what could not be read at all."""

    table: pa.Table
    rows: NDArray[np.int64]
    rejects: list[Reject] = field(default_factory=list)


def changed(path: str, rows: int, counted: int) -> str:
    """The message for a file that is no longer what was counted."""
    return (
        f"{path}: changed while it was read ({rows} rows where {counted} were counted)."
        " Run the command again when it stands still."
    )


@dataclass(frozen=True, slots=True)
class Mended:
    """A row that could be read only after something in its text was put right."""

    row: dict[str, Any]
    text: str
    reason: str


def table_from_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> pa.Table:
    """Columns from rows of JSON values: numbers stay numbers where all are, the rest becomes text.

    `columns` come first and exist even when empty. Variants and pictures of the contract's shape keep it.
    """
    names = dict.fromkeys(columns)
    for row in rows:
        names.update(dict.fromkeys(row))
    # A name with a lone surrogate cannot name a column; two that become the same keep the last one's values.
    return pa.table({valid_name(name): _column(name, [row.get(name) for row in rows]) for name in names})


def valid_name(name: str) -> str:
    """A key as the name of a column: lone surrogates replaced."""
    return name if name.isascii() else name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _column(name: str, values: list[Any]) -> Any:
    kinds = {type(value) for value in values if value is not None}
    if name in {"variants", "pictures"} and kinds == {list} and _shaped(values):
        with suppress(pa.ArrowException, UnicodeError, OverflowError, TypeError):
            return pa.array(values, type=LISTING.field(name).type)
    if kinds and kinds <= {int, float} and all(abs(value) < BIGGEST_INTEGER for value in values if type(value) is int):
        return pa.array(values, type=pa.float64() if float in kinds else pa.int64())
    if kinds == {list} and all(type(part) is str for value in values if value for part in value):
        return pa.array([_clean_list(value) for value in values], type=pa.list_(pa.string()))
    return pa.array([None if value is None else as_text(value) for value in values], type=pa.binary())


def _shaped(values: list[Any]) -> bool:
    return any(value and isinstance(value[0], Mapping) for value in values) and all(
        isinstance(part, Mapping) and part.keys() <= {"sku", "title", "price", "picture", "uri", "data"}
        for value in values
        if value
        for part in value
    )


def _clean_list(value: "list[str] | None") -> list[str] | None:
    return None if value is None else [part.encode("utf-8", "replace").decode() for part in value]


def as_text(value: Any) -> bytes:
    """A JSON value as the bytes of its text; a lone surrogate becomes bytes that are no UTF-8, and is found later."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, (dict, list)):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = str(value)
    return text.encode("utf-8", "surrogatepass")

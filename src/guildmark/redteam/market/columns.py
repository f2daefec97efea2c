"""Columns of listings and truth that grow row by row and become Arrow tables of a row group."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from guildmark.records import LISTING

TRUTH = pa.schema(
    {
        "marketplace": pa.string(),
        "listing_id": pa.string(),
        "right_id": pa.string(),  # the mark that is named or copied; null where there is none
        "kind": pa.string(),  # genuine, resale, parallel, compatible, homonym, unrelated, fake
        "disguises": pa.list_(pa.string()),
        "strength": pa.float64(),  # of the disguised spelling, 0 to 1
        "trap": pa.string(),  # how an innocent one looks guilty; empty: it does not
        "seller_kind": pa.string(),
        "ring": pa.int32(),  # which ring sells it; null outside of rings
    }
)
FIRST_DAY = datetime(2026, 9, 1, tzinfo=UTC)
DAYS = 40  # over which listings are observed
FIRST_DAY_US = int(FIRST_DAY.timestamp()) * 1_000_000
DAY_US = 86_400_000_000


type Column = Any  # pa.Array, whose stubs are narrower than what it takes


class Columns:
    """Plain lists, one for each column of a schema."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self.values: dict[str, list[Any]] = {name: [] for name in schema.names}

    def table(self) -> pa.Table:
        """The rows so far as an Arrow table."""
        return pa.Table.from_arrays(
            [_array(self.values[field.name], field.type) for field in self.schema], schema=self.schema
        )


def _array(values: list[Any], kind: Any) -> Column:
    if pa.types.is_decimal(kind):
        return money(values, kind)
    if kind == LISTING.field("variants").type:
        return _variants(values, kind)
    if kind == LISTING.field("pictures").type:
        return _pictures(values, kind)
    return pa.array(values, kind)


def money(units: list[int], kind: Any) -> Column:
    """Whole ten-thousandths as decimals of scale 4, without a Python object for each."""
    words = np.zeros((len(units), 2), np.int64)
    words[:, 0] = units
    return pa.Array.from_buffers(kind, len(units), [None, pa.py_buffer(words.tobytes())])


def _lists(parts: list[Column], lists: list[list[Any]], kind: Any) -> Column:
    """Lists of structs from the columns of all structs in a row."""
    counts = np.fromiter((len(one) for one in lists), np.int32, len(lists))
    offsets: Column = pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
    structs: Column = pa.StructArray.from_arrays(parts, fields=list(kind.value_type))
    return pa.ListArray.from_arrays(offsets, structs, type=kind)


def _variants(lists: list[list[tuple[str, str, int]]], kind: Any) -> Column:
    flat = [variant for one in lists for variant in one]
    parts: list[Column] = [
        pa.array([variant[0] for variant in flat], pa.string()),
        pa.array([variant[1] for variant in flat], pa.string()),
        money([variant[2] for variant in flat], kind.value_type.field("price").type),
        pa.nulls(len(flat), pa.string()),
    ]
    return _lists(parts, lists, kind)


def _pictures(lists: list[list[tuple[str, bytes | None]]], kind: Any) -> Column:
    flat = [picture for one in lists for picture in one]
    parts: list[Column] = [
        pa.array([picture[0] for picture in flat], pa.string()),
        pa.array([picture[1] for picture in flat], pa.binary()),
    ]
    return _lists(parts, lists, kind)

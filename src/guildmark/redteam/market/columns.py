"""Columns of listings and truth that grow row by row and become Arrow tables of a row group."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from guildmark.records import LISTING

TRUTH = pa.schema(
    [
        pa.field("marketplace", pa.string(), nullable=False),
        pa.field("listing_id", pa.string(), nullable=False),
        ("right_id", pa.string()),  # the mark that is named or copied; null where there is none
        ("kind", pa.string()),  # genuine, resale, parallel, compatible, homonym, unrelated, fake
        ("disguises", pa.list_(pa.string())),
        ("strength", pa.float64()),  # of the disguised spelling, 0 to 1
        ("trap", pa.string()),  # how an innocent one looks guilty; empty: it does not
        ("seller_kind", pa.string()),
        ("ring", pa.int32()),  # which ring sells it; null outside of rings
    ]
)
FIRST_DAY = datetime(2026, 9, 1, tzinfo=UTC)
DAYS = 40  # over which listings are observed
FIRST_DAY_US = int(FIRST_DAY.timestamp()) * 1_000_000
DAY_US = 86_400_000_000


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


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_decimal(kind):
        return money(values, kind)
    if kind == LISTING.field("variants").type:
        return _variants(values, kind)
    if kind == LISTING.field("pictures").type:
        return _pictures(values, kind)
    return pa.array(values, kind)


def money(units: list[int], kind: pa.DataType) -> pa.Array:
    """Whole ten-thousandths as decimals of scale 4, without a Python object for each."""
    words = np.zeros((len(units), 2), np.int64)
    words[:, 0] = units
    return pa.Array.from_buffers(kind, len(units), [None, pa.py_buffer(words.tobytes())])


def _offsets(lists: list[list[Any]]) -> pa.Array:
    counts = np.fromiter((len(one) for one in lists), np.int32, len(lists))
    return pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))


def _variants(lists: list[list[tuple[str, str, int]]], kind: pa.DataType) -> pa.Array:
    flat = [variant for one in lists for variant in one]
    parts = [
        pa.array([variant[0] for variant in flat], pa.string()),
        pa.array([variant[1] for variant in flat], pa.string()),
        money([variant[2] for variant in flat], kind.value_type.field("price").type),
        pa.nulls(len(flat), pa.string()),
    ]
    return pa.ListArray.from_arrays(
        _offsets(lists), pa.StructArray.from_arrays(parts, fields=list(kind.value_type)), kind
    )


def _pictures(lists: list[list[tuple[str, bytes | None]]], kind: pa.DataType) -> pa.Array:
    flat = [picture for one in lists for picture in one]
    parts = [
        pa.array([picture[0] for picture in flat], pa.string()),
        pa.array([picture[1] for picture in flat], pa.binary()),
    ]
    return pa.ListArray.from_arrays(
        _offsets(lists), pa.StructArray.from_arrays(parts, fields=list(kind.value_type)), kind
    )

"""Digests of rows: which listing it is, what it says, and short keys for facts."""

import hashlib
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.records.canonical import canonical_rows
from guildmark.records.listing import LISTING

# When a listing was seen or touched does not make it another listing.
NOT_CONTENT = ("updated_at", "observed_at")
CONTENT = tuple(name for name in LISTING.names if name not in NOT_CONTENT)
KEY = ("marketplace", "listing_id")
DIGEST_BYTES = 16


def listing_digests(listings: pa.Table) -> Any:
    """The digest of what each listing says: BLAKE2b of its canonical form without `updated_at` and `observed_at`.

    Shapes: n rows in, n values of 16 bytes out. Columns that the table lacks count as missing values.
    """
    return digest_array(row_digests(_as_listings(listings), CONTENT))


def listing_keys(listings: pa.Table) -> NDArray[np.uint64]:
    """The key (marketplace, listing_id) of each listing as 128 bits, shape (n, 2); the first alone is a short key."""
    return row_digests(_as_listings(listings, KEY), KEY)


def row_digests(table: pa.Table, names: Sequence[str]) -> NDArray[np.uint64]:
    """BLAKE2b-128 of the canonical form of some columns, as pairs of little-endian 64-bit numbers: shape (n, 2)."""
    blocks = []
    for data, boundaries in canonical_rows(table, names):
        view, ends = memoryview(data), boundaries.tolist()
        blocks += [hashlib.blake2b(view[start:end], digest_size=DIGEST_BYTES).digest() for start, end in pairwise(ends)]
    return np.frombuffer(b"".join(blocks), "<u8").reshape(-1, 2)


def digest_array(digests: NDArray[np.uint64]) -> Any:
    """Pairs of 64-bit numbers, shape (n, 2), as an Arrow array of 16-byte values."""
    return pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(DIGEST_BYTES), len(digests), [None, pa.py_buffer(np.ascontiguousarray(digests))]
    )


def _as_listings(listings: pa.Table, names: Sequence[str] = CONTENT) -> pa.Table:
    """The named columns in the types of the contract, so that the same listing has the same bytes from any source."""
    if set(names).issubset(listings.column_names):
        chosen = listings.select(list(names))
        if chosen.schema.equals(_schema(tuple(names))):
            return chosen
    columns = []
    for name in names:
        field = LISTING.field(name)
        if name not in listings.column_names:
            columns.append(pa.nulls(listings.num_rows, field.type))
        elif listings.schema.field(name).type == field.type:
            columns.append(listings.column(name))
        else:
            columns.append(listings.column(name).cast(field.type))
    return pa.table(columns, names=list(names))


@cache
def _schema(names: tuple[str, ...]) -> pa.Schema:
    return pa.schema([LISTING.field(name) for name in names])

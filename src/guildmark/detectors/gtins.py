"""GTINs: which listings give one, and which of them are those of official items."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.records.filled import filled
from guildmark.rights.index import Index

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

FEWEST_DIGITS, MOST_DIGITS = 8, 14


def official_gtins(listings: pa.Table, index: Index) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Listings with the GTIN of an official item: (row, item)."""
    if not len(index.gtin_keys):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    column = listings.column("gtin").combine_chunks()
    rows = np.flatnonzero(gtins_given(column))
    numbers = np.asarray(pc.cast(column.take(pa.array(rows, pa.int64())), pa.uint64()))
    place = np.minimum(np.searchsorted(index.gtin_keys, numbers), len(index.gtin_keys) - 1)
    found = index.gtin_keys[place] == numbers
    return rows[found], index.gtin_item[place[found]].astype(np.int64)


def gtins_given(column: Any) -> NDArray[np.bool_]:
    """Which of some texts are 8 to 14 digits."""
    if column.null_count == len(column):
        return np.zeros(len(column), np.bool_)
    lengths = np.asarray(filled(pc.binary_length(column), 0))
    digits = np.asarray(filled(pc.ascii_is_decimal(column), False), np.bool_)
    return digits & (lengths >= FEWEST_DIGITS) & (lengths <= MOST_DIGITS)

"""Whether a seller is one whom a holder authorised."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.records.filled import filled
from guildmark.rights.index import Index
from guildmark.rights.names import is_listed, name_numbers, right_keys


def authorised(
    listings: pa.Table, rows: NDArray[np.int64], rights: NDArray[np.int64], index: Index
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each listing (its row) and right: whether a seller is given, and whether the right authorises it by id or by
    name. Shapes: all (n,)."""
    known, result = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
    for name in ("seller_id", "seller_name"):
        sellers = listings.column(name).combine_chunks().take(pa.array(rows, pa.int64())).dictionary_encode()
        names: list[Any] = sellers.dictionary.to_pylist()
        codes = np.asarray(filled(sellers.indices, -1), np.int64)
        given = codes >= 0
        keys = right_keys(rights[given], name_numbers(names)[codes[given]])
        result[given] |= is_listed(keys, index.seller_keys)
        known |= given
    return known, result

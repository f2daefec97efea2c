"""The attributes of listings as columns: whose each is, its name and its value."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

ENTRIES = pa.list_(pa.struct([("key", pa.string()), ("value", pa.string())]))


def attribute_columns(maps: Any) -> tuple[NDArray[np.int64], Any, Any]:
    """Rows, names and values of all attributes of a column of maps, in its order."""
    counts = np.diff(np.asarray(maps.offsets))
    if maps.null_count and counts[np.asarray(maps.is_null())].any():  # null maps cover entries, which Arrow allows
        lists = maps.cast(ENTRIES)
        names, values = lists.flatten().flatten()
        return np.asarray(pc.list_parent_indices(lists), np.int64), names, values
    first, entries = maps.offsets[0].as_py(), int(counts.sum())
    return np.repeat(np.arange(len(maps)), counts), maps.keys.slice(first, entries), maps.items.slice(first, entries)

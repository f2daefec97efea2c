"""Brands: listings whose brand column names another than the mark that their title names."""

from typing import Any

import numpy as np
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.detectors.batch import Batch
from guildmark.detectors.hits import FIELD
from guildmark.rights.index import Index

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers


def of_another_brand(batch: Batch, index: Index) -> NDArray[np.int64]:
    """Pairs whose mark stands in the title, and not in a brand that is given; none where the brand is another mark of
    the same holder. Shape (n,)."""
    named = batch.named
    in_title = np.unique(named.value[named.field == FIELD["title"]])
    in_brand = np.unique(named.value[named.field == FIELD["brand"]])
    holder = index.holder[batch.pair_right]
    claimed = np.unique(batch.pair_row[in_brand] * len(index.rights) + holder[in_brand])
    pairs = np.setdiff1d(in_title, in_brand).astype(np.int64)
    pairs = pairs[~np.isin(batch.pair_row[pairs] * len(index.rights) + holder[pairs], claimed)]
    lengths = pc.fill_null(pc.utf8_length(batch.columns["brand"].texts), 0)
    given = np.asarray(pc.greater(lengths, 1))[batch.pair_row[pairs]]
    return np.asarray(pairs[given])

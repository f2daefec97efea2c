"""Whether a seller is one whom a holder authorised."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.batch import Batch
from guildmark.rights.compile import seller_key


def authorised(batch: Batch, pairs: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each of these pairs: whether a seller is given, and whether the right authorises it by id or by name."""
    known, result = np.zeros(len(pairs), np.bool_), np.zeros(len(pairs), np.bool_)
    right = batch.pair_right[pairs]
    for name in ("seller_id", "seller_name"):
        sellers = batch.listings.column(name).take(batch.pair_row[pairs]).combine_chunks().dictionary_encode()
        names: list[Any] = sellers.dictionary.to_pylist()
        codes = np.asarray(sellers.indices.fill_null(-1), np.int64)
        given = codes >= 0
        together, inverse = np.unique(right[given] * max(len(names), 1) + codes[given], return_inverse=True)
        keys = np.array([seller_key(int(t) // len(names), names[int(t) % len(names)]) for t in together], np.uint64)
        result[given] |= np.isin(keys, batch.index.seller_keys)[inverse]
        known |= given
    return known, result

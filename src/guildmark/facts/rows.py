"""The answer to a look-up: what other listings that share a key look like, window by window."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class FactRows:
    """Facts about n keys, each without the listing that asks.

    Shapes: (n, 3), a column per window of `WINDOW_DAYS`. Units: euros; NaN where no other listing has a known price.
    """

    listings: NDArray[np.int64]
    sellers: NDArray[np.int64]
    median_price_eur: NDArray[np.float64]

"""How much a price says that falls short of a reference."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

FULL_BELOW = 0.15  # of the reference: no sale goes so low
WEAKEST = 0.3


def shortfall_strength(share: NDArray[Any], fires_below: float) -> NDArray[np.float64]:
    """From WEAKEST at the share where a detector fires to 1 at FULL_BELOW of the reference, straight in between."""
    return np.asarray(np.interp(share, [FULL_BELOW, fires_below], [1.0, WEAKEST]), np.float64)

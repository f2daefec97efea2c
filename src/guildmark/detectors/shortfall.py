"""How much a price says that falls short of a reference for new goods."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

FULL_BELOW = 0.15  # of the reference: no sale goes so low
WEAKEST = 0.3
UNKNOWN_CONDITION = 0.5  # used goods are cheap too
# What used goods fetch at least, of the price of new ones: luxury watches lose a fifth to three quarters
# (https://watchaudit.com/luxury-watch-depreciation-explained, 2019-02-02, opened 2026-11-26).
USED_SHARE = 0.25


def shortfall_strength(share: NDArray[Any], fires_below: float) -> NDArray[np.float64]:
    """From WEAKEST at the share where a detector fires to 1 at FULL_BELOW of the reference, straight in between."""
    return np.asarray(np.interp(share, [FULL_BELOW, fires_below], [1.0, WEAKEST]), np.float64)


def strength_by_condition(share: NDArray[Any], fires_below: float, new: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The strength for goods that are new, and for those whose condition is not known.

    The latter count half, or as if they were used and the reference were USED_SHARE of that for new ones, where that
    says more: a price that is too low for used goods as well needs no stated condition.
    """
    as_new, as_used = shortfall_strength(share, fires_below), shortfall_strength(share / USED_SHARE, fires_below)
    as_used[share >= fires_below * USED_SHARE] = 0.0
    return np.where(new, as_new, np.maximum(UNKNOWN_CONDITION * as_new, as_used))

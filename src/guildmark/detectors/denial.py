"""Denial: a word just before or after a phrase takes it back."""

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.batch import Batch
from guildmark.detectors.hits import Hits

REACH_BEFORE, REACH_AFTER = 12, 6  # code points: "not a ", "is not"


def denied(hits: Hits, batch: Batch) -> NDArray[np.bool_]:
    """Whether each hit is denied in its own text."""
    denials = batch.hits["denial"]
    if not len(hits) or not len(denials):
        return np.zeros(len(hits), np.bool_)
    position = batch.index.phrase_position[denials.value]
    ahead, denial = _near(hits, denials.take(position <= 0), -REACH_BEFORE, 0)
    ahead[ahead] = denial.end <= hits.start[ahead]
    behind, denial = _near(hits, denials.take(position >= 0), 0, REACH_AFTER)
    behind[behind] = denial.start >= hits.end[behind]
    return ahead | behind


def _near(hits: Hits, denials: Hits, low: int, high: int) -> tuple[NDArray[np.bool_], Hits]:
    """Whether a denial stands within a reach of each hit, and the denials of those.

    A denial may be a word of the hit itself ("not original"), and that takes nothing back: the caller asks where it is.
    """
    place, gap = hits.gap_to(denials)
    near = (gap >= low) & (gap <= high)
    return near, denials.take(place[near])

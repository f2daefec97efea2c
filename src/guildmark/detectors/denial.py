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
    before, after = denials.take(position <= 0), denials.take(position >= 0)
    _, gap_before = hits.gap_to(before)
    _, gap_after = hits.gap_to(after)
    ahead = (gap_before <= 0) & (gap_before >= -REACH_BEFORE)
    behind = (gap_after >= 0) & (gap_after <= REACH_AFTER)
    return ahead | behind

"""Evidence of several families at once: it counts once, in the place of what each of them says alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Joint:
    """Signals that speak of several families together. Shapes: J signals: pair (J,), families (J, F), what each would
    add by itself (J,)."""

    pair: NDArray[np.int64]
    families: NDArray[np.bool_]
    contribution_db: NDArray[np.float64]


def in_place_of(joint: Joint, alone_db: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which joint signals count, and of which pairs and families they take the place.

    Shapes: `alone_db` (P, F), what the single signals of each pair and family add; (J,) and (P, F) out. Of a pair's
    joint signals the one that adds most beyond what it takes the place of counts first, the first of equals; then the
    next among those that share no family with it. So a joint signal never lowers a score, and nothing counts twice.
    """
    counts = np.zeros(len(joint.pair), np.bool_)
    taken = np.zeros(alone_db.shape, np.bool_)
    waiting = np.flatnonzero(joint.contribution_db > 0)
    while len(waiting):
        pair, families = joint.pair[waiting], joint.families[waiting]
        gain = joint.contribution_db[waiting] - (alone_db[pair] * families).sum(axis=1)
        gain[(taken[pair] & families).any(axis=1)] = 0
        waiting, pair, gain = waiting[gain > 0], pair[gain > 0], gain[gain > 0]
        order = np.lexsort((waiting, -gain, pair))
        first = order[np.concatenate(([True], pair[order][1:] != pair[order][:-1]))] if len(order) else order
        counts[waiting[first]] = True
        taken[pair[first]] |= joint.families[waiting[first]]
        waiting = np.delete(waiting, first)
    return counts, taken

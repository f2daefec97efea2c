"""Score pairs: per family and direction the largest contribution counts, so that nothing counts twice."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guildmark.assessment.joint import Joint, in_place_of
from guildmark.assessment.policy import Policy
from guildmark.records import BANDS, FAMILIES

CLEAR, REVIEW, ACT = range(len(BANDS))


@dataclass(frozen=True, slots=True)
class Assessed:
    """What signals add up to.

    Shapes: S signals: `contribution_db` (S,), signed, and `counted` (S,); P pairs: `score_db`, `band` and `would_band`
    (P,), bands as places in BANDS.
    """

    contribution_db: NDArray[np.float64]
    counted: NDArray[np.bool_]
    score_db: NDArray[np.float64]
    band: NDArray[np.int64]
    would_band: NDArray[np.int64]


def assess(
    pairs: int,
    pair: NDArray[np.int64],
    family: NDArray[np.int64],
    supports: NDArray[np.bool_],
    strength: NDArray[np.float64],
    weight_db: NDArray[np.float64],
    *,
    may_act: NDArray[np.bool_],
    policy: Policy,
    families: NDArray[np.bool_] | None = None,
) -> Assessed:
    """Assess pairs by their signals.

    Shapes: `pair`, `family` (place in FAMILIES), `supports` (for or against), `strength` 0 to 1, `weight_db` signed,
    and `may_act` (the signal is of a family that may act by itself), each (S,). `families` (S, FAMILIES) are those of
    signals that speak of several at once; none for the others.
    """
    contribution = weight_db * strength
    together = np.zeros(len(pair), np.bool_) if families is None else families.any(axis=1)
    counted = np.zeros(len(pair), np.bool_)
    single = np.flatnonzero(~together)
    counted[single] = _largest(pair[single], family[single], supports[single], contribution[single])
    if families is not None and together.any():
        joint = np.flatnonzero(together)
        alone = np.flatnonzero(counted & supports)
        alone_db = np.zeros((pairs, len(FAMILIES)))
        alone_db[pair[alone], family[alone]] = contribution[alone]
        counted[joint], taken = in_place_of(Joint(pair[joint], families[joint], contribution[joint]), alone_db)
        counted[alone] = ~taken[pair[alone], family[alone]]
    score = np.full(pairs, policy.start_db)
    np.add.at(score, pair[counted], contribution[counted])
    able = np.zeros(pairs, np.bool_)
    able[pair[counted & supports & may_act & (contribution > 0)]] = True
    would = np.where(score >= policy.act_db, ACT, np.where(score >= policy.review_db, REVIEW, CLEAR))
    would = np.where((would == ACT) & ~able, REVIEW, would)
    band = np.minimum(would, REVIEW)  # acting without a person needs a licence: see `judge`
    return Assessed(contribution, counted, score, band, would)


def _largest(
    pair: NDArray[np.int64], family: NDArray[np.int64], supports: NDArray[np.bool_], contribution: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """The signal with the largest contribution of each pair, family and direction; the first of equals."""
    order = np.lexsort((-np.abs(contribution), supports, family, pair))
    new = np.ones(len(order), np.bool_)
    p, f, s = pair[order], family[order], supports[order]
    new[1:] = (p[1:] != p[:-1]) | (f[1:] != f[:-1]) | (s[1:] != s[:-1])
    result = np.zeros(len(order), np.bool_)
    result[order[new]] = True
    return result

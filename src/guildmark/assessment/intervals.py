"""Exact intervals of shares (Clopper and Pearson, 1934), by bisection on the binomial distribution."""

import math
from functools import lru_cache

CONFIDENCE = 0.95
STEPS = 50  # halvings: far below any rounding that is shown


@lru_cache(maxsize=4096)
def interval(k: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The two-sided interval of a share of which `k` of `n` were seen; (0, 1) when nothing was looked at.

    Errors: ValueError unless 0 <= k <= n.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no share")
    tail = (1 - confidence) / 2
    low = 0.0 if k == 0 else _share_with(k - 1, n, 1 - tail)
    high = 1.0 if k == n else _share_with(k, n, tail)
    return low, high


@lru_cache(maxsize=4096)
def lower_bound(wrong: int, n: int, confidence: float = CONFIDENCE) -> float:
    """The one-sided lower bound of the share that is right, of `n` of which `wrong` were not; 0 of none at all.

    Errors: ValueError unless 0 <= wrong <= n.
    """
    if not 0 <= wrong <= n:
        raise ValueError(f"{wrong} of {n} is no share")
    return 0.0 if wrong == n else 1 - _share_with(wrong, n, 1 - confidence)


@lru_cache(maxsize=4096)
def fewest_for(wrong: int, share: float, confidence: float = CONFIDENCE) -> int:
    """The smallest number of which `wrong` may be wrong and the one-sided lower bound still reaches a share below 1.

    Errors: ValueError for a share that no number can reach.
    """
    if not 0 < share < 1:
        raise ValueError(f"{share} can be reached by no number")
    low, high = wrong, wrong + 1
    while lower_bound(wrong, high, confidence) < share:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if lower_bound(wrong, middle, confidence) < share else (low, middle)
    return high


def _share_with(k: int, n: int, probability: float) -> float:
    """The share at which `k` or fewer of `n` are seen with this probability."""
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(k, n, middle) > probability else (low, middle)
    return (low + high) / 2


def _at_most(k: int, n: int, share: float) -> float:
    """The probability of `k` or fewer of `n`; the shorter of its two tails is summed."""
    if k > n // 2:
        return 1 - _at_most(n - k - 1, n, 1 - share) if k < n else 1.0
    log_share, log_rest = math.log(share), math.log1p(-share)
    terms = (
        math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * log_share + (n - i) * log_rest
        for i in range(k + 1)
    )
    return math.fsum(math.exp(term) for term in terms)

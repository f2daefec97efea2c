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

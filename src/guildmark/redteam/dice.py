"""Chance that can be repeated: every draw comes from one seeded stream of floats."""

from collections.abc import Sequence
from random import Random


class Dice:
    """A seeded stream of draws.

    Only `Random.random` is used underneath, because Python promises its sequence for a seed; `choice` and
    `shuffle` may change.
    """

    __slots__ = ("roll",)

    def __init__(self, seed: str) -> None:
        self.roll = Random(seed).random

    def chance(self, share: float) -> bool:
        """True in `share` of all calls."""
        return self.roll() < share

    def pick[T](self, items: Sequence[T]) -> T:
        """One of the items, each as likely."""
        return items[int(self.roll() * len(items))]

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.roll() * (high - low + 1))

    def between(self, low: float, high: float) -> float:
        """A number from low up to high."""
        return low + self.roll() * (high - low)

    def sample[T](self, items: Sequence[T], count: int) -> list[T]:
        """Up to `count` different items, in drawn order."""
        pool = list(items)
        return [pool.pop(int(self.roll() * len(pool))) for _ in range(min(count, len(pool)))]

    def weighted[T](self, weights: dict[T, float]) -> T:
        """One of the keys, as likely as its weight."""
        left = self.roll() * sum(weights.values())
        for item, weight in weights.items():
            left -= weight
            if left < 0:
                return item
        return next(reversed(weights))

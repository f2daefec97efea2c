"""How often each key may ask: so many requests a second, with some in hand, counted in each process."""

import threading
import time
from collections import OrderedDict
from uuid import UUID

KEYS_HELD = 10_000  # of those that asked last


class Buckets:
    """A bucket of requests for each key, filled at a steady rate."""

    def __init__(self, per_second: float, in_hand: float) -> None:
        self._per_second, self._in_hand = per_second, in_hand
        self._buckets: OrderedDict[UUID, tuple[float, float]] = OrderedDict()  # what is left, and when it was counted
        self._lock = threading.Lock()

    def take(self, key: UUID) -> bool:
        """Take one request out of a key's bucket, if there is one."""
        now = time.monotonic()
        with self._lock:
            left, counted = self._buckets.pop(key, (self._in_hand, now))
            left = min(self._in_hand, left + (now - counted) * self._per_second)
            allowed = left >= 1.0
            self._buckets[key] = (left - 1.0 if allowed else left, now)
            while len(self._buckets) > KEYS_HELD:
                self._buckets.popitem(last=False)
        return allowed

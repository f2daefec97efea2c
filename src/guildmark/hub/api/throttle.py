"""How often a key may ask: so many requests a second, with some in hand, counted in each process."""

import math
import threading
import time
from collections import OrderedDict
from uuid import UUID

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

PER_SECOND, IN_HAND = 300.0, 600.0
KEYS_HELD = 10_000  # of those that asked last


class KeyThrottle(BaseThrottle):
    """A bucket of requests for each key, filled at a steady rate."""

    def __init__(self, per_second: float = PER_SECOND, in_hand: float = IN_HAND) -> None:
        self._per_second, self._in_hand = per_second, in_hand
        self._buckets: OrderedDict[UUID, tuple[float, float]] = OrderedDict()  # what is left, and when it was counted
        self._lock = threading.Lock()

    def allow_request(self, request: HttpRequest) -> bool:
        """Take one request out of the key's bucket, if there is one."""
        key = request.auth.id  # type: ignore[attr-defined]  # set by ninja to the Actor
        now = time.monotonic()
        with self._lock:
            left, counted = self._buckets.pop(key, (self._in_hand, now))
            left = min(self._in_hand, left + (now - counted) * self._per_second)
            allowed = left >= 1.0
            self._buckets[key] = (left - 1.0 if allowed else left, now)
            while len(self._buckets) > KEYS_HELD:
                self._buckets.popitem(last=False)
        return allowed

    def wait(self) -> float:
        """Seconds after which the next request may be made."""
        return math.ceil(1.0 / self._per_second)

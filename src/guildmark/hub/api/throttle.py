"""How often a key may ask the API."""

import math

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from guildmark.hub.members.buckets import Buckets

PER_SECOND, IN_HAND = 300.0, 600.0


class KeyThrottle(BaseThrottle):
    """A bucket of requests for each key (see `members.buckets`)."""

    def __init__(self, per_second: float = PER_SECOND, in_hand: float = IN_HAND) -> None:
        self._buckets, self._per_second = Buckets(per_second, in_hand), per_second

    def allow_request(self, request: HttpRequest) -> bool:
        """Take one request out of the key's bucket, if there is one."""
        return self._buckets.take(request.auth.id)  # type: ignore[attr-defined]  # set by ninja to the Actor

    def wait(self) -> float:
        """Seconds after which the next request may be made."""
        return math.ceil(1.0 / self._per_second)

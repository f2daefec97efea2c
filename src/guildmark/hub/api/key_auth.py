"""By which key a program asks."""

import threading
import time
from collections import OrderedDict

from django.http import HttpRequest
from ninja.security import HttpBearer

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.keys import actor_with_key
from guildmark.hub.members.shown_once import hash_of

REMEMBERED_SECONDS = 1.0  # for which a key that was revoked may still check listings
KEYS_HELD = 10_000


class KeyAuth(HttpBearer):
    """A key of an organisation, as `Authorization: Bearer gm_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor that the key stands for."""
        return actor_with_key(token)


class RememberedKeyAuth(HttpBearer):
    """The same, remembered for a second: a check of a listing takes a few milliseconds, and so does looking a key up.

    Only keys that count are remembered, by their hash.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known: OrderedDict[str, tuple[Actor, float]] = OrderedDict()
        self._lock = threading.Lock()

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor that the key stands for, or stood for a second ago."""
        name, now = hash_of(token), time.monotonic()
        known = self._known.get(name)
        if known is not None and now - known[1] < REMEMBERED_SECONDS:
            return known[0]
        actor = actor_with_key(token)
        with self._lock:
            self._known.pop(name, None)
            if actor is not None:
                self._known[name] = actor, now
            while len(self._known) > KEYS_HELD:
                self._known.popitem(last=False)
        return actor

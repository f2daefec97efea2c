"""Manners towards hosts: how many requests at once, how many a second, when to wait, and when to leave one alone."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Event

from guildmark.guard.policy import FetchPolicy
from guildmark.guard.refused import GIVEN_UP, RefusedError


@dataclass(slots=True)
class Host:
    """What is known of a host. Units: seconds on the clock that never goes back."""

    changed: Condition = field(default_factory=Condition)
    active: int = 0
    next_turn: float = 0.0
    failures: int = 0  # one after the other
    given_up: str = ""  # why


class Pace:
    """Gives turns, over all threads together."""

    def __init__(self, policy: FetchPolicy, stopped: Event) -> None:
        self._policy, self._stopped = policy, stopped
        self._hosts: dict[str, Host] = defaultdict(Host)

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Wait until a request to a host may begin, and hold its place until it has ended.

        Errors: RefusedError when the host was given up.
        """
        host = self._hosts[name]
        with host.changed:
            while host.active >= self._policy.connections_per_host and not host.given_up:
                host.changed.wait()
            self._check(name)
            host.active += 1
        try:
            self._wait(host)
            self._check(name)
            yield
        finally:
            with host.changed:
                host.active -= 1
                host.changed.notify_all()  # whoever finds the host given up or the run stopped leaves without a turn

    def pause(self, name: str, seconds: float) -> None:
        """Leave a host alone for a while, as it asked."""
        host = self._hosts[name]
        with host.changed:
            host.next_turn = max(host.next_turn, time.monotonic() + seconds)

    def succeeded(self, name: str) -> None:
        """Note that a host answered, whatever the answer."""
        self._hosts[name].failures = 0

    def failed(self, name: str, why: str) -> None:
        """Note that a host did not answer; after several in a row it is given up."""
        host = self._hosts[name]
        with host.changed:
            host.failures += 1
            if host.failures >= self._policy.failures_before_giving_up:
                self._give_up(host, f"it failed {host.failures} times in a row, last: {why}")

    def give_up(self, name: str, why: str) -> None:
        """Ask a host for nothing more."""
        host = self._hosts[name]
        with host.changed:
            self._give_up(host, why)

    def _give_up(self, host: Host, why: str) -> None:
        host.given_up = host.given_up or why
        host.changed.notify_all()

    def _check(self, name: str) -> None:
        if self._hosts[name].given_up:
            raise RefusedError(f"{name} was given up: {self._hosts[name].given_up}", GIVEN_UP)
        if self._stopped.is_set():
            raise RefusedError("the run was stopped", GIVEN_UP)

    def _wait(self, host: Host) -> None:
        """Take the next place in time, and look again when it has come: a pause may have been asked for meanwhile."""
        with host.changed:
            mine = max(host.next_turn, time.monotonic())
            host.next_turn = mine + 1 / self._policy.per_second
        while (left := mine - time.monotonic()) > 0 and not self._stopped.is_set() and not host.given_up:
            self._stopped.wait(min(left, 0.5))

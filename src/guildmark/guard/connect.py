"""Connections that the guard opens itself: to a machine that was looked at, until a time that is fixed beforehand."""

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from threading import Event, Thread, local
from typing import Any

import httpcore

from guildmark.guard.address import check_ip
from guildmark.guard.policy import FetchPolicy
from guildmark.guard.refused import GIVEN_UP, TIMED_OUT, UNREACHABLE, RefusedError

Resolve = Callable[[str, int], list[str]]  # a name and a port to IP addresses; raises OSError
MOST_TRIED = 3  # of a host's machines
LOOK_UP_SECONDS = 0.5


class Deadline(local):
    """When the request that this thread is at must have ended. Units: seconds on the clock that never goes back."""

    at: float = 0.0

    def __init__(self, stopped: Event) -> None:
        self._stopped = stopped

    def left(self, at_most: float | None) -> float:
        """The time that a step may take. Errors: RefusedError when there is none, or the run was stopped."""
        if self._stopped.is_set():
            raise RefusedError("the run was stopped", GIVEN_UP)
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise RefusedError("the host took too long to answer", TIMED_OUT)
        return seconds if at_most is None else min(at_most, seconds)


class Backend(httpcore.NetworkBackend):
    """Opens connections for the HTTP library: a name is resolved once, and what is checked is what is connected to."""

    def __init__(self, policy: FetchPolicy, deadline: Deadline, resolve: Resolve) -> None:
        self._policy, self._deadline, self._resolve = policy, deadline, resolve
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a machine of a host. Errors: RefusedError when any of its machines is not public."""
        machines = self._machines(host, port)
        for number, machine in enumerate(machines, 1):
            try:
                stream = self._sockets.connect_tcp(
                    machine, port, self._deadline.left(timeout), local_address, socket_options
                )
                return Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(machines):
                    raise
        raise RefusedError(f"{host} has no address", UNREACHABLE)

    def _machines(self, host: str, port: int) -> list[str]:
        found = self._in_time(host, port)
        for machine in found:
            check_ip(machine, port, self._policy)
        return found[:MOST_TRIED]

    def _in_time(self, host: str, port: int) -> list[str]:
        """The machines of a host; the system's own look-up knows no time limit, so it runs beside."""
        found: list[str] = []
        failed: list[OSError] = []

        def look_up() -> None:
            try:
                found.extend(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                failed.append(OSError(str(error)))

        thread = Thread(target=look_up, daemon=True)
        thread.start()
        thread.join(self._deadline.left(self._policy.connect_seconds))
        if thread.is_alive():
            raise RefusedError(f"{host} could not be looked up in time", TIMED_OUT)
        if failed:
            raise RefusedError(f"{host} could not be looked up: {failed[0]}", UNREACHABLE)
        return list(found)


class Stream(httpcore.NetworkStream):
    """A connection whose every step ends with the request, so that a byte now and then holds nobody up."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Receive, and look up now and then whether the run was stopped, since closing would wake nobody."""
        until = time.monotonic() + self._deadline.left(timeout)
        while True:
            try:
                return self._stream.read(max_bytes, self._deadline.left(LOOK_UP_SECONDS))
            except httpcore.ReadTimeout:
                if time.monotonic() >= until:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted; the certificate must be that of the name, whatever machine was connected to."""
        return Stream(
            self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout)), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)


def look_up(host: str, port: int) -> list[str]:
    """The IP addresses of a host, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))

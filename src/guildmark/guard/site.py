"""Speaking to a site of the alliance that the user named, with a key: nothing is followed, and nothing else is told."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from ipaddress import ip_address
from threading import Event
from urllib.parse import urlsplit

import httpcore

from guildmark.guard.address import PORTS, Address, parse_address
from guildmark.guard.connect import Backend, Deadline, Resolve, look_up
from guildmark.guard.policy import FetchPolicy
from guildmark.guard.refused import RefusedError
from guildmark.records import InputError

STEP_SECONDS = 60.0  # that a single step may take: a site may have to make what is asked for
WHOLE_SECONDS = 3_600.0


class Site:
    """A site under an address. A machine's own loopback is spoken to only where the address itself says so."""

    def __init__(self, address: str, key: str, *, name: str = "the site", resolve: Resolve = look_up) -> None:
        """Errors: InputError for an address that is none, or one at which the key would go over the network in clear;
        `name` is what told the address, for the message."""
        self._policy = policy_for(address)
        try:
            self._address: Address = parse_address(address, self._policy)
        except RefusedError as error:
            raise InputError(f"{name} is {address!r}: {error}. Write https://HOST or http://localhost:PORT.") from None
        if self._address.scheme == "http" and not self._policy.loopback_ports:
            raise InputError(f"{name} is {address!r}: a key is never sent unencrypted. Write https://HOST.")
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise InputError(f"there is no key for {address}. Make one on the site, and set it as {name}'s key.")
        self._key = key
        self._deadline = Deadline(Event())
        self._pool = httpcore.ConnectionPool(network_backend=Backend(self._policy, self._deadline, resolve))

    def __str__(self) -> str:
        return str(self._address)

    @contextmanager
    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | Iterator[bytes] | None = None,
    ) -> Iterator[httpcore.Response]:
        """Send a request for a path below the address, and give the answer while it streams.

        Errors: InputError that says what kept it from being answered. What the answer's status means is the caller's.
        """
        self._deadline.at = time.monotonic() + WHOLE_SECONDS
        target = self._address.target.rstrip("/") + path
        host, port = self._address.host, self._address.port
        url = httpcore.URL(scheme=self._address.scheme, host=host, port=port, target=target)
        sent = {
            "Host": self._address.authority,
            "Authorization": f"Bearer {self._key}",
            "User-Agent": f"guildmark/{version('guildmark')}",
            "Accept-Encoding": "identity",
            **(headers or {}),
        }
        steps = dict.fromkeys(("connect", "read", "write", "pool"), STEP_SECONDS)
        try:
            with self._pool.stream(
                method, url, headers=list(sent.items()), content=content, extensions={"timeout": steps}
            ) as answer:
                yield answer
        except RefusedError as error:
            raise InputError(f"{self}: {error}.") from None
        except httpcore.TimeoutException:
            raise InputError(f"{self}: took too long to answer. Try again later.") from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise InputError(f"{self}: cannot be reached, or broke off: {error}. Is the address right?") from None

    def close(self) -> None:
        """End all connections."""
        self._pool.close()


def policy_for(address: str) -> FetchPolicy:
    """The usual policy with the port that the address names; of this machine only where it names the loopback."""
    try:
        parts = urlsplit(address.strip())
        port, host = parts.port or PORTS.get(parts.scheme, 0), parts.hostname or ""
    except ValueError:
        return FetchPolicy()  # the address is refused where it is taken apart
    here = frozenset({port}) if _is_loopback(host) else frozenset[int]()
    return FetchPolicy(ports=FetchPolicy().ports | {port}, loopback_ports=here, whole_seconds=WHOLE_SECONDS)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

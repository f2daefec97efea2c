"""The one way by which anything is fetched: http and https, from public machines, within a size and a time."""

import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from threading import Event

import httpcore

from guildmark.guard.address import Address, parse_address, redirected
from guildmark.guard.connect import Backend, Deadline, Resolve, look_up
from guildmark.guard.pace import Pace
from guildmark.guard.policy import FetchPolicy
from guildmark.guard.refused import (
    ADDRESS_REFUSED,
    BROKEN_OFF,
    BUSY,
    NO_CERTIFICATE,
    NOT_FOUND,
    NOT_GIVEN,
    TIMED_OUT,
    TOO_LARGE,
    UNREACHABLE,
    RefusedError,
)

REDIRECTS = (301, 302, 303, 307, 308)
LOOKED_AT_BYTES = 4096  # of an answer, before the rest is waited for
LONGEST_HEADER = 1024  # of a validator that is kept
HOSTS_AT_ONCE = 64  # connections that are kept open
IDLE_SECONDS = 15.0
RETRIED = (UNREACHABLE, TIMED_OUT, BROKEN_OFF, BUSY)

Look = Callable[[bytes], object]  # sees the beginning of an answer; raises RefusedError for what is not wanted


@dataclass(frozen=True, slots=True)
class Version:
    """By which a host can tell that what it gives is still the same."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came; `data` is null when the host says that the version asked about still stands."""

    data: bytes | None
    version: Version


class Fetcher:
    """Fetches addresses for any number of threads. No cookies, no credentials, no proxies, no unpacking."""

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        resolve: Resolve = look_up,
        ssl_context: ssl.SSLContext | None = None,
        stopped: Event | None = None,
    ) -> None:
        self.policy = policy
        stopped = stopped or Event()
        self._deadline = Deadline(stopped)
        self._pace = Pace(policy, stopped)
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context or httpcore.default_ssl_context(),
            network_backend=Backend(policy, self._deadline, resolve),
            max_connections=HOSTS_AT_ONCE,
            keepalive_expiry=IDLE_SECONDS,
        )
        self._agent = f"guildmark/{version('guildmark')}"

    def fetch(self, text: str, known: Version | None = None, look: Look = bool) -> Fetched:
        """Fetch an address, or learn that the known version still stands.

        Errors: RefusedError, with its class, for whatever keeps it from coming in.
        """
        address, seconds = parse_address(text, self.policy), self.policy.whole_seconds
        for _ in range(self.policy.redirects + 1):
            answer, seconds = self._persist(address, known, look, seconds)
            if isinstance(answer, Fetched):
                return answer
            address = answer
        raise RefusedError(f"the address was sent on more than {self.policy.redirects} times", ADDRESS_REFUSED)

    def close(self) -> None:
        """End all connections."""
        self._pool.close()

    def _persist(
        self, address: Address, known: Version | None, look: Look, seconds: float
    ) -> tuple[Fetched | Address, float]:
        """Ask once more where that may help; the answer, and the seconds that are left."""
        for number in range(1, self.policy.tries + 1):
            with self._pace.turn(address.host):
                began = time.monotonic()
                try:
                    answer = self._ask(address, known, look, began + seconds)
                    self._pace.succeeded(address.host)
                    return answer, seconds - (time.monotonic() - began)
                except RefusedError as error:
                    seconds -= time.monotonic() - began
                    if error.kind not in RETRIED:
                        self._pace.succeeded(address.host)
                        raise
                    if number == self.policy.tries or seconds <= 0:
                        self._pace.failed(address.host, str(error))
                        raise
        raise AssertionError("a policy allows one try at least")

    def _ask(self, address: Address, known: Version | None, look: Look, until: float) -> Fetched | Address:
        self._deadline.at = until
        steps = dict.fromkeys(("connect", "read", "write", "pool"), self.policy.connect_seconds)
        url = httpcore.URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target)
        try:
            with self._pool.stream(
                "GET", url, headers=self._headers(address, known), extensions={"timeout": steps}
            ) as response:
                return self._answer(address, response, known, look)
        except httpcore.TimeoutException:
            raise RefusedError("the host took too long to answer", TIMED_OUT) from None
        except httpcore.ConnectError as error:
            if isinstance(error.__context__, ssl.SSLCertVerificationError):
                told = f"the certificate of {address.host} is not trusted: {error.__context__.verify_message}"
                raise RefusedError(told, NO_CERTIFICATE) from None
            raise RefusedError(f"{address.host} cannot be reached: {error}", UNREACHABLE) from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise RefusedError(f"the answer broke off or made no sense: {error}", BROKEN_OFF) from None

    def _headers(self, address: Address, known: Version | None) -> list[tuple[str, str]]:
        headers = [
            ("Host", address.authority),
            ("User-Agent", self._agent),
            ("Accept", "image/jpeg, image/png, image/webp, image/gif;q=0.8, image/*;q=0.1"),
            ("Accept-Encoding", "identity"),
        ]
        if known is not None and known.etag:
            headers.append(("If-None-Match", known.etag))
        if known is not None and known.last_modified:
            headers.append(("If-Modified-Since", known.last_modified))
        return headers

    def _answer(
        self, address: Address, response: httpcore.Response, known: Version | None, look: Look
    ) -> Fetched | Address:
        said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in REDIRECTS and "location" in said:
            return redirected(address, said["location"], self.policy)
        if response.status == 304 and known is not None:
            return Fetched(None, known)
        self._check_status(address, response.status, said)
        if said.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise RefusedError(f"the answer is packed ({said['content-encoding']!r}), unasked", NOT_GIVEN)
        data = self._body(response, said, look)
        return Fetched(data, Version(_validator(said, "etag"), _validator(said, "last-modified")))

    def _check_status(self, address: Address, status: int, said: dict[str, str]) -> None:
        if status == 200:
            return
        if status in (404, 410):
            raise RefusedError(f"the host answers {status}: there is none", NOT_FOUND)
        if status in (429, 503):
            wait = wait_seconds(said.get("retry-after", ""))
            if wait > self.policy.longest_wait_seconds:
                self._pace.give_up(address.host, f"it asks to wait {wait:,.0f} seconds")
            self._pace.pause(address.host, min(wait, self.policy.longest_wait_seconds))
            raise RefusedError(f"the host answers {status}: too many requests, or busy", BUSY)
        if status >= 500:
            raise RefusedError(f"the host answers {status}", UNREACHABLE)
        raise RefusedError(f"the host answers {status}", NOT_GIVEN)

    def _body(self, response: httpcore.Response, said: dict[str, str], look: Look) -> bytes:
        told = f"the answer is larger than {self.policy.most_bytes:,} bytes"
        if said.get("content-length", "").isdigit() and int(said["content-length"][:20]) > self.policy.most_bytes:
            raise RefusedError(told, TOO_LARGE)
        data, looked = bytearray(), False
        for piece in response.iter_stream():
            data += piece
            if len(data) > self.policy.most_bytes:
                raise RefusedError(told, TOO_LARGE)
            if not looked and len(data) >= LOOKED_AT_BYTES:
                look(bytes(data))
                looked = True
        if not looked:
            look(bytes(data))
        return bytes(data)


def wait_seconds(said: str) -> float:
    """How long a host asks to wait (RFC 9110, 10.2.3): seconds or a date; one second where it does not say."""
    if said.strip().isdigit():
        return float(said.strip()[:9])
    with suppress(ValueError, TypeError):
        asked = parsedate_to_datetime(said)
        asked = asked if asked.tzinfo else asked.replace(tzinfo=UTC)
        return max(0.0, (asked - datetime.now(UTC)).total_seconds())
    return 1.0


def _validator(said: dict[str, str], name: str) -> str:
    value = said.get(name, "")
    return value if len(value) <= LONGEST_HEADER and value.isascii() and value.isprintable() else ""

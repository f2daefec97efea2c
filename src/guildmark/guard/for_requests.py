"""The guard as the way out of libraries that speak HTTP through `requests`, such as those of sign-in."""

import ssl
import time
from threading import Event
from typing import Any

import httpcore
import requests
from requests.adapters import BaseAdapter

from guildmark.guard.address import parse_address
from guildmark.guard.connect import Backend, Deadline, Resolve, look_up
from guildmark.guard.policy import FetchPolicy
from guildmark.guard.refused import ADDRESS_REFUSED, TOO_LARGE, RefusedError


class GuardedAdapter(BaseAdapter):
    """Sends a request to a public machine only, within the policy's size and time; follows no redirect itself."""

    def __init__(
        self, policy: FetchPolicy, *, resolve: Resolve = look_up, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        super().__init__()
        self._policy = policy
        self._deadline = Deadline(Event())
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context or httpcore.default_ssl_context(),
            network_backend=Backend(policy, self._deadline, resolve),
        )

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """The answer, read whole. Errors: requests.ConnectionError that says what the guard refused."""
        try:
            return self._send(request)
        except (RefusedError, httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise requests.ConnectionError(str(error), request=request) from error

    def _send(self, request: requests.PreparedRequest) -> requests.Response:
        address = parse_address(request.url or "", self._policy)
        self._deadline.at = time.monotonic() + self._policy.whole_seconds
        url = httpcore.URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target)
        headers = {**request.headers, "Host": address.authority, "Accept-Encoding": "identity"}.items()
        body = request.body.encode() if isinstance(request.body, str) else request.body
        if not isinstance(body, bytes | None):
            raise RefusedError("only bodies that are held whole are sent", ADDRESS_REFUSED)
        response = requests.Response()
        with self._pool.stream(request.method or "GET", url, headers=list(headers), content=body) as answer:
            parts: list[bytes] = []
            for part in answer.iter_stream():
                parts.append(part)
                if sum(map(len, parts)) > self._policy.most_bytes:
                    raise RefusedError(f"the answer is larger than {self._policy.most_bytes:,} bytes", TOO_LARGE)
            response.status_code = answer.status
            response.headers.update({name.decode("latin-1"): value.decode("latin-1") for name, value in answer.headers})
        response._content = b"".join(parts)  # what `requests` itself sets when it has read an answer
        response.url, response.request = str(address), request
        response.encoding = requests.utils.get_encoding_from_headers(response.headers)
        return response

    def close(self) -> None:
        """End all connections."""
        self._pool.close()


def guarded_session(policy: FetchPolicy) -> requests.Session:
    """A session whose every request goes out through the guard, by no proxy and no settings of the environment."""
    session = requests.Session()
    session.trust_env = False
    for scheme in ("https://", "http://"):
        session.mount(scheme, GuardedAdapter(policy))
    return session

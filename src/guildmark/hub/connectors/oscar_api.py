"""The API of a django-oscar shop (django-oscar-api), as an account of its staff speaks it: guarded, and below one
address alone, whatever address an answer names."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPBasicAuth

from guildmark.guard import FetchPolicy
from guildmark.hub.connectors.base import ReceiverError, UnansweredError
from guildmark.hub.connectors.session import checked_address, send, told_by, way_out
from guildmark.records import InputError

REQUEST_SECONDS = 10.0
# From its beginning on, a batch sends nothing after this: its last request has ended before another worker may take the
# lane over (`enforcement.deliver.LEASE`), so that what was held up never overtakes what is newer.
BATCH_SECONDS = 15.0
MOST_BYTES = 64 << 20  # of an answer: a shop that does not cut its lists into pages sends all of it at once
UNWELCOME = frozenset({401, 403})  # 403 also for a wrong password: where signing in by session comes first


class UnwelcomeError(ReceiverError):
    """The account is not let in, or may not do what was asked."""


class NotTakenError(Exception):
    """The shop understood what was asked, and does not do it."""


class OscarApi:
    """An API at an address such as https://shop.example/api/, with `NAME:PASSWORD` or a token as secret."""

    def __init__(self, address: str, secret: str, policy: FetchPolicy) -> None:
        """Errors: InputError for an address or a secret that cannot be used."""
        parsed = checked_address(address, policy)
        if "?" in parsed.target:
            raise InputError(f"{address!r} has a query. Write it as https://SHOP/api/.")
        self._policy = policy
        self.address = str(parsed).rstrip("/") + "/"
        self._session = way_out(policy, whole_seconds=REQUEST_SECONDS, most_bytes=MOST_BYTES)
        self._session.headers["Accept"] = "application/json"
        self._until: float | None = None
        name, colon, password = secret.partition(":")
        if not secret or not secret.isprintable() or (colon and not name):
            raise InputError(
                "the secret of a shop is NAME:PASSWORD of an account of its staff, or the account's token."
            )
        if colon:
            self._session.auth = HTTPBasicAuth(name.encode(), password.encode())
        elif secret.isascii():
            self._session.headers["Authorization"] = f"Token {secret}"
        else:
            raise InputError("a token has ASCII characters only. Write NAME:PASSWORD for an account.")

    def begin_batch(self) -> None:
        """From now on a batch may take its time, and no longer."""
        self._until = time.monotonic() + BATCH_SECONDS

    def greet(self) -> None:
        """Errors: ReceiverError where the shop is not there, or does not let the account in or near its admin API."""
        told = self.get("")
        if not isinstance(told, dict) or "products" not in told:
            raise ReceiverError(f"{self.address} is not the API of a django-oscar shop")
        if "admin" not in told:
            raise UnwelcomeError(
                f"{self.address} knows the account, but opens no admin API to it. Make it staff, and set "
                "OSCARAPI_BLOCK_ADMIN_API_ACCESS = False in the shop's settings."
            )

    def get(self, path: str) -> Any:
        """What stands at a path; None where nothing does. Asked twice where the connection was ended meanwhile."""
        try:
            return self._asked("GET", path)
        except UnansweredError:
            return self._asked("GET", path)

    def change(self, path: str, values: Mapping[str, Any]) -> None:
        """Change some of what stands at a path. Errors: NotTakenError with the shop's words."""
        if self._asked("PATCH", path, values) is None:
            raise NotTakenError(f"{self.address}{path} is not there any more")

    def add(self, path: str, values: Mapping[str, Any]) -> None:
        """Add to a list. Errors: NotTakenError with the shop's words."""
        if self._asked("POST", path, values) is None:
            raise NotTakenError(f"{self.address}{path} is not there")

    def pages(self, path: str) -> Iterator[tuple[list[Any], int | None]]:
        """A list, page by page, and how long it says that it is. Of the address of a next page nothing but its query
        is taken: the account is shown to no other host."""
        query, walked = "", set[str]()
        while True:
            told = self.get(path + query)
            if isinstance(told, list):
                yield told, len(told)
                return
            if not isinstance(told, dict) or not isinstance(told.get("results"), list):
                raise ReceiverError(f"{self.address}{path} gives no list")
            count = told.get("count")
            yield told["results"], count if isinstance(count, int) else None
            if not told.get("next"):
                return
            query = "?" + urlsplit(str(told["next"])).query
            if query in walked:
                raise ReceiverError(f"{self.address}{path} names its page {query} as its own next one")
            walked.add(query)

    def answers_page(self, address: str) -> bool:
        """Whether a page of the shop is there for everybody: it answers, or sends on to its other spelling."""
        with closing(way_out(self._policy, whole_seconds=REQUEST_SECONDS)) as visitor:  # without the account
            try:
                return visitor.get(address, allow_redirects=False).ok
            except requests.RequestException:
                return False

    def close(self) -> None:
        """End connections."""
        self._session.close()

    def _asked(self, method: str, path: str, values: Mapping[str, Any] | None = None) -> Any:
        if self._until is not None and time.monotonic() > self._until:
            raise ReceiverError(f"{self.address} is slow: the rest is sent later")
        sent = {} if values is None else {"json": dict(values)}
        answer = send(self._session, method, self.address + path, **sent)
        if answer.status_code in UNWELCOME:
            raise UnwelcomeError(f"the account is not let in, or may not do this: {told_by(answer)}")
        if answer.status_code == 404:
            return None
        if not answer.ok:
            raise NotTakenError(told_by(answer))
        try:
            return json.loads(answer.content)
        except ValueError:
            raise ReceiverError(f"{answer.url} answered with what is no JSON. Is it the shop's API?") from None

"""The way out of connectors: through the guard, over https, with nothing followed."""

import time
from dataclasses import replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any

import requests

from guildmark.guard import FetchPolicy, RefusedError
from guildmark.guard.address import Address, parse_address
from guildmark.guard.for_requests import guarded_session
from guildmark.hub.connectors.base import GoneError, ReceiverError, UnansweredError
from guildmark.records import InputError

WHOLE_SECONDS = 15.0  # of one request, as the specification of Standard Webhooks advises: 15 to 30
MOST_ANSWER_BYTES = 1 << 20
LONGEST_TOLD = 500  # of an answer, in an error
LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
GONE = 410


def way_out(
    policy: FetchPolicy, *, whole_seconds: float | None = None, most_bytes: int = MOST_ANSWER_BYTES
) -> requests.Session:
    """A session that reaches public machines alone, with the time that a request of a delivery may take."""
    seconds = WHOLE_SECONDS if whole_seconds is None else whole_seconds
    session = guarded_session(replace(policy, whole_seconds=seconds, most_bytes=most_bytes))
    session.headers["User-Agent"] = f"guildmark/{version('guildmark')}"
    return session


def checked_address(text: str, policy: FetchPolicy) -> Address:
    """An address that may be sent to. Errors: InputError with what is wrong with it."""
    try:
        address = parse_address(text, policy)
    except RefusedError as error:
        raise InputError(f"{text!r}: {error}. Write it as https://HOST/PATH.") from None
    if address.scheme != "https" and address.port not in policy.loopback_ports:
        raise InputError(f"{text!r}: nothing is sent unencrypted. Write it as https://HOST/PATH.")
    return address


def send(session: requests.Session, method: str, url: str, **asked: Any) -> requests.Response:
    """The answer, whatever its status says, but for those that say nothing of what was sent.

    Errors: ReceiverError when the receiver cannot be reached, is busy or broken, or sends on; GoneError.
    """
    try:
        answer = session.request(method, url, allow_redirects=False, **asked)
    except requests.RequestException as error:
        raise UnansweredError(f"{url} cannot be reached: {error}") from None
    if answer.status_code == GONE:
        raise GoneError(f"{url} answered 410, by which it asks for nothing more")
    if answer.status_code in LATER or answer.is_redirect:
        raise ReceiverError(told_by(answer), _wait_seconds(answer))
    return answer


def told_by(answer: requests.Response) -> str:
    """What an answer says, in one line, cut."""
    words = " ".join(answer.text.split())[:LONGEST_TOLD]
    return f"{answer.url} answered {answer.status_code}" + (f": {words}" if words else "")


def _wait_seconds(answer: requests.Response) -> float:
    """What Retry-After asks for, in seconds or as a date; nothing where it says neither."""
    asked = answer.headers.get("Retry-After", "")
    if asked.isdecimal():
        return float(min(int(asked), 86_400))
    try:
        return max(0.0, parsedate_to_datetime(asked).astimezone(UTC).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0.0

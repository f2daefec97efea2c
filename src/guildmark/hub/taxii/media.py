"""What is spoken here: the media types of TAXII 2.1, what a client accepts, times as TAXII writes them, and errors."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse

TAXII = "application/taxii+json;version=2.1"
STIX = "application/stix+json;version=2.1"
VERSION = "2.1"
MOST_BYTES = 8 << 20  # of what is brought at once
PLAIN = "application/taxii+json"
HEADERS = {401: {"WWW-Authenticate": 'Basic realm="Guildmark"'}, 429: {"Retry-After": "1"}}  # of errors


class TaxiiError(Exception):
    """An answer that is an error: its status, what is wrong, and what to do about it."""

    def __init__(self, status: int, title: str, description: str = "") -> None:
        super().__init__(title)
        self.status, self.title, self.description = status, title, description


def answer(told: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """An answer of TAXII."""
    return answer_text(json.dumps(told, ensure_ascii=False), status, headers)


def answer_text(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """An answer that is JSON already."""
    return HttpResponse(
        text, status=status, content_type=TAXII, headers={"Cache-Control": "private", **(headers or {})}
    )


def error_answer(error: TaxiiError) -> HttpResponse:
    """An error as TAXII has it."""
    told = {"title": error.title, "http_status": str(error.status)}
    told |= {"description": error.description} if error.description else {}
    return answer(told, error.status, HEADERS.get(error.status))


def accepts(header: str) -> bool:
    """Whether a client that sends this as Accept takes TAXII 2.1; one that sends none takes the newest."""
    if not header.strip():
        return True
    return any(_is_taxii(part, ("*/*", "application/*", PLAIN)) for part in header.split(","))


def is_content(header: str) -> bool:
    """Whether a body of this Content-Type is TAXII 2.1."""
    return _is_taxii(header, (PLAIN,))


def _is_taxii(text: str, kinds: tuple[str, ...]) -> bool:
    kind, *parameters = (part.strip() for part in text.lower().split(";"))
    named = dict(part.replace(" ", "").partition("=")[::2] for part in parameters)
    return kind in kinds and named.get("version", VERSION).strip('"') == VERSION


def written(moment: datetime) -> str:
    """A time with microseconds, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_time(name: str, text: str) -> datetime:
    """Errors: TaxiiError for what is no time."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise TaxiiError(
            400, f"{name} is no time.", "Write it in UTC with Z, such as 2026-11-27T09:30:00.000000Z."
        ) from None

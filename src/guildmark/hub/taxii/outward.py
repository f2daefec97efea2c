"""Speaking TAXII to another site, through the guard: what it answers is bounded and checked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from guildmark.guard.site import Site
from guildmark.hub.taxii.media import TAXII, TaxiiError, read_time, written
from guildmark.records import InputError

ROOT = "/taxii2/exchange/"
MOST_BYTES = 64 << 20  # of one answer
MOST_COLLECTIONS = 1_000
MOST_ASIDE_LETTERS = 500


@dataclass(frozen=True, slots=True)
class Given:
    """A page that another site gave, and until when it was added there."""

    objects: Sequence[Any]
    until: str
    more: bool


class OtherSite:
    """A site of Guildmark, by its address and a key that it gave."""

    def __init__(self, address: str, key: str) -> None:
        """Errors: InputError for an address or key that cannot be used."""
        self._site = Site(address, key, name="the other site")

    def close(self) -> None:
        """End connections."""
        self._site.close()

    def collections(self) -> list[tuple[str, bool, bool]]:
        """The collections that it shows: id, whether they can be read, and written."""
        told, _ = self._ask("GET", "collections/")
        rows = told.get("collections", [])
        if not isinstance(rows, list) or len(rows) > MOST_COLLECTIONS:
            raise InputError(f"{self._site}: its collections are no list of at most {MOST_COLLECTIONS:,}.")
        return [
            (row["id"], row.get("can_read") is True, row.get("can_write") is True)
            for row in rows
            if isinstance(row, Mapping) and _is_uuid(row.get("id"))
        ]

    def inbox(self) -> str:
        """The collection that takes what is brought. Errors: InputError where this key may bring nothing."""
        found = next((name for name, _, can_write in self.collections() if can_write), None)
        if found is None:
            raise InputError(f"{self._site}: this key may not bring anything. Make one that brings drafts.")
        return found

    def page(self, collection: str, added_after: str, limit: int) -> Given:
        """What was added to a collection after a time. Errors: InputError for an answer that does not go on."""
        query = urlencode({"limit": limit} | ({"added_after": added_after} if added_after else {}))
        told, headers = self._ask("GET", f"collections/{collection}/objects/?{query}")
        objects = told.get("objects", [])
        if not isinstance(objects, list):
            raise InputError(f"{self._site}: its objects are no list.")
        if not objects:
            return Given([], added_after, False)
        try:
            until = written(read_time("X-TAXII-Date-Added-Last", headers.get("x-taxii-date-added-last", "")))
        except TaxiiError as error:
            raise InputError(f"{self._site}: {error}") from None
        if added_after and until <= added_after:
            raise InputError(f"{self._site}: gives what was asked for already. Is it a site of Guildmark?")
        return Given(objects, until, told.get("more") is True)

    def bring(self, inbox: str, objects: Sequence[Any]) -> list[tuple[str, str]]:
        """Bring objects into its inbox; the ids that it did not take, each with its reason."""
        body = json.dumps({"objects": objects}, ensure_ascii=False).encode()
        told, _ = self._ask("POST", f"collections/{inbox}/objects/", body)
        failures = told.get("failures", [])
        if told.get("status") != "complete" or not isinstance(failures, list):
            raise InputError(f"{self._site}: does not say what became of what was brought.")
        return [
            (str(one.get("id")), str(one.get("message"))[:MOST_ASIDE_LETTERS])
            for one in failures
            if isinstance(one, Mapping)
        ]

    def _ask(self, method: str, path: str, body: bytes | None = None) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        headers = {"Accept": TAXII}
        if body is not None:
            headers |= {"Content-Type": TAXII, "Content-Length": str(len(body))}
        with self._site.ask(method, ROOT + path, headers=headers, content=body) as answer:
            data = bytearray()
            for piece in answer.iter_stream():
                data += piece
                if len(data) > MOST_BYTES:
                    raise InputError(f"{self._site}: its answer is larger than {MOST_BYTES:,} bytes.")
            status = answer.status
            said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
        try:
            told = json.loads(bytes(data))
        except (ValueError, RecursionError):
            told = None
        if status not in (200, 202):
            why = told.get("title", "") if isinstance(told, Mapping) else ""
            raise InputError(f"{self._site}: answers {status}. {str(why)[:200] or 'Is it a site of Guildmark?'}")
        if not isinstance(told, Mapping):
            raise InputError(f"{self._site}: its answer is no JSON. Is it a site of Guildmark?")
        return told, said


def _is_uuid(told: object) -> bool:
    try:
        return isinstance(told, str) and str(UUID(told)) == told.lower()
    except ValueError:
        return False

"""`guildmark scan … --to`: the findings of a finished run on their way to the alliance's site."""

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyarrow as pa

from guildmark.cli.site import ADDRESS, KEY, the_site, told_by
from guildmark.guard.site import Site
from guildmark.reading import Catalogue
from guildmark.records import InputError
from guildmark.runs.deliver import deliveries, finding_count, run_record, scanned_in, with_an_empty_one

HUB = "hub"  # the site that the environment names, instead of an address
ARROW = "application/vnd.apache.arrow.stream"
COUNTS = ("received", "opened", "added", "repeated", "set_aside")
WAITS_SECONDS = (1, 2, 5, 10, 30)  # before each further try of a batch
TRIED_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
REASONS_TOLD = 5
MOST_ANSWER_BYTES = 1 << 20
NEXT_STEPS = {
    401: f" Make a key there under Members, and set {KEY} to it.",
    403: " Make a key there that may bring findings in.",
    404: " Give the address of the site's first page.",
}


class BusyError(InputError):
    """The site is out of reach, or too busy to answer now."""


@dataclass
class Sent:
    """What became of the findings; `reasons` are some of those why rows were set aside."""

    site: str
    counts: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, None] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For the summary in JSON."""
        return {"site": self.site, **{name: self.counts[name] for name in COUNTS}}


@dataclass(frozen=True)
class Receiver:
    """A site that takes findings with a key, and the marketplace that the key is of."""

    site: Site
    marketplace: str

    @classmethod
    def at(cls, to: str) -> "Receiver":
        """The site at an address, or `hub` for the one that the environment names; asked before the scan begins.

        Errors: InputError when it cannot be reached, or the key does not bring findings in.
        """
        if to != HUB:
            os.environ[ADDRESS] = to
        site = the_site()
        me = _asked_again(site, "GET", "/api/v1/me")
        marketplace = me["organisation"]["marketplace"]
        if marketplace is None or "cases.bring" not in me["abilities"]:
            raise InputError(f"{site}: the key in {KEY} may not bring findings in. Make one of a marketplace that may.")
        return cls(site, str(marketplace))

    def send(
        self, folder: Path, catalogue: Catalogue, pictures: Path | None, exposure: pa.Table | None, progress: Any
    ) -> Sent:
        """Send all findings of a finished run, batch after batch; what came before is known there, and sent again.

        Errors: InputError when the site cannot be reached any more, or refuses a batch.
        """
        record, total, sent = run_record(folder), finding_count(folder), Sent(str(self.site))
        scanned = scanned_in(record)
        asked = {"run": record["run"], "context": record["context"]}
        path = "/api/v1/findings?" + urlencode(asked if scanned is None else asked | {"scanned": scanned})
        for batch in with_an_empty_one(deliveries(folder, catalogue, pictures, exposure)):
            told = _asked_again(self.site, "POST", path, _stream(batch))
            sent.counts.update({name: told[name] for name in COUNTS})
            for one in told["reasons"]:
                if len(sent.reasons) < REASONS_TOLD:
                    sent.reasons[one["reason"]] = None
            if progress is not None:
                progress("sending", sent.counts["received"], total)
        return sent


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def _asked_again(site: Site, method: str, path: str, content: bytes | None = None) -> Any:
    """The answer as JSON; asked again, after longer and longer waits, while the site is out of reach or busy."""
    for wait_seconds in WAITS_SECONDS:
        try:
            return _asked(site, method, path, content)
        except BusyError:
            time.sleep(wait_seconds)
    return _asked(site, method, path, content)


def _asked(site: Site, method: str, path: str, content: bytes | None) -> Any:
    headers = {} if content is None else {"Content-Type": ARROW, "Content-Length": str(len(content))}
    try:
        with site.ask(method, path, headers=headers, content=content) as answer:
            status = answer.status
            told = _bounded(answer.iter_stream()) if status == 200 else told_by(answer)
    except InputError as error:
        raise BusyError(str(error)) from None
    if isinstance(told, str):
        kind = BusyError if status in TRIED_AGAIN else InputError
        raise kind(f"{site}: {told}{NEXT_STEPS.get(status, '')}")
    try:
        return json.loads(told)
    except ValueError:
        raise InputError(f"{site}: the answer makes no sense. Is it a site of Guildmark?") from None


def _bounded(pieces: Iterator[bytes]) -> bytes:
    data = b""
    for piece in pieces:
        data += piece
        if len(data) > MOST_ANSWER_BYTES:
            break
    return data

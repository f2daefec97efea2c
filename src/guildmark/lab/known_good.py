"""Known-good records: listings that were called infringing, and were cleared."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.lab.finished_run import FinishedRun
from guildmark.lab.histories import NOT, History, overturned, standing
from guildmark.lab.seal import Sealed
from guildmark.lab.sellers import seller_key
from guildmark.records import InputError
from guildmark.records.listing import INSTANT

_KNOWN_GOOD_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("finding_id", pa.string(), nullable=False),
    pa.field("marketplace", pa.string()),
    pa.field("listing_id", pa.string()),
    pa.field("right_id", pa.string()),
    pa.field("seller", pa.string()),  # marketplace and seller, joined by U+001F; empty where it is not known
    pa.field("listing_digest", pa.string()),  # the content that was cleared
    pa.field("cleared_at", INSTANT),
    pa.field("cleared_by", pa.string()),
    pa.field("called_infringing_at", INSTANT),
    pa.field("called_infringing_by", pa.string()),
    pa.field("why", pa.string()),
]
KNOWN_GOOD = pa.schema(_KNOWN_GOOD_FIELDS)


def read_known_good(paths: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """The records of earlier lessons by finding. Errors: `InputError` when a file is none of them."""
    records: dict[str, dict[str, Any]] = {}
    for path in paths:
        try:
            table = pq.read_table(path)
        except (OSError, pa.ArrowException) as error:
            raise InputError(
                f"{path}: no known-good records can be read: {error}. `guildmark learn` writes them."
            ) from None
        if missing := [name for name in KNOWN_GOOD.names if name not in table.column_names]:
            raise InputError(
                f"{path}: column {missing[0]!r} is missing. Give a known_good.parquet of `guildmark learn`."
            )
        records |= {row["finding_id"]: row for row in table.select(KNOWN_GOOD.names).to_pylist()}
    return records


def known_good(
    known: Mapping[str, History],
    run: FinishedRun,
    draws: Sequence[Sealed],
    earlier: Mapping[str, Mapping[str, Any]],
) -> pa.Table:
    """A record for each finding whose last decision overturned an earlier one of `infringing`, and those from earlier.

    An earlier record goes when the finding was decided again since and is no longer `not`.
    """
    about: dict[str, dict[str, Any]] = {}
    for sealed in draws:
        about |= {case["finding_id"]: case for case in sealed.cases.to_pylist()}
    wanted = {name for name, history in known.items() if overturned(history)}
    names = ["finding_id", "marketplace", "listing_id", "right_id", "seller_id", "seller_name", "listing_digest"]
    for row in run.findings.select(names).to_pylist():
        if row["finding_id"] in wanted:
            about[row["finding_id"]] = {**row, "seller": seller_key(row)}
    records: dict[str, Mapping[str, Any]] = {
        name: row for name, row in earlier.items() if name not in known or standing(known[name])["outcome"] == NOT
    }
    records |= {name: _record(known[name], about.get(name, {})) for name in wanted}
    return pa.Table.from_pylist([dict(records[name]) for name in sorted(records)], KNOWN_GOOD)


def _record(history: History, about: Mapping[str, Any]) -> dict[str, Any]:
    pair = overturned(history)
    assert pair is not None
    before, last = pair
    named = f"called infringing{_by(before)}, and cleared{_by(last)}"
    keys = {name: last[name] or about.get(name) for name in ("marketplace", "listing_id", "right_id", "listing_digest")}
    return {
        "finding_id": last["finding_id"],
        **keys,
        "seller": about.get("seller", ""),
        "cleared_at": last["decided_at"],
        "cleared_by": last["decided_by"],
        "called_infringing_at": before["decided_at"],
        "called_infringing_by": before["decided_by"],
        "why": named,
    }


def _by(decision: Mapping[str, Any]) -> str:
    who = f" by {decision['decided_by']}" if decision["decided_by"] else ""
    return f"{who} on {decision['decided_at'].date()}"

"""The cases as those who label them see them: the listing and the mark, with no score, band, detector or reason."""

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from guildmark.lab.draw import Case
from guildmark.lab.finished_run import FinishedRun
from guildmark.pictures import available, thumbnail_jpeg
from guildmark.records.spreadsheet import guarded
from guildmark.runs.pictures.beside import with_files

LONGEST_TEXT = 4_000  # code points of a description
PICTURES_SHOWN = 4
PICTURE_SIDE = 240  # pixels
SHOWN = (
    "title", "description", "brand", "category", "condition", "price", "currency", "ships_from", "seller_name", "url",
)  # fmt: skip
KEYS = ("finding_id", "marketplace", "listing_id", "right_id", "listing_digest")
COLUMNS = (
    "case", "draw", "run", *KEYS, "mark", "holder", *SHOWN, "chosen_by", "blind", "outcome", "decided_by", "decided_at",
)  # fmt: skip

type Listing = dict[str, Any]


def blind_cases(
    run: FinishedRun,
    cases: Sequence[Case],
    listings: Mapping[tuple[str, str], Listing],
    unfired: Mapping[str, Listing],
    files: Path | None = None,
) -> list[dict[str, Any]]:
    """A row a case. `listings` are whole listings by key, where they were given; `unfired` those by finding id.

    What a finding tells of a listing is all that can be shown without them. Pictures come from whole listings alone:
    previews of the run exist only above `clear`, so that a case with one would give its band away. `files` is the
    folder below which listings name theirs.
    """
    rows = []
    for number, case in enumerate(cases, start=1):
        found = {} if case.place is None else run.findings.slice(case.place, 1).to_pylist()[0]
        whole = unfired.get(case.finding_id) or listings.get((found["marketplace"], found["listing_id"]), {})
        told = {**found, **{name: value for name, value in whole.items() if name in SHOWN and value is not None}}
        keys = whole if case.place is None else found
        rows.append(
            {name: keys.get(name) for name in KEYS}
            | {"case": number, "finding_id": case.finding_id, "mark": found.get("mark"), "holder": found.get("holder")}
            | {name: _shown(told.get(name)) for name in SHOWN}
            | {"pictures": _previews(whole if files is None else with_files(whole, files))}
        )
    return rows


def _shown(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return None if value is None else str(value)[:LONGEST_TEXT]


def _previews(listing: Listing) -> list[bytes]:
    datas = [one["data"] for one in listing.get("pictures") or [] if one and one.get("data")]
    if not available():
        return []
    jpegs = (thumbnail_jpeg(data, PICTURE_SIDE) for data in datas[:PICTURES_SHOWN])
    return [jpeg for jpeg in jpegs if isinstance(jpeg, bytes)]


def cases_csv(rows: Sequence[Mapping[str, Any]], draw: str, run: str) -> str:
    """The cases as a table to fill in: `outcome`, `decided_by` and `decided_at` are left empty.

    What a spreadsheet would take for a formula gets an apostrophe before it, as in the report's file of decisions.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        told = {**row, "draw": draw, "run": run, "chosen_by": "audit", "blind": "true"}
        writer.writerow([_cell(told.get(name)) for name in COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> str:
    return guarded("" if value is None else str(value))

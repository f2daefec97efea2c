"""The demo's marketplaces scan their listings for the alliance's rights, and bring in what was found, part by part."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from guildmark import api
from guildmark.hub.cases.intake import bring
from guildmark.hub.demo.members import MADE_OF, Members, actors
from guildmark.hub.exchange.chosen import chosen_at
from guildmark.hub.exchange.take import CHOICES, tactics_zip
from guildmark.hub.members.actor import Actor
from guildmark.hub.registry.take import rights_zip
from guildmark.reading import open_catalogue
from guildmark.runs.deliver import BATCH_ROWS, deliveries, run_record

# How much of what was found comes in each month: more from month to month, and most of it today. In steps of one row
# each, so that every part has some of everything.
_SHARES = (2, 3, 3, 4, 4, 5, 11)
_PART_OF_ROW = tuple(part for part, share in enumerate(_SHARES) for _ in range(share))
PARTS = len(_SHARES)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a marketplace scanned and found, with the report of it."""

    by: Actor
    run: str
    context: str
    listings: int
    rows: list[dict[str, Any]]
    report: Path


def scan_all(market: Path, place: Path, members: Members) -> list[Scanned]:
    """Scan each marketplace's own listings."""
    scans = []
    whole = pq.read_table(market / "listings.parquet")
    for short, organisation in members.marketplaces.items():
        own = place / short
        own.mkdir()
        listings = own / "listings.parquet"
        pq.write_table(_own(whole, short), listings)
        analyst = actors(organisation, "analyst")[0]
        rights = own / "rights"
        with zipfile.ZipFile(rights_zip(analyst).path()) as archive:
            archive.extractall(rights)
        result = api.scan(
            listings, rights, out=own / "out", reviews=market / "reviews.parquet", tactics=_tactics(analyst, own)
        )
        context = str(run_record(result.folder)["context"])
        batches = deliveries(result.folder, open_catalogue([str(listings)]))
        rows = [row for batch in batches for row in batch.to_pylist()]
        scans.append(Scanned(analyst, result.run, context, result.scanned, rows, result.out / "report.html"))
    return scans


def bring_part(scans: Sequence[Scanned], part: int) -> None:
    """Bring in one of PARTS of what was found, as a run of its own that judged as large a part of the listings."""
    for scan in scans:
        rows = [row for number, row in enumerate(scan.rows) if _PART_OF_ROW[number % len(_PART_OF_ROW)] == part]
        judged = scan.listings * _SHARES[part] // len(_PART_OF_ROW)
        for start in range(0, max(1, len(rows)), BATCH_ROWS):
            some = rows[start : start + BATCH_ROWS]
            bring(some, run=f"{scan.run}-{part + 1}", context=scan.context, by=scan.by, scanned=judged)


def _tactics(analyst: Actor, own: Path) -> tuple[Path, ...]:
    """The file of the tactics that the marketplace uses, where it uses any."""
    if not chosen_at(analyst.organisation.pk):
        return ()
    with zipfile.ZipFile(io.BytesIO(tactics_zip(analyst).data())) as archive:
        archive.extractall(own / "tactics")
    return (own / "tactics" / CHOICES,)


def _own(whole: pa.Table, short: str) -> pa.Table:
    """The listings of the marketplaces that one of the demo's is made of, under its name."""
    names = whole.column("marketplace")
    mine = whole.filter(pc.is_in(names, pa.array(MADE_OF[short], names.type)))
    return mine.set_column(0, whole.schema.field(0), pa.array([short] * len(mine), names.type))

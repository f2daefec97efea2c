"""Scans every set that is there, and a sample market, into one ledger."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from inputs import prepare
from ledger import Ledger
from sets import EvaluationSet

import guildmark
from guildmark.reading import open_catalogue
from guildmark.redteam import make_market
from guildmark.rights import read_rights
from guildmark.runs import RunResult

MARKET = "sample market"

Tell = Callable[[str], None]


@dataclass
class Scanned:
    """What was scanned: the ledger of all runs, the folder of each, and the sets that are absent."""

    ledger: Ledger = field(default_factory=Ledger)
    runs: dict[str, RunResult] = field(default_factory=dict)
    absent: list[EvaluationSet] = field(default_factory=list)


def scan_all(sets: tuple[EvaluationSet, ...], data: Path, work: Path, *, workers: int, tell: Tell) -> Scanned:
    """Scan each set that is there with the starter list; absent ones are named."""
    scanned = Scanned()
    for one in sets:
        if not (data / one.path).exists():
            tell(f"{one.name}: absent, left out ({data / one.path} does not exist)")
            scanned.absent.append(one)
            continue
        scan_set(one, data, work / one.name, scanned, workers=workers, tell=tell)
    return scanned


def scan_set(one: EvaluationSet, data: Path, work: Path, scanned: Scanned, *, workers: int, tell: Tell) -> None:
    """Scan one set below `work` and enter it into the ledger."""
    start = time.monotonic()
    given = prepare(one, data, work)
    catalogue = open_catalogue([given.listings], column_map=given.column_map)
    result = guildmark.scan(
        given.listings,
        given.rights,
        out=work / "out",
        column_map=given.column_map,
        reviews=given.reviews,
        workers=workers,
    )
    scanned.ledger.add_scan(one.name, catalogue, one.split_by, read_rights(given.rights), result.folder)
    if given.reviews:
        scanned.ledger.add_reviews(one.name, given.reviews)
    scanned.runs[one.name] = result
    tell(f"{one.name}: {result.counts['scanned']:,} listings, {time.monotonic() - start:.0f} s")


def scan_market(work: Path, scanned: Scanned, listings: int, seed: int, *, workers: int, tell: Tell) -> None:
    """Make a sample market, scan it with its own rights, and enter the truth about it."""
    start, folder = time.monotonic(), work / "market"
    make_market(folder, listings=listings, seed=seed)
    table, rights = folder / "listings.parquet", folder / "rights.yaml"
    result = guildmark.scan(table, rights, out=folder / "out", reviews=folder / "reviews.parquet", workers=workers)
    ledger = scanned.ledger
    ledger.add_scan(MARKET, open_catalogue([table]), "seller_id", read_rights(rights), result.folder)
    ledger.add_truth(MARKET, folder / "truth.parquet")
    scanned.runs[MARKET] = result
    tell(f"{MARKET}: {result.counts['scanned']:,} listings, {time.monotonic() - start:.0f} s")

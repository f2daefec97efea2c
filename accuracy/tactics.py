"""Measures every tactic of the library in the shadow, on honest listings and on made fakes; writes JSON and a page."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from halves import HALVES, REPORT
from measure import Share
from sets import HERE, data_or_reason, read_sets
from tactics_page import page
from tactics_scans import Scan, scan_market, scan_sets

from guildmark.lab.tactic_trial import try_all_disguised
from guildmark.tactics import Tactic
from guildmark.tactics.choices import read_library

PAGE = HERE.parent / "docs" / "tactics-measured.md"
KEPT = HERE / "tactics.json"
CLEAN, MIXED, CATALOGUE = "clean", "mixed", "catalogue"
ROLES = (CLEAN, MIXED, CATALOGUE)
MARKET_LISTINGS, MARKET_SEED = 20_000, 41  # no seed that anything else was measured or tuned with
FAKE = "fake"


@dataclass(frozen=True, slots=True)
class Scans:
    """Half of every set as it is and with an invented mark put before its titles, and the market with its truth."""

    half: str
    seed: int
    as_they_are: tuple[Scan, ...]
    as_named: tuple[Scan, ...]
    market: Scan
    truth: dict[str, str]


def scan_all(
    data: Path, work: Path, tactics: list[Tactic], *, half: str, seed: int, workers: int, tell: Callable[[str], None]
) -> Scans:
    """Scan every set that is there, and a market."""
    sets = [one for one in read_sets() if one.role in ROLES and (data / one.path).exists()]
    clean = [one for one in sets if one.role == CLEAN]
    as_they_are = scan_sets(sets, data, work / "as they are", tactics, named=False, workers=workers)
    tell(f"{len(sets)} sets: {sum(len(one.half) for one in as_they_are):,} listings")
    as_named = scan_sets(clean, data, work / "as named", tactics, named=True, workers=workers)
    tell(f"{len(clean)} sets with a mark: {sum(len(one.half) for one in as_named):,} listings")
    market, truth = scan_market(MARKET_LISTINGS, seed, work / "market", tactics, workers=workers)
    tell(f"sample market: {len(market.half):,} listings")
    of_half = [tuple(one.of_half(half) for one in scans) for scans in (as_they_are, as_named)]
    return Scans(half, seed, *of_half, market, truth)


def measure(scans: Scans, tactics: Sequence[Tactic]) -> dict[str, Any]:
    """All figures, as JSON has them."""
    of_role = {role: [one for one in scans.as_they_are if one.role == role] for role in ROLES}
    return {
        "half": scans.half,
        "market": {"listings": len(scans.market.half), "seed": scans.seed, "fakes": _count(scans, fake=True)},
        "sets": {one.name: {"role": one.role, **_size(one)} for one in scans.as_they_are},
        "tactics": [
            {
                "name": Path(tactic.file).stem,
                "id": str(tactic.id),
                "title": tactic.title,
                "languages": list(tactic.languages),
                "families": sorted(tactic.families),
                **{role: _hits(tactic, of_role[role], naming=True) for role in ROLES},
                "as_named": _hits(tactic, scans.as_named, naming=False),
                "made_fakes": _made(tactic, scans, fake=True),
                "made_honest": _made(tactic, scans, fake=False),
                "disguised": {one.disguise: [one.fired, one.tried] for one in worn},
            }
            for tactic, worn in zip(tactics, try_all_disguised(tactics), strict=True)
        ],
    }


def _hits(tactic: Tactic, scans: Sequence[Scan], *, naming: bool) -> dict[str, Any]:
    """Candidates and hits among the listings of some sets: of those that name a mark, or of all."""
    hit = {(scan.name, one.listing_id) for scan, one in _of(tactic, scans, candidate=False)}
    sellers = {(scan.name, scan.seller[one.listing_id]) for scan, one in _of(tactic, scans, candidate=False)}
    candidates = {(scan.name, one.listing_id) for scan, one in _of(tactic, scans, candidate=True)}
    of = sum(len(scan.naming) if naming else len(scan.half) for scan in scans)
    return Share(len(hit), of).to_json() | {"candidates": len(candidates), "sellers": len(sellers)}


def _of(tactic: Tactic, scans: Sequence[Scan], *, candidate: bool) -> list[tuple[Scan, Any]]:
    return [
        (scan, one)
        for scan in scans
        for one in scan.hits
        if one.tactic == str(tactic.id) and one.candidate == candidate
    ]


def _made(tactic: Tactic, scans: Scans, *, fake: bool) -> dict[str, Any]:
    hit = {one.listing_id for _, one in _of(tactic, [scans.market], candidate=False)}
    own = sum((scans.truth[listing] == FAKE) == fake for listing in hit)
    return Share(own, _count(scans, fake=fake)).to_json()


def _count(scans: Scans, *, fake: bool) -> int:
    return sum((kind == FAKE) == fake for kind in scans.truth.values())


def _size(one: Scan) -> dict[str, int]:
    return {"listings": len(one.half), "naming": len(one.naming), "sellers": len(set(one.seller.values()))}


def main() -> int:
    """Measure, write and print; returns the exit code."""
    arguments = _arguments()
    data = data_or_reason()
    if data is None:
        return 0
    tactics = sorted(read_library().tactics, key=lambda one: one.file)
    with tempfile.TemporaryDirectory(prefix="guildmark-tactics-") as work:
        scans = scan_all(
            data, Path(work), tactics, half=arguments.half, seed=arguments.seed, workers=arguments.workers, tell=_tell
        )
    figures = measure(scans, tactics)
    arguments.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    arguments.page.write_text(page(figures), "utf-8")
    print(arguments.page)
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES, default=REPORT, help="tactics may be changed on the half `tune` only")
    parser.add_argument("--seed", type=int, default=MARKET_SEED, help="of the sample market")
    parser.add_argument("--json", type=Path, default=KEPT, help="where the figures are written")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the page is written")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

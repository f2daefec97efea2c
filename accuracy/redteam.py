"""Measures recall against strength for every disguise in words, on real listings and on made ones; both apart."""

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from halves import REPORT
from intervals import interval
from redteam_bases import ROLES, Base, bases_of, bases_of_market, even, in_other_scripts
from redteam_page import page, write_chart
from redteam_recall import TEXT_DISGUISES, Counted, recall
from sets import DATA_VARIABLE, HERE, data_folder, read_sets

from guildmark.redteam import make_market
from guildmark.redteam.listing import OpenMarks
from guildmark.rights import read_rights

REAL, SCRIPTS, MADE = "Real listings", "Real listings, the mark in another script", "Made listings"
PER_CELL = {REAL: 60, SCRIPTS: 40, MADE: 40}
MARKET_LISTINGS, MARKET_SEED = 12_000, 29  # no seed that anything else was measured or tuned with
NOTE = (
    "Made by `accuracy/redteam.py`. A listing that names a mark openly gets the mark disguised wherever it stands;"
    " found means that a scan still proposes the right mark, by `mark_in_text`, `disguised_mark` or `misspelt_mark`."
    " Sellers and marks are of the half `report` only, each by the fixed hash of `halves.py`. The disguises are those"
    " of `guildmark redteam`, which know nothing of the tables of `guildmark.text`. Ranges are exact 95 % intervals of"
    " listings; those of one mark resemble each other, so the truth may lie outside of them. A disguise that leaves the"
    " mark readable (a claim, a tag) is found by design; one that takes its letters away (code words, initials) cannot"
    " be."
)


@dataclass(frozen=True, slots=True)
class RedteamFigures:
    """What was counted, real and made apart."""

    parts: dict[str, Counted]

    def to_json(self) -> dict[str, Any]:
        """Counts with intervals, by disguise, and by disguise with strength, language and script."""
        return {name: _to_json(counted) for name, counted in self.parts.items()}


def measure(*, data: Path, work: Path, workers: int, per_cell: dict[str, int] | None = None) -> RedteamFigures:
    """Put all disguises in words on listings of the report half, scan them, and count. Absent sets are left out."""
    wanted = per_cell or PER_CELL
    marks = OpenMarks(read_rights("starter").rights)
    real: list[Base] = []
    for one in read_sets():
        if one.role in ROLES and (data / one.path).exists():
            real += bases_of(one, data, work / one.name, marks, REPORT)
    parts: dict[str, Counted] = {}

    def count(name: str, bases: list[Base], rights: str | Path) -> None:
        parts[name] = recall(
            bases, rights, work / name.replace(" ", "-"), per_cell=wanted[name], seed=name, workers=workers,
            disguises=TEXT_DISGUISES,
        )  # fmt: skip

    if real:
        drawn = even(real, REAL)
        count(REAL, drawn, "starter")
        count(SCRIPTS, in_other_scripts(drawn, SCRIPTS), "starter")
    market = make_market(work / "market", listings=MARKET_LISTINGS, seed=MARKET_SEED, pictures=False).out
    made = OpenMarks(read_rights(market / "rights.yaml").rights)
    count(MADE, even(bases_of_market(market, made, REPORT), MADE), market / "rights.yaml")
    return RedteamFigures(parts)


def _to_json(counted: Counted) -> dict[str, Any]:
    counts = {name: getattr(counted, name) for name in ("bases", "leaky", "unseen")}
    shares = {
        "disguise": counted.shares("disguise"),
        "disguise and strength": counted.shares("disguise", "strength"),
        "disguise and language": counted.shares("disguise", "language"),
        "disguise and script": counted.shares("disguise", "script"),
        "disguise and length": counted.shares("disguise", "length"),
    }
    return counts | {
        "cannot": dict(sorted(counted.cannot.items())),
        "proposed by": {str(slug): counted.detectors(str(slug)) for (slug,) in shares["disguise"]},
        "columns": "what the name says, then found, tried, and the exact 95 % interval",
        "recall": {by: [[*key, k, n, *_rounded(k, n)] for key, (k, n) in one.items()] for by, one in shares.items()},
    }


def _rounded(k: int, n: int) -> list[float]:
    return [round(bound, 4) for bound in interval(k, n)]


def main() -> int:
    """Measure and write; returns the exit code."""
    arguments = _arguments()
    start, data = time.monotonic(), data_folder()
    if not data.exists():
        _tell(f"{data} does not exist: only made listings are measured. Set {DATA_VARIABLE} to where the sets lie.")
    with tempfile.TemporaryDirectory(prefix="guildmark-redteam-") as work:
        figures = measure(data=data, work=Path(work), workers=arguments.workers)
    shown = next(iter(figures.parts.values()))
    write_chart(shown, arguments.out / "redteam.svg")
    (arguments.out / "redteam.md").write_text(page(figures.parts, "redteam.svg", NOTE), "utf-8")
    text = json.dumps(figures.to_json(), ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[")
    (arguments.out / "redteam.json").write_text(text + "\n", "utf-8")
    _tell(f"{arguments.out / 'redteam.md'}, {time.monotonic() - start:.0f} s")
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=HERE, help="where redteam.md, redteam.svg and redteam.json are written"
    )
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""Measures what the scan finds and whom it accuses, on real sets and on the sample market; `make accuracy` calls it."""

import argparse
import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from figures import Figures, gather, write_results
from halves import REPORT
from page import write_page
from scanning import scan_all, scan_market
from sets import DATA_VARIABLE, HERE, data_folder, read_sets

MARKET_LISTINGS, MARKET_SEED = 20_000, 23  # neither the demo's nor the one that weights were measured on


def main() -> int:
    """Scan, measure, print and write; returns the exit code."""
    arguments = _arguments()
    start, sets, data = time.monotonic(), read_sets(), data_folder()
    if not data.exists():
        _tell(f"{data} does not exist: only the sample market is measured. Set {DATA_VARIABLE} to where the sets lie.")
    with tempfile.TemporaryDirectory(prefix="guildmark-accuracy-") as work:
        scanned = scan_all(sets, data, Path(work), workers=arguments.workers, tell=_tell)
        scan_market(Path(work), scanned, MARKET_LISTINGS, MARKET_SEED, workers=arguments.workers, tell=_tell)
        figures = gather(scanned, sets, day=date.today().isoformat(), seconds=time.monotonic() - start)
    print(summary(figures))
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_results(figures, arguments.out / "results.json")
    write_page(figures, arguments.out / "README.md")
    print(f"\n{arguments.out / 'README.md'}, {time.monotonic() - start:.0f} s")
    return 0


def summary(figures: Figures) -> str:
    """The figures in short, for the terminal."""
    lines = [
        f"{'set (report half)':24}{'listings':>10}{'name a mark':>13}{'in review':>11}   per thousand that name a mark"
    ]
    for f in figures.of_half(REPORT):
        lines.append(f"{f.set_name:24}{f.listings:>10,}{f.naming:>13,}{f.review:>11,}   {f.of_naming().per_thousand()}")
    fakes = figures.market.fakes
    lines.append(f"sample market: {fakes.review.k} of {fakes.review.n} fakes in review, {fakes.review.percent()}")
    for group in figures.market.by_kind:
        lines.append(f"  {group.name:20} {group.review.k:>5} of {group.review.n:>5} accused")
    return "\n".join(lines)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="where README.md and results.json are written")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

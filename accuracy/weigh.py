"""Measures the weight of each detector on the halves that may be used for it, and proposes a weights file."""

import argparse
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

from scanning import scan_all, scan_market
from sets import data_folder, read_sets
from weights import Count, Weighed, weigh

from guildmark.detectors import all_detectors

# Another market than the one that is reported on, and larger, so that its bounds are narrow.
MARKET_LISTINGS, MARKET_SEED = 400_000, 11
HEAD = """# Weights of evidence in decibans, measured on {day} by accuracy/weigh.py.
# For: 10 log10 of (lower 95 % bound among fakes / upper bound among clean candidates).
# Against: 10 log10 of (upper bound among fakes / lower bound among clean candidates).
# k of n: pairs of a seller and a mark at which the detector fired with strength 0.5 or more. Made data: a sample market
# of {listings:,} listings, seed {seed}, another one than is reported on. Provisional: the fakes are made ones; where a
# detector for a fake rings falsely on real listings too, these stand against it as well, and what says less holds.
"""


def main() -> int:
    """Measure and write; returns the exit code."""
    arguments = _arguments()
    sets = tuple(one for one in read_sets() if one.role not in ("reviews", "catalogue"))
    with tempfile.TemporaryDirectory(prefix="guildmark-weigh-") as work:
        scanned = scan_all(sets, data_folder(), Path(work), workers=arguments.workers, tell=_tell)
        scan_market(Path(work), scanned, MARKET_LISTINGS, MARKET_SEED, workers=arguments.workers, tell=_tell)
    roles = {one.name: one.role for one in sets if one.name in scanned.runs}
    weighed = [weigh(scanned.ledger, detector, roles) for detector in all_detectors()]
    print(table(weighed))
    arguments.out.write_text(weights_file(weighed), "utf-8")
    print(f"\nproposal: {arguments.out}")
    return 0


def table(weighed: list[Weighed]) -> str:
    """Each detector with its counts on both kinds of data; a star marks a provisional weight."""
    widths = (14, 16, 14, 16)
    columns = ("real fakes", "real clean", "made fakes", "made clean")
    heads = " ".join(f"{head:>{width}}" for head, width in zip(columns, widths, strict=True))
    lines = [f"{'detector':26}{'weight':>9}  {heads}"]
    for one in weighed:
        shown = " ".join(f"{_share(c):>{width}}" for c, width in zip(_counts(one), widths, strict=True))
        lines.append(f"{one.detector.name:26}{_db(one.db) + ('*' if one.provisional else ' '):>9}  {shown}")
    return "\n".join(lines)


def weights_file(weighed: list[Weighed]) -> str:
    """The proposal, in the form of the weights file that ships."""
    head = HEAD.format(day=date.today().isoformat(), listings=MARKET_LISTINGS, seed=MARKET_SEED)
    lines = [head, "weights:"]
    for one in weighed:
        real_fakes, real_clean, made_fakes, made_clean = map(_share, _counts(one))
        never = "" if one.db is not None else "; it never fired where it must, so nothing is known"
        provisional = ", provisional: true" if one.provisional else ""
        lines += [
            f"  # real: fakes {real_fakes}, clean {real_clean}; made: fakes {made_fakes}, clean {made_clean}{never}",
            f"  {one.detector.name}: {{db: {one.db or 0.0:.1f}, measured_on: [{', '.join(one.sets)}]{provisional}}}",
        ]
    return "\n".join(lines) + "\n"


def _counts(one: Weighed) -> tuple[Count, Count, Count, Count]:
    return one.real_fakes, one.real_clean, one.made_fakes, one.made_clean


def _share(count: Count) -> str:
    return f"{count.k} of {count.n}"


def _db(db: float | None) -> str:
    return "-" if db is None else f"{db:+.1f}"


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where the proposal is written")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""Measures the weight of each detector on the halves that may be used for it, and proposes a weights file."""

import argparse
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

from scanning import MARKET, scan_all, scan_market
from sets import data_folder, read_sets
from weights import MADE, Count, Measured, Weighed, weigh

from guildmark.detectors import all_detectors

# Another market than the one that is reported on, and larger, so that its bounds are narrow.
MARKET_LISTINGS, MARKET_SEED = 100_000, 11
HEAD = """# Weights of evidence in decibans, measured on {day} by accuracy/weigh.py.
# For: 10 log10 of (lower 95 % bound among fakes / upper bound among clean candidates).
# Against: 10 log10 of (upper bound among fakes / lower bound among clean candidates).
# k of n: pairs of a seller and a mark at which the detector fired with strength 0.5 or more. Made data are a sample
# market of {listings:,} listings, seed {seed}: another one than is reported on.
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
    """Each detector with its rates on both kinds of data."""
    widths = (14, 16, 14, 16)
    columns = ("real fakes", "real clean", "made fakes", "made clean")
    heads = " ".join(f"{head:>{width}}" for head, width in zip(columns, widths, strict=True))
    lines = [f"{'detector':26}{'weight':>8}  {'on':5} {heads}"]
    for one in weighed:
        held = one.held
        counts = (one.real.fakes, one.real.clean, one.made.fakes, one.made.clean)
        shown = " ".join(f"{f'{c.k} of {c.n}':>{width}}" for c, width in zip(counts, widths, strict=True))
        lines.append(f"{one.detector.name:26}{_db(held):>8}  {held.data:5} {shown}")
    return "\n".join(lines)


def weights_file(weighed: list[Weighed]) -> str:
    """The proposal, in the form of the weights file that ships."""
    lines = [
        HEAD.format(day=date.today().isoformat(), listings=MARKET_LISTINGS, seed=MARKET_SEED),
        "weights:",
    ]
    for one in weighed:
        held = one.held
        other = one.made if held is one.real else one.real
        provisional = ", provisional: true" if held.data == MADE else ""
        sets = [MARKET] if held.data == MADE else sorted({*held.fakes.sets, *held.clean.sets})
        lines += [
            f"  # {held.data}: {_counts(held)}; {other.data}: {_counts(other)} ({_db(other)} dB)",
            f"  {one.detector.name}: {{db: {held.db or 0.0:.1f}, measured_on: [{', '.join(sets)}]{provisional}}}",
        ]
    return "\n".join(lines) + "\n"


def _counts(measured: Measured) -> str:
    return f"fakes {_share(measured.fakes)}, clean {_share(measured.clean)}"


def _share(count: Count) -> str:
    return f"{count.k} of {count.n}"


def _db(measured: Measured) -> str:
    return "-" if measured.db is None else f"{measured.db:+.1f}"


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where the proposal is written")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

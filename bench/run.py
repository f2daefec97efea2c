"""Measure speed and memory: `make bench`, or `python bench/run.py --help` for larger runs.

Everything is measured in one go on the same listings, so that ratios hold where times do not: machines differ, and are
never quite idle.
"""

import argparse
import json
import os
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from material import make_material
from one_core import measure_one_core
from page import page
from whole_runs import WholeRun, whole_run

HERE = Path(__file__).parent


def main() -> None:
    """Measure, print the page, and keep it with the figures behind it."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="guildmark-bench-") as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        figures = _measure(folder, options)
    text = page(figures)
    print(text)
    if options.keep:
        (HERE / "results.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        (HERE / "README.md").write_text(text, encoding="utf-8")


def _measure(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    small = make_material(folder, options.listings // 10, options.rights)
    large = make_material(folder, options.listings, options.rights)
    timings, stages_us, first_seconds = measure_one_core(large, folder, options.repeats)
    whole_run(small, folder / "out", 1)  # compiles the context, so that no run below does
    runs = [whole_run(large, folder / "out", workers) for workers in options.workers]
    few = whole_run(small, folder / "out", options.workers[0])
    largest = []
    if options.largest:
        material = make_material(folder, options.largest, options.rights)
        largest = [whole_run(material, folder / "out", max(options.workers))]
    return {
        "guildmark": version("guildmark"),
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": _machine(),
        "listings": large.listing_count,
        "rights": large.right_count,
        "mean_letters": large.mean_letters,
        "first_batch_seconds": first_seconds,
        "one_core": [{**asdict(timing), "per_second": timing.per_second} for timing in timings],
        "stages_us": stages_us,
        "whole": [_told(run) for run in (few, *runs, *largest)],
    }


def _told(run: WholeRun) -> dict[str, Any]:
    return {**asdict(run), "per_second": run.per_second}


def _machine() -> dict[str, Any]:
    cpuinfo = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = [line.partition(":")[2].strip() for line in cpuinfo.splitlines() if line.startswith("model name")]
    memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": models[0] if models else "not known",
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory_bytes / 1e9),
    }


def _options() -> argparse.Namespace:
    cores = len(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=1_000_000, help="how many listings (default: 1,000,000)")
    parser.add_argument("--rights", type=int, default=5_000, help="how many rights (default: 5,000)")
    parser.add_argument("--repeats", type=int, default=5, help="of each measurement on one core (default: 5)")
    parser.add_argument("--workers", type=int, nargs="+", default=sorted({1, 2, cores}), help="workers of whole runs")
    parser.add_argument("--largest", type=int, help="also one run of so many listings, on the most workers")
    parser.add_argument("--folder", type=Path, help="keep the made listings here for the next time")
    parser.add_argument("--keep", action="store_true", help="write bench/README.md and bench/results.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()

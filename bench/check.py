"""What checking a few listings before they go live costs: `python bench/check.py`.

Each number of listings is checked in one go, by `engine.check_many`, from plain values to plain values, without facts
and pictures; the HTTP server around it is not measured here. Process time is what a core spends, and holds on a machine
that is never quite idle; wall time is what a buyer of the site waits for.
"""

import argparse
import json
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from material import make_material

from guildmark.engine import Answer, Context, check_many, compile_context
from guildmark.rights import read_rights

HERE = Path(__file__).parent
SIZES = (1, 2, 4, 8, 16, 64)
LISTINGS = 10_000  # of the made market; the first ones of them are checked
WARM = 100  # checks before the first that counts
FEWER = 10  # one check of so many is also made with the expression, which takes long

type Listings = list[dict[str, Any]]


def main() -> None:
    """Measure, print, and keep the figures where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", type=int, default=200, help="of each number of listings (default: 200)")
    parser.add_argument("--rights", type=int, default=5_000, help="how many rights (default: 5,000)")
    parser.add_argument("--keep", action="store_true", help="write bench/check.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guildmark-bench-") as folder:
        figures = measure(Path(folder), options.checks, options.rights)
    print(table(figures))
    if options.keep:
        (HERE / "check.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def measure(folder: Path, checks: int, rights: int) -> dict[str, Any]:
    """Milliseconds a check, for each number of listings."""
    pa.set_cpu_count(1)
    material = make_material(folder, LISTINGS, rights)
    context = compile_context(read_rights(material.rights), folder / "contexts")
    rows = [given(row) for row in pq.read_table(material.listings).slice(0, checks * max(SIZES)).to_pylist()]
    marks = re.compile("|".join(map(re.escape, context.index.rights.column("mark").to_pylist())), re.IGNORECASE)
    for place in range(WARM):
        check_many(rows[place : place + 1], context)
    return {
        "rights": material.right_count,
        "mean_letters": material.mean_letters,
        "sizes": [of_size(size, rows, checks, context, marks) for size in SIZES],
        "one": of_one(rows[:checks], context),
    }


def given(row: dict[str, Any]) -> dict[str, Any]:
    """A listing as a marketplace sends it: only what is given."""
    return {name: value for name, value in row.items() if value is not None}


def of_size(size: int, rows: Listings, checks: int, context: Context, marks: re.Pattern[str]) -> dict[str, Any]:
    """Times of checks of so many listings, in turn with the floor and with one compiled expression of all marks."""
    ways: dict[str, Callable[[Listings], object]] = {
        "check": lambda listings: check_many(listings, context),
        "floor": lambda listings: json.loads(json.dumps(listings, default=str)),
        "expression": lambda listings: [marks.search(f"{one['title']} {one.get('description')}") for one in listings],
    }
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for number in range(checks):
        start = number * size % (len(rows) - size)
        for name, work in ways.items():
            if name != "expression" or number % FEWER == 0:
                spent[name].append(timed(work, rows[start : start + size]))
    return {"listings": size} | {name: told(of_way) for name, of_way in spent.items()}


def of_one(rows: Listings, context: Context) -> dict[str, Any]:
    """Times of checks of one listing, by whether something is found in it."""
    by_found: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for row in rows:
        answers: list[Any] = []
        times = timed(lambda listings, into=answers: into.extend(check_many(listings, context)), [row])
        (answer,) = answers
        by_found[isinstance(answer, Answer) and bool(answer.findings)].append(times)
    return {"with findings": told(by_found[True]), "without": told(by_found[False])}


def timed(work: Callable[[Listings], object], listings: Listings) -> tuple[float, float]:
    """Process and wall time of one call. Units: milliseconds."""
    process, wall = time.process_time(), time.perf_counter()
    work(listings)
    return (time.process_time() - process) * 1e3, (time.perf_counter() - wall) * 1e3


def told(times: list[tuple[float, float]]) -> dict[str, float]:
    """Medians, and the wall time that 1 of 100 exceed. Units: milliseconds."""
    walls = [wall for _, wall in times]
    return {
        "checks": len(times),
        "process_ms": median(process for process, _ in times),
        "wall_ms": median(walls),
        "wall_p99_ms": quantiles(walls, n=100)[-1],
    }


def table(figures: dict[str, Any]) -> str:
    """The figures as a table in Markdown."""
    lines = [
        f"{figures['rights']:,} rights, {figures['mean_letters']:.0f} characters of title and description each.\n",
        "| listings in one check | process ms | a listing | wall ms | wall ms, p99 | floor: JSON there and back | "
        "one compiled expression of all marks |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in figures["sizes"]:
        check, count = one["check"], one["listings"]
        times = (check["process_ms"], check["process_ms"] / count, check["wall_ms"], check["wall_p99_ms"])
        beside = (one["floor"]["process_ms"], one["expression"]["process_ms"])
        lines.append(f"| {count} | " + " | ".join(f"{ms:.2f}" for ms in (*times, *beside)) + " |")
    lines.append("\nOne listing alone: " + "; ".join(one_told(*item) for item in figures["one"].items()) + ".")
    return "\n".join(lines)


def one_told(kind: str, times: dict[str, float]) -> str:
    """The process time of checks of one kind, in words."""
    return f"{kind} {times['process_ms']:.2f} ms ({times['checks']})"


if __name__ == "__main__":
    main()

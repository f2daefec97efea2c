"""The page of figures, in Markdown."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from site_rows import site_lines

HERE = Path(__file__).parent
GOAL_PER_SECOND, GOAL_SCALING, GOAL_MEMORY_MB = 30_000, 0.9, 1_000


def page(figures: dict[str, Any]) -> str:
    """The page that `bench/README.md` holds."""
    return "\n".join(_lines(figures)) + "\n"


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    machine = figures["machine"]
    yield "# Speed and memory\n"
    where = f"{machine['cores']} cores ({machine['processor']}, {machine['memory_gb']} GB)"
    market = f"A made market of {figures['listings']:,} listings without pictures"
    yield (
        f"Guildmark {figures['guildmark']}, {figures['measured']}, on {where}. {market}, "
        f"{figures['mean_letters']:.0f} characters of title and description each, and {figures['rights']:,} rights. "
        "Times are medians of one go, rows in turn; ratios hold better than times.\n"
    )
    yield "Repeat it with `make bench`; `bench/run.py --help` has larger runs.\n"
    yield from _one_core(figures)
    yield from _stages(figures)
    yield from _whole(figures)
    yield ""
    yield from _tactics(json.loads((HERE / "tactics.json").read_text("utf-8")))
    yield from site_lines()


def _one_core(figures: dict[str, Any]) -> Iterator[str]:
    rows = figures["one_core"]
    engine = rows[1]["per_second"]
    yield "## One core, in memory\n"
    yield "| what | listings a second | Guildmark is |\n|---|---:|---:|"
    for row in rows:
        ratio = engine / row["per_second"]
        faster = (
            "" if row is rows[1] else f"{ratio:,.2f} times as fast" if ratio < 10 else f"{ratio:,.0f} times as fast"
        )
        yield f"| {row['name']} | {row['per_second']:,.0f} | {faster} |"
    yield (
        f"\nThe goal is {GOAL_PER_SECOND:,} a second and core. The two pandas rows only look for marks as they are "
        f"written: no disguises, words, prices or facts. The first batch took {figures['first_batch_seconds']:.1f} "
        "seconds, which include compiling the kernel where the cache does not hold it yet.\n"
    )


def _stages(figures: dict[str, Any]) -> Iterator[str]:
    stages = figures["stages_us"]
    yield "## Where a microsecond goes\n"
    yield "| stage of the engine | µs a listing |\n|---|---:|"
    for name, spent in sorted(stages.items(), key=lambda item: -item[1]):
        if not name.startswith("detector "):
            yield f"| {name} | {spent:.2f} |"
    slowest = sorted(((v, k) for k, v in stages.items() if k.startswith("detector ")), reverse=True)[:5]
    yield "\nThe slowest detectors: " + ", ".join(f"{k.removeprefix('detector ')} {v:.2f}" for v, k in slowest) + ".\n"


def _whole(figures: dict[str, Any]) -> Iterator[str]:
    few, alone, *others = figures["whole"]
    yield "## Whole runs\n"
    yield (
        "From starting the process to its end: reading twice, facts, judging, merging, the report. Scaling is the rate "
        "a worker beside that of one worker alone with as many listings.\n"
    )
    yield "| listings | workers | seconds | listings a second | a worker | scaling | a worker takes | the parent |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|"
    for run in (few, alone, *others):
        same = run["listings"] == alone["listings"]
        scaling = f"{run['per_second'] / alone['per_second']:.2f}" if same else ""
        rate = run["listings"] / run["seconds"]
        cells = [f"{run['listings']:,}", run["workers"], f"{run['seconds']:.1f}", f"{rate:,.0f}"]
        cells += [f"{run['per_second']:,.0f}", scaling]
        cells += [f"{run['metrics'][of]:,.0f} MB" for of in ("worker_memory_mb", "parent_memory_mb")]
        yield f"| {' | '.join(map(str, cells))} |"
    yield (
        f"\nMemory is the peak; one worker alone works in the parent. Goals: scaling {GOAL_SCALING}; under "
        f"{GOAL_MEMORY_MB:,} MB for a worker, and no more for more listings.\n"
    )
    yield f"| stage of {alone['listings']:,} listings, one worker | seconds | µs a listing |\n|---|---:|---:|"
    stages = {name: seconds for name, seconds in alone["metrics"]["seconds"].items() if name != "whole"}
    stages["starting, reading rights, leaving"] = alone["seconds"] - sum(stages.values())
    for name, seconds in stages.items():
        yield f"| {name} | {seconds:.1f} | {seconds / alone['listings'] * 1e6:.1f} |"


def _tactics(figures: dict[str, Any]) -> Iterator[str]:
    spent, times, spread = (figures[name] for name in ("microseconds_a_listing", "times_the_scan", "spread"))
    yield "## Tactics\n"
    yield (
        f"The scan of {figures['listings']:,} of these listings in memory on one core, with made tactics beside it. "
        "The goal is that 1,000 of them do not double its time.\n"
    )
    yield "| tactics | µs a listing | times the scan without | least and most | hits |\n|---|---:|---:|---:|---:|"
    for name in spent:
        low, high = spread[name]
        yield f"| {name} | {spent[name]:,.1f} | {times[name]:.2f} | {low:.2f}–{high:.2f} | {figures['hits'][name]:,} |"
    instead = figures["expressions_instead"]
    alone = instead["microseconds_a_listing"]
    yield (
        f"\nInstead, one regular expression for the words of each of {instead['tactics']} tactics takes {alone:,.0f} "
        "µs a listing, for their words alone.\n"
    )

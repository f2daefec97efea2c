"""The README's figures: the few that matter most, from the results of the last `make accuracy` and `make bench`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

BLOCK = re.compile(r"(?<=<!-- figures: made by `make docs` -->\n).*?(?=\n<!-- end of figures -->)", re.DOTALL)


def with_figures(root: Path) -> str:
    """The README of a project folder, with its block of figures as they are now.

    Errors: ValueError where the README has no such block.
    """
    readme = (root / "README.md").read_text(encoding="utf-8")
    if not BLOCK.search(readme):
        raise ValueError(f"{root / 'README.md'}: has no block of figures. Put both of its comments back.")
    files = ("bench/results.json", "accuracy/results.json", "accuracy/innocent/results.json", "accuracy/redteam.json")
    bench, accuracy, innocent, disguised = (json.loads((root / name).read_text("utf-8")) for name in files)
    pictures = json.loads((root / "accuracy" / "pictures.json").read_text("utf-8"))
    lines = [
        "| what | measured |", "|---|---|",
        *_speed(bench), *_accuracy(accuracy), *_innocent(innocent), *_disguised(disguised), *_pictures(pictures),
    ]  # fmt: skip
    return BLOCK.sub(lambda _: "\n".join(lines), readme)


def _speed(bench: dict[str, Any]) -> Iterator[str]:
    floor, ours, *peers = bench["one_core"]
    rate = ours["per_second"]
    times = " and ".join(f"{rate / peer['per_second']:,.0f} times {peer['name']}" for peer in peers)
    yield (
        f"| one core, every detector for text and metadata, {bench['rights']:,} marks | {rate:,.0f} listings a second: "
        f"{times}; {rate / floor['per_second']:.2f} of reading and writing alone |"
    )
    run = max(bench["whole"], key=lambda one: one["listings"])
    minutes, memory_mb = run["seconds"] / 60, run["metrics"]["worker_memory_mb"]
    yield (
        f"| a whole run of {run['listings']:,} listings, {run['workers']} cores | "
        f"{minutes:.1f} minutes from start to report; {memory_mb:,.0f} MB a worker |"
    )


def _accuracy(accuracy: dict[str, Any]) -> Iterator[str]:
    named, market = accuracy["named_in_review"], accuracy["market"]
    yield f"| real listings of shops that name a mark: wrongly put in review | {_per_thousand(named['clean'])} |"
    yield f"| real listings of open marketplaces that name a mark: put in review | {_per_thousand(named['mixed'])} |"
    yield f"| real offers of copies that name a mark: put in review | {_percent(named['fakes'])} |"
    yield f"| the same, had they said that they are new | {_percent(named['fakes-as-new'])} |"
    yield f"| invented fakes of a market made to be hard: put in review | {_percent(market['fakes']['review'])} |"
    genuine = market["by_kind"]["genuine"]["review"]
    yield f"| genuine listings of that market: wrongly put in review | {_percent(genuine)} |"


def _innocent(innocent: dict[str, Any]) -> Iterator[str]:
    (of_report,) = (one["review"] for one in innocent["all"] if one["half"] == "report")
    yield f"| real listings that use a mark as they may: wrongly put in review | {_percent(of_report)} |"


def _disguised(disguised: dict[str, Any]) -> Iterator[str]:
    shares = [found / tried for _, found, tried, *_ in disguised["Real listings"]["recall"]["disguise"]]
    full = sum(share >= 0.95 for share in shares)
    yield (
        f"| marks disguised in words on real listings, {len(shares)} kinds: still seen | {100 * fmean(shares):.0f} % "
        f"on average; {full} kinds at 95 % or more, {sum(share < 0.5 for share in shares)} below half |"
    )


def _pictures(pictures: list[dict[str, Any]]) -> Iterator[str]:
    hashes, shipped = pictures[0], pictures[1]
    yield (
        f"| edited copies of real official photographs, {len(shipped['edits'])} edits, the mark named: found | "
        f"{100 * shipped['recall']:.1f} % on average, by the hash alone {100 * hashes['recall']:.1f} %; of "
        f"{shipped['traps']:,} other photographs of the shop {shipped['trapped']} were taken for a copy |"
    )


def _per_thousand(share: dict[str, Any]) -> str:
    return f"{_counted(share)}: {_range(share, 1000)} per thousand"


def _percent(share: dict[str, Any]) -> str:
    return f"{_counted(share)}: {_range(share, 100)} %"


def _counted(share: dict[str, Any]) -> str:
    return f"{share['k']:,} of {share['n']:,}"


def _range(share: dict[str, Any], unit: int) -> str:
    return f"{unit * share['k'] / share['n']:.1f} ({unit * share['low']:.1f} to {unit * share['high']:.1f})"

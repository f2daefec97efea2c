"""Scans of small slices, here or in a process of their own, and what they leave."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from guildmark.engine import ContextEvaluator
from guildmark.reading import open_catalogue
from guildmark.report import write_report
from guildmark.runs import RunResult, ScanRequest, run_scan

DRIVER = Path(__file__).with_name("scan_driver.py")


def scan(evaluator: ContextEvaluator, listings: Path | list[Path], out: Path, **options: Any) -> RunResult:
    """A scan in this process; slices are small unless said otherwise."""
    paths = [listings] if isinstance(listings, Path) else listings
    progress, report = options.pop("progress", None), options.pop("report", False)
    request = ScanRequest(open_catalogue(paths), out, **{"rows_per_slice": 16} | options)
    return run_scan(request, evaluator, progress=progress, finish=[write_report] if report else [])


def start(evaluator: ContextEvaluator, listings: Path, out: Path, **options: Any) -> "subprocess.Popen[str]":
    """The same scan in a process of its own. It prints a line when it has opened its context, and one a stage."""
    task = {
        "context": str(evaluator.folder), "digest": evaluator.digest, "listings": str(listings), "out": str(out),
        "die_at": options.pop("die_at", None), "file_bytes": options.pop("file_bytes", None),
        "options": {name: str(value) if isinstance(value, Path) else value for name, value in options.items()},
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, str(DRIVER), json.dumps(task)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def processes_of(leader: int) -> list[int]:
    """All processes of the session that a process leads, itself first."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return sorted(found, key=lambda number: (number != leader, number))


def results(out: Path) -> dict[str, bytes]:
    """The bytes of all files of the current run but its timings."""
    folder = (out / "CURRENT").resolve(strict=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "metrics.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def rows(path: Path) -> list[dict[str, Any]]:
    """A Parquet file as a list, in an order of its own content."""
    found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return sorted(found, key=repr)


def left_over(out: Path) -> set[str]:
    """What stands in a folder of results besides links, runs and the lock."""
    return {path.name for path in out.iterdir() if not path.is_symlink()} - {"runs", ".lock"} | {
        path.name for path in out.iterdir() if path.is_symlink() and path.name.startswith(".")
    }

"""`guildmark learn`: learn weights from decisions, or make learned ones active."""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from guildmark.assessment import read_policy
from guildmark.assessment.learned import PEOPLE
from guildmark.assessment.slices import slice_name
from guildmark.cli.app import OK, UNUSABLE
from guildmark.guard import output_folder
from guildmark.lab.learn import Lesson, learn
from guildmark.lab.learn_report import lesson_json, lesson_markdown
from guildmark.lab.weights_file import activate, write_weights
from guildmark.reading import open_catalogue
from guildmark.records import InputError
from guildmark.rights import read_rights
from guildmark.text.cache import cache_root

WEIGHTS, REPORT, DATA, KNOWN_GOOD = "weights.yaml", "report.md", "report.json", "known_good.parquet"
CHANGES_SHOWN = 10


def run(decisions: list[Path], options: dict[str, Any], cases: Callable[[], dict[str, Any]] | None, out: Path) -> int:
    """Learn, write and tell; returns the exit code."""
    try:
        options["today"] = as_day(options["today"])
        lesson = learn(decisions, **options)
        folder = output_folder(out)
        write_weights(folder / WEIGHTS, lesson.document)
        policy = read_policy(options["policy"])
        (folder / REPORT).write_text(lesson_markdown(lesson, policy), "utf-8")
        (folder / DATA).write_text(lesson_json(lesson), "utf-8")
        pq.write_table(lesson.known_good, folder / KNOWN_GOOD)
        made = _make_cases(lesson, options["out_run"], folder / WEIGHTS, cases) if cases else None
    except ImportError as error:
        print(f"guildmark: {error.name} is not installed. Install guildmark[lab].", file=sys.stderr)
        return UNUSABLE
    except InputError as error:
        print(f"guildmark: {error}", file=sys.stderr)
        return UNUSABLE
    _tell(lesson, folder, made)
    return OK


def make_active(path: Path, by: str, today: str | None) -> int:
    """Add a name to learned weights; returns the exit code."""
    try:
        names = activate(path, by, as_day(today))
    except InputError as error:
        print(f"guildmark: {error}", file=sys.stderr)
        return UNUSABLE
    missing = PEOPLE - len(names)
    told = "active" if missing <= 0 else f"{missing} more {'person' if missing == 1 else 'people'} must make it active"
    print(f"{path}: made active by {', '.join(names)}; {told}")
    return OK


def as_day(text: str | None) -> date:
    """A day as it was given, else the day it is. Errors: InputError."""
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--today {text!r} is no date. Write it as 2026-11-26.") from None


def ask_cases(
    folder: Path, listings: list[Path], map_file: Path | None, rights: str, policy: Path | None
) -> Callable[[], dict[str, Any]]:
    """What is needed to write test cases, read when it is called. Errors there: InputError."""

    def read() -> dict[str, Any]:
        return {
            "folder": folder,
            "catalogue": open_catalogue(listings, column_map=map_file),
            "rights": read_rights(rights),
            "contexts": cache_root() / "contexts",
            "policy": policy,
        }

    return read


def _make_cases(
    lesson: Lesson, out_run: Path, weights: Path, asked: Callable[[], dict[str, Any]]
) -> tuple[int, list[str]]:
    from guildmark.lab.make_cases import make_cases  # noqa: PLC0415 - compiles the rights, only where it is asked for

    return make_cases(lesson, out_run, weights, **asked())


def _tell(lesson: Lesson, folder: Path, made: tuple[int, list[str]] | None) -> None:
    console = Console(highlight=False, soft_wrap=True)
    counts = lesson.counts
    told = f"{counts['audit']:,} random cases, {counts['queue']:,} of the queue; {counts['teaching']:,} taught weights"
    console.print(told)
    for reason, count in lesson.set_aside.items():
        console.print(f"{count:,} of no use or less: {reason}", style="yellow", markup=False)
    moved = [row for row in lesson.changes if row.after_db != row.before_db]
    console.print(f"{len(moved)} weights moved" + (", most of all:" if moved else ""))
    for row in moved[:CHANGES_SHOWN]:
        console.print(f"  {row.detector:26} {row.before_db:+6.2f} to {row.after_db:+6.2f} dB: {row.why}", markup=False)
    if lesson.measured is None:
        console.print("no probabilities yet: too few random cases were decided", markup=False)
    else:
        skill = f"slope {lesson.measured.slope:.2f}, Brier skill {lesson.measured.brier_skill:.2f}"
        console.print(f"probabilities: {skill}, measured on other sellers", markup=False)
    _tell_licences(lesson, console)
    if made is not None:
        console.print(f"{made[0]} test cases of cleared listings")
        for line in made[1]:
            console.print(line, style="yellow", markup=False)
    console.print(f"report: {folder / REPORT}", markup=False)
    console.print(
        f"next: two people read it, and each: guildmark learn --activate {folder / WEIGHTS} --by NAME", markup=False
    )


def _tell_licences(lesson: Lesson, console: Console) -> None:
    for reason in lesson.left_out:
        console.print(f"left out: {reason}", style="yellow", markup=False)
    if not lesson.licences:
        console.print("no slice was examined: act stays shut")
        return
    table = Table("slice", "sellers", "wrong", "bound", "act", "takes", box=None, pad_edge=False)
    for row in lesson.licences:
        name = slice_name(row.kind, row.category or "(none)")
        state = f"open until {row.until}" if row.is_open else "shut"
        takes = "" if row.is_open else f"{row.more:,} more without an error"
        table.add_row(name, f"{row.sellers:,}", f"{row.wrong:,}", f"{row.bound:.4f}", state, takes)
    console.print(table)

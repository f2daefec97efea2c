"""The folder of a finished run: results, record and figures, complete before it gets its name."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from guildmark.runs.index import GENERATION
from guildmark.runs.metrics import Metrics
from guildmark.runs.plan import METRICS, Plan
from guildmark.runs.record import Tally, write_record
from guildmark.runs.request import Evaluator
from guildmark.runs.task import DONE, sync


def leave_result(
    plan: Plan,
    evaluator: Evaluator,
    tally: Tally,
    merged: Path,
    index: Path,
    metrics: Metrics,
    finish: Sequence[Callable[[Path], object]],
) -> None:
    """Gather everything in a folder, let `finish` add to it, and give it its name in one step."""
    folder = plan.work_folder / f"result-{plan.run}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(merged, folder, copy_function=_link, ignore=shutil.ignore_patterns(DONE))
    shutil.copytree(index / GENERATION, folder / GENERATION, copy_function=_link)
    write_record(plan, evaluator, tally, folder)
    for step in finish:
        step(folder)
    metrics.write(folder / METRICS, tally.counts["rows_read"])
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)
    plan.result.parent.mkdir(exist_ok=True)
    folder.rename(plan.result)
    sync(plan.result.parent)


def _link(source: str, target: str) -> None:
    """The same file under another name; a copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)

"""A scan from pinned inputs to published results; killed anywhere, the same command goes on."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from guildmark.guard import output_folder
from guildmark.records import InputError
from guildmark.runs import publish
from guildmark.runs.failure import full_disk, is_full_disk
from guildmark.runs.metrics import Metrics
from guildmark.runs.pictures.settle import settle
from guildmark.runs.plan import RESULT_NAMES, WORK, make_plan
from guildmark.runs.record import read_counts
from guildmark.runs.request import Evaluator, Finish, Progress, RunResult, ScanRequest
from guildmark.runs.strict import stop_at_rejects_of
from guildmark.runs.task import read_done
from guildmark.runs.work import work


def run_scan(
    request: ScanRequest, evaluator: Evaluator, *, progress: Progress | None = None, finish: Sequence[Finish] = ()
) -> RunResult:
    """Run a scan, or go on with one that was stopped; `finish` may add files to its folder before it is published.

    Errors: `InputError` when the input cannot be used, something changed while it was read, the disk is full, or a
    strict run met a reject. Nothing is published then; what was finished is kept for the next run of the same command.
    """
    out = output_folder(request.out)
    try:
        with publish.locked(out):
            publish.check_names(out, RESULT_NAMES)
            if request.state is None:
                if request.snapshot:
                    raise InputError("--snapshot compares with an earlier scan: give --state DIR, where it is kept.")
                return _run(request, evaluator, out, None, progress, finish)
            state = output_folder(request.state)
            if state == out:
                raise InputError(f"{state}: is the folder of the results. Give the state a folder of its own.")
            with publish.locked(state):
                return _run(request, evaluator, out, state, progress, finish)
    except OSError as error:
        if is_full_disk(error):
            raise InputError(full_disk(out)) from error
        raise


def _run(
    request: ScanRequest,
    evaluator: Evaluator,
    out: Path,
    state: Path | None,
    progress: Progress | None,
    finish: Sequence[Finish],
) -> RunResult:
    metrics = Metrics(request.workers)
    progress = progress or _silent
    pictures = settle(request, evaluator, out / WORK, state, metrics, progress)
    with metrics.stage("plan"):
        plan = make_plan(request, evaluator, out, state, pictures)
    if request.strict and plan.result.exists():
        stop_at_rejects_of(plan.result, len(request.catalogue.notes))
    done = plan.result.exists() and (plan.generation is None or read_done(plan.generation) is not None)
    if not done:
        work(plan, evaluator, metrics, progress, finish)
    publish.publish(out, plan.run)
    shutil.rmtree(plan.work_folder, ignore_errors=True)
    counts = read_counts(plan.result)
    if state is not None:
        # The last step of all: from here on the same command is a new run.
        publish.swap(state / publish.CURRENT, f"{publish.GENERATIONS}/{plan.run}")
    return RunResult(out, plan.result, plan.run, counts, metrics.elapsed_seconds, done)


def _silent(stage: str, done: int, total: int) -> None:
    """Show nothing."""

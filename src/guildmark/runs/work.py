"""The work of a run, stage by stage: survey, index, detect, merge, state, and the folder of results."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guildmark.facts.kinds import as_microseconds
from guildmark.records import BANDS
from guildmark.runs.detect import DetectTask
from guildmark.runs.failure import WorkFailedError
from guildmark.runs.index import IndexTask
from guildmark.runs.merge import MergeTask
from guildmark.runs.metrics import Metrics
from guildmark.runs.pictures.tally import summed
from guildmark.runs.plan import Plan
from guildmark.runs.pool import Pool, open_pool
from guildmark.runs.record import Tally
from guildmark.runs.request import Evaluator, Progress, Shared
from guildmark.runs.result import leave_result
from guildmark.runs.reviews import ReviewsTask
from guildmark.runs.state import StateTask
from guildmark.runs.strict import Watch, stop_at, stop_at_repeated
from guildmark.runs.survey import SurveyTask
from guildmark.runs.task import Task
from guildmark.text.compiled import is_warm, mark_warm

Results = list[dict[str, Any]]
Finish = Callable[[Path], object]


@dataclass(frozen=True)
class Stages:
    """Runs the tasks of a stage, and shows how far it is."""

    pool: Pool
    metrics: Metrics
    progress: Progress
    rows: tuple[int, ...]  # of each slice

    def slices(self, name: str, tasks: Sequence[Task], watch: Callable[[int, dict[str, Any]], None]) -> Results:
        """One task a slice; their results in the order of slices."""
        results: Results = [{} for _ in tasks]
        total, done = sum(self.rows), 0
        # Kernels are compiled when they are first used: once, and not by every worker at the same time.
        cold = not is_warm()
        label = f"{name} (first compiles)" if cold else name

        def on_done(number: int, result: dict[str, Any]) -> None:
            nonlocal done
            results[number] = result
            done += self.rows[number]
            self.metrics.add(name, result)
            self.progress(label, done, total)
            watch(number, result)

        self.progress(label, 0, total)
        with self.metrics.stage(name):
            self.pool.run(tasks, on_done, first_alone=cold and bool(tasks))
        return results

    def one(self, name: str, task: Task) -> dict[str, Any]:
        """A stage of one task, which looks at all slices together."""
        results: Results = []

        def on_done(number: int, result: dict[str, Any]) -> None:
            del number
            results.append(result)
            self.metrics.add(name, result)

        self.progress(name, 0, 1)
        with self.metrics.stage(name):
            self.pool.run([task], on_done)
        self.progress(name, 1, 1)
        return results[0]


def work(plan: Plan, evaluator: Evaluator, metrics: Metrics, progress: Progress, finish: Sequence[Finish]) -> None:
    """Do all stages, and leave the run's folder under its name. Errors: as `run_scan`."""
    request, before = plan.request, plan.before
    reviews = None if plan.reviews_digest is None else plan.part("reviews", plan.reviews_digest)
    shared = Shared(request.catalogue, evaluator, reviews, keeps_state=plan.state is not None, pictures=plan.pictures)
    with open_pool(request.workers, shared) as pool:
        stages = Stages(pool, metrics, progress, tuple(piece.rows for piece in plan.slices))
        if reviews is not None and request.reviews is not None and plan.reviews_digest is not None:
            told = stages.one("reviews", ReviewsTask(reviews, request.reviews, plan.reviews_digest))
            if request.strict:
                stop_at(told["first_reject"])
        surveys = tuple(_survey_folder(plan, number, evaluator) for number in range(len(plan.slices)))
        tasks = [SurveyTask(folder, piece) for folder, piece in zip(surveys, plan.slices, strict=True)]
        surveyed = stages.slices("survey", tasks, Watch(request).see)
        as_of_us = None if request.as_of is None else as_microseconds(request.as_of)
        newest_us = max((told["newest_us"] for told in surveyed if told["newest_us"] is not None), default=None)
        changing = (before and before.name, request.snapshot, evaluator.digest)
        index = plan.part("index", [survey.name for survey in surveys], as_of_us, *changing)
        kept = (before, request.snapshot, plan.means)
        indexed = stages.one("index", IndexTask(index, surveys, as_of_us, newest_us, *kept))
        if request.strict and indexed["repeated"]:
            stop_at_repeated(plan, index)
        detects = tuple(plan.part("detect", survey.name, index.name) for survey in surveys)
        pieces = zip(detects, plan.slices, surveys, strict=True)
        detecting = [DetectTask(folder, piece, index, survey) for folder, piece, survey in pieces]
        detected = stages.slices("detect", detecting, Watch(request).see)
        mark_warm()
        merge = plan.part("merge", index.name)
        ends = tuple(piece.first_row + piece.rows for piece in plan.slices)
        merging = MergeTask(merge, surveys, detects, ends, index, plan.generation is not None, *kept)
        merged = stages.one("merge", merging)
        if plan.generation is not None:
            stages.one("state", StateTask(plan.generation, surveys, detects, index, merge, *kept))
    tally = _tally(plan, surveyed, indexed, detected, merged)
    if not plan.result.exists():  # else only the state was missing
        with metrics.stage("result"):
            leave_result(plan, evaluator, tally, merge, index, metrics, finish)


def _survey_folder(plan: Plan, number: int, evaluator: Evaluator) -> Path:
    piece = plan.slices[number]
    catalogue = plan.request.catalogue
    source = (catalogue.files[piece.file_index].to_json(), piece.to_json(), catalogue.marketplace)
    pictures = () if plan.pictures is None else (plan.pictures.digest,)
    return plan.part("survey", source, evaluator.digest, plan.reviews_digest, plan.state is not None, *pictures)


def _tally(
    plan: Plan,
    surveyed: Results,
    indexed: dict[str, Any],
    detected: Results,
    merged: dict[str, Any],
) -> Tally:
    """Add up what the tasks counted. Errors: `WorkFailedError` when a row was lost or counted twice."""
    rows = dict.fromkeys(range(len(plan.request.catalogue.files)), 0)
    for piece, result in zip(plan.slices, surveyed, strict=True):
        rows[piece.file_index] += result["rows_read"]
    scanned = sum(result["scanned"] for result in detected)
    unchanged = sum(result["unchanged"] for result in detected)
    rejected = sum(result["rejected"] for result in surveyed) + sum(result["repeated"] for result in detected)
    if sum(rows.values()) != scanned + unchanged + rejected:
        raise WorkFailedError(
            f"{sum(rows.values())} rows were read, but {scanned} scanned, {unchanged} unchanged and {rejected} "
            "rejected: they do not add up, so nothing was published."
        )
    counts = {
        "rows_read": sum(rows.values()),
        "scanned": scanned,
        "unchanged": unchanged,
        "rejected": rejected,
        "values_set_aside": sum(result["values_set_aside"] for result in (*surveyed, *detected)),
        "carried": merged["carried"],
        "findings": sum(merged["findings"][band] for band in BANDS),
        **{band: merged["findings"][band] for band in (*BANDS, "would_act")},
    }
    pictures = summed((result["pictures"] for result in surveyed), (result["pictures"] for result in detected))
    return Tally(indexed["as_of_us"], rows, counts, merged["signals"], merged["hits"], indexed["facts"], pictures)

"""The plan of a run: its inputs pinned, its slices, and the names that follow from what goes into it."""

from dataclasses import dataclass
from pathlib import Path

from guildmark.facts.kinds import as_microseconds
from guildmark.reading import Slice, cut
from guildmark.records import InputError
from guildmark.runs import publish
from guildmark.runs.parts import CHANGES, FINDINGS, HITS, REJECTED, SIGNALS, THUMBNAILS
from guildmark.runs.request import Evaluator, PinnedPictures, ScanRequest
from guildmark.runs.sql import Means
from guildmark.runs.task import digest_of, file_digest

FORMAT = 3  # of parts and results; another number makes other runs of the same inputs
RUN_RECORD, METRICS = "run.json", "metrics.json"
RESULT_NAMES = (FINDINGS, SIGNALS, HITS, THUMBNAILS, REJECTED, CHANGES, RUN_RECORD, METRICS, "report.html", "facts")
PICTURE_ROWS = 512  # of a slice whose pictures are only named: some seconds of work, should it be lost
WORK = ".guildmark-work"  # deleted when a run is done, so it must be a name that nobody else gives


@dataclass(frozen=True)
class Plan:
    """Everything that is settled before the first row is read."""

    request: ScanRequest
    run: str  # digest of all that the results depend on
    slices: tuple[Slice, ...]
    work_folder: Path
    result: Path  # where the finished run stands; nothing is there before
    state: Path | None  # folder of the state
    before: Path | None  # generation of state before this run
    reviews_digest: str | None
    pictures: PinnedPictures | None

    @property
    def generation(self) -> Path | None:
        """The generation of state that this run makes."""
        return None if self.state is None else self.state / publish.GENERATIONS / self.run

    @property
    def means(self) -> Means:
        """How much of the machine sorts and joins may take."""
        return Means(self.request.memory_mb, self.request.workers)

    @property
    def total_rows(self) -> int:
        """Rows of the input."""
        return sum(piece.rows for piece in self.slices)

    def part(self, *what: object) -> Path:
        """The folder of a task: its name is the digest of what goes into it."""
        return self.work_folder / digest_of(FORMAT, *what)


def make_plan(
    request: ScanRequest, evaluator: Evaluator, out: Path, state: Path | None, pictures: PinnedPictures | None
) -> Plan:
    """Pin the inputs and cut them into slices.

    Errors: `InputError` when rows have no ids of their own and a state is to be kept, or the state is damaged.
    """
    catalogue = request.catalogue
    if state is not None and catalogue.ids_are_row_numbers:
        raise InputError(
            "--state needs ids that stay: 'listing_id: {row: true}' gives a listing another id in every file."
        )
    before = None if state is None else publish.current_generation(state)
    reviews = None if request.reviews is None else _reviews_digest(request.reviews)
    run = digest_of(
        FORMAT,
        catalogue.to_json(),
        request.rows_per_slice,
        evaluator.digest,
        reviews,
        as_microseconds(request.as_of),
        [state is not None, before and before.name, request.snapshot],
        *([] if pictures is None else [pictures.digest]),
        *([] if request.day is None else [request.day]),
    )
    if state is not None:
        publish.drop_old_generations(state, {run} if before is None else {run, before.name})
    rows_per_slice = request.rows_per_slice or (None if pictures is None else PICTURE_ROWS)
    return Plan(
        request,
        run,
        tuple(cut(catalogue, rows_per_slice)),
        out / WORK,
        out / publish.RUNS / run,
        state,
        before,
        reviews,
        pictures,
    )


def _reviews_digest(path: Path) -> str:
    try:
        return file_digest(path)
    except OSError as error:
        raise InputError(f"{path}: the reviews cannot be read: {error.strerror}.") from None

"""The index of verified rights, compiled by the worker: everything is made aside, and counts when its row is written.

Whoever asks names its own event, so that no change is missed; one compilation does all that were asked for before it
looked. Killed at any moment, it leaves folders that nobody uses, and the next worker does it again.
"""

import logging
import os
import shutil
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from guildmark.engine import compile_context
from guildmark.hub.events.lease import ask, does, prepares
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.events.record import SITE, record, subscribe
from guildmark.hub.members.kinds import RESTORED, SUSPENDED
from guildmark.hub.registry import kinds
from guildmark.hub.registry.blobs import path_of
from guildmark.hub.registry.models import Generation, WeightsFile
from guildmark.hub.registry.rights_folder import FILES, Listed, Shown, Told, files_of_folder, in_force
from guildmark.hub.registry.tidy import CONTEXTS, compiled_folder, tidy
from guildmark.hub.registry.weights import WEIGHTS, signed_text
from guildmark.records import InputError, Reject
from guildmark.rights import RightsFile, read_rights

logger = logging.getLogger(__name__)

COMPILE = "index.compile"
RIGHTS_NAME = "alliance"  # of the folder, which is part of a context's digest
PROBLEMS_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Made:
    """A context that was compiled, and not yet made to count."""

    weights: uuid.UUID | None
    digest: str
    folder: str
    rights: int
    versions: dict[str, int]
    problems: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was compiled, and the requests that it answers."""

    asked: tuple[int, ...]
    made: tuple[Made, ...]


@subscribe(
    kinds.VERIFIED, kinds.WITHDRAWN, kinds.RESTORED, kinds.LAPSED, kinds.WEIGHTS_ACTIVE, kinds.WEIGHTS_RETIRED,
    SUSPENDED, RESTORED,
)  # fmt: skip
def ask_to_compile(events: Sequence[Event]) -> None:
    """Ask for the index to be compiled after a change, in the transaction of the change."""
    ask(Deadline, COMPILE, f"{COMPILE}:{events[-1].pk}")


@prepares(Deadline, COMPILE)
def compile_index(deadline: Any) -> Prepared:
    """Compile what is verified now, with the shipped weights and with each active weights file."""
    # First what was asked for, then the look at the rights: what is asked for later is done later.
    asked = tuple(Deadline.objects.filter(kind=COMPILE, done_at__isnull=True).values_list("pk", flat=True))
    today = timezone.now().astimezone(UTC).date()
    listed, lapsed = in_force(today)
    versions = {right.code: right.number for right in listed}
    left_out: list[dict[str, Any]] = [{"code": code, "reason": "lapsed"} for code in lapsed]
    files = list(WEIGHTS.active().order_by("pk"))
    if not listed:
        nothing = [Made(one, "", "", 0, {}, left_out) for one in (None, *(file.pk for file in files))]
        return Prepared(asked, tuple(nothing))
    root = compiled_folder()
    aside = Path(tempfile.mkdtemp(prefix="making-", dir=root))
    try:
        rights = _read(listed, aside / RIGHTS_NAME, left_out)
        made = []
        for file in (None, *files):
            try:
                context = compile_context(
                    rights, root / CONTEXTS, weights=None if file is None else _laid(file, aside), today=today
                )
            except InputError as error:
                if file is None:
                    raise
                # Weights that this version cannot read keep their last generation; no other waits for them.
                logger.error("weights %s of %s: %s", file.pk, file.organisation_id, error)
                left_out.append({"code": "", "reason": f"weights {file.pk}: {error}"})
                continue
            os.utime(context.folder)  # it may be an old one: see `tidy`
            problems = [_shown(one) for one in context.problems[:PROBLEMS_KEPT]]
            folder = context.folder.relative_to(settings.HUB_FOLDER).as_posix()
            weights = None if file is None else file.pk
            made.append(Made(weights, context.digest, folder, len(rights.rights), versions, [*left_out, *problems]))
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Prepared(asked, tuple(made))


@does(Deadline, COMPILE)
def let_it_count(deadline: Any, prepared: Prepared) -> None:
    """Write the rows by which the new contexts count, and ask for tomorrow's: dates matter to rights and licences."""
    for made in prepared.made:
        newest = Generation.objects.filter(weights=made.weights).order_by("-id").first()
        same = newest is not None and (newest.digest, newest.versions) == (made.digest, made.versions)
        if same or (newest is None and not made.digest):
            continue
        generation = Generation.objects.create(
            weights_id=made.weights,
            digest=made.digest,
            folder=made.folder,
            rights=made.rights,
            versions=made.versions,
            problems=made.problems,
        )
        subject = uuid.UUID((made.digest or "0" * 32)[:32])
        weights = None if made.weights is None else str(made.weights)
        data = {"generation": generation.pk, "rights": made.rights, "weights": weights}
        record(kinds.COMPILED, subject, by=SITE, data=data, versions={"context": made.digest})
    now = timezone.now()
    others = Deadline.objects.filter(pk__in=prepared.asked, done_at__isnull=True).exclude(pk=deadline.pk)
    others.filter(due_at__lte=now).update(done_at=now, lease=None, leased_until=None)
    tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
    ask(Deadline, COMPILE, f"{COMPILE}:{tomorrow}", due_at=datetime.combine(tomorrow, time(0, 5, tzinfo=UTC)))
    tidy()


def _read(listed: list[Listed], folder: Path, left_out: list[dict[str, Any]]) -> RightsFile:
    """Write the rights as a folder, and read it as any scan would."""
    (folder / FILES).mkdir(parents=True)
    told = Told()
    for name, content in files_of_folder(listed, lambda right, content: Shown(content), told):
        path = folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif not path.exists():  # two rights may show the same picture
            _link(path_of(content), path)
    left_out += told.problems
    return read_rights(folder)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links, or another one
        shutil.copyfile(source, target)


def _laid(file: WeightsFile, aside: Path) -> Path:
    path = aside / f"{file.pk}.yaml"
    path.write_text(signed_text(file), "utf-8")
    return path


def _shown(problem: Reject) -> dict[str, Any]:
    return {name: value for name, value in asdict(problem).items() if name in ("file", "column", "reason")}

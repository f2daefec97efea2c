"""The index of verified rights, compiled by the worker: everything is made aside, and counts when its row is written.

Whoever asks names its own event, so that no change is missed; one compilation does all that were asked for before it
looked. Killed at any moment, it leaves folders that nobody uses, and the next worker does it again.
"""

import io
import logging
import os
import shutil
import tempfile
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from ruamel.yaml import YAML

from guildmark.engine import Context, compile_context
from guildmark.hub.events.lease import ask, does, prepares
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.events.record import SITE, record, subscribe
from guildmark.hub.members.kinds import RESTORED, SUSPENDED
from guildmark.hub.registry import kinds
from guildmark.hub.registry.blobs import path_of
from guildmark.hub.registry.chosen_tactics import chosen_tactics
from guildmark.hub.registry.models import Generation, WeightsFile
from guildmark.hub.registry.rights_folder import FILES, Listed, Shown, Told, files_of_folder, in_force
from guildmark.hub.registry.tidy import CONTEXTS, compiled_folder, tidy
from guildmark.hub.registry.weights import WEIGHTS, signed_text
from guildmark.records import InputError, Reject
from guildmark.rights import RightsFile, read_rights
from guildmark.tactics import TacticSet, Used

logger = logging.getLogger(__name__)

COMPILE = "index.compile"
RIGHTS_NAME = "alliance"  # of the folder, which is part of a context's digest
PROBLEMS_KEPT = 1_000
NEVER_DB = 1_000.0  # decibans that no listing has


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a context is made of beside the rights: of a marketplace with choices of its own, or of all others."""

    organisation: uuid.UUID | None = None
    weights: WeightsFile | None = None
    tactics: tuple[Used, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A context that was compiled, and not yet made to count."""

    organisation: uuid.UUID | None
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
    """Compile what is verified now: as all have it, and with the choices of each marketplace that made some."""
    # First what was asked for, then the look at the rights: what is asked for later is done later.
    asked = tuple(Deadline.objects.filter(kind=COMPILE, done_at__isnull=True).values_list("pk", flat=True))
    today = timezone.now().astimezone(UTC).date()
    listed, lapsed = in_force(today)
    versions = {right.code: right.number for right in listed}
    left_out: list[dict[str, Any]] = [{"code": code, "reason": "lapsed"} for code in lapsed]
    wanted = _wanted()
    if not listed:
        return Prepared(asked, tuple(Made(one.organisation, _key(one), "", "", 0, {}, left_out) for one in wanted))
    root = compiled_folder()
    aside = Path(tempfile.mkdtemp(prefix="making-", dir=root))
    try:
        rights = _read(listed, aside / RIGHTS_NAME, left_out)
        made = []
        for one in wanted:
            try:
                context = _compiled(one, rights, root / CONTEXTS, aside)
            except InputError as error:
                if one.organisation is None:
                    raise
                # What this version cannot read keeps the last generation; no other waits for it.
                logger.error("choices of %s: %s", one.organisation, error)
                left_out.append({"code": "", "reason": f"choices of {one.organisation}: {error}"})
                continue
            os.utime(context.folder)  # it may be an old one: see `tidy`
            told = [*left_out, *(_shown(problem) for problem in context.problems[:PROBLEMS_KEPT])]
            folder = context.folder.relative_to(settings.HUB_FOLDER).as_posix()
            made.append(Made(one.organisation, _key(one), context.digest, folder, len(rights.rights), versions, told))
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Prepared(asked, tuple(made))


@does(Deadline, COMPILE)
def let_it_count(deadline: Any, prepared: Prepared) -> None:
    """Write the rows by which the new contexts count, and ask for tomorrow's: dates matter to rights and licences."""
    for made in prepared.made:
        newest = Generation.objects.filter(organisation=made.organisation).order_by("-id").first()
        same = newest is not None and (newest.digest, newest.versions) == (made.digest, made.versions)
        if same or (newest is None and not made.digest):
            continue
        generation = Generation.objects.create(
            organisation_id=made.organisation,
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


def _wanted() -> list[Wanted]:
    """The context of all who chose nothing, then those of marketplaces that did."""
    files = {file.organisation_id: file for file in WEIGHTS.active()}
    tactics = chosen_tactics()
    return [
        Wanted(),
        *(Wanted(key, files.get(key), tactics.get(key, ())) for key in sorted(files.keys() | tactics.keys())),
    ]


def _key(wanted: Wanted) -> uuid.UUID | None:
    return None if wanted.weights is None else wanted.weights.pk


def compiled_with(
    organisation: uuid.UUID, tactics: Sequence[Used], folder: Path, *, only: Collection[uuid.UUID] | None = None
) -> Context | None:
    """The rights that count now with a marketplace's weights and these tactics, compiled into a folder of one's own, to
    judge listings that were kept; `only` takes some of the rights. None while no right counts.

    Of their pictures small previews are left, and not of all: what rights show is not looked for in them, and no words
    are read in them.
    """
    listed, _ = in_force(timezone.now().date())
    listed = [right for right in listed if only is None or right.right in only]
    if not listed:
        return None
    weights = WEIGHTS.active(organisation).first()
    rights = _read(listed, folder / RIGHTS_NAME, [], without=("pictures", "figures"))
    policy = folder / "policy.yaml"
    policy.write_text(_unread_policy(), "utf-8")
    return _compiled(Wanted(organisation, weights, tuple(tactics)), rights, folder, folder, policy)


@cache
def _unread_policy() -> str:
    """The shipped policy, but that no words are read in pictures."""
    yaml, stream = YAML(), io.StringIO()
    told = yaml.load((files("guildmark.assessment") / "policy.yaml").read_text("utf-8"))
    told["pictures"]["read_db"] = NEVER_DB
    yaml.dump(told, stream)
    return stream.getvalue()


def _compiled(wanted: Wanted, rights: RightsFile, root: Path, aside: Path, policy: Path | None = None) -> Context:
    return compile_context(
        rights,
        root,
        policy=policy,
        weights=None if wanted.weights is None else _laid(wanted.weights, aside),
        tactics=TacticSet.of(wanted.tactics) if wanted.tactics else None,
        today=timezone.now().astimezone(UTC).date(),
    )


def _read(
    listed: list[Listed], folder: Path, left_out: list[dict[str, Any]], *, without: Collection[str] = ()
) -> RightsFile:
    """Write the rights as a folder, without some of what they have, and read it as any scan would."""
    (folder / FILES).mkdir(parents=True)
    told = Told()

    def shown(_right: Listed, content: Mapping[str, Any]) -> Shown:
        return Shown({name: value for name, value in content.items() if name not in without})

    for name, content in files_of_folder(listed, shown, told):
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

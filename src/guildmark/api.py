"""Guildmark from Python: scan a catalogue, check one listing."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from guildmark.engine import Answer, Context, ContextEvaluator, compile_context
from guildmark.engine import check as check_listing
from guildmark.engine.check import one_listing
from guildmark.facts import FactTable
from guildmark.facts.refused import RefusedMemory
from guildmark.guard import FetchPolicy
from guildmark.pictures import turn_generations
from guildmark.reading import open_catalogue
from guildmark.records import DEFAULT_MARKETPLACE, InputError
from guildmark.records.digest import listing_keys
from guildmark.report import write_report
from guildmark.rights import RightsFile, read_rights
from guildmark.runs import RunResult, ScanRequest, run_scan
from guildmark.runs.failure import is_full_disk
from guildmark.runs.parts import REFUSED_PART
from guildmark.runs.publish import current_generation
from guildmark.runs.request import PictureSources, Progress
from guildmark.tactics.choices import read_tactics
from guildmark.text.cache import cache_root

DEFAULT_OUT = Path("guildmark-out")

type Tactics = str | Path | Sequence[str | Path]


def scan(
    listings: str | Path | Sequence[str | Path],
    rights: str | Path,
    *,
    out: str | Path = DEFAULT_OUT,
    format: str | None = None,
    column_map: str | Path | None = None,
    marketplace: str = DEFAULT_MARKETPLACE,
    reviews: str | Path | None = None,
    state: str | Path | None = None,
    snapshot: bool = False,
    strict: bool = False,
    as_of: datetime | None = None,
    today: date | None = None,
    workers: int | None = None,
    weights: str | Path | None = None,
    policy: str | Path | None = None,
    rates: str | Path | None = None,
    tactics: Tactics = (),
    pictures: str | Path | None = None,
    fetch_pictures: bool | FetchPolicy = False,
    progress: Progress | None = None,
) -> RunResult:
    """Scan a catalogue for fakes and leave findings, signals, rejects, a record and a report in `out`.

    `listings` are files, folders or globs; `rights` a file, a folder, or `starter` for the list that ships. `format`
    and `column_map` override what is guessed from content. `state` keeps what was found, so that the next scan judges
    only what changed; with `snapshot` a listing that is absent counts as gone. `as_of` is the instant before which
    facts are counted, else the newest `observed_at`. Pictures that listings only name are read from files below the
    folder `pictures`, and from addresses when `fetch_pictures` is true or a policy. Licences to act without a person
    must hold on the day of `as_of`, else on `today`; with neither none is open. `tactics` are files of tactics, folders
    of them, `library`, or files of choices (see docs/how-to/share-tactics.md); what expired by that day is left out.
    Killed at any moment, the same call goes on where it was.

    Errors: `InputError` with place, value and next step when the input cannot be used at all; bad rows and values are
    set aside in `rejected.jsonl` unless `strict`.
    """
    paths = [listings] if isinstance(listings, str | Path) else list(listings)
    catalogue = open_catalogue(paths, format=format, column_map=_path(column_map), marketplace=marketplace)
    day = as_of.date() if as_of is not None else today
    context = _compiled(read_rights(rights), _Chosen(_path(weights), _path(policy), _path(rates), _many(tactics), day))
    request = ScanRequest(
        catalogue=replace(catalogue, notes=(*catalogue.notes, *context.problems)),
        out=Path(out),
        reviews=_path(reviews),
        state=_path(state),
        snapshot=snapshot,
        strict=strict,
        as_of=as_of,
        day=None if context.weights.licences is None else day,
        workers=workers or len(os.sched_getaffinity(0)),
        pictures=_sources(_path(pictures), fetch_pictures),
        rights_problems=context.problems,
    )
    memory = None if state is None else Path(state) / "seen"
    if memory is not None:
        turn_generations(memory)
    return run_scan(request, ContextEvaluator.of(context, memory), progress=progress, finish=[write_report])


def check(
    listing: Mapping[str, Any],
    rights: str | Path | RightsFile,
    facts: str | Path | FactTable | None = None,
    *,
    state: str | Path | None = None,
    weights: str | Path | None = None,
    policy: str | Path | None = None,
    rates: str | Path | None = None,
    tactics: Tactics = (),
    today: date | None = None,
) -> Answer:
    """Judge one listing, given as its columns by name, as a scan would.

    Pictures are looked at when their bytes are given; nothing is ever fetched or read from a file for a check.

    `facts` is a folder of facts that a scan left (`OUT/runs/RUN/facts`), or an open table; without it the detectors
    that need facts are off, and the answer names them. The answer is the scan's when weights, policy, rates, tactics
    and the day are too. `state` is a folder that scans keep; a near-copy of a listing that was refused there is told.
    What the listing was before can be given as its column `before`. The first call with some rights compiles them;
    later calls are quick.

    Errors: `InputError` for a listing, rights or facts that cannot be used.
    """
    table = FactTable.open(Path(facts)) if isinstance(facts, str | Path) else facts
    context = _context(_rights(rights), _Chosen(_path(weights), _path(policy), _path(rates), _many(tactics), today))
    if state is not None and "refused" not in listing:
        listing = {**listing, "refused": _refused(listing, context, Path(state))}
    return check_listing(listing, context, table)


def _refused(listing: Mapping[str, Any], context: Context, state: Path) -> dict[str, Any] | None:
    """The refused listing of the state that this one is a near-copy of."""
    generation = current_generation(state)
    if generation is None or not (generation / REFUSED_PART).exists():
        return None
    row, evaluator = one_listing(listing), ContextEvaluator.of(context)
    key = listing_keys(row)[:, 0]
    keys = evaluator.fact_keys(row, key, evaluator.price_eur(row))
    copy: dict[str, Any] | None = _remembered(generation / REFUSED_PART).copies(row, keys, key).to_pylist()[0]
    return copy


@lru_cache(maxsize=4)
def _remembered(path: Path) -> RefusedMemory:
    """Read once: a generation of state never changes."""
    return RefusedMemory.open(path)


def _rights(rights: str | Path | RightsFile) -> RightsFile:
    return rights if isinstance(rights, RightsFile) else _read_once(str(rights), _stamp(rights))


@lru_cache(maxsize=8)
def _read_once(rights: str, stamp: int) -> RightsFile:
    return read_rights(rights)


def _stamp(rights: str | Path) -> int:
    """Changes when the file does, so that an edited rights file is read again."""
    path = Path(rights)
    return max((p.stat().st_mtime_ns for p in (path, *path.glob("*"))), default=0) if path.exists() else 0


_CONTEXTS: dict[tuple[object, ...], Context] = {}


@dataclass(frozen=True)
class _Chosen:
    """What a context is compiled from beside rights."""

    weights: Path | None
    policy: Path | None
    rates: Path | None
    tactics: tuple[Path, ...]
    today: date | None


def _context(rights: RightsFile, chosen: _Chosen) -> Context:
    given = (chosen.weights, chosen.policy, chosen.rates, *chosen.tactics)
    key = (rights.digest, chosen, *(path and _stamp(path) for path in given))
    if key not in _CONTEXTS:
        _CONTEXTS[key] = _compiled(rights, chosen)
    return _CONTEXTS[key]


def _compiled(rights: RightsFile, chosen: _Chosen) -> Context:
    root = cache_root() / "contexts"
    tactics = read_tactics(chosen.tactics, chosen.today)
    try:
        return compile_context(
            rights, root, weights=chosen.weights, policy=chosen.policy, rates=chosen.rates, tactics=tactics,
            today=chosen.today,
        )  # fmt: skip
    except OSError as error:
        told = "there is no space left" if is_full_disk(error) else error.strerror or str(error)
        raise InputError(f"{root}: the compiled rights cannot be kept here: {told}.") from error


def _sources(root: Path | None, fetch: bool | FetchPolicy) -> PictureSources | None:
    policy = fetch if isinstance(fetch, FetchPolicy) else FetchPolicy() if fetch else None
    return None if root is None and policy is None else PictureSources(root, policy)


def _many(paths: Tactics) -> tuple[Path, ...]:
    return tuple(map(Path, [paths] if isinstance(paths, str | Path) else paths))


def _path(path: str | Path | None) -> Path | None:
    return None if path is None else Path(path)

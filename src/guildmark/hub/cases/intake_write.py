"""Writing a batch that was looked over: cases, evidence and events in bulk, in the transaction that is open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone

from guildmark.hub.cases import kinds
from guildmark.hub.cases.bulk_rows import insert_rows, update_rows
from guildmark.hub.cases.intake_rows import Told
from guildmark.hub.cases.models import Case, Found, Intake, Preview, Snapshot, SnapshotPicture, TacticHit
from guildmark.hub.events.record import Happening
from guildmark.hub.members.actor import Actor

Content = tuple[str, str]  # a listing's id and the digest of what it says


@dataclass(slots=True)
class Brought:
    """What a batch changed."""

    opened: int = 0
    added: int = 0
    repeated: int = 0
    happenings: list[Happening] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Open:
    """An open case: one that was there, or a new one, which has no number yet."""

    number: int | None
    key: UUID
    found_at: datetime
    state: str
    newest: Told | None = None  # the row that its columns follow from, when it is of this batch


class _Decided(NamedTuple):
    """A case that was decided on this very content."""

    number: int
    key: UUID
    outcome: str


@dataclass(slots=True)
class _Known:
    """What was there of the findings of a batch, and what this batch has added so far."""

    open: dict[UUID, _Open]
    found: set[tuple[UUID, str]]  # finding and content, in its open case and this context
    decided: dict[tuple[UUID, str], _Decided]  # by finding and content: the newest case that was decided


def write(rows: Sequence[Told], intake: Intake, context: str, by: Actor) -> Brought:
    """Write the rows, in order. Call it in a transaction in which no other intake of the organisation is at work."""
    now = timezone.now()
    snapshots = _snapshots(rows, intake, by, now)
    known = _known(rows, snapshots, context)
    brought, new, found = Brought(), [], []
    hits: list[tuple[_Open | _Decided, Told]] = []
    still_offered: dict[tuple[UUID, str], datetime] = {}
    for row in rows:
        content = (row.finding_id, row.digest)
        case = known.open.get(row.finding_id)
        if row.tactics and (hit := case or known.decided.get(content)) is not None:
            hits.append((hit, row))
        if content in known.found or (case is None and content in known.decided):
            brought.repeated += 1
            if case is None and known.decided[content].outcome == "infringing":
                still_offered[content] = min(row.seen_at or now, now)
            continue
        seen_at = min(row.seen_at or now, now)
        if case is None:
            case = _Open(None, uuid4(), seen_at, _state("clear", row), row)
            new.append(case)
            known.open[row.finding_id] = case
            brought.opened += 1
            kind = kinds.OPENED
            if row.tactics:
                hits.append((case, row))
        else:
            brought.added += 1
            kind = kinds.FOUND_AGAIN
            case.state = _state(case.state, row)
            if seen_at >= case.found_at:
                case.found_at, case.newest = seen_at, row
        known.found.add(content)
        found.append((case, row))
        brought.happenings.append(_happening(kind, case, row, intake, context))
    changed = [(case.number, _values(case)) for case in known.open.values() if case.number and case.newest]
    _insert_cases(new, intake, now)
    earlier = [case.number for case in known.open.values() if case.number and not case.newest and case.state == "open"]
    Case.objects.filter(pk__in=earlier, state="clear").update(state="open")  # more was found of what it was before
    update_rows(Case, _OF_NEWEST, changed)
    _tell_of_still_offered(brought, known, still_offered, intake)
    _insert_found(found, snapshots, intake, context, now)
    _insert_hits(hits, intake, now)
    return brought


_COLUMNS = (
    "seller_id", "seller_name", "title", "category", "price", "currency", "picture", "band", "would_band", "score_db",
    "exposure", "touches_health", "harm", "cluster",
)  # fmt: skip
_OF_NEWEST = (*_COLUMNS, "found_at", "state")
_OF_NEW = (*_OF_NEWEST, "key", "finding_id", "organisation_id", "right_id", "holder_id", "listing_id", "opened_at",
           "claimed_by", "claimed_until", "outcome", "decided_by", "decided_at")  # fmt: skip
_OF_FOUND = ("case_id", "snapshot_id", "intake_id", "context", "right_version", "at", "score_db", "band", "finding",
             "signals")  # fmt: skip


def _values(case: "_Open") -> list[Any]:
    """The columns that follow from the newest finding of a case."""
    assert case.newest is not None
    return [*(case.newest.columns[name] for name in _COLUMNS), case.found_at, case.state]


def _state(before: str, row: Told) -> str:
    """Whether people have something to decide: not while all that was found is clear. Once they do, it stays so, since
    a listing that is cleaned up afterwards was offered all the same."""
    return "open" if before == "clear" and row.columns["band"] != "clear" else before


def _insert_cases(cases: Sequence["_Open"], intake: Intake, now: datetime) -> None:
    rows = [
        [
            *_values(case), case.key, case.newest.finding_id, intake.organisation_id, case.newest.right.pk,
            case.newest.right.holder_id, case.newest.columns["listing_id"], now, None, None, "", None, None,
        ]
        for case in cases if case.newest is not None
    ]  # fmt: skip
    for case, number in zip(cases, insert_rows(Case, _OF_NEW, rows), strict=True):
        case.number = number


def _insert_found(
    found: Sequence[tuple["_Open", Told]], snapshots: dict[Content, int], intake: Intake, context: str, now: datetime
) -> None:
    rows = [
        [
            case.number, snapshots[row.columns["listing_id"], row.digest], intake.pk, context,
            row.finding["right_version"], now, row.columns["score_db"], row.columns["band"], row.finding, row.signals,
        ]
        for case, row in found
    ]  # fmt: skip
    insert_rows(Found, _OF_FOUND, rows)


def _insert_hits(hits: "Sequence[tuple[_Open | _Decided, Told]]", intake: Intake, now: datetime) -> None:
    """What tactics hit, once for each case, also where nothing else of it is new."""
    TacticHit.objects.bulk_create(
        (
            TacticHit(
                case_id=case.number,
                organisation_id=intake.organisation_id,
                tactic=fired.tactic,
                version=fired.version,
                mode=fired.mode,
                band=row.columns["would_band"],
                without_band=fired.without_band,
                at=now,
            )
            for case, row in hits
            if case.number is not None
            for fired in row.tactics
        ),
        ignore_conflicts=True,
    )


def _tell_of_still_offered(
    brought: Brought, known: "_Known", seen: dict[tuple[UUID, str], datetime], intake: Intake
) -> None:
    """What was decided to be infringing and is offered all the same is no news of the listing, but of what was done."""
    cases = [(known.decided[content], at) for content, at in seen.items()]
    update_rows(Case, ("found_at",), [(case.number, (at,)) for case, at in cases])
    data = {"intake": str(intake.id)}
    brought.happenings += [Happening(kinds.SEEN_AGAIN, case.key, data=data) for case, _ in cases]


def _happening(kind: str, case: "_Open", row: Told, intake: Intake, context: str) -> Happening:
    data = {"intake": str(intake.id), "digest": row.digest, "band": row.columns["band"],
            "score_db": row.columns["score_db"]}  # fmt: skip
    return Happening(kind, case.key, data=data, versions={"context": context, "right": row.finding["right_version"]})


def _known(rows: Sequence[Told], snapshots: dict[Content, int], context: str) -> _Known:
    ids = list({row.finding_id for row in rows})
    # Locked before decided ones are read: a case that is decided meanwhile is seen as decided.
    locked = Case.objects.select_for_update(no_key=True).filter(~Q(state="decided"), finding_id__in=ids)
    open_now = locked.values_list("finding_id", "pk", "key", "found_at", "state")
    cases = {finding: _Open(number, key, found_at, state) for finding, number, key, found_at, state in open_now}
    told = Found.objects.filter(case__finding_id__in=ids, snapshot__in=set(snapshots.values()))
    known = _Known(cases, set(), {})
    columns = ("case", "case__key", "case__outcome", "case__finding_id", "case__state", "snapshot__digest", "context")
    found = told.order_by("case").values_list(*columns)
    for number, key, outcome, finding, state, digest, judged_by in found.iterator():
        if state == "decided":
            known.decided[finding, digest] = _Decided(number, key, outcome)
        elif judged_by == context:
            known.found.add((finding, digest))
    return known


def _snapshots(rows: Sequence[Told], intake: Intake, by: Actor, now: datetime) -> dict[Content, int]:
    """The number of the snapshot of each content; those that are not there yet are made, with their pictures."""
    wanted: dict[Content, Told] = {}
    for row in rows:
        wanted.setdefault((row.columns["listing_id"], row.digest), row)
    # By the listing alone: with both lists the database would look for each digest of the batch under each listing.
    there = Snapshot.objects.filter(
        organisation_id=intake.organisation_id, listing_id__in={listing for listing, _ in wanted}
    )
    known = {(listing, digest): number for listing, digest, number in there.values_list("listing_id", "digest", "pk")}
    fresh = {content: row for content, row in wanted.items() if content not in known}
    made = insert_rows(
        Snapshot,
        ("organisation_id", "listing_id", "digest", "content", "url", "seen_at", "seen_by"),
        [
            (intake.organisation_id, listing, digest, row.listing, row.url, min(row.seen_at or now, now), by.id)
            for (listing, digest), row in fresh.items()
        ],
    )
    insert_rows(
        SnapshotPicture,
        ("snapshot_id", "digest", "place"),
        [
            (snapshot, digest, place)
            for snapshot, row in zip(made, fresh.values(), strict=True)
            for place, digest in enumerate(row.pictures)
        ],
    )
    _previews(rows, intake)
    return known | dict(zip(fresh, made, strict=True))


def _previews(rows: Iterable[Told], intake: Intake) -> None:
    previews = {preview.digest: preview for row in rows for preview in row.previews}
    Preview.objects.bulk_create(
        (
            Preview(organisation_id=intake.organisation_id, digest=one.digest, jpeg=one.jpeg, hash=one.hash)
            for one in previews.values()
        ),
        ignore_conflicts=True,
    )

"""Writing the record: the one way in which events come into being, and how other apps hear of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from guildmark.hub.events.kinds import is_declared
from guildmark.hub.events.models import Event, Note

NUL = "\x00"  # which no text of PostgreSQL holds
LOCK = 0x6775696C  # of PostgreSQL's advisory locks: whoever writes events holds it until the commit

Handler = Callable[[Sequence[Event]], None]
_HANDLERS: dict[str, list[Handler]] = defaultdict(list)


@dataclass(frozen=True, slots=True)
class By:
    """Who did something, and on whose behalf; both null for the site itself."""

    actor: UUID | None = None
    organisation: UUID | None = None


SITE = By()


def site_for(organisation: UUID) -> By:
    """The site itself, doing what an organisation has it do: on its behalf, and by no person."""
    return By(organisation=organisation)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event to be. `note` is what a person wrote; it is kept apart."""

    kind: str
    subject: UUID
    why: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, Any] = field(default_factory=dict)
    note: str = ""


def subscribe(*kinds: str) -> Callable[[Handler], Handler]:
    """Call a function with the events of these kinds, in the transaction in which they are written."""

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            _HANDLERS[kind].append(handler)
        return handler

    return register


def record(
    kind: str,
    subject: UUID,
    *,
    by: By,
    why: str = "",
    data: dict[str, Any] | None = None,
    versions: dict[str, Any] | None = None,
    note: str = "",
) -> Event:
    """Write one event with the change that it tells of (see `record_all`)."""
    return record_all([Happening(kind, subject, why, data or {}, versions or {}, note)], by=by)[0]


def record_all(happenings: Iterable[Happening], *, by: By) -> list[Event]:
    """Write events, in order, into the transaction that is open.

    Errors: TransactionManagementError outside of a transaction, ValueError for a kind that no app declared.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an event is written in the transaction of its change, or never")
    told = list(happenings)
    for one in told:
        if not is_declared(one.kind):
            raise ValueError(f"event kind {one.kind!r} is not declared")
    _wait_for_turn()
    events = Event.objects.bulk_create(
        Event(
            kind=one.kind,
            subject=one.subject,
            actor=by.actor,
            organisation=by.organisation,
            why=one.why,
            data=one.data,
            versions=one.versions,
        )
        for one in told
    )
    Note.objects.bulk_create(
        Note(event=event, text=one.note.replace(NUL, "")) for event, one in zip(events, told, strict=True) if one.note
    )
    _tell(events)
    return events


def _wait_for_turn() -> None:
    """Ids in the order of commits: SQLite has one writer anyway, PostgreSQL is asked to have one of events."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _tell(events: Sequence[Event]) -> None:
    by_kind: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_kind[event.kind].append(event)
    for kind, some in by_kind.items():
        for handler in _HANDLERS[kind]:
            handler(some)

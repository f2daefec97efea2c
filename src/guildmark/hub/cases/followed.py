"""Events as others may follow them: an organisation's own, and those about cases that it sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from guildmark.hub.cases import kinds
from guildmark.hub.cases.models import Case
from guildmark.hub.cases.timeline import OF_LEADS, SHARED
from guildmark.hub.events.models import Event
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen

# A program without its own leave to lead is told no more of checks than a reviewer is.
FOR_LEADS = OF_LEADS | {kinds.DRAWN}
SCANNED_AT_ONCE = 2_000  # events that are looked at for one page; few of them may be one's own


@dataclass(frozen=True, slots=True)
class Followed:
    """Events in order, and the id up to which all were looked at: where the next page begins."""

    events: list[Event]
    until: int
    more: bool


class Walked(NamedTuple):
    """What tells whether an event is for somebody: most that are walked over are not, and are read no further."""

    id: int
    kind: str
    subject: UUID
    organisation: UUID | None


def followed(actor: Actor, after: int, most: int) -> Followed:
    """The next events that an actor may follow, after an id. Cheap however many there are: a walk along the ids."""
    rows = Event.objects.filter(id__gt=after).order_by("id").values_list(*Walked._fields)
    walked = [Walked(*row) for row in rows[:SCANNED_AT_ONCE]]
    cases = _cases_of(actor, walked)
    chosen = [event.id for event in walked if _may_see(actor, event, cases)][:most]
    full = len(chosen) == most
    until = chosen[-1] if full else walked[-1].id if walked else after
    events = [_as_seen(actor, event) for event in Event.objects.filter(id__in=chosen).order_by("id")]
    return Followed(events, until, more=full or len(walked) == SCANNED_AT_ONCE)


def events_of(actor: Actor, case: Case) -> list[Event]:
    """The events about a case that an actor sees, in order, as far as it may see them."""
    events = Event.objects.filter(subject=case.key).order_by("id")
    return [_as_seen(actor, event) for event in events if _may_see(actor, event, {case.key})]


def _cases_of(actor: Actor, events: Sequence[Walked]) -> set[UUID]:
    """The keys of the cases that the actor sees, of those that others' events are about."""
    others = {event.subject for event in events if event.kind in SHARED and event.organisation != actor.organisation.id}
    return set(seen(Case, actor).filter(key__in=others).values_list("key", flat=True)) if others else set()


def _may_see(actor: Actor, event: Walked | Event, cases: set[UUID]) -> bool:
    if event.kind in FOR_LEADS and not actor.may("cases.lead"):
        return False
    return event.organisation == actor.organisation.id or (event.kind in SHARED and event.subject in cases)


def _as_seen(actor: Actor, event: Event) -> Event:
    """Who of another organisation did it is that organisation's affair."""
    if event.organisation != actor.organisation.id:
        event.actor = None
    return event

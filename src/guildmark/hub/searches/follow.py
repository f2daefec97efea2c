"""Following the record: what was found is traced and held against the searches that stand, a few seconds later.

Bringing findings in stays as quick as it is, since this is done beside it by the worker: it reads on from the event up
to which it read, and moves on in the transaction in which it writes, so that nothing is missed or counted twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from guildmark.hub.cases.kinds import FOUND_AGAIN, OPENED
from guildmark.hub.cases.models import Case
from guildmark.hub.events.lease import ask, does, prepares
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.events.record import SITE, Happening, record_all, subscribe
from guildmark.hub.searches import kinds
from guildmark.hub.searches.letters import ask_for_letters
from guildmark.hub.searches.models import Followed, Hit, PictureBand, Trace
from guildmark.hub.searches.near import bands
from guildmark.hub.searches.standing import hits_of
from guildmark.hub.searches.traces import traced

FOLLOW = "searches.follow"
AT_ONCE = 1_000  # events


@dataclass(slots=True)
class Read:
    """What was read of the record after an event, and what follows from it."""

    after: int
    up_to: int
    is_full: bool = False  # there may be more
    traces: list[Trace] = field(default_factory=list)
    bands: list[PictureBand] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)


@subscribe(OPENED, FOUND_AGAIN)
def ask_to_follow(events: Sequence[Event]) -> None:
    """Have the worker read on."""
    ask(Deadline, FOLLOW, f"{FOLLOW}:{events[-1].id}")


@prepares(Deadline, FOLLOW)
def read_on(deadline: Any) -> Read:
    """Read the next events and work out what follows, while others write."""
    followed = Followed.objects.first()
    return _read(followed.event if followed else 0)


@does(Deadline, FOLLOW)
def follow(deadline: Any, read: Read) -> None:
    """Write what follows. Where another worker has moved on meanwhile, what was read is nothing: it is read anew."""
    Followed.objects.get_or_create(pk=1)
    followed = Followed.objects.select_for_update().get(pk=1)
    if followed.event != read.after:
        ask(Deadline, FOLLOW, f"{FOLLOW}:anew:{followed.event}:{deadline.pk}")
        return
    Trace.objects.bulk_create(read.traces, ignore_conflicts=True)
    PictureBand.objects.bulk_create(read.bands, ignore_conflicts=True)
    _keep(read.hits)
    Followed.objects.filter(pk=1).update(event=read.up_to)
    if read.is_full:
        ask(Deadline, FOLLOW, f"{FOLLOW}:on:{read.up_to}")


def _read(after: int) -> Read:
    rows = Event.objects.filter(id__gt=after).order_by("id").values_list("id", "kind", "subject", "at")
    events = list(rows[:AT_ONCE])
    read = Read(after, events[-1][0] if events else after, len(events) == AT_ONCE)
    told_at = {subject: at for _, kind, subject, at in events if kind in (OPENED, FOUND_AGAIN)}
    cases = list(Case.objects.filter(key__in=told_at).select_related("right").order_by("id"))
    told = traced(cases)
    read.traces = [
        Trace(organisation_id=one.case.organisation_id, holder_id=one.case.holder_id, key=key, case=one.case)
        for one in told
        for key in one.keys
    ]
    previews = {preview: one.case.organisation_id for one in told for preview in one.previews}
    read.bands = [
        PictureBand(organisation_id=whose, band=band, preview_id=number)
        for (number, hash_), whose in previews.items()
        for band in bands(hash_)
    ]
    read.hits = hits_of(told, told_at)
    return read


def _keep(hits: Sequence[Hit]) -> None:
    """Write the hits that are new, with their events, and ask for the letters."""
    wanted = {(hit.search_id, hit.case_id): hit for hit in hits}
    known = Hit.objects.filter(search__in={search for search, _ in wanted}, case__in={case for _, case in wanted})
    for pair in known.values_list("search_id", "case_id"):
        wanted.pop(pair, None)
    now = timezone.now()
    for hit in wanted.values():
        hit.at = now
    new = Hit.objects.bulk_create(wanted.values())
    by_search: dict[Any, int] = {}
    for hit in new:
        by_search[hit.search_id] = by_search.get(hit.search_id, 0) + 1
    if by_search:
        record_all(
            [Happening(kinds.FOUND, search, data={"cases": number}) for search, number in by_search.items()], by=SITE
        )
        ask_for_letters(by_search, now)

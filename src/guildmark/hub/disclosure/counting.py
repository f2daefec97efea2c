"""Counting a month: from events alone, so that the same events give the same counts whenever they are counted.

Ids of events grow in the order of commits, and their instants nearly so: the ids of a month are found by halving, with
a day to spare on both sides, and of these the index of kinds gives each kind's events. Each kind is read once.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from guildmark.hub.disclosure.figures import WHY, Figure, figures
from guildmark.hub.disclosure.periods import Period
from guildmark.hub.events.models import Event

SKEW = timedelta(days=1)  # by which clocks of several machines may be wrong

Exact = dict[str, dict[str, int | None]]


@dataclass(frozen=True, slots=True)
class Counted:
    """What counting gave, up to which event: by figure its `count`, for what is summed up also `subjects`, or for a
    median `seconds` and how many it is `of`. Figures that are made of others have none."""

    up_to: int
    exact: Exact


def first_instant() -> datetime | None:
    """When the record begins; None while it is empty."""
    return Event.objects.order_by("id").values_list("at", flat=True).first()


def count(period: Period, *, up_to: int | None = None) -> Counted:
    """Count the events of a month; with `up_to` as if no later event were there."""
    last = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    last = last if up_to is None else min(last, up_to)
    after, before = _first_id(period.start - SKEW, last), _first_id(period.end + SKEW, last)
    rows = Event.objects.filter(id__gte=after, id__lt=before, at__gte=period.start, at__lt=period.end)
    exact: Exact = {}
    by_kind: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures().values():
        if figure.kind:
            by_kind[figure.kind].append(figure)
        elif figure.until:
            exact[figure.id] = _median(figure, rows)
    for kind, some in by_kind.items():
        exact |= _counted(some, rows.filter(kind=kind))
    return Counted(last, exact)


def _first_id(instant: datetime, last: int) -> int:
    """An id before which all events are earlier than an instant, but for the skew of clocks."""
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        found = Event.objects.filter(id__gte=middle, id__lte=last).order_by("id").values_list("id", "at").first()
        if found is None or found[1] >= instant:
            high = middle
        else:
            low = found[0] + 1
    return low


def _counted(some: Iterable[Figure], rows: QuerySet[Event]) -> Exact:
    """The figures of one kind, by one reading of its events: grouped by all that any of them asks for."""
    asked = sorted({key for figure in some for key in figure.where})
    added = {figure.adds for figure in some if figure.adds}
    keys = {f"key_{key}": KT(f"data__{key}") for key in asked if key != WHY}
    sums: dict[str, Any] = {f"sum_{name}": Sum(Cast(KT(f"data__{name}"), BigIntegerField())) for name in added}
    if added:
        sums["subjects"] = Count("subject", distinct=True)
    names = [*keys, *([WHY] if WHY in asked else [])]
    grouped: Any = rows.order_by().annotate(**keys)
    grouped = grouped.values(*names).annotate(number=Count("id"), **sums) if names else [
        grouped.aggregate(number=Count("id"), **sums)
    ]  # fmt: skip
    exact: Exact = {figure.id: _nothing(figure) for figure in some}
    for group in grouped:
        for figure in some:
            if all(group[WHY if key == WHY else f"key_{key}"] in values for key, values in figure.where.items()):
                there = exact[figure.id]
                there["count"] = (there["count"] or 0) + (group[f"sum_{figure.adds}" if figure.adds else "number"] or 0)
                if figure.adds:
                    there["subjects"] = group["subjects"]
    return exact


def _nothing(figure: Figure) -> dict[str, int | None]:
    return {"count": 0, "subjects": 0} if figure.adds else {"count": 0}


def _median(figure: Figure, rows: QuerySet[Event]) -> dict[str, int | None]:
    """The median of seconds between two events that belong together, the later of them in the month. Both are about one
    subject, by which an index finds the earlier."""
    named = KT(f"data__{figure.same}")
    before = Event.objects.annotate(named=named).filter(
        kind=figure.since, subject=OuterRef("subject"), id__lt=OuterRef("id"), named=OuterRef("named")
    )
    ended = rows.filter(kind=figure.until).annotate(named=named).order_by()
    pairs = ended.annotate(begun_at=Subquery(before.order_by("-id").values("at")[:1])).values_list("at", "begun_at")
    seconds = array("q")
    for at, begun_at in pairs.iterator(chunk_size=10_000):
        if begun_at is not None:
            seconds.append(max(0, (at - begun_at) // timedelta(seconds=1)))
    ordered = sorted(seconds)
    middle = len(ordered) // 2
    if not ordered:
        return {"seconds": None, "of": 0}
    found = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2
    return {"seconds": found, "of": len(ordered)}

"""What was published, as pages and files read it: the one way to publications, which tells only what is shown."""

from collections.abc import Sequence
from datetime import datetime

from guildmark.hub.disclosure.counting import first_instant
from guildmark.hub.disclosure.models import Publication
from guildmark.hub.disclosure.periods import Period, due, months
from guildmark.hub.disclosure.told import Month, State, Told
from guildmark.hub.hiding import Cell


def calendar(now: datetime) -> list[Month]:
    """Every month since the record began, and those to come, the oldest first; none while the record is empty."""
    began = first_instant()
    if began is None:
        return []
    by_period: dict[Period, list[Told]] = {}
    for row in Publication.objects.defer("exact").order_by("period", "version"):
        by_period.setdefault(Period.read(row.period), []).append(_told(row))
    last = Period.of(now).later(due().months_ahead)
    return [
        Month(period, _state(period, now, by_period.get(period, ())), tuple(by_period.get(period, ())))
        for period in months(Period.of(began), last)
    ]


def _state(period: Period, now: datetime, versions: Sequence[Told]) -> State:
    if versions:
        return "late" if versions[0].late else "published"
    if now >= period.late_from:
        return "missed"
    return "due" if now.date() >= period.due_on else "to come"


def _told(row: Publication) -> Told:
    return Told(
        Period.read(row.period),
        row.version,
        row.published_at,
        row.late,
        row.reason,
        {name: Cell(told["value"], told["state"]) for name, told in row.shown.items()},
        {name: told["definition"] for name, told in row.shown.items()},
    )

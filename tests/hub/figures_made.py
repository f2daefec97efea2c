"""Events of months gone by, as the figures count them: written straight into the record, each at its instant."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from django.utils import timezone

from guildmark.hub.disclosure.figures import apps_of_kinds
from guildmark.hub.disclosure.periods import Period
from guildmark.hub.events.kinds import declare, is_declared
from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Event


def declare_all() -> None:
    """Declare the kinds of apps that are not there yet."""
    for kind in apps_of_kinds():
        if not is_declared(kind):
            declare(kind, kind)


def write(
    period: Period | datetime,
    kind: str,
    count: int = 1,
    *,
    why: str = "",
    subject: uuid.UUID | None = None,
    **data: Any,
) -> None:
    """Events of a kind, spread over a month, or all at an instant."""
    start = period.start if isinstance(period, Period) else period
    step = (period.end - period.start) / (count + 1) if isinstance(period, Period) else timedelta(0)
    Event.objects.bulk_create(
        Event(kind=kind, subject=subject or uuid.uuid4(), at=start + step * (number + 1), why=why, data=data)
        for number in range(count)
    )


def act(period: Period, measure: str, count: int, *, automatic: bool = False) -> None:
    """Actions of a measure."""
    target = "store" if measure in ("suspend-store", "close-store", "hold-payout") else "listing"
    write(period, "action.taken", count, action=str(uuid.uuid4()), measure=measure, target=target, automatic=automatic)


def lift(period: Period, why: str, count: int) -> None:
    """Actions that ended, for a reason."""
    write(period, "action.lifted", count, why=why, action="a", measure="remove", target="listing", automatic=False)


def at(instant: datetime, do: Callable[[], Any] = work_once) -> Any:
    """Do something at another instant than now: as a rule, let a worker do what is due."""
    field = Event._meta.get_field("at")  # took its default when the model was made
    with mock.patch.object(timezone, "now", lambda: instant), mock.patch.object(field, "_get_default", lambda: instant):
        return do()

"""Publishing: the worker when a month is due, the secretariat what was missed or was wrong. Nothing is ever changed."""

import logging
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.disclosure import kinds
from guildmark.hub.disclosure.counting import Counted, count, first_instant
from guildmark.hub.disclosure.models import Publication
from guildmark.hub.disclosure.periods import Period
from guildmark.hub.disclosure.showing import as_kept, cells_of
from guildmark.hub.events.lease import ask, does, prepares
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.events.record import SITE, record, subscribe
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.kinds import ADMITTED
from guildmark.hub.members.roles import SECRETARIAT

logger = logging.getLogger(__name__)

PUBLISH = "disclosure.publish"
LONGEST_REASON = 1_000


@subscribe(ADMITTED)
def begin(events: Sequence[Event]) -> None:
    """With its secretariat an alliance begins: the figures of that month are the first."""
    for event in events:
        if event.data.get("kind") == SECRETARIAT:
            _ask_for(Period.of(event.at))


def _ask_for(period: Period) -> None:
    ask(Deadline, PUBLISH, f"{PUBLISH}:{period}", due_at=period.due_at, period=str(period))


@prepares(Deadline, PUBLISH)
def count_what_is_due(deadline: Any) -> Counted | None:
    """Count a month that is due, outside of any transaction; None when it was published by hand.

    The next month is asked for first, so that one that fails leaves those after it alone.
    """
    period = Period.read(deadline.payload["period"])
    if timezone.now() < period.due_at:
        raise ValueError(f"{period} is not due before {period.due_at}. Is the clock of this machine right?")
    with transaction.atomic():
        _ask_for(period.later(1))
    return None if _versions(period) else count(period)


@does(Deadline, PUBLISH)
def publish_what_is_due(deadline: Any, counted: Counted | None) -> None:
    """Publish what was counted; late, when the worker was off on the day."""
    period = Period.read(deadline.payload["period"])
    if counted is not None and not _versions(period):
        _write(period, counted, 1, by=None)


def publish_missed(period: Period, *, by: Actor) -> Publication:
    """Publish by hand what is due and is not there. Errors: PermissionDenied; ValidationError."""
    by.require("disclosure.publish")
    began = first_instant()
    if began is None or period < Period.of(began):
        raise ValidationError(_("The record begins after this month."))
    if timezone.now() < period.due_at:
        raise ValidationError(_("The figures of this month are not due yet."))
    counted = count(period)
    with transaction.atomic():
        if _versions(period):
            raise ValidationError(_("The figures of this month are published. What is wrong in them can be corrected."))
        _ask_for(period.later(1))
        return _write(period, counted, 1, by=by)


def correct(period: Period, reason: str, *, by: Actor) -> Publication:
    """Count a published month again, and publish what comes out as its next version, with the reason for all to read.

    Errors: PermissionDenied; ValidationError when there is no reason, nothing to correct, or nothing that differs.
    """
    by.require("disclosure.publish")
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": _("Say in up to %(most)d signs what was wrong.") % {"most": LONGEST_REASON}})
    counted = count(period)
    with transaction.atomic():
        before = _versions(period)
        if not before:
            raise ValidationError(_("The figures of this month are not published yet."))
        if before[-1].shown == as_kept(cells_of(counted.exact)):
            raise ValidationError(_("Counted again, the figures of this month are the same."))
        return _write(period, counted, before[-1].version + 1, by=by, reason=reason)


def _versions(period: Period) -> list[Publication]:
    return list(Publication.objects.filter(period=str(period)).order_by("version"))


def _write(period: Period, counted: Counted, version: int, *, by: Actor | None, reason: str = "") -> Publication:
    """The publication and its event, in the transaction that is open."""
    now = timezone.now()
    late = version == 1 and now >= period.late_from
    try:
        with transaction.atomic():
            made = Publication.objects.create(
                period=str(period),
                version=version,
                published_at=now,
                published_by=by.id if by else None,
                due_on=period.due_on,
                late=late,
                up_to=counted.up_to,
                exact=counted.exact,
                shown=as_kept(cells_of(counted.exact)),
                reason=reason,
            )
    except IntegrityError:
        raise ValidationError(_("Somebody else has just published these figures.")) from None
    why = "correction" if version > 1 else "late" if late else "due"
    data = {"period": str(period), "version": version}
    record(kinds.PUBLISHED, made.id, by=by.by if by else SITE, why=why, data=data)
    return made

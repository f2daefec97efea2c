"""Registrations that run out: reminders before, and the day on which none is left.

A reminder is known by the registration and the day on which it ends, so that a new version with other dates has
reminders of its own, and those of dates that no version has any more say nothing.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guildmark.hub.events.lease import ask, does
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.events.record import SITE, record, subscribe
from guildmark.hub.registry import kinds
from guildmark.hub.registry.content import registrations_of
from guildmark.hub.registry.letters import link_to, write_to_administrators
from guildmark.hub.registry.models import Right
from guildmark.records import Registration

REMIND, LAPSE = "right.remind", "right.lapse"
DAYS_BEFORE = (90, 30, 7)
AT = time(6, 0, tzinfo=UTC)


@subscribe(kinds.VERIFIED, kinds.RESTORED)
def ask_for_reminders(events: Sequence[Event]) -> None:
    """Ask for the reminders of each right's registrations, and for the day on which the last one ends."""
    for right in Right.objects.filter(pk__in=[event.subject for event in events], state="verified"):
        content = right.current.content if right.current else {}
        for registration in registrations_of(content):
            for days in _days_left_to_tell(registration):
                _ask(right, registration, days)
        end = right.current.ends_on if right.current else None
        if end is not None:
            due_at = datetime.combine(end + timedelta(days=1), time(0, 1, tzinfo=UTC))
            ask(Deadline, LAPSE, f"{LAPSE}:{right.pk}:{end}", due_at=due_at, right=str(right.pk), end=end.isoformat())


def _days_left_to_tell(registration: Registration) -> list[int]:
    """Of the reminders those to come, and of those whose day has passed the last, which is sent at once."""
    if registration.valid_to is None or registration.valid_to < timezone.now().date():
        return []
    left = (registration.valid_to - timezone.now().date()).days
    passed = [days for days in DAYS_BEFORE if days >= left]
    return [*passed[-1:], *(days for days in DAYS_BEFORE if days < left)]


def _ask(right: Right, registration: Registration, days: int) -> None:
    end = registration.valid_to
    if end is None:
        return
    number = hashlib.sha256(f"{registration.office} {registration.number}".encode()).hexdigest()[:16]
    ask(
        Deadline,
        REMIND,
        f"{REMIND}:{right.pk}:{number}:{end}:{days}",
        due_at=datetime.combine(end - timedelta(days=days), AT),
        right=str(right.pk),
        office=registration.office,
        number=registration.number,
        end=end.isoformat(),
        days=days,
    )


@does(Deadline, REMIND)
def remind(deadline: Any) -> None:
    """Tell of a registration that is about to expire, where the version that counts still says so."""
    payload = deadline.payload
    end = date.fromisoformat(payload["end"])
    right = Right.objects.select_related("current").filter(pk=UUID(payload["right"]), state="verified").first()
    if right is None or right.current is None or end < timezone.now().date():
        return
    told = {(one.office, one.number, one.valid_to) for one in registrations_of(right.current.content)}
    if (payload["office"], payload["number"], end) not in told:
        return
    data = {name: payload[name] for name in ("office", "number", "end", "days")}
    record(kinds.EXPIRING, right.pk, by=SITE, data=data, versions={"right": right.current.number})
    left = (end - timezone.now().date()).days
    words = {"mark": right.mark, "office": payload["office"], "number": payload["number"], "end": end}
    words |= {"days": left, "link": link_to(right)}

    def letter() -> tuple[str, str]:
        subject = (
            ngettext(
                "%(mark)s: a registration expires in %(days)d day",
                "%(mark)s: a registration expires in %(days)d days",
                words["days"],
            )
            % words
        )
        body = _(
            "Registration %(office)s %(number)s of %(mark)s ends on %(end)s.\n\n"
            "Once renewed, begin the next version and give the new date. A right of which every registration has "
            "ended is left out of scans.\n%(link)s\n"
        )
        return subject, body % words

    write_to_administrators(right.holder_id, deadline.key, letter)


@does(Deadline, LAPSE)
def lapse(deadline: Any) -> None:
    """Tell that the last registration of a right has ended, where the version that counts still says so."""
    right = Right.objects.select_related("current").filter(pk=UUID(deadline.payload["right"]), state="verified").first()
    end = date.fromisoformat(deadline.payload["end"])
    if right is None or right.current is None or end >= timezone.now().date():
        return
    if right.current.ends_on == end:
        data = {"end": deadline.payload["end"]}
        record(kinds.LAPSED, right.pk, by=SITE, data=data, versions={"right": right.current.number})
        words = {"mark": right.mark, "link": link_to(right)}

        def letter() -> tuple[str, str]:
            subject = _("%(mark)s: all registrations have ended") % words
            body = _("No registration of %(mark)s is in force any more, so that scans leave it out.\n%(link)s\n")
            return subject, body % words

        write_to_administrators(right.holder_id, deadline.key, letter)

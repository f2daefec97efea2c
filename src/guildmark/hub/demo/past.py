"""The demo's months gone by: each has its deliveries, decisions, answers and settlements, and its figures published."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from guildmark.hub.demo.actions import answer_and_approve, settle_waiting
from guildmark.hub.demo.clock import set_back_to
from guildmark.hub.demo.findings import PARTS, Scanned, bring_part
from guildmark.hub.demo.members import Members
from guildmark.hub.demo.review import Truth, decide_share
from guildmark.hub.disclosure.periods import Period
from guildmark.hub.events.lease import work_once

MONTHS = PARTS - 1  # the last part is brought in today
DECIDED_SHARE = 0.97  # of what came in a month that is over


def beginning() -> datetime:
    """When the alliance began: early in the first of the months."""
    return _months()[0].start + timedelta(days=1, hours=9)


def live(scans: list[Scanned], members: Members, truth: Truth) -> Iterator[str]:
    """Live through the months that are over; says which one begins."""
    for part, period in enumerate(_months()):
        yield str(period)
        with set_back_to(period.start + timedelta(days=11, hours=10)):
            bring_part(scans, part)
            for organisation in members.marketplaces.values():
                decide_share(organisation, truth, DECIDED_SHARE)
        with set_back_to(period.start + timedelta(days=15, hours=14)):
            answer_and_approve(members, truth)
            work_once()
        with set_back_to(period.start + timedelta(days=16 + part % 4, hours=11)):
            settle_waiting(members, truth)
            work_once()
        if (due := period.due_at + timedelta(minutes=1)) < timezone.now():
            with set_back_to(due):
                work_once()  # what is due: the figures of this month


def _months() -> list[Period]:
    this = Period.of(timezone.now())
    return [this.later(-number) for number in range(MONTHS, 0, -1)]

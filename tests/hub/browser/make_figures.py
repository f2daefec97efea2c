"""Fourteen months of figures, each published when it was due, but for one missed, one late and one corrected."""

import uuid
from datetime import timedelta
from unittest import mock

from alliance import Alliance, organisations
from django.utils import timezone
from figures_made import act, at, declare_all, lift, write

from guildmark.hub.disclosure import publish
from guildmark.hub.disclosure.counting import Counted, count
from guildmark.hub.disclosure.periods import Period, months
from guildmark.hub.events.models import Deadline

MONTHS = 14
CORRECTED, LATE, MISSED = 6, 8, 10
MEASURES = {
    "warn": 90, "label": 40, "demote": 26, "pause": 18, "remove": 380, "suspend-store": 14, "close-store": 9,
}  # fmt: skip


def alliance_with_figures() -> Alliance:
    """An alliance that began so long ago, before anything else is written into its record."""
    last = Period.of(timezone.now()).later(-1)
    last = last if last.due_at <= timezone.now() else last.later(-1)
    all_months = months(last.later(1 - MONTHS), last)
    made: Alliance = at(all_months[0].start, organisations)
    declare_all()
    for number, period in enumerate(all_months):
        _write_month(period, number)
        if number == CORRECTED:
            with mock.patch.object(publish, "count", _without_answers):
                at(period.due_at)
            at(period.late_from, lambda period=period: _correct(made, period))
        elif number == MISSED:
            Deadline.objects.filter(key=f"{publish.PUBLISH}:{period}").update(given_up_at=period.due_at)
            at(period.due_at, lambda period=period: publish._ask_for(period.later(1)))
        else:
            at(period.due_at if number != LATE else period.late_from + timedelta(days=2))
    return made


def _write_month(period: Period, number: int) -> None:
    """What happened in a month: more from month to month, a little up and down."""
    grown = 1.0 + 0.12 * number + 0.15 * (number % 3)
    write(period, "scan.reported", 9, listings=int(1_200_000 * grown))
    write(period, "case.opened", int(900 * grown), band="review")
    write(period, "case.decided", int(500 * grown), outcome="infringing")
    write(period, "case.decided", int(220 * grown), outcome="not")
    for measure, usual in MEASURES.items():
        act(period, measure, int(usual * grown))
    act(period, "hold-payout", number % 10)
    act(period, "remove", int(60 * grown), automatic=True)
    write(period, "store.taken_down", int(9 * grown), listings=140)
    answers = [uuid.uuid4() for _ in range(int(34 * grown))]
    for answer in answers:
        write(period.start + timedelta(days=4), "answer.given", subject=answer, answer=str(answer))
    for place, answer in enumerate(answers[3:]):
        outcome = "reversed" if place % 3 == 0 else "upheld"
        settled = period.start + timedelta(days=5 + (place + number) % 7)
        write(settled, "answer.settled", subject=answer, answer=str(answer), outcome=outcome)
    lift(period, "answer", int(10 * grown))
    lift(period, "undone", number % 5)


def _without_answers(period: Period) -> Counted:
    counted = count(period)
    return Counted(counted.up_to, counted.exact | {"given": {"count": 0}})


def _correct(made: Alliance, period: Period) -> None:
    by = made.actor(made.secretariat)
    publish.correct(period, "Answers that came by post were left out of the count at first.", by=by)

"""Registrations that run out are told 90, 30 and 7 days before, and a right without any left leaves the index."""

from datetime import timedelta
from typing import Any

import pytest
from alliance import Alliance
from django.utils import timezone
from rights_made import entry, reverified, verified

from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Deadline, Event, Message
from guildmark.hub.registry.content import last_day
from guildmark.hub.registry.models import RightVersion
from guildmark.hub.registry.standing import withdraw

pytestmark = pytest.mark.django_db


def ending(*days: int) -> list[dict[str, Any]]:
    today = timezone.now().date()
    return [
        {"office": "EM", "number": f"01823341{n}", "valid_to": (today + timedelta(days=left)).isoformat()}
        for n, left in enumerate(days)
    ]


def waiting() -> list[tuple[str, int]]:
    """The reminders that are asked for: number and days before."""
    found = Deadline.objects.filter(kind="right.remind", done_at__isnull=True).order_by("due_at")
    return [(one.payload["number"], one.payload["days"]) for one in found]


def let_all_be_due() -> None:
    Deadline.objects.exclude(kind="index.compile").update(due_at=timezone.now() - timedelta(seconds=1))
    Deadline.objects.filter(kind="index.compile").update(done_at=timezone.now())
    work_once()


def test_each_registration_is_told_of_three_times_before_it_ends(alliance: Alliance, mailoutbox: list[Any]) -> None:
    right = verified(alliance, entry(registrations=ending(200, 300)))
    assert sorted(waiting()) == [(f"01823341{n}", days) for n in (0, 1) for days in (7, 30, 90)]
    let_all_be_due()
    events = Event.objects.filter(kind="right.expiring", subject=right.pk)
    assert sorted((one.data["number"], one.data["days"]) for one in events) == sorted(
        (f"01823341{n}", days) for n in (0, 1) for days in (7, 30, 90)
    )
    letters = [mail for mail in mailoutbox if "expires" in mail.subject]
    assert len(letters) == 6
    assert {tuple(mail.to) for mail in letters} == {("administrator-1@arvo.example",)}
    assert "018233410" in letters[0].body or "018233411" in letters[0].body


def test_a_registration_that_ends_soon_is_told_of_once_at_once_and_then_at_its_days(alliance: Alliance) -> None:
    verified(alliance, entry(registrations=ending(20)))
    assert waiting() == [("018233410", 30), ("018233410", 7)]
    assert Deadline.objects.filter(kind="right.remind", due_at__lte=timezone.now()).count() == 1


def test_one_that_ended_or_has_no_end_is_not_told_of(alliance: Alliance) -> None:
    verified(alliance, entry(registrations=[*ending(-3), {"office": "EM", "number": "1"}]))
    assert waiting() == []


def test_reminders_move_when_a_new_version_has_other_dates(alliance: Alliance) -> None:
    right = verified(alliance, entry(registrations=ending(200)))
    reverified(alliance, right, registrations=ending(2_000))
    let_all_be_due()
    told = Event.objects.filter(kind="right.expiring")
    assert {one.data["end"] for one in told} == {ending(2_000)[0]["valid_to"]}


def test_a_new_version_with_the_same_dates_reminds_nobody_twice(alliance: Alliance) -> None:
    right = verified(alliance, entry(registrations=ending(200)))
    before = waiting()
    reverified(alliance, right, spellings=["orvané"])
    assert waiting() == before


def test_a_withdrawn_right_reminds_nobody(alliance: Alliance) -> None:
    withdraw(verified(alliance, entry(registrations=ending(200))), by=alliance.actor(alliance.arvo))
    let_all_be_due()
    assert not Event.objects.filter(kind="right.expiring").exists()
    assert not Message.objects.filter(key__startswith="right.remind").exists()


def test_the_day_after_the_last_registration_is_told_and_the_index_asked_for(alliance: Alliance) -> None:
    right = verified(alliance, entry(registrations=ending(100, 1)))
    [lapse] = Deadline.objects.filter(kind="right.lapse")
    assert lapse.due_at.date() == timezone.now().date() + timedelta(days=101)
    RightVersion.objects.update(ends_on=timezone.now().date() - timedelta(days=1))
    Deadline.objects.update(done_at=timezone.now())
    end = ending(-1)[0]["valid_to"]
    Deadline.objects.create(key="over", kind="right.lapse", payload={"right": str(right.pk), "end": end})
    from guildmark.hub.events.lease import carry_out, take

    row = take(Deadline)
    assert row is not None
    assert carry_out(row)
    event = Event.objects.get(kind="right.lapsed")
    assert Deadline.objects.filter(key=f"index.compile:{event.pk}").exists()


@pytest.mark.parametrize(
    ("registrations", "lapsed"),
    [
        ([], False),
        ([{"office": "EM", "number": "1"}], False),
        (ending(-1), True),
        (ending(0), False),
        (ending(-1, 5), False),
        ({"office": "EM", "number": "1", "valid_to": "2001-01-01"}, True),
        ("EM 018233410", False),
        (["EM 018233410", *ending(-1)], False),
    ],
)
def test_a_right_has_lapsed_when_each_registration_has_an_end_that_passed(registrations: Any, lapsed: bool) -> None:
    day = last_day({"registrations": registrations})
    assert (day is not None and day < timezone.now().date()) is lapsed

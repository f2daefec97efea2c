"""Work on lease: what dies is taken over, what comes late changes nothing, what fails is tried again and then shown."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from guildmark.hub.events import lease
from guildmark.hub.events.lease import ask, carry_out, does, take, work_once
from guildmark.hub.events.models import Deadline, Message

DONE: list[Any] = []
pytestmark = pytest.mark.django_db


@does(Deadline, "test")
def do(row: Deadline) -> None:
    if row.payload.get("fails"):
        raise RuntimeError("no luck")
    Message.objects.create(key=f"made-{row.key}-{row.attempts}", kind="test")
    DONE.append(row.payload)


@does(Message, "test")
def send(row: Message) -> None:
    DONE.append(row.key)


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    DONE.clear()


def test_what_is_due_is_done_once_and_what_is_not_due_waits() -> None:
    ask(Deadline, "test", "now", number=1)
    ask(Deadline, "test", "later", due_at=timezone.now() + timedelta(hours=1), number=2)
    assert work_once() == 2
    assert work_once() == 0
    assert DONE == [{"number": 1}, "made-now-1"]


def test_asking_twice_is_asking_once() -> None:
    for _ in range(2):
        ask(Deadline, "test", "same")
    assert Deadline.objects.count() == 1


def test_what_a_dead_worker_held_is_taken_over_when_its_lease_runs_out() -> None:
    ask(Deadline, "test", "held")
    first = take(Deadline)
    assert first is not None
    assert take(Deadline) is None
    Deadline.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    second = take(Deadline)
    assert second is not None
    assert second.lease != first.lease
    assert carry_out(second)
    assert Deadline.objects.get().done_at is not None


def test_a_worker_that_comes_back_late_changes_nothing() -> None:
    ask(Deadline, "test", "late")
    late = take(Deadline)
    assert late is not None
    Deadline.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    other = take(Deadline)
    assert other is not None
    assert carry_out(other)
    assert not carry_out(late)
    assert Message.objects.filter(key__startswith="made-late").count() == 1


def test_what_fails_waits_longer_each_time_and_is_given_up_in_the_end() -> None:
    ask(Deadline, "test", "bad", fails=True)
    waits = []
    for _ in range(lease.MOST_ATTEMPTS):
        Deadline.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        row = take(Deadline)
        assert row is not None
        assert not carry_out(row)
        waits.append(round((Deadline.objects.get().due_at - timezone.now()).total_seconds()))
    assert waits[:-1] == sorted(waits[:-1])
    given_up = Deadline.objects.get()
    assert given_up.given_up_at is not None
    assert given_up.last_error == "RuntimeError: no luck"
    assert take(Deadline) is None


def test_work_of_a_kind_that_this_version_does_not_know_is_kept_and_tells_why() -> None:
    ask(Deadline, f"unknown-{uuid.uuid4()}", "unknown")
    work_once()
    row = Deadline.objects.get()
    assert row.done_at is None
    assert "KeyError" in row.last_error

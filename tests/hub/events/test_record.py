"""Events are written with their change, in order, and never changed."""

import uuid

import pytest
from django.db import DatabaseError, connection, connections, transaction

from guildmark.hub.events.kinds import declare, label
from guildmark.hub.events.models import Event, Note
from guildmark.hub.events.record import SITE, By, record, subscribe

TRIED = declare("test.tried", "Tried")
HEARD: list[int] = []


@subscribe(TRIED)
def hear(events: list[Event]) -> None:
    HEARD.extend(event.id for event in events)
    if any(event.why == "spoil" for event in events):
        raise RuntimeError("spoilt")


@pytest.mark.django_db
def test_an_event_names_who_what_when_why_and_keeps_words_apart() -> None:
    by, subject = By(uuid.uuid4(), uuid.uuid4()), uuid.uuid4()
    with transaction.atomic():
        record(TRIED, subject, by=by, why="reason", data={"a": 1}, versions={"right": 2}, note="in my words")
    event = Event.objects.get()
    assert (event.kind, event.subject, event.actor, event.organisation) == (TRIED, subject, by.actor, by.organisation)
    assert (event.why, event.data, event.versions) == ("reason", {"a": 1}, {"right": 2})
    assert event.note.text == "in my words"
    assert "in my words" not in str(Event.objects.values())
    assert label(TRIED) == "Tried"


@pytest.mark.django_db
def test_an_event_without_the_transaction_of_its_change_is_refused(transactional_connection: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record(TRIED, uuid.uuid4(), by=SITE)


@pytest.mark.django_db
def test_an_event_of_a_kind_that_no_app_declared_is_refused() -> None:
    with pytest.raises(ValueError, match="not declared"), transaction.atomic():
        record("test.unknown", uuid.uuid4(), by=SITE)


@pytest.mark.django_db
def test_whoever_subscribed_hears_in_the_same_transaction_and_can_undo_it() -> None:
    HEARD.clear()
    with transaction.atomic():
        event = record(TRIED, uuid.uuid4(), by=SITE)
    assert event.id in HEARD
    with pytest.raises(RuntimeError), transaction.atomic():
        record(TRIED, uuid.uuid4(), by=SITE, why="spoil")
    assert Event.objects.filter(why="spoil").count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE events_event SET why = 'other'", "DELETE FROM events_event"])
def test_the_database_itself_refuses_to_change_or_remove_an_event(statement: str) -> None:
    with transaction.atomic():
        record(TRIED, uuid.uuid4(), by=SITE)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_a_note_can_be_erased_and_its_event_stays() -> None:
    with transaction.atomic():
        event = record(TRIED, uuid.uuid4(), by=SITE, note="personal")
    Note.objects.filter(pk=event.pk).update(text="")
    assert Event.objects.get().note.text == ""


@pytest.fixture
def transactional_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """As outside of the test's own transaction."""
    monkeypatch.setattr(connections["default"], "in_atomic_block", False, raising=False)

"""Months are published when they are due, late when the worker was off, shown as missed until then, never changed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alliance import Alliance, organisations
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from figures_made import act, at, declare_all, write

from guildmark.hub.disclosure import publish
from guildmark.hub.disclosure.counting import Counted, count
from guildmark.hub.disclosure.models import Publication
from guildmark.hub.disclosure.periods import Period
from guildmark.hub.disclosure.published import calendar
from guildmark.hub.disclosure.told import changes
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.hiding import SMALL, Cell
from guildmark.hub.members.roles import ROLES

pytestmark = pytest.mark.django_db

MAY, JUNE, JULY = Period(2026, 5), Period(2026, 6), Period(2026, 7)
BEGUN = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def alliance(db: None) -> Alliance:
    """An alliance that began in May."""
    declare_all()
    made: Alliance = at(BEGUN, organisations)
    return made


def states(instant: datetime) -> dict[str, str]:
    return {str(month.period): month.state for month in calendar(instant)}


def versions(period: Period) -> list[Publication]:
    return list(Publication.objects.filter(period=str(period)).order_by("version"))


def secretary(alliance: Alliance) -> Any:
    return alliance.actor(alliance.secretariat)


def test_the_worker_publishes_each_month_when_it_is_due_and_asks_for_the_next() -> None:
    act(MAY, "remove", 43)
    act(JUNE, "remove", 5)
    at(MAY.due_at - timedelta(seconds=1))
    assert not Publication.objects.exists()
    at(MAY.due_at)
    [told] = versions(MAY)
    assert (told.late, told.version, told.due_on.isoformat()) == (False, 1, "2026-06-10")
    assert told.exact["removed"] == {"count": 43}
    assert told.shown["removed"] == {"value": 45, "state": "rounded", "definition": 1}
    event = Event.objects.get(kind="disclosure.published")
    assert (event.subject, event.why, event.data) == (told.pk, "due", {"period": "2026-05", "version": 1})
    assert not versions(JUNE)
    at(JUNE.due_at)
    assert versions(JUNE)[0].shown["removed"] == {"value": None, "state": "small", "definition": 1}


def test_a_month_that_was_due_and_is_not_there_is_missed_and_comes_late_when_the_worker_is_back() -> None:
    at(MAY.due_at)
    off_until = datetime(2026, 9, 2, 12, 0, tzinfo=UTC)
    assert states(JUNE.due_at)["2026-06"] == "due"
    assert states(JUNE.late_from)["2026-06"] == "missed"
    assert states(off_until) == {
        "2026-05": "published", "2026-06": "missed", "2026-07": "missed", "2026-08": "to come",
        **{f"2026-{month:02}": "to come" for month in (9, 10, 11, 12)}, "2027-01": "to come", "2027-02": "to come",
        "2027-03": "to come",
    }  # fmt: skip
    at(off_until)
    assert [states(off_until)[f"2026-0{month}"] for month in (5, 6, 7, 8)] == ["published", "late", "late", "to come"]
    assert [event.why for event in Event.objects.filter(kind="disclosure.published").order_by("id")] == [
        "due", "late", "late",
    ]  # fmt: skip
    assert Deadline.objects.filter(kind="disclosure.publish", done_at=None).get().payload == {"period": "2026-08"}


def test_what_comes_on_the_day_on_which_it_is_due_is_in_time() -> None:
    at(MAY.late_from - timedelta(microseconds=1))
    assert not versions(MAY)[0].late


def test_a_month_that_cannot_be_counted_is_missed_and_keeps_none_after_it_from_being_published(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(period: Period, **more: Any) -> Any:
        if period == MAY:
            raise RuntimeError("no luck")
        return count(period, **more)

    monkeypatch.setattr(publish, "count", fails)
    at(MAY.due_at)
    at(JUNE.due_at)
    assert [state for period, state in states(JUNE.due_at).items() if period < "2026-07"] == ["missed", "published"]


def test_a_worker_whose_clock_is_ahead_publishes_no_month_before_it_is_over() -> None:
    Deadline.objects.filter(kind="disclosure.publish").update(due_at=BEGUN)
    at(MAY.end - timedelta(seconds=1))
    assert not Publication.objects.exists()
    assert "not due before" in Deadline.objects.get(kind="disclosure.publish").last_error


def test_the_secretariat_publishes_by_hand_what_was_missed_and_the_worker_leaves_it_as_it_is(
    alliance: Alliance,
) -> None:
    late = MAY.late_from + timedelta(days=1)
    act(MAY, "warn", 9)
    by = secretary(alliance)
    at(late, lambda: publish.publish_missed(MAY, by=by))
    [made] = versions(MAY)
    assert made.late
    assert made.published_by == by.id
    assert Event.objects.get(kind="disclosure.published").actor == by.id
    at(late)
    assert versions(MAY) == [made]
    with pytest.raises(ValidationError, match="corrected"):
        at(late, lambda: publish.publish_missed(MAY, by=by))
    at(JUNE.due_at)
    assert versions(JUNE)


def test_by_hand_nothing_is_published_that_is_not_due_or_before_the_record_began(alliance: Alliance) -> None:
    by = secretary(alliance)
    for period, told in ((JUNE, "not due"), (Period(2026, 4), "begins after")):
        with pytest.raises(ValidationError, match=told):
            at(JUNE.due_at - timedelta(seconds=1), lambda period=period: publish.publish_missed(period, by=by))  # type: ignore[misc]


def test_only_administrators_of_the_secretariat_publish_and_correct(alliance: Alliance) -> None:
    at(MAY.due_at)
    for organisation in (alliance.bazaar, alliance.arvo, alliance.secretariat):
        for role in ROLES:
            by = alliance.actor(organisation, role)
            if by.may("disclosure.publish"):
                assert (organisation, role) == (alliance.secretariat, "administrator")
                continue
            for command in (
                lambda by=by: publish.publish_missed(JUNE, by=by), lambda by=by: publish.correct(MAY, "why", by=by)
            ):  # fmt: skip
                with pytest.raises(PermissionDenied):
                    command()


def without_removals(period: Period) -> Counted:
    """Counting with a fault in it."""
    counted = count(period)
    return Counted(counted.up_to, counted.exact | {"removed": {"count": 0}})


def test_a_correction_is_a_version_beside_the_old_one_with_its_reason(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(MAY, "remove", 13)
    with monkeypatch.context() as faulty:
        faulty.setattr(publish, "count", without_removals)
        at(MAY.due_at)
    before = versions(MAY)[0]
    by = secretary(alliance)
    with pytest.raises(ValidationError, match="what was wrong"):
        publish.correct(MAY, "  ", by=by)
    publish.correct(MAY, " Removals were left out. ", by=by)
    with pytest.raises(ValidationError, match="the same"):
        publish.correct(MAY, "To be sure.", by=by)
    old, new = versions(MAY)
    assert (old.shown, old.exact, old.reason) == (before.shown, before.exact, "")
    assert (new.version, new.reason, new.late) == (2, "Removals were left out.", False)
    month = calendar(timezone.now())[0]
    assert [told.cell("removed") for told in month.versions] == [Cell(0, "rounded"), Cell(15, "rounded")]
    [change] = changes([month])
    assert set(change.figures) == {"removed", "removed_all", "done", "reversed_share", "automatic_share"}
    assert month.told == change.after


def test_a_month_that_is_not_there_cannot_be_corrected(alliance: Alliance) -> None:
    with pytest.raises(ValidationError, match="not published yet"):
        publish.correct(MAY, "Wrong.", by=secretary(alliance))


def test_what_was_published_can_be_neither_changed_nor_removed() -> None:
    at(MAY.due_at)
    for change in (
        lambda: Publication.objects.update(late=True),
        lambda: Publication.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
            change()


def test_every_publication_can_be_counted_again_from_its_events() -> None:
    for number, period in enumerate((MAY, JUNE, JULY), start=1):
        act(period, "remove", 30 * number)
        write(period, "answer.given", 8 * number)
        at(period.due_at)
    for told in Publication.objects.all():
        again = count(Period.read(told.period), up_to=told.up_to)
        assert (again.up_to, again.exact) == (told.up_to, told.exact)
    assert [versions(period)[0].exact["removed"]["count"] for period in (MAY, JUNE, JULY)] == [30, 60, 90]


def test_a_figure_that_is_new_shows_nothing_in_months_that_were_published_before_it() -> None:
    at(MAY.due_at)
    month = calendar(MAY.late_from)[0]
    assert month.told is not None
    assert month.told.cell("a_figure_of_tomorrow").state == "nothing"
    assert SMALL.value is None


def test_before_anything_happened_there_is_no_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guildmark.hub.disclosure.published.first_instant", lambda: None)
    assert calendar(BEGUN) == []

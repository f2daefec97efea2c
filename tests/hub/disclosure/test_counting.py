"""Figures are counted from events alone: each event in the month in which it was, whatever else changes or goes."""

import uuid
from datetime import timedelta

import pytest
from alliance import Alliance
from django.db import transaction
from django.db.models import F
from figures_made import act, declare_all, lift, write

from guildmark.hub.cases import decide
from guildmark.hub.cases.kinds import OPENED
from guildmark.hub.cases.models import Case
from guildmark.hub.disclosure.counting import count
from guildmark.hub.disclosure.figures import apps_of_kinds, figures
from guildmark.hub.disclosure.periods import Period
from guildmark.hub.enforcement.answers import give_answer, settle
from guildmark.hub.enforcement.models import Statement
from guildmark.hub.events.kinds import is_declared
from guildmark.hub.events.models import Event, Note
from guildmark.hub.events.record import SITE, record
from guildmark.hub.members.models import Organisation, Person

pytestmark = pytest.mark.django_db

MAY, JUNE, JULY = Period(2026, 5), Period(2026, 6), Period(2026, 7)


@pytest.fixture(autouse=True)
def all_kinds() -> None:
    declare_all()


def number(figure: str, period: Period = JUNE) -> int | None:
    return count(period).exact[figure]["count"]


def test_each_measure_is_counted_as_itself_and_those_without_a_person_once_more() -> None:
    measures = {
        "warn": "warned", "label": "labelled", "demote": "demoted", "pause": "paused", "remove": "removed",
        "hold-payout": "payouts_held", "suspend-store": "suspended", "close-store": "closed",
    }  # fmt: skip
    for times, measure in enumerate(measures, start=1):
        act(JUNE, measure, times)
        act(JUNE, measure, 10, automatic=True)
    exact = count(JUNE).exact
    assert [exact[figure]["count"] for figure in measures.values()] == [times + 10 for times in range(1, 9)]
    assert exact["automatic"] == {"count": 80}


def test_only_what_was_wrong_is_a_reversal_and_a_slip_is_told_apart() -> None:
    for times, why in enumerate(("answer", "appeal", "decided-anew"), start=1):
        lift(JUNE, why, times)
    lift(JUNE, "undone", 20)
    lift(JUNE, "served", 30)
    lift(JUNE, "withdrawn", 40)
    assert number("reversed") == 1 + 2 + 3
    assert (number("slips"), number("withdrawn")) == (20, 40)


def test_what_is_clear_is_not_found_and_what_is_found_again_is_found_once() -> None:
    write(JUNE, "case.opened", 3, band="review")
    write(JUNE, "case.opened", 4, band="act")
    write(JUNE, "case.opened", 50, band="clear")
    write(JUNE, "case.found_again", 60, band="review")
    for times, outcome in enumerate(("infringing", "not", "undetermined"), start=1):
        write(JUNE, "case.decided", times, outcome=outcome)
    assert (number("found"), number("decided_infringing"), number("decided_not")) == (7, 1, 2)


def test_listings_are_summed_up_and_the_stores_that_they_are_of_are_counted_once_each() -> None:
    write(JUNE, "scan.reported", 2, listings=5_000_000_000)
    large = uuid.uuid4()
    write(JUNE, "store.taken_down", 3, subject=large, listings=1_000)
    write(JUNE, "store.taken_down", 2, listings=5)
    exact = count(JUNE).exact
    assert exact["scanned"] == {"count": 10_000_000_000, "subjects": 2}
    assert exact["removed_with_store"] == {"count": 3_010, "subjects": 3}
    assert exact["put_back_with_store"] == {"count": 0, "subjects": 0}


def test_an_event_counts_in_the_month_in_which_it_was_to_the_microsecond() -> None:
    moment = timedelta(microseconds=1)
    for instant in (JUNE.start - moment, JUNE.start, JUNE.end - moment, JUNE.end):
        write(instant, "answer.given")
    assert [number("given", period) for period in (MAY, JUNE, JULY)] == [1, 2, 1]


def test_events_that_clocks_put_out_of_order_are_counted_too() -> None:
    for hours in range(-40, 41):
        slow = 20 if hours % 2 else 0  # two machines, one of them most of a day late
        write(JUNE.start + timedelta(hours=hours - slow), "answer.given")
    before = Event.objects.filter(kind="answer.given", at__lt=JUNE.start).count()
    assert 0 < before < 81
    assert (number("given", MAY), number("given", JUNE)) == (before, 81 - before)


def test_the_days_to_settle_are_from_each_answer_to_its_own_settling_in_the_month() -> None:
    subject, answers = uuid.uuid4(), [str(uuid.uuid4()) for _ in range(4)]
    for answer in answers:
        write(JUNE.start - timedelta(days=1), "answer.given", subject=subject, answer=answer)
    write(JUNE.start, "answer.given", subject=subject, answer="not settled yet")
    for answer, days in zip(answers, (1, 2, 3, 10), strict=True):
        settled = JUNE.start + timedelta(days=days - 1)
        write(settled, "answer.settled", subject=subject, answer=answer, outcome="upheld")
    write(JUNE, "answer.settled", outcome="reversed", answer="unknown")  # of one that the record does not know
    assert count(JUNE).exact["days_to_settle"] == {"seconds": 2 * 86_400 + 43_200, "of": 4}
    assert (number("answers_upheld"), number("answers_reversed")) == (4, 1)


def test_what_people_do_on_the_site_is_counted_as_it_is_recorded(alliance: Alliance) -> None:
    right, reviewer = alliance.right(alliance.arvo), alliance.actor(alliance.bazaar, "reviewer")
    for number_of_case in range(2):
        case = alliance.case(alliance.bazaar, right, f"L-{number_of_case}", seller_id=f"S-{number_of_case}")
        decide.decide(case, "infringing", by=reviewer)
    before = count(Period.of(Event.objects.latest("id").at)).exact
    assert (before["removed"]["count"], before["warned"]["count"]) == (2, 2)  # each store is warned, too
    statement = Statement.objects.filter(action__target="listing").earliest("pk")
    answer = give_answer(statement, "I bought them from the maker.", [])
    settle(answer, "reversed", by=alliance.actor(alliance.bazaar, "reviewer", 2), told="Thank you.", reason="genuine")
    exact = count(Period.of(Event.objects.latest("id").at)).exact
    names = ("given", "answers_upheld", "answers_reversed", "reversed", "slips")
    assert [exact[name]["count"] for name in names] == [1, 0, 1, 2, 0]
    assert exact["days_to_settle"] == {"seconds": 0, "of": 1}
    assert exact["removed"] == {"count": 2}


def test_a_month_without_events_counts_nothing_and_every_kind_that_is_counted_is_declared() -> None:
    assert {value["count"] for value in count(JUNE).exact.values() if "count" in value} == {0}
    assert all(is_declared(kind) for kind in apps_of_kinds())


def test_counting_again_gives_the_same_though_all_else_was_changed_or_erased(alliance: Alliance) -> None:
    right = alliance.right(alliance.arvo)
    cases = [alliance.case(alliance.bazaar, right, f"L-{n}") for n in range(9)]
    with transaction.atomic():
        for case in cases:
            record(OPENED, case.key, by=SITE, data={"band": "review"}, note="a note")
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    decided = [decide.decide(case, "infringing", by=reviewer, note="Seen.") for case in cases[:8]]
    period = Period.of(Event.objects.latest("id").at)
    before = count(period)
    assert before.exact["found"] == {"count": 9}
    assert before.exact["decided_infringing"] == {"count": 8}

    decide.undo(decided[0][0], by=reviewer)
    Case.objects.update(band="clear", harm=F("harm") + 1)
    Case.objects.filter(state="decided").update(outcome="not")
    Note.objects.all().delete()
    Person.objects.update(name="", email=F("id"))
    Organisation.objects.update(name=F("id"))
    write(period.end - timedelta(microseconds=1), "case.opened", 5, band="review")
    assert count(period, up_to=before.up_to) == before
    assert number("found", period) == 14


def test_each_kind_is_read_once_by_its_index(django_assert_max_num_queries: object) -> None:
    act(JUNE, "remove", 3)
    kinds = {kind for one in figures().values() for kind in one.kinds}
    halvings = 2 * (Event.objects.latest("id").id.bit_length() + 1)
    with django_assert_max_num_queries(1 + halvings + len(kinds)):  # type: ignore[operator]
        count(JUNE)

"""Stores climb the ladder a step at a time, are closed by two people with everything they list, and come back whole."""

from datetime import timedelta

import pytest
from alliance import Alliance
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.models import Case
from guildmark.hub.enforcement import act
from guildmark.hub.enforcement.answers import give_answer, settle
from guildmark.hub.enforcement.models import Action, Delivery, Statement, Target
from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Event
from guildmark.hub.events.record import SITE
from guildmark.hub.stores.batches import AT_ONCE, tell_listings
from guildmark.hub.stores.models import Dossier, Store, Strike

pytestmark = pytest.mark.django_db


def offend(alliance: Alliance, number: int, *, health: bool = True) -> Case:
    """Another listing of the store is found, some days after the last, and decided."""
    a_week_ago = {"at": F("at") - timedelta(days=7)}
    Strike.objects.update(**a_week_ago)
    Action.objects.filter(taken_at__isnull=False).update(taken_at=F("taken_at") - timedelta(days=7))
    case = alliance.case(
        alliance.bazaar, alliance.right(alliance.arvo), f"L-{number}", touches_health=health
    )  # fmt: skip
    decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer"))
    return case


def of_store(measure: str) -> Action:
    return Action.objects.filter(target="store", measure=measure).latest("proposed_at")


def climb(alliance: Alliance) -> Action:
    """Up to a closing that is proposed."""
    offend(alliance, 1)
    for number in (2, 3):
        offend(alliance, number)
        act.approve(of_store("suspend-store"), by=alliance.actor(alliance.bazaar, "senior reviewer"))
        act.lift_all([of_store("suspend-store")], "served", by=SITE)
    offend(alliance, 4)
    return of_store("close-store")


def test_a_store_is_warned_first_then_suspended_by_two_people(alliance: Alliance) -> None:
    offend(alliance, 1)
    assert of_store("warn").state == "standing"  # four points at once, and still only the first step
    assert not Action.objects.filter(measure="suspend-store").exists()
    offend(alliance, 2)
    waits = of_store("suspend-store")
    assert (waits.state, waits.eyes) == ("proposed", 2)
    with pytest.raises(ValidationError):  # whoever decided the case said yes already
        act.approve(waits, by=alliance.actor(alliance.bazaar, "reviewer"))
    act.approve(waits, by=alliance.actor(alliance.bazaar, "senior reviewer"))
    target = Target.objects.get(kind="store")
    assert target.state == {"standing": "suspended", "payout": "free"}
    assert of_store("suspend-store").until is not None


def test_what_was_there_before_a_step_was_told_climbs_no_further(alliance: Alliance) -> None:
    right = alliance.right(alliance.arvo)
    cases = [alliance.case(alliance.bazaar, right, f"L-{n}", touches_health=True) for n in range(3)]
    for case in cases:
        Strike.objects.update(at=F("at") - timedelta(days=7))
        decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer"))
    assert Store.objects.get().points == 12
    assert set(Action.objects.filter(target="store").values_list("measure", flat=True)) == {"warn"}


def test_closing_takes_a_dossier_and_two_people_and_everything_the_store_lists(alliance: Alliance) -> None:
    lead, second = alliance.actor(alliance.bazaar, "senior reviewer"), alliance.actor(alliance.bazaar)
    listed = [f"M-{number}" for number in range(AT_ONCE + 100)]
    tell_listings("S-1", listed, by=lead)
    Store.objects.update(listings=100)  # else it takes more points
    closing = climb(alliance)
    dossier = Dossier.objects.get().content
    assert (dossier["cases"], dossier["dangerous"]) == ({"infringing": 4}, 4)
    assert [step["step"] for step in dossier["steps"]] == ["warning", "first suspension", "second suspension"]
    assert closing.state == "proposed"
    act.approve(closing, by=lead)
    assert of_store("close-store").state == "proposed"
    with pytest.raises(ValidationError):
        act.approve(closing, by=lead)
    act.approve(closing, by=second)
    work_once()
    down = Target.objects.filter(kind="listing", down_with=closing.pk)
    assert down.count() == len(listed) + 4
    assert {target.state["availability"] for target in down} == {"removed"}
    told = Event.objects.filter(kind="store.taken_down", subject=closing.subject)
    assert sum(event.data["listings"] for event in told) == len(listed) + 4
    assert Target.objects.get(kind="store").state == {"standing": "closed", "payout": "held"}
    work_once()
    assert Delivery.objects.filter(status="waiting").count() == len(listed) + 5


def test_a_closing_that_is_appealed_is_settled_by_another_and_undone_whole(alliance: Alliance) -> None:
    lead, second = alliance.actor(alliance.bazaar, "senior reviewer"), alliance.actor(alliance.bazaar)
    tell_listings("S-1", [f"M-{number}" for number in range(20)], by=lead)
    closing = climb(alliance)
    for by in (lead, second):
        act.approve(closing, by=by)
    work_once()
    answer = give_answer(Statement.objects.get(action=closing), "We are the maker's own shop.")
    for by in (lead, second):
        with pytest.raises(PermissionDenied):
            settle(answer, "reversed", by=by, told="Sorry.")
    settle(answer, "reversed", by=alliance.actor(alliance.bazaar, "reviewer", 5), told="You are.")
    work_once()
    assert not Target.objects.filter(down_with__isnull=False).exists()
    assert of_store("close-store").ended_why == "appeal"
    states = {target.name: target.state["availability"] for target in Target.objects.filter(kind="listing")}
    # What was found infringing by itself stays down: that was not appealed.
    assert {name for name, state in states.items() if state == "removed"} == {"L-1", "L-2", "L-3", "L-4"}
    assert sum(event.data["listings"] for event in Event.objects.filter(kind="store.put_back")) == 24


def test_strikes_go_with_their_case_and_take_down_the_steps_that_rest_on_them(alliance: Alliance) -> None:
    offend(alliance, 1)
    case = offend(alliance, 2)
    act.approve(of_store("suspend-store"), by=alliance.actor(alliance.bazaar, "senior reviewer"))
    answer = give_answer(Statement.objects.get(action__case=case), "It is mine.")
    settle(answer, "reversed", by=alliance.actor(alliance.bazaar, "reviewer", 5), told="It is.")
    assert Strike.objects.filter(undone_at=None).count() == 1
    assert Store.objects.get().points == 4
    assert of_store("suspend-store").state == "standing"  # four points reach it still
    first = Case.objects.get(listing_id="L-1")
    answer = give_answer(Statement.objects.get(action__case=first), "That one, too.")
    settle(answer, "reversed", by=alliance.actor(alliance.bazaar, "reviewer", 5), told="Indeed.")
    assert {one.state for one in Action.objects.all()} == {"lifted"}
    assert Target.objects.get(kind="store").state == {"standing": "active", "payout": "free"}


def test_a_step_that_was_right_stays_though_its_strikes_fade_before_one_of_them_is_undone(alliance: Alliance) -> None:
    closing = climb(alliance)
    offend(alliance, 5)
    for by in (alliance.actor(alliance.bazaar, "senior reviewer"), alliance.actor(alliance.bazaar)):
        act.approve(closing, by=by)
    half_a_year = timedelta(days=182)
    Strike.objects.update(at=F("at") - half_a_year)
    Action.objects.update(proposed_at=F("proposed_at") - half_a_year)
    answer = give_answer(Statement.objects.get(action__name="L-5", action__measure="remove"), "It is mine.")
    settle(answer, "reversed", by=alliance.actor(alliance.bazaar, "reviewer", 5), told="It is.")
    assert Store.objects.get().points == 8  # four strikes of four points each, by half
    assert of_store("close-store").state == "standing"


def test_a_suspension_that_is_over_can_be_answered_and_undoing_it_undoes_the_step(alliance: Alliance) -> None:
    offend(alliance, 1)
    offend(alliance, 2)
    act.approve(of_store("suspend-store"), by=alliance.actor(alliance.bazaar, "senior reviewer"))
    act.lift_all([of_store("suspend-store")], "served", by=SITE)
    offend(alliance, 3)
    second = of_store("suspend-store")
    assert second.facts["step"] == "second suspension"
    act.refuse(second, by=alliance.actor(alliance.bazaar), note="wait for the answer")
    first = Action.objects.get(target="store", ended_why="served")
    answer = give_answer(Statement.objects.get(action=first), "You took us for another.")
    settle(answer, "reversed", by=alliance.actor(alliance.bazaar, "reviewer", 5), told="We did.")
    offend(alliance, 4)
    assert of_store("suspend-store").facts["step"] == "first suspension"


def test_what_is_told_of_a_store_that_is_closed_goes_down_with_it(alliance: Alliance) -> None:
    lead, second = alliance.actor(alliance.bazaar, "senior reviewer"), alliance.actor(alliance.bazaar)
    closing = climb(alliance)
    for by in (lead, second):
        act.approve(closing, by=by)
    work_once()
    for _ in range(2):
        tell_listings("S-1", ["M-1", "M-2"], by=lead)
        work_once()
    down = Target.objects.filter(kind="listing", down_with=closing.pk)
    assert {target.name for target in down} == {"L-1", "L-2", "L-3", "L-4", "M-1", "M-2"}
    assert {target.number for target in down.filter(name__startswith="M-")} == {1}
    act.lift(closing, by=lead, note="It was another's.")
    work_once()
    tell_listings("S-1", ["M-3"], by=lead)
    work_once()
    assert not Target.objects.filter(down_with__isnull=False).exists()


def test_whoever_decided_what_a_closing_follows_from_does_not_settle_its_appeal(alliance: Alliance) -> None:
    closing = climb(alliance)
    for by in (alliance.actor(alliance.bazaar, "senior reviewer"), alliance.actor(alliance.bazaar)):
        act.approve(closing, by=by)
    answer = give_answer(Statement.objects.get(action=closing), "We are the maker's own shop.")
    with pytest.raises(PermissionDenied):
        settle(answer, "upheld", by=alliance.actor(alliance.bazaar, "reviewer"), told="No.")

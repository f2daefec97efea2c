"""Whatever people, sellers, clocks and a receiver do with actions, in any order, they stay of one mind: a state machine
of decisions, actions, strikes, stores, answers and deliveries at once."""

from datetime import timedelta
from typing import Any

import pytest
from alliance import organisations
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from guildmark.hub.cases import decide
from guildmark.hub.cases.models import Case, Decision
from guildmark.hub.enforcement import act, answers
from guildmark.hub.enforcement.fetched import Said, say_done, states_for
from guildmark.hub.enforcement.models import Action, Answer, Delivery, PolicyFile, Statement, Target
from guildmark.hub.enforcement.policy import shipped_text
from guildmark.hub.enforcement.states import state_of
from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.registry.approval import approvals_of
from guildmark.hub.stores.batches import tell_listings
from guildmark.hub.stores.ladder import ladder
from guildmark.hub.stores.models import Store, StoreListing, Strike

REFUSED = (ValidationError, PermissionDenied)
WHO = st.sampled_from(["reviewer 1", "reviewer 2", "reviewer 3", "lead", "stranger"])
CASES = 5
PLACE = st.integers(0, 50)
PHASES = (Phase.generate,)  # shrinking takes minutes on a database: the steps that failed are printed as they were
# Payouts are held for the first offence, too, so that there is something that waits for a second person.
POLICY = shipped_text().replace("measures: [remove]", "measures: [remove, hold-payout]")


class Actions(RuleBasedStateMachine):
    """People at five cases of one seller, whose store lists more; a program fetches what is to be done."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        made = organisations()
        PolicyFile.objects.create(organisation=made.bazaar, name="mine", text=POLICY, active_from=timezone.now())
        right = made.right(made.arvo)
        self.cases = [
            made.case(made.bazaar, right, f"L-{n}", touches_health=n % 2 == 0, cluster="one") for n in range(CASES)
        ]
        self.made, self.right = made, right
        self.actors = {
            "reviewer 1": made.actor(made.bazaar, "reviewer", 1),
            "reviewer 2": made.actor(made.bazaar, "reviewer", 2),
            "reviewer 3": made.actor(made.bazaar, "reviewer", 3),
            "lead": made.actor(made.bazaar, "senior reviewer"),
            "stranger": made.actor(made.souk, "reviewer"),
        }
        self.program = made.actor(made.bazaar)
        tell_listings("S-1", ["M-1", "M-2", "M-3"], by=self.program)
        self.marketplace: dict[tuple[str, str], dict[str, Any]] = {}  # what it made of what it was told

    def teardown(self) -> None:
        try:
            self.everything_arrives()
            self.the_marketplace_is_as_it_should_be()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def tries(self, command: Any, *args: Any, **named: Any) -> Any:
        """Do it, or be refused without a trace."""
        before = Event.objects.count()
        try:
            with transaction.atomic():
                return command(*args, **named)
        except REFUSED:
            assert Event.objects.count() == before
            return None

    def nth(self, rows: Any, place: int) -> Any:
        """One of some rows; None of none."""
        count = rows.count()
        return rows.order_by("pk")[place % count] if count else None

    @rule(who=WHO, number=st.integers(0, CASES - 1), outcome=st.sampled_from(["infringing", "infringing", "not"]))
    def decides(self, who: str, number: int, outcome: str) -> None:
        if who != "stranger":
            self.tries(decide.decide, Case.objects.get(pk=self.cases[number].pk), outcome, by=self.actors[who])

    @rule(times=st.integers(1, 5), approved=st.sampled_from([0, 1, 2, 2]))
    def the_store_offends(self, times: int, approved: int) -> None:
        """Again and again, some days apart, with as many who approve what follows: so that it climbs the ladder."""
        for _ in range(times):
            self.time_goes_by(10)
            case = self.made.case(
                self.made.bazaar, self.right, f"L-{Case.objects.count()}", touches_health=True
            )  # fmt: skip
            decide.decide(case, "infringing", by=self.actors["reviewer 1"])
            for waits in Action.objects.filter(state="proposed"):
                for who in ("lead", "reviewer 2")[:approved]:
                    self.tries(act.approve, waits, by=self.actors[who])
            work_once()

    @rule(who=WHO, place=PLACE)
    def undoes(self, who: str, place: int) -> None:
        mine = self.nth(Decision.objects.filter(person=self.actors[who].id, undone_at=None), place)
        if mine is not None:
            self.tries(decide.undo, mine, by=self.actors[who])

    @rule(number=st.integers(0, CASES - 1))
    def a_lead_reopens(self, number: int) -> None:
        case = Case.objects.get(pk=self.cases[number].pk)
        self.tries(decide.reopen, case, by=self.actors["lead"], note="new evidence")

    @rule(days=st.sampled_from([0.01, 2, 10, 200]))
    def time_goes_by(self, days: float) -> None:
        ago = timedelta(days=days)
        Decision.objects.update(at=F("at") - ago)
        Strike.objects.update(at=F("at") - ago)
        Action.objects.update(proposed_at=F("proposed_at") - ago)
        Action.objects.filter(taken_at__isnull=False).update(taken_at=F("taken_at") - ago)
        Deadline.objects.filter(done_at=None).update(due_at=F("due_at") - ago)
        Delivery.objects.filter(status="waiting").update(due_at=F("due_at") - ago)
        Statement.objects.update(answer_until=F("answer_until") - ago)

    @rule()
    def the_worker_works(self) -> None:
        work_once()

    @rule(who=WHO, place=PLACE)
    def approves(self, who: str, place: int) -> None:
        waits = self.nth(Action.objects.filter(state="proposed"), place)
        if waits is not None and who != "stranger":
            yes = approvals_of(waits.pk)
            done = self.tries(act.approve, waits, by=self.actors[who])
            assert done is None or self.actors[who].id not in yes

    @rule(who=WHO, place=PLACE)
    def refuses(self, who: str, place: int) -> None:
        waits = self.nth(Action.objects.filter(state="proposed"), place)
        if waits is not None and who != "stranger":
            self.tries(act.refuse, waits, by=self.actors[who], note="not that")

    @rule(who=WHO, place=PLACE)
    def lifts(self, who: str, place: int) -> None:
        stands = self.nth(Action.objects.filter(state="standing"), place)
        if stands is not None and who in ("lead", "reviewer 1"):
            done = self.tries(act.lift, stands, by=self.actors[who], note="by hand")
            assert done is None or who == "lead"

    @rule(place=PLACE)
    def the_seller_answers(self, place: int) -> None:
        told = self.nth(Statement.objects.all(), place)
        if told is not None:
            given = self.tries(answers.give_answer, told, "It is mine.")
            action = Action.objects.get(pk=told.action_id)
            assert given is None or action.state == "standing" or action.ended_why == "served"

    @rule(who=WHO, place=PLACE, outcome=st.sampled_from(["upheld", "reversed"]))
    def settles(self, who: str, place: int, outcome: str) -> None:
        waits = self.nth(Answer.objects.filter(outcome=""), place)
        if waits is None or who == "stranger":
            return
        action = Action.objects.get(statement=waits.statement)
        part = answers.had_a_part(action, self.actors[who].id)
        settled = self.tries(answers.settle, waits, outcome, by=self.actors[who], told="so")
        assert settled is None or not part
        if settled is not None and outcome == "reversed":
            action.refresh_from_db()
            assert (action.state, action.ended_why == "served") == ("lifted", False)
            assert not Strike.objects.filter(action=action, undone_at=None).exists()

    @rule(most=st.integers(1, 5), lies=st.booleans(), twice=st.booleans(), late=st.booleans())
    def a_program_fetches(self, most: int, lies: bool, twice: bool, late: bool) -> None:
        """It may say nothing, say it twice, or do it again later than something newer."""
        told = states_for(self.program, most)
        for one in told:
            self.take(one.content)
        if not lies:
            for _ in range(2 if twice else 1):
                say_done([Said(one.content["key"], done=True) for one in told], by=self.program)
        if late and told:
            old = Delivery.objects.filter(target=told[0].target).order_by("number").first()
            assert old is not None
            self.take(old.content)

    def take(self, state: dict[str, Any]) -> None:
        """As a receiver should: the newest counts."""
        where = (state["target"], state["id"])
        if where not in self.marketplace or self.marketplace[where]["number"] < state["number"]:
            self.marketplace[where] = state

    def everything_arrives(self) -> None:
        """What waits is fetched to the end."""
        for _ in range(20):
            work_once()
            Delivery.objects.filter(status="waiting").update(due_at=timezone.now())
            told = states_for(self.program, 500)
            for one in told:
                self.take(one.content)
            say_done([Said(one.content["key"], done=True) for one in told], by=self.program)
            open_now = Deadline.objects.filter(done_at=None, due_at__lte=timezone.now(), kind__startswith="store.")
            if not told and not open_now.exists():
                return
        raise AssertionError("there is no end of it")

    def the_marketplace_is_as_it_should_be(self) -> None:
        """Every listing and store is there what all that stands says."""
        assert not Delivery.objects.filter(status__in=("waiting", "dead")).exists()
        for target in Target.objects.all():
            assert self.marketplace[target.kind, target.name]["state"] == target.state
            assert target.acknowledged == target.number
        closed = Action.objects.filter(measure="close-store", state="standing").first()
        down = set(Target.objects.filter(down_with__isnull=False).values_list("name", flat=True))
        known = set(StoreListing.objects.values_list("listing_id", flat=True))
        assert down == (known if closed else set())

    @invariant()
    def a_target_is_in_the_state_that_what_stands_comes_to(self) -> None:
        for target in Target.objects.all():
            stands = Action.objects.filter(target=target.kind, name=target.name, state="standing")
            measures = list(stands.values_list("measure", flat=True))
            assert target.state == state_of(target.kind, measures, down=target.down_with is not None)
            numbers = list(target.deliveries.order_by("number").values_list("number", flat=True))
            assert numbers == list(range(1, target.number + 1))
            assert target.deliveries.filter(status="waiting").count() <= 1
            assert not target.deliveries.filter(status="waiting").exclude(number=target.number).exists()

    @invariant()
    def nothing_stands_against_a_case_that_is_not_infringing(self) -> None:
        cleared = Case.objects.filter(state="decided").exclude(outcome="infringing")
        assert not Action.objects.filter(case__in=cleared, state__in=("proposed", "standing")).exists()
        undone = Action.objects.filter(decision__undone_at__isnull=False)
        assert not undone.filter(state__in=("proposed", "standing")).exists()

    @invariant()
    def every_action_is_on_record_has_its_reasons_and_its_eyes(self) -> None:
        taken = Action.objects.filter(taken_at__isnull=False)
        assert Event.objects.filter(kind="action.taken").count() == taken.count() == Statement.objects.count()
        lifted = Action.objects.filter(state="lifted")
        # What was over by itself, and was found to be wrong later, is lifted twice on record.
        told = Event.objects.filter(kind="action.lifted").exclude(why="served").count()
        assert told == lifted.exclude(ended_why="served").count()
        for action in taken:
            assert action.automatic or len(approvals_of(action.pk)) >= action.eyes
        for held in Action.objects.filter(measure="hold-payout"):
            assert held.eyes >= 2

    @invariant()
    def strikes_go_with_their_actions_and_points_follow(self) -> None:
        for action in Action.objects.filter(target="listing", taken_at__isnull=False).exclude(measure="warn"):
            counts = action.state == "standing" or action.ended_why == "served"
            assert (action.strike.undone_at is None) == counts
        for store in Store.objects.all():
            counted = Strike.objects.filter(store=store, undone_at=None).values_list("at", "points")
            points = ladder().points(counted, timezone.now())
            # Steps are looked at when strikes come and go, not as they fade: what is lifted early is never lifted late.
            if not counted:
                stands = Action.objects.filter(Q(subject=store.pk), state__in=("proposed", "standing"))
                assert not stands.exists()
            assert points >= 0
        for measure in ("suspend-store", "close-store"):
            for step in Action.objects.filter(measure=measure):
                assert Action.objects.filter(subject=step.subject, measure="warn").exists()


@pytest.mark.django_db
def test_whatever_is_done_with_actions_they_stay_of_one_mind() -> None:
    run_state_machine_as_test(
        Actions, settings=settings(max_examples=12, stateful_step_count=30, deadline=None, database=None, phases=PHASES)
    )

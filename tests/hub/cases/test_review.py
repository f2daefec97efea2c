"""Cases come before people one at a time, are decided once, undone within a minute, and put to holders with a clock."""

from datetime import timedelta

import pytest
from alliance import Alliance
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guildmark.hub.cases import agreement, audits, claim, decide, golden, queues, referrals, turns
from guildmark.hub.cases.models import Case, Decision, Draw, Second, Turn
from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Deadline, Event, Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases come from the queue unless a test says otherwise."""
    monkeypatch.setattr(turns.secrets, "randbelow", lambda most: most // 5)
    monkeypatch.setattr(decide, "is_drawn_for_second", lambda decision: False)


def state(case: Case) -> tuple[str, str]:
    case.refresh_from_db()
    return case.state, case.outcome


def test_the_most_harmful_case_comes_first_and_two_reviewers_never_get_the_same(alliance: Alliance) -> None:
    right = alliance.right(alliance.arvo)
    small = alliance.case(alliance.bazaar, right, "small", harm=1.0)
    large = alliance.case(alliance.bazaar, right, "large", harm=9.0)
    one, other = (alliance.actor(alliance.bazaar, "reviewer", n) for n in (1, 2))
    first, second = turns.next_turn(one), turns.next_turn(other)
    assert first is not None
    assert second is not None
    assert (first.case, second.case) == (large, small)
    assert turns.next_turn(one) == first  # whoever comes back finds what was begun
    assert turns.next_turn(alliance.actor(alliance.bazaar, "reviewer", 3)) is None


def test_a_case_is_free_again_when_its_lock_has_run_out(alliance: Alliance) -> None:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    one, other = (alliance.actor(alliance.bazaar, "reviewer", n) for n in (1, 2))
    assert turns.next_turn(one) is not None
    with pytest.raises(ValidationError, match="reviewer 1 is looking"):
        claim.take(case, by=other)
    Case.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    turn = turns.next_turn(other)
    assert turn is not None
    with pytest.raises(ValidationError, match="reviewer 2 is looking"):
        decide.decide(case, "not", by=one)


def test_a_skipped_case_goes_to_others_and_comes_back_to_nobody_who_skipped_it(alliance: Alliance) -> None:
    alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    one, other = (alliance.actor(alliance.bazaar, "reviewer", n) for n in (1, 2))
    turn = turns.next_turn(one)
    assert turn is not None
    claim.skip(turn, by=one)
    assert turns.next_turn(one) is None
    assert turns.next_turn(other) is not None


def test_a_case_that_is_handed_over_waits_for_the_colleague(alliance: Alliance) -> None:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    one, other = (alliance.actor(alliance.bazaar, "reviewer", n) for n in (1, 2))
    claim.hand_over(case, alliance.person(alliance.bazaar, "reviewer", 2), by=one, note="you know these bags")
    assert turns.next_turn(one) is None
    turn = turns.next_turn(other)
    assert turn is not None
    assert turn.until - timezone.now() > timedelta(hours=23)
    with pytest.raises(ValidationError, match="does not decide"):
        claim.hand_over(case, alliance.person(alliance.souk, "reviewer"), by=other)


def test_a_decision_says_who_when_why_and_on_which_evidence(alliance: Alliance) -> None:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    actor = alliance.actor(alliance.bazaar, "reviewer")
    turn = turns.next_turn(actor)
    assert turn is not None
    [decision] = turns.settle(turn, "infringing", by=actor, reason="said-to-be-copy", note="AAA")
    assert state(case) == ("decided", "infringing")
    assert (decision.person, decision.part, decision.found.snapshot.listing_id) == (actor.id, "queue", "L-1")
    event = Event.objects.get(kind="case.decided")
    assert (event.subject, event.actor, event.why, event.note.text) == (case.key, actor.id, "said-to-be-copy", "AAA")
    assert event.versions == {"context": "c" * 64, "right": 1}
    with pytest.raises(ValidationError, match="a moment ago"):
        decide.decide(case, "not", by=actor)
    for wrong in ({"outcome": "fake"}, {"outcome": "not", "reason": "said-to-be-copy"}):
        with pytest.raises(ValidationError):
            decide.decide(case, by=actor, **wrong)


def test_one_decision_settles_the_cluster_but_for_those_that_were_left_out(alliance: Alliance) -> None:
    right, other_right = alliance.right(alliance.arvo), alliance.right(alliance.brill, "Mirabol")
    like = [alliance.case(alliance.bazaar, right, f"like-{n}", cluster="x") for n in range(4)]
    unlike = alliance.case(alliance.bazaar, right, "unlike", cluster="y")
    foreign = alliance.case(alliance.souk, right, "foreign", cluster="x")
    of_another_right = alliance.case(alliance.bazaar, other_right, "other", cluster="x")
    actor = alliance.actor(alliance.bazaar, "reviewer")
    claim.take(like[3], by=alliance.actor(alliance.bazaar, "reviewer", 2))
    asked = (like[1], like[3], unlike, foreign, of_another_right)
    decisions = decide.decide(like[0], "infringing", by=actor, also=asked)
    assert [one.case for one in decisions] == [like[0], like[1]]
    assert len({one.batch for one in decisions}) == 1
    assert [state(one)[0] for one in (*like, unlike, foreign, of_another_right)] == ["decided"] * 2 + ["open"] * 5
    assert set(decide.undo(decisions[0], by=actor)) == {like[0], like[1]}
    assert [state(one)[0] for one in like] == ["open"] * 4


def test_many_like_cases_are_decided_and_undone_with_as_few_questions_to_the_database_as_two(
    alliance: Alliance,
) -> None:
    right, actor = alliance.right(alliance.arvo), alliance.actor(alliance.bazaar, "reviewer")
    asked = []
    for number in (2, 9):
        like = {"cluster": str(number)}
        first, *others = [alliance.case(alliance.bazaar, right, f"{number}-{n}", **like) for n in range(number)]
        with CaptureQueriesContext(connection) as deciding:
            decisions = decide.decide(first, "infringing", by=actor, also=others)
        with CaptureQueriesContext(connection) as undoing:
            reopened = decide.undo(decisions[0], by=actor)
        assert (len(decisions), len(reopened), reopened[0]) == (number, number, first)
        asked.append((len(deciding), len(undoing)))
    assert asked[0] == asked[1]


def test_a_decision_of_a_cluster_names_the_newest_evidence_of_each_and_what_it_supersedes(alliance: Alliance) -> None:
    right, lead = alliance.right(alliance.arvo), alliance.actor(alliance.bazaar, "senior reviewer")
    one, other = (alliance.case(alliance.bazaar, right, listing, cluster="x") for listing in ("one", "other"))
    [earlier] = decide.decide(one, "not", by=lead)
    decide.reopen(one, by=lead, note="the holder wrote")
    newest = one.found.get()
    newest.pk, newest.context = None, "d" * 64
    newest.save()
    decisions = {decision.case_id: decision for decision in decide.decide(one, "infringing", by=lead, also=[other])}
    assert (decisions[one.pk].found, decisions[one.pk].supersedes) == (newest, earlier)
    assert (decisions[other.pk].found, decisions[other.pk].supersedes) == (other.found.get(), None)


def test_a_decision_is_undone_within_its_minute_by_who_made_it_and_never_after(alliance: Alliance) -> None:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    actor, other = (alliance.actor(alliance.bazaar, "reviewer", n) for n in (1, 2))
    [decision] = decide.decide(case, "not", by=actor)
    with pytest.raises(ValidationError, match="one's own"):
        decide.undo(decision, by=other)
    Decision.objects.filter(pk=decision.pk).update(at=timezone.now() - timedelta(seconds=61))
    with pytest.raises(ValidationError, match="minute is over"):
        decide.undo(decision, by=actor)
    Decision.objects.filter(pk=decision.pk).update(at=timezone.now())
    decide.undo(decision, by=actor)
    assert state(case) == ("open", "")
    with pytest.raises(ValidationError, match="undone already"):
        decide.undo(decision, by=actor)
    [again] = decide.decide(case, "infringing", by=actor)
    assert again.supersedes is None  # what was undone never stood


def test_a_lead_reopens_a_case_with_a_reason_and_the_next_decision_names_the_one_that_it_replaces(
    alliance: Alliance,
) -> None:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    reviewer, lead = alliance.actor(alliance.bazaar, "reviewer"), alliance.actor(alliance.bazaar, "senior reviewer")
    [first] = decide.decide(case, "not", by=reviewer)
    with pytest.raises(PermissionDenied):
        decide.reopen(case, by=reviewer, note="I changed my mind")
    with pytest.raises(ValidationError):
        decide.reopen(case, by=lead, note=" ")
    decide.reopen(case, by=lead, note="the holder wrote")
    [second] = decide.decide(case, "infringing", by=lead)
    assert second.supersedes == first
    assert state(case) == ("decided", "infringing")


def test_the_holder_answers_and_the_marketplace_decides(alliance: Alliance) -> None:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    reviewer, holder = alliance.actor(alliance.bazaar, "reviewer"), alliance.actor(alliance.arvo, "reviewer")
    referral = referrals.refer(case, by=reviewer, question="Is this stitching yours?")
    assert state(case)[0] == "referred"
    assert turns.next_turn(reviewer) is None
    assert [message.payload["to"] for message in Message.objects.all()] == ["reviewer-1@arvo.example"]
    with pytest.raises(PermissionDenied):
        referrals.answer(referral, "not", by=reviewer)
    answer = referrals.answer(referral, "infringing", by=holder, reason="never-made", note="not ours")
    assert state(case) == ("open", "")  # an opinion, not a decision
    assert (answer.part, answer.organisation) == ("answer", alliance.arvo)
    with pytest.raises(ValidationError):
        referrals.answer(referral, "not", by=holder)
    assert turns.next_turn(reviewer) is not None


def test_silence_of_the_holder_confirms_nothing(alliance: Alliance) -> None:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    referral = referrals.refer(case, by=alliance.actor(alliance.bazaar, "reviewer"), question="Yours?")
    assert work_once() == 0
    Deadline.objects.update(due_at=timezone.now())
    assert work_once() == 1
    assert state(case) == ("open", "")
    with pytest.raises(ValidationError, match="its time is over"):
        referrals.answer(referral, "infringing", by=alliance.actor(alliance.arvo, "reviewer"))


def test_whoever_decides_without_waiting_for_the_holder_takes_the_question_back(alliance: Alliance) -> None:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    referral = referrals.refer(case, by=reviewer, question="Yours?")
    decide.decide(case, "infringing", by=reviewer)
    with pytest.raises(ValidationError):
        referrals.answer(referral, "not", by=alliance.actor(alliance.arvo, "reviewer"))
    assert state(case) == ("decided", "infringing")


def test_a_second_reviewer_is_another_who_has_not_seen_the_case_and_changes_nothing(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "is_drawn_for_second", lambda decision: True)
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    one, other = (alliance.actor(alliance.bazaar, "reviewer", n) for n in (1, 2))
    turn = turns.next_turn(one)
    assert turn is not None
    [first] = turns.settle(turn, "infringing", by=one)
    assert turns.next_turn(one) is None
    second_turn = turns.next_turn(other)
    assert second_turn is not None
    assert (second_turn.case, second_turn.part) == (case, "second")
    [second] = turns.settle(second_turn, "not", by=other)
    assert (second.checks, second.part) == (first, "second")
    assert state(case) == ("decided", "infringing")
    assert turns.next_turn(alliance.actor(alliance.bazaar, "reviewer", 3)) is None
    told = agreement.figures(alliance.actor(alliance.bazaar, "senior reviewer"))
    assert (told.seconds.hits, told.seconds.of) == (0, 1)


def test_a_golden_case_comes_once_to_each_reviewer_and_its_answer_is_counted(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    with pytest.raises(ValidationError):
        golden.set_golden(case, by=lead)
    decide.decide(case, "infringing", by=lead)
    golden.set_golden(case, by=lead)
    monkeypatch.setattr(turns.secrets, "randbelow", lambda most: 0)
    for number, outcome in ((1, "infringing"), (2, "not")):
        actor = alliance.actor(alliance.bazaar, "reviewer", number)
        turn = turns.next_turn(actor)
        assert turn is not None
        assert turn.part == "golden"
        turns.settle(turn, outcome, by=actor)
        assert turns.next_turn(actor) is None
    told = agreement.figures(lead)
    assert (told.golden.hits, told.golden.of) == (1, 2)
    assert state(case) == ("decided", "infringing")


def test_an_audit_is_drawn_by_its_seed_one_case_a_seller_and_judged_blind(alliance: Alliance) -> None:
    right = alliance.right(alliance.arvo)
    for number in range(12):
        band = "act" if number < 6 else "clear"
        alliance.case(
            alliance.bazaar, right, f"L-{number}", seller_id=f"S-{number // 2}", would_band=band, band=band,
            state="open" if band == "act" else "clear",
        )  # fmt: skip
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    draw = audits.ask_for_draw(2, 30, 7, by=lead)
    assert audits.next_audit(draw, by=lead) is None
    assert work_once() == 1
    draw.refresh_from_db()
    assert [(one["band"], one["findings"], one["sellers"], one["drawn"]) for one in draw.strata] == [
        ("act", 6, 3, 2), ("clear", 6, 3, 2),
    ]  # fmt: skip
    assert {one.probability for one in draw.drawn.all()} == {2 / 3 / 2}
    again = Draw.objects.create(
        organisation=draw.organisation, seed=7, per_slice=2, found_from=draw.found_from, found_to=draw.found_to,
        made_by=lead.id,
    )  # fmt: skip
    audits.draw_now(Deadline(payload={"draw": str(again.id)}))
    assert list(again.drawn.order_by("place").values_list("case_id")) == list(
        draw.drawn.order_by("place").values_list("case_id")
    )
    while (turn := audits.next_audit(draw, by=lead)) is not None:
        decision = audits.judge_blind(turn, "infringing", by=lead)
        assert (decision.blind, decision.draw_probability) == (True, 2 / 3 / 2)
    assert Decision.objects.filter(part="audit").count() == 4
    assert not Case.objects.filter(state="decided").exists()
    told = agreement.figures(lead).audited
    assert (told.hits, told.of) == (2, 2)


def test_a_queue_takes_what_its_rule_says_and_gives_nobody_more_to_see(alliance: Alliance) -> None:
    right, other = alliance.right(alliance.arvo), alliance.right(alliance.brill, "Mirabol")
    mine = alliance.case(alliance.bazaar, right, "a", band="act", would_band="act", touches_health=True)
    alliance.case(alliance.bazaar, other, "b")
    alliance.case(alliance.souk, right, "c", touches_health=True)
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    queue = queues.save_queue("Health", {"health": True, "bands": ["act"], "rights": [str(right.pk)]}, by=lead)
    assert list(queues.waiting(alliance.actor(alliance.bazaar, "reviewer"), queue)) == [mine]
    assert not queues.waiting(alliance.actor(alliance.brill, "reviewer"), queue).exists()
    for wrong in ({"sellers": ["x"]}, {"bands": ["worst"]}, {"rights": ["7d9f3a52-6c1e-4c0b-9a4e-52f0c1d8be07"]}):
        with pytest.raises(ValidationError):
            queues.save_queue("Wrong", wrong, by=lead)
    with pytest.raises(PermissionDenied):
        queues.save_queue("Mine", {}, by=alliance.actor(alliance.bazaar, "reviewer"))


def test_drawing_for_a_second_reviewer_takes_the_share_that_the_policy_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from guildmark.hub.cases.second_draw import is_drawn_for_second

    drawn = sum(is_drawn_for_second(Decision()) for _ in range(4_000))
    assert 120 < drawn < 290  # 5 % of 4,000 are 200; outside of this once in a hundred million times
    assert not Second.objects.exists()
    assert not Turn.objects.exists()

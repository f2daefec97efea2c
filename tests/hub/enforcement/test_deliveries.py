"""What is decided reaches the marketplace: once in effect, in order, whatever its receiver does."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from alliance import Alliance
from django.core.exceptions import ValidationError
from django.utils import timezone
from receiver import FINE, Receiver, refusing, slowly

from guildmark.hub.cases.decide import decide, reopen, undo
from guildmark.hub.cases.models import Case, Decision
from guildmark.hub.connectors import Outcome, State, session
from guildmark.hub.connectors.webhook import Webhook
from guildmark.hub.enforcement import deliver
from guildmark.hub.enforcement.connect import disconnect, send_again
from guildmark.hub.enforcement.fetched import Said, say_done, states_for
from guildmark.hub.enforcement.models import Action, Connection, Delivery, Target
from guildmark.hub.enforcement.walks import dead_letters
from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Event
from guildmark.hub.members.models import Organisation

pytestmark = pytest.mark.django_db
LISTING = "L-1"


@pytest.fixture
def case(alliance: Alliance) -> Case:
    """An open case of Bazaar's, of no seller, so that nothing but the listing is acted on."""
    return alliance.case(alliance.bazaar, alliance.right(alliance.arvo), LISTING, seller_id="")


def decided(alliance: Alliance, case: Case, outcome: str = "infringing", number: int = 1) -> Decision:
    """Decided by a reviewer."""
    [decision] = decide(case, outcome, by=alliance.actor(alliance.bazaar, "reviewer", number))
    return decision


def later() -> None:
    """The time in which a decision may be undone, and every wait after a failure, have gone by."""
    now = timezone.now()
    Delivery.objects.filter(status="waiting").update(due_at=now)
    Connection.objects.update(due_at=now)


def kinds_of(case: Case) -> list[str]:
    """What is on record of a case about its actions."""
    kinds = Event.objects.filter(subject=case.key).order_by("id").values_list("kind", flat=True)
    return [kind for kind in kinds if not kind.startswith("case.")]


def test_a_decision_becomes_an_action_a_statement_and_a_state_at_the_marketplace(
    alliance: Alliance, case: Case, receiver: Receiver
) -> None:
    decided(alliance, case)
    work_once()
    assert receiver.heard == []  # a slip is still undone
    later()
    work_once()
    [state] = receiver.heard
    assert (state["target"], state["id"], state["number"]) == ("listing", LISTING, 1)
    assert state["state"] == {"availability": "removed", "ranking": "normal", "label": False}
    [action] = state["actions"]
    assert action["measure"] == "remove"
    assert "/statements/" in action["statement"]
    delivery, target = Delivery.objects.get(), Target.objects.get()
    assert (delivery.status, target.acknowledged, target.number) == ("acknowledged", 1, 1)
    assert kinds_of(case) == ["action.taken", "delivery.acknowledged"]
    work_once()
    assert len(receiver.heard) == 1


def test_a_decision_that_is_undone_within_its_minute_takes_its_action_with_it(
    alliance: Alliance, case: Case, receiver: Receiver
) -> None:
    undo(decided(alliance, case), by=alliance.actor(alliance.bazaar, "reviewer"))
    later()
    work_once()
    assert [state["state"]["availability"] for state in receiver.heard] == ["listed"]
    assert Action.objects.get().ended_why == "undone"
    assert [one.status for one in Delivery.objects.order_by("number")] == ["overtaken", "acknowledged"]


def test_another_decision_restores_the_listing(alliance: Alliance, case: Case, receiver: Receiver) -> None:
    decided(alliance, case)
    later()
    work_once()
    reopen(case, by=alliance.actor(alliance.bazaar, "senior reviewer"), note="an invoice came")
    decided(alliance, case, "not", number=2)
    later()
    work_once()
    assert [state["state"]["availability"] for state in receiver.heard] == ["removed", "listed"]
    assert Action.objects.get().ended_why == "decided-anew"
    assert kinds_of(case)[-2:] == ["action.lifted", "delivery.acknowledged"]


def test_a_receiver_that_times_out_and_did_it_all_the_same_hears_it_again_and_makes_it_once(
    alliance: Alliance, case: Case, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "WHOLE_SECONDS", 0.3)
    receiver.behave = slowly(0.6)
    decided(alliance, case)
    later()
    work_once()
    connection = Connection.objects.get()
    assert (connection.failures, connection.lease) == (1, None)
    assert "timed out" in connection.last_error
    assert connection.due_at > timezone.now()
    assert Delivery.objects.get().status == "waiting"
    receiver.behave = Receiver.take
    later()
    work_once()
    assert Delivery.objects.get().status == "acknowledged"
    first, again = receiver.heard
    assert first == again
    assert receiver.asks[0]["webhook-id"] == receiver.asks[1]["webhook-id"]
    assert receiver.made == {first["key"]: 1}
    assert Connection.objects.get().failures == 0


def test_a_receiver_that_hears_an_older_state_late_keeps_the_newer_one(
    alliance: Alliance, case: Case, receiver: Receiver
) -> None:
    decided(alliance, case)
    later()
    work_once()
    reopen(case, by=alliance.actor(alliance.bazaar, "senior reviewer"), note="an invoice came")
    decided(alliance, case, "not", number=2)
    later()
    work_once()
    receiver.take([receiver.heard[0]])  # once more, after what is newer
    assert receiver.states["listing", LISTING]["state"]["availability"] == "listed"


def test_a_state_that_is_refused_for_good_is_shown_and_can_be_sent_again(
    alliance: Alliance, case: Case, receiver: Receiver
) -> None:
    other = alliance.case(alliance.bazaar, case.right, "L-2", seller_id="")
    decided(alliance, case)
    decided(alliance, other)
    receiver.behave = refusing(LISTING, final=True)
    later()
    work_once()
    dead = Delivery.objects.get(status="dead")
    assert (dead.target.name, dead.last_error) == (LISTING, "no such listing")
    assert Delivery.objects.get(status="acknowledged").target.name == "L-2"
    assert kinds_of(case) == ["action.taken", "delivery.dead"]
    by = alliance.actor(alliance.bazaar)
    assert list(dead_letters(by)) == [dead]
    receiver.behave = Receiver.take
    send_again(dead, by=by)
    assert not dead_letters(by).exists()  # a newer one is on its way
    work_once()
    assert receiver.states["listing", LISTING]["state"]["availability"] == "removed"
    with pytest.raises(ValidationError):
        send_again(dead, by=alliance.actor(alliance.bazaar))


def test_a_state_that_is_refused_again_and_again_is_given_up_in_the_end(
    alliance: Alliance, case: Case, receiver: Receiver
) -> None:
    receiver.behave = refusing(LISTING, final=False)
    decided(alliance, case)
    for _ in range(deliver.MOST_ATTEMPTS):
        assert Delivery.objects.get().status == "waiting"
        later()
        work_once()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("dead", deliver.MOST_ATTEMPTS)
    later()
    work_once()
    assert len(receiver.heard) == deliver.MOST_ATTEMPTS


@pytest.mark.parametrize(
    "said",
    [(500, {}, b"oops"), (429, {"Retry-After": "3000"}, b""), (302, {"Location": "http://elsewhere.example/"}, b""),
     (200, {}, b'{"refused": [{"key": "what was never sent"}]}')],
)  # fmt: skip
def test_a_receiver_that_is_broken_busy_sends_on_or_talks_nonsense_is_asked_again_later(
    alliance: Alliance, case: Case, receiver: Receiver, said: Any
) -> None:
    receiver.behave = lambda *_: said
    decided(alliance, case)
    later()
    work_once()
    work_once()
    connection = Connection.objects.get()
    assert (connection.failures, len(receiver.heard)) == (1, 1)
    assert connection.last_error
    if said[0] == 429:
        assert connection.due_at > timezone.now() + timedelta(seconds=2_900)
    assert Delivery.objects.get().status == "waiting"


def test_one_state_that_breaks_a_receiver_does_not_hold_up_the_others(
    alliance: Alliance, case: Case, receiver: Receiver
) -> None:
    for number in range(2, 6):
        decided(alliance, alliance.case(alliance.bazaar, case.right, f"L-{number}", seller_id=""))
    decided(alliance, case)

    def broken(self: Receiver, states: list[dict[str, Any]]) -> Any:
        return (422, {}, b"no") if any(one["id"] == LISTING for one in states) else self.take(states)

    receiver.behave = broken
    later()
    work_once()
    assert {one.target.name for one in Delivery.objects.filter(status="acknowledged")} == {
        f"L-{n}" for n in range(2, 6)
    }
    waits = Delivery.objects.get(status="waiting")
    assert (waits.target.name, waits.attempts) == (LISTING, 1)


def test_a_receiver_that_is_gone_is_asked_no_more_and_its_people_are_written_to(
    alliance: Alliance, case: Case, receiver: Receiver
) -> None:
    alliance.person(alliance.bazaar)
    receiver.behave = lambda *_: (410, {}, b"")
    decided(alliance, case)
    later()
    work_once()
    assert Connection.objects.get().ended_why == "gone"
    assert Delivery.objects.get().status == "waiting"
    assert Event.objects.filter(kind="connection.gone").count() == 1


def test_a_receiver_that_lies_is_found_out_by_the_next_scan(alliance: Alliance, case: Case, receiver: Receiver) -> None:
    from delivered import row

    from guildmark.hub.cases.intake import bring

    receiver.behave = lambda *_: FINE  # and does nothing
    right = case.right
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    offered = row("L-9", right.code, finding={"seller_id": ""})
    bring([offered], run="one", context="", by=lead)
    found = Case.objects.get(listing_id="L-9")
    decided(alliance, found)
    later()
    work_once()
    assert Delivery.objects.get().status == "acknowledged"
    bring([row("L-9", right.code, finding={"seller_id": ""})], run="two", context="", by=lead)
    assert not Event.objects.filter(kind="delivery.contradicted").exists()  # within the day it may be an old copy
    Target.objects.update(acknowledged_at=timezone.now() - timedelta(days=30))
    bring([row("L-9", right.code, finding={"seller_id": ""})], run="three", context="", by=lead)
    assert Event.objects.get(kind="delivery.contradicted").subject == found.key
    work_once()
    assert [state["number"] for state in receiver.heard] == [1, 2]
    assert receiver.heard[1]["state"]["availability"] == "removed"


def test_two_workers_never_send_for_one_marketplace_at_a_time(
    alliance: Alliance, case: Case, receiver: Receiver
) -> None:
    decided(alliance, case)
    later()
    held = Connection.objects.get()
    assert deliver._taken(held.pk, held.pk)
    assert deliver.deliver_what_waits() == 0
    Connection.objects.update(leased_until=timezone.now() - timedelta(seconds=1))  # it died
    assert deliver.deliver_what_waits() == 1


def test_a_connection_that_is_ended_while_it_sends_is_sent_nothing_more(
    alliance: Alliance, case: Case, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(alliance, case)
    decided(alliance, alliance.case(alliance.bazaar, case.right, "L-2", seller_id=""))
    later()
    sent = Webhook.set_states

    def ends_meanwhile(self: Webhook, states: Sequence[State]) -> list[Outcome]:
        outcomes = sent(self, states)
        disconnect(by=alliance.actor(alliance.bazaar))
        return outcomes

    monkeypatch.setattr(Webhook, "most_at_once", 1)
    monkeypatch.setattr(Webhook, "set_states", ends_meanwhile)
    work_once()
    assert [state["id"] for state in receiver.heard] == ["L-1"]
    assert Delivery.objects.get(status="waiting").target.name == "L-2"


@pytest.fixture
def souk(alliance: Alliance) -> Iterator[Organisation]:
    """Another marketplace, without a connection."""
    yield alliance.souk


def test_without_a_connection_what_waits_is_fetched_and_said_to_be_done(alliance: Alliance, souk: Organisation) -> None:
    own = alliance.case(souk, alliance.right(alliance.arvo), seller_id="")
    decide(own, "infringing", by=alliance.actor(souk, "reviewer"))
    later()
    work_once()
    by = alliance.actor(souk)
    [waits] = states_for(by, 10)
    assert [one.pk for one in states_for(by, 10)] == [waits.pk]  # until it is said to be done
    key = waits.content["key"]
    stranger = alliance.actor(alliance.bazaar)
    assert say_done([Said(key, done=True)], by=stranger) == {key: "unknown"}
    assert say_done([Said("nonsense", done=True)], by=by) == {"nonsense": "unknown"}
    assert say_done([Said(key, done=False, why="tomorrow")], by=by) == {key: "kept"}
    assert states_for(by, 10) == []  # not yet again
    later()
    assert say_done([Said(key, done=True)], by=by) == {key: "kept"}
    assert say_done([Said(key, done=True)], by=by) == {key: "known"}  # twice is once
    assert Event.objects.filter(kind="delivery.acknowledged").count() == 1
    assert states_for(by, 10) == []


def test_a_program_that_says_that_trying_again_is_of_no_use_is_heard_and_may_do_it_after_all(
    alliance: Alliance, souk: Organisation
) -> None:
    decide(
        alliance.case(souk, alliance.right(alliance.arvo), seller_id=""),
        "infringing", by=alliance.actor(souk, "reviewer"),
    )  # fmt: skip
    later()
    by = alliance.actor(souk)
    key = states_for(by, 10)[0].content["key"]
    assert say_done([Said(key, done=False, why="no such listing", final=True)], by=by) == {key: "kept"}
    assert [one.last_error for one in dead_letters(by)] == ["no such listing"]
    assert say_done([Said(key, done=True)], by=by) == {key: "known"}
    assert not dead_letters(by).exists()

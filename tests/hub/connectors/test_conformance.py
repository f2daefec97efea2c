"""What every connector promises, each held to it by a real other side: see counterparts.py."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from counterparts import COUNTERPARTS, UNKNOWN, Counterpart, state
from own_shop import Shop

from guildmark.guard import FetchPolicy
from guildmark.hub.connectors import CONNECTORS, Connector, ReceiverError
from guildmark.records import InputError

SLOW = frozenset({"oscar"})  # to open
KINDS = [pytest.param(kind, marks=pytest.mark.soak if kind in SLOW else ()) for kind in CONNECTORS]


@pytest.fixture(params=KINDS)
def other(request: pytest.FixtureRequest, open_shop: Callable[[], Shop]) -> Iterator[Counterpart]:
    """The other side of each connector."""
    with ExitStack() as stack:
        made = COUNTERPARTS[request.param](stack, open_shop)
        yield made
        made.lie(False)


@pytest.fixture
def connector(other: Counterpart) -> Iterator[Connector]:
    """A connector to it."""
    made = other.connector()
    yield made
    made.close()


def test_every_connector_has_a_counterpart_that_holds_it_to_its_promises() -> None:
    assert set(CONNECTORS) == set(COUNTERPARTS)
    assert all(kind == made.kind and made.most_at_once > 0 and str(made.label) for kind, made in CONNECTORS.items())


@pytest.mark.parametrize("availability", ["removed", "paused"])
def test_a_listing_goes_and_comes_back(other: Counterpart, connector: Connector, availability: str) -> None:
    name = other.listings[0]
    assert other.offers(name)
    [outcome] = connector.set_states([state("listing", name, 1, availability=availability)])
    assert outcome.done, outcome.why
    assert not other.offers(name)
    [outcome] = connector.set_states([state("listing", name, 2)])
    assert outcome.done, outcome.why
    assert other.offers(name)


def test_what_is_told_twice_is_made_once(other: Counterpart, connector: Connector) -> None:
    name = other.listings[0]
    for number, availability in ((1, "removed"), (2, "listed")):
        told = state("listing", name, number, availability=availability)
        assert connector.set_states([told])[0].done
        changed = other.changes(name)
        assert connector.set_states([told])[0].done
        again = other.connector()  # by another worker
        assert again.set_states([told])[0].done
        again.close()
        assert other.changes(name) == changed == number


def test_an_older_state_changes_nothing_where_a_newer_one_was_set(other: Counterpart, connector: Connector) -> None:
    name = other.listings[0]
    connector.set_states([state("listing", name, 3, availability="removed")])
    [outcome] = connector.set_states([state("listing", name, 2)])
    assert outcome.done or outcome.why
    assert not other.offers(name)
    connector.set_states([state("listing", name, 4)])
    connector.set_states([state("listing", name, 3, availability="removed")])
    assert other.offers(name) == other.keeps_numbers


def test_what_became_of_each_comes_back_in_order_and_what_is_unknown_is_refused_with_its_reason(
    other: Counterpart, connector: Connector
) -> None:
    first, second, third = other.listings[:3]
    told = [state("listing", name, 1, availability="removed") for name in (first, UNKNOWN, second)]
    outcomes = connector.set_states([*told, state("listing", third)])
    assert [one.done for one in outcomes] == [True, False, True, True]
    assert outcomes[1].final
    assert outcomes[1].why
    assert [other.offers(name) for name in (first, second, third)] == [False, False, True]
    connector.set_states([state("listing", name, 2) for name in (first, second)])


@pytest.mark.parametrize("changed", [{"label": True}, {"ranking": "demoted"}])
def test_what_cannot_be_done_is_said_and_never_claimed(
    other: Counterpart, connector: Connector, changed: dict[str, object]
) -> None:
    [outcome] = connector.set_states([state("listing", other.listings[0], 1, **changed)])
    assert outcome.done or (outcome.final and outcome.why)
    assert other.offers(other.listings[0])
    [outcome] = connector.set_states([state("listing", other.listings[0], 2)])
    assert outcome.done, outcome.why


def test_a_store_is_closed_or_it_is_said_that_it_cannot_be(other: Counterpart, connector: Connector) -> None:
    [fine] = connector.set_states([state("store", other.store)])
    assert fine.done, fine.why
    [closed] = connector.set_states([state("store", other.store, 2, standing="closed", payout="held")])
    assert closed.done == other.keeps_stores
    assert closed.done or (closed.final and closed.why)
    assert connector.set_states([state("store", other.store, 3)])[0].done


def test_nothing_is_claimed_while_nobody_is_there_and_all_is_done_afterwards(
    other: Counterpart, connector: Connector
) -> None:
    told = [state("listing", name, 1, availability="removed") for name in other.listings[:2]]
    with other.away(), pytest.raises(ReceiverError):
        connector.set_states(told)
    assert all(one.done for one in connector.set_states(told))
    assert not any(other.offers(name) for name in other.listings[:2])


def test_one_that_lies_is_found_out_where_it_can_be_looked_at(other: Counterpart, connector: Connector) -> None:
    name = other.listings[0]
    other.lie(True)
    [outcome] = connector.set_states([state("listing", name, 1, availability="removed")])
    assert other.offers(name)
    assert outcome.done != other.reads_back
    assert not other.reads_back or (outcome.why and not outcome.final)
    other.lie(False)
    [outcome] = connector.set_states([state("listing", name, 1, availability="removed")])
    assert outcome.done
    assert not other.offers(name)


def test_a_wrong_secret_changes_nothing_is_told_as_such_and_gives_up_on_nothing(other: Counterpart) -> None:
    wrong = other.connector(other.wrong_secret)
    told = [state("listing", name, 1, availability="removed") for name in other.listings[:2]]
    with pytest.raises(ReceiverError, match=r"40[13]"):
        wrong.set_states(told)
    wrong.close()
    assert all(other.offers(name) for name in other.listings[:2])


def test_what_cannot_be_used_is_refused_before_anything_is_sent(other: Counterpart) -> None:
    for secret in other.bad_secrets:
        with pytest.raises(InputError):
            other.connector(secret)
    kind = type(other.connector())
    for address in ("http://shop.example/api/", "ftp://shop.example/", "https://me:secret@shop.example/api/", "shop"):
        with pytest.raises(InputError):
            kind(address, other.secret, FetchPolicy())


def test_nothing_is_sent_to_a_machine_of_the_own_network(other: Counterpart) -> None:
    inward = type(other.connector())("https://localhost/api/", other.secret, FetchPolicy())
    with pytest.raises(ReceiverError, match="no public address"):
        inward.set_states([state("listing", other.listings[0])])
    inward.close()

"""A member asks a marketplace to try a tactic: a lead lets it, counts alone leave it, and nothing small among them."""

from typing import Any

import pytest
from alliance import Alliance
from delivered import row
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from shared_made import circle, shared, tactic_text

from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.intake import bring
from guildmark.hub.cases.models import Case, Snapshot
from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Event
from guildmark.hub.exchange import backtest, drafts, sharing
from guildmark.hub.exchange.models import Backtest, Item
from guildmark.hub.exchange.terms import terms
from guildmark.hub.hiding import HIDDEN, SMALL, Cell
from guildmark.hub.registry.models import Right

pytestmark = pytest.mark.django_db


def lead(alliance: Alliance) -> Any:
    return alliance.actor(alliance.bazaar, "senior reviewer")


def ask(alliance: Alliance, item: Item) -> Backtest:
    return backtest.ask_for_backtest(item, alliance.bazaar, by=alliance.actor(alliance.arvo))


def listings(alliance: Alliance) -> None:
    """Twelve listings that the tactic fires on, of nine sellers, ten of them found infringing and two not; three that
    it passes by."""
    rows = [
        row(f"L{n}", "orvane", title="Orvane tote, price in chat", finding={"seller_id": f"s{n % 9}"})
        for n in range(12)
    ]
    rows += [row(f"Q{n}", "orvane", title="Orvane tote") for n in range(3)]
    assert bring(rows, run="r", context="c", by=alliance.actor(alliance.bazaar)).counts["opened"] == 15
    for n, case in enumerate(Case.objects.filter(listing_id__startswith="L").order_by("pk")):
        decide(case, "not" if n < 2 else "infringing", by=alliance.actor(alliance.bazaar, "reviewer"))


def test_who_asked_is_told_nothing_small_and_the_marketplace_all(alliance: Alliance, orvane: Right) -> None:
    listings(alliance)
    test = ask(alliance, shared(alliance, alliance.arvo))
    work_once()
    test.refresh_from_db()
    assert test.done_at is None, "nothing runs before the marketplace says so"
    backtest.approve(test, by=lead(alliance))
    broken = Snapshot.objects.get(listing_id="Q0")
    Snapshot.objects.filter(pk=broken.pk).update(content=broken.content | {"price": "ask me"})
    work_once()
    test.refresh_from_db()
    own = {name: cell.value for name, cell in backtest.told(test, lead(alliance)).items()}
    told = {"listings": 15, "unread": 1, "hits": 12, "sellers": 9, "infringing": 10, "cleared": 2}
    assert {name: own[name] for name in told} == told
    assert backtest.told(test, alliance.actor(alliance.arvo)) == {
        "listings": Cell(15, "rounded"), "hits": Cell(10, "rounded"), "sellers": Cell(10, "rounded"),
        "infringing": Cell(10, "rounded"), "cleared": SMALL,
    }  # fmt: skip
    assert Event.objects.filter(kind="backtest.done", organisation=alliance.bazaar.pk, actor=None).count() == 1


def test_of_few_hits_nothing_is_told_but_that_they_are_few(alliance: Alliance) -> None:
    """That none of them was found infringing would tell how a single listing was decided."""
    test = Backtest(
        organisation=alliance.bazaar, done_at=timezone.now(),
        counts={"listings": 900, "hits": 1, "sellers": 1, "infringing": 0, "cleared": 1},
    )  # fmt: skip
    assert backtest.told(test, alliance.actor(alliance.arvo)) == {
        "listings": Cell(900, "rounded"), "hits": SMALL, "sellers": HIDDEN, "infringing": HIDDEN, "cleared": HIDDEN,
    }  # fmt: skip


def test_only_a_lead_of_the_marketplace_settles_it_and_once(alliance: Alliance) -> None:
    test = ask(alliance, shared(alliance, alliance.arvo))
    for stranger in (
        alliance.actor(alliance.bazaar, "reviewer"), alliance.actor(alliance.souk), alliance.actor(alliance.arvo),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            backtest.approve(test, by=stranger)
    backtest.refuse(test, by=lead(alliance))
    with pytest.raises(ValidationError, match="settled already"):
        backtest.approve(test, by=lead(alliance))
    assert backtest.told(test, alliance.actor(alliance.arvo)) == {}


def test_a_member_asks_a_marketplace_so_often_and_no_more(alliance: Alliance) -> None:
    item, by = shared(alliance, alliance.arvo), alliance.actor(alliance.arvo)
    for _ in range(terms().most_asked):
        ask(alliance, item)
    with pytest.raises(ValidationError, match="which is the most"):
        ask(alliance, item)
    backtest.ask_for_backtest(item, alliance.souk, by=by)
    Backtest.objects.update(asked_at=Backtest.objects.earliest("asked_at").asked_at - terms().asked_in)
    ask(alliance, item)


def test_a_marketplaces_own_draft_runs_at_once_and_may_be_thrown_away(alliance: Alliance, orvane: Right) -> None:
    listings(alliance)
    by = alliance.actor(alliance.bazaar, "analyst")
    draft = drafts.draft_tactic(tactic_text(), by=by)
    test = backtest.ask_for_backtest(draft.item, alliance.bazaar, by=by)
    work_once()
    test.refresh_from_db()
    assert (test.counts["hits"], test.counts["listings"]) == (12, 15)
    backtest.ask_for_backtest(draft.item, alliance.bazaar, by=by)
    drafts.drop_draft(draft.item, by=by)
    work_once()
    assert not Backtest.objects.exists()


@pytest.mark.parametrize("when", ["before a lead says yes", "before its turn comes"])
def test_what_was_recalled_meanwhile_is_not_tried(alliance: Alliance, orvane: Right, when: str) -> None:
    listings(alliance)
    item = shared(alliance, alliance.arvo)
    test = ask(alliance, item)
    if when == "before its turn comes":
        backtest.approve(test, by=lead(alliance))
    sharing.recall(item, "wrong", by=alliance.actor(alliance.arvo))
    if when == "before a lead says yes":
        with pytest.raises(ValidationError, match="taken back meanwhile"):
            backtest.approve(test, by=lead(alliance))
        backtest.refuse(test, by=lead(alliance))
    work_once()
    test.refresh_from_db()
    assert (test.done_at, test.counts) == (None, {})
    assert test.problem == (backtest.TAKEN_BACK if when == "before its turn comes" else "")


def test_nothing_is_tried_elsewhere_that_is_not_shared_there(alliance: Alliance) -> None:
    by = alliance.actor(alliance.arvo)
    draft = drafts.draft_tactic(tactic_text(), by=by)
    with pytest.raises(ValidationError, match="Share it first"):
        backtest.ask_for_backtest(draft.item, alliance.bazaar, by=by)
    item = shared(alliance, alliance.arvo, "AMBER", [circle(alliance, alliance.arvo, alliance.souk)])
    with pytest.raises(ValidationError, match="Share it first"):
        backtest.ask_for_backtest(item, alliance.bazaar, by=by)
    red = shared(alliance, alliance.arvo, "RED", [circle(alliance, alliance.arvo, alliance.bazaar, name="Red")])
    with pytest.raises(ValidationError, match="eyes of single people"):
        backtest.ask_for_backtest(red, alliance.bazaar, by=by)
    # A next version is written over until it is shared: what is tried elsewhere is what the marketplace can read.
    both = shared(alliance, alliance.arvo)
    drafts.draft_tactic(tactic_text("Two", key=both.pk), by=by)
    assert backtest.ask_for_backtest(both, alliance.bazaar, by=by).version.number == 1

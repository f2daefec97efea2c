"""Buyers of a dangerous good are told what it was and who sold it, for the six months before it was found."""

from datetime import timedelta

import pytest
from alliance import Alliance
from django.utils import timezone

from guildmark.hub.cases.decide import decide
from guildmark.hub.enforcement.letter import letter_of
from guildmark.hub.enforcement.models import Action
from guildmark.hub.wording import wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def removed(alliance: Alliance) -> Action:
    """A listing of a seller with a name, removed two months ago; its buyers are told today."""
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo), seller_id="S-9", seller_name="Blue Door")
    decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer"), reason="said-to-be-copy")
    action = Action.objects.get(case=case, measure="remove")
    action.taken_at, action.buyers_told_at = timezone.now() - timedelta(days=60), timezone.now()
    return action


def test_the_letter_names_the_seller(removed: Action) -> None:
    letter = letter_of(removed, removed.statement)
    assert letter is not None
    assert wording("en").say("buyers.seller", seller="Blue Door") in letter["text"].splitlines()


def test_a_seller_without_a_name_is_told_by_its_number(removed: Action) -> None:
    assert removed.case is not None
    removed.case.seller_name = ""
    letter = letter_of(removed, removed.statement)
    assert letter is not None
    assert wording("en").say("buyers.seller", seller="S-9") in letter["text"].splitlines()


def test_the_six_months_are_those_before_it_was_found_however_late_buyers_are_told(removed: Action) -> None:
    assert removed.taken_at is not None
    letter = letter_of(removed, removed.statement)
    assert letter is not None
    assert letter["bought_since"] == (removed.taken_at - timedelta(days=184)).date().isoformat()


def test_nothing_is_sent_before_somebody_asks_for_it(removed: Action) -> None:
    removed.buyers_told_at = None
    assert letter_of(removed, removed.statement) is None

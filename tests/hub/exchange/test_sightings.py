"""Decisions tell of tactics that hit their cases; what a decision told goes with it, what a person said stands."""

from datetime import timedelta

import pytest
from alliance import Alliance
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from shared_made import as_if_shared, hit_case

from guildmark.hub.cases.decide import decide, decide_anew, reopen, undo
from guildmark.hub.cases.models import Case
from guildmark.hub.events.models import Event
from guildmark.hub.exchange import sharing, sightings
from guildmark.hub.exchange.models import Item, Sighting
from guildmark.hub.members.organisations import admit
from guildmark.hub.members.wall import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(alliance: Alliance) -> Item:
    """A tactic of Arvo's."""
    return as_if_shared(alliance.arvo)


@pytest.fixture
def case(alliance: Alliance, item: Item) -> Case:
    """A case at Bazaar that it hit."""
    return hit_case(alliance.case(alliance.bazaar, alliance.right(alliance.arvo)), item)


def standing() -> list[tuple[str, bool]]:
    """The kinds of those that count, and whether a person said so."""
    rows = Sighting.objects.filter(taken_back_at=None).order_by("at")
    return [(one.kind, one.person is not None) for one in rows]


def told() -> int:
    return Event.objects.filter(kind="item.sighted").count()


@pytest.mark.parametrize(
    ("outcome", "kinds"),
    [("infringing", [("seen", False)]), ("not", [("false alarm", False)]), ("undetermined", [])],
)
def test_a_decision_is_a_sighting_of_what_hit_its_case(
    alliance: Alliance, item: Item, case: Case, outcome: str, kinds: list[tuple[str, bool]]
) -> None:
    other = alliance.case(alliance.bazaar, alliance.right(alliance.arvo), "L-2")
    by = alliance.actor(alliance.bazaar, "reviewer")
    decide(other, "infringing", by=by)
    decide(case, outcome, by=by)
    assert standing() == kinds
    assert (told(), Item.objects.get().held_at) == (len(kinds), None), "a decision alone holds nothing"


def test_what_is_undone_takes_its_sighting_back(alliance: Alliance, case: Case) -> None:
    by = alliance.actor(alliance.bazaar, "reviewer")
    [decision] = decide(case, "not", by=by)
    undo(decision, by=by)
    assert standing() == []
    decide(case, "infringing", by=by)
    assert standing() == [("seen", False)]
    decide_anew(case, "not", by=alliance.actor(alliance.bazaar, "reviewer", 2))
    assert standing() == [("false alarm", False)]
    reopen(case, by=alliance.actor(alliance.bazaar, "senior reviewer"), note="Look again.")
    assert standing() == []


def test_what_a_person_said_stands_and_is_told_once(alliance: Alliance, item: Item, case: Case) -> None:
    lead, reviewer = (alliance.actor(alliance.bazaar, role) for role in ("senior reviewer", "reviewer"))
    sightings.tell_false_alarm(item, case, by=lead)
    assert Item.objects.get().held_at is not None
    [decision] = decide(case, "not", by=reviewer)
    assert (standing(), told()) == ([("false alarm", True)], 1)
    undo(decision, by=reviewer)
    assert standing() == [("false alarm", True)]


def test_a_false_alarm_is_taken_back_by_who_told_it_and_the_tactic_goes_on(
    alliance: Alliance, item: Item, case: Case
) -> None:
    lead, other = (alliance.actor(where, "senior reviewer") for where in (alliance.bazaar, alliance.souk))
    theirs = hit_case(alliance.case(alliance.souk, alliance.right(alliance.arvo)), item)
    for one, by in ((case, lead), (theirs, other)):
        sightings.tell_false_alarm(item, one, by=by)
    with pytest.raises(ValidationError, match="Nobody of your organisation"):
        sightings.take_back_alarm(item, theirs, by=lead)
    sightings.take_back_alarm(item, case, by=lead)
    assert sightings.called_wrong(item, by=lead) == set()
    assert Item.objects.get().held_at is not None, "Souk said so too"
    sightings.take_back_alarm(item, theirs, by=other)
    assert (Item.objects.get().held_at, standing()) == (None, [])
    sightings.tell_false_alarm(item, case, by=lead)
    assert Item.objects.get().held_at is not None, "what was taken back was not said"


def test_another_alliance_is_heard_once_a_day_and_holds_a_version_once(alliance: Alliance, item: Item) -> None:
    """It tells no case, so nothing else bounds what it says."""
    north = alliance.actor(admit("alliance", "North", by=None, needs_second_factor=False))
    for _ in range(3):
        sightings.take_false_alarm(item, by=north)
    assert told() == 1 and Item.objects.get().held_at is not None
    sharing.let_go(item, "The seller was authorised.", by=alliance.actor(alliance.arvo))
    Sighting.objects.update(at=timezone.now() - timedelta(days=3))
    sightings.take_false_alarm(item, by=north)
    assert told() == 2 and Item.objects.get().held_at is None


def test_a_listings_words_are_given_only_where_a_lead_gives_them(alliance: Alliance, item: Item, case: Case) -> None:
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    assert sightings.tell_false_alarm(item, case, by=lead).example == {}
    again = sightings.tell_false_alarm(item, case, by=lead, give_example=True)
    assert again.example["title"] == "Zelvano bag, AAA grade" and Sighting.objects.count() == 1
    with pytest.raises(PermissionDenied):
        sightings.tell_false_alarm(item, case, by=alliance.actor(alliance.bazaar, "reviewer"))
    with pytest.raises(ValidationError, match="did not hit"):
        sightings.tell_false_alarm(item, case, by=alliance.actor(alliance.souk))


def test_a_member_says_what_it_saw_of_what_is_shared_with_it(alliance: Alliance, item: Item) -> None:
    by = alliance.actor(alliance.brill, "analyst")
    for kind in (sightings.SEEN, sightings.EXPIRED):
        sightings.sight(item, kind, by=by)
    with pytest.raises(ValidationError, match="with the case"):
        sightings.sight(item, sightings.FALSE_ALARM, by=by)
    assert seen(Sighting, by).count() == 2
    assert seen(Sighting, alliance.actor(alliance.arvo)).count() == 0, "others' sightings are told as counts alone"
    Item.objects.update(tlp="AMBER")
    with pytest.raises(ValidationError, match="not shared with you"):
        sightings.sight(item, sightings.SEEN, by=by)

"""Confidence in what is shared: computed anew by rules that may change, unless a person of one's own chose."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alliance import Alliance
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from figures_made import at
from shared_made import as_if_shared, hit_case

from guildmark.hub.cases.decide import decide
from guildmark.hub.events.models import Event
from guildmark.hub.exchange import sightings
from guildmark.hub.exchange.confidence import choose, computed, rule_of, take_back
from guildmark.hub.exchange.indicators import draft_indicator
from guildmark.hub.exchange.known import known
from guildmark.hub.exchange.models import ConfidenceChoice, Item, Sighting
from guildmark.hub.exchange.sharing import share
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.wall import seen
from guildmark.indicators import read_rules

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
HALF_LIFE = timedelta(days=365)


@pytest.fixture
def item(alliance: Alliance) -> Item:
    """A tactic of Arvo's."""
    return as_if_shared(alliance.arvo)


def say(alliance: Alliance, item: Item, who: Organisation, kind: str, when: datetime) -> None:
    told = sightings.sight(item, kind, by=alliance.actor(who, "analyst"))
    Sighting.objects.filter(pk=told.pk).update(at=when)


def test_it_is_halved_in_its_half_life_and_more_members_make_it_surer(alliance: Alliance, item: Item) -> None:
    brill = alliance.actor(alliance.brill)
    assert computed(item, brill, NOW).value == 0
    say(alliance, item, alliance.brill, "seen", NOW)
    assert computed(item, brill, NOW).value == pytest.approx(0.6)
    later = computed(item, brill, NOW + HALF_LIFE)
    assert (later.value, later.own_seen, later.own_seen_at) == (pytest.approx(0.3), pytest.approx(0.3), NOW)
    say(alliance, item, alliance.souk, "seen", NOW)
    both = computed(item, brill, NOW)
    assert (both.own_seen, both.others_seen, both.others) == (pytest.approx(0.6), pytest.approx(0.6), 1)
    assert both.seen == both.value == pytest.approx(1 - 0.4**2)


def test_its_steps_make_its_value(alliance: Alliance, item: Item) -> None:
    for days, who, kind in (
        (90, alliance.souk, "seen"), (60, alliance.bazaar, "expired"), (30, alliance.bazaar, "seen"),
        (20, alliance.souk, "seen"), (10, alliance.brill, "seen"),
    ):  # fmt: skip
        say(alliance, item, who, kind, NOW - timedelta(days=days))
    case = hit_case(alliance.case(alliance.bazaar, alliance.right(alliance.arvo)), item)
    decide(case, "not", by=alliance.actor(alliance.bazaar, "reviewer"))
    Sighting.objects.filter(case=case.key).update(at=NOW)
    one = computed(item, alliance.actor(alliance.brill), NOW)
    assert (one.others, one.alarms, one.ends) == (2, 1, 1)
    assert one.seen == pytest.approx(1 - (1 - one.own_seen) * (1 - one.others_seen))
    assert one.value == one.by_rule == pytest.approx(one.seen * one.left)
    assert one.left == pytest.approx(0.85)


def test_what_a_person_chose_wins_never_ages_and_is_its_organisations_alone(alliance: Alliance, item: Item) -> None:
    brill, by = alliance.actor(alliance.brill), alliance.actor(alliance.brill, "analyst")
    choice = at(NOW, lambda: choose(item, 0.9, "We bought three of them.", by=by))
    say(alliance, item, alliance.souk, "expired", NOW + timedelta(days=1))
    later = NOW + 5 * HALF_LIFE
    one = computed(item, brill, later)
    assert (one.value, one.by_rule, one.choice) == (0.9, 0.0, choice)
    assert (choice.person, choice.why) == (by.id, "We bought three of them.")
    assert computed(item, brill, NOW - timedelta(days=1)).value == 0, "it was not chosen then"
    souk = alliance.actor(alliance.souk)
    assert (computed(item, souk, later).value, seen(ConfidenceChoice, souk).count()) == (0, 0)
    at(later, lambda: take_back(item, "They are gone.", by=by))
    assert computed(item, brill, later).choice is None and computed(item, brill, later).value == 0
    assert computed(item, brill, later - timedelta(days=1)).value == 0.9, "what was so then stays in the record"
    assert ConfidenceChoice.objects.count() == 2
    kinds = ["item.confidence_chosen", "item.confidence_taken_back"]
    assert list(Event.objects.filter(kind__in=kinds).order_by("id").values_list("kind", flat=True)) == kinds


def test_a_changed_rule_changes_old_items_too(alliance: Alliance, item: Item) -> None:
    say(alliance, item, alliance.souk, "seen", NOW - HALF_LIFE)
    brill, rule = alliance.actor(alliance.brill), rule_of(item)
    assert computed(item, brill, NOW).value == pytest.approx(0.3)
    assert computed(item, brill, NOW, replace(rule, half_life_days=730)).value == pytest.approx(0.6 * 0.5**0.5)


def test_each_kind_ages_by_its_own_rule(alliance: Alliance) -> None:
    phone = draft_indicator("phone", "+44 7700 900123", "", "A test purchase", by=alliance.actor(alliance.arvo)).item
    advice = Item.objects.create(kind="advice", owner=alliance.arvo, title="how they are sold")
    assert rule_of(phone) == read_rules().of_kind["phone"]
    assert rule_of(advice).half_life_days > rule_of(as_if_shared(alliance.arvo)).half_life_days
    assert all(rule_of(one).reason for one in (phone, advice))


def test_a_value_that_two_members_told_is_as_sure_as_both_make_it(alliance: Alliance) -> None:
    items = []
    for owner in (alliance.arvo, alliance.brill):
        by = alliance.actor(owner)
        items.append(draft_indicator("phone", "+44 7700 900123", "", "A test purchase", by=by).item)
        share(items[-1], "GREEN", [], by=by, meant=True)
    souk, now = alliance.actor(alliance.souk), timezone.now()
    first, second = (computed(Item.objects.get(pk=item.pk), souk, now) for item in items)
    assert first.others == 2 and first.value == second.value
    [row] = known(Item.objects.filter(kind="indicator"), souk, now)
    assert row.confidence == pytest.approx(first.value), "as the list of indicators has it"
    choose(items[0], 0.1, "It was given to another since.", by=souk)
    assert computed(Item.objects.get(pk=items[1].pk), souk, timezone.now()).value == 0.1


def test_nobody_chooses_without_a_reason_or_of_what_it_does_not_read(alliance: Alliance, item: Item) -> None:
    by = alliance.actor(alliance.brill, "analyst")
    with pytest.raises(ValidationError, match="Say why"):
        choose(item, 0.5, " ", by=by)
    with pytest.raises(ValidationError, match="from 0 to 100"):
        choose(item, 1.1, "sure", by=by)
    with pytest.raises(ValidationError, match="computed already"):
        take_back(item, "why not", by=by)
    with pytest.raises(PermissionDenied):
        choose(item, 0.5, "sure", by=alliance.actor(alliance.brill, "observer"))
    Item.objects.update(tlp="AMBER")
    with pytest.raises(ValidationError, match="not shared with you"):
        choose(item, 0.5, "sure", by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfidenceChoice.objects.create(
            item=item, organisation=alliance.brill, value=2.0, why="x", person=by.id, at=NOW
        )

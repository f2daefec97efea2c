"""What came of tactics at each marketplace: exact counts, and what of a week that is over others are shown."""

from datetime import UTC, date, datetime, timedelta

import pytest
from alliance import Alliance
from django.utils import timezone
from figures_made import at
from shared_made import as_if_shared, hit_case

from guildmark.hub.cases.decide import decide, decide_anew, undo
from guildmark.hub.cases.models import Case
from guildmark.hub.enforcement.answers import give_answer, settle
from guildmark.hub.enforcement.models import Action
from guildmark.hub.exchange.efficacy import Caught, efficacy
from guildmark.hub.exchange.models import Item
from guildmark.hub.exchange.weekly import caught_weekly, elsewhere, settled_weekly, shown, weeks_over
from guildmark.hub.hiding import HIDDEN, SMALL, Cell

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)  # a Friday


def cases(
    alliance: Alliance, many: int, item: Item, start: str = "L", *, souk: bool = False, **more: object
) -> list[Case]:
    """Cases that a tactic hit."""
    marketplace, right = alliance.souk if souk else alliance.bazaar, alliance.right(alliance.arvo)
    made = [alliance.case(marketplace, right, f"{start}-{n}", seller_id=f"{start}-{n}") for n in range(many)]
    return [hit_case(case, item, **more) for case in made]


def test_each_marketplaces_outcomes_are_counted_by_themselves(alliance: Alliance) -> None:
    item, other = as_if_shared(alliance.arvo), as_if_shared(alliance.brill)
    first, second = (alliance.actor(alliance.bazaar, "reviewer", number) for number in (1, 2))
    fake, known, cleared, appealed, anew, slip, _open = cases(alliance, 7, item)
    known.tactic_hits.update(without_band="review", mode="shadow")
    hit_case(fake, other)
    for case in (fake, known, appealed, anew, slip):
        decide(case, "infringing", by=first, reason="said-to-be-copy")
    decide(cleared, "not", by=first)
    undo(slip.decisions.get(), by=first)
    answer = give_answer(Action.objects.get(case=appealed, target="listing").statement, "They are real.")
    settle(answer, "reversed", by=second, told="You were right.", reason="genuine")
    decide_anew(Case.objects.get(pk=anew.pk), "not", by=second)
    [sold] = cases(alliance, 1, item, "S", souk=True)
    decide(sold, "infringing", by=alliance.actor(alliance.souk, "reviewer"))
    found = efficacy([item.pk, other.pk])
    bazaar, souk = (found[item.pk].at[one.pk] for one in (alliance.bazaar, alliance.souk))
    assert bazaar == Caught(hits=7, shadow=1, acted=4, upheld=2, wrong=3, overturned=2, first=1)
    assert souk == Caught(hits=1, acted=1, upheld=1, first=1)
    assert found[other.pk].at == {alliance.bazaar.pk: Caught(hits=1, acted=1, upheld=1, first=1)}
    assert found[item.pk].elsewhere(alliance.arvo.pk).hits == 8
    assert found[item.pk].elsewhere(alliance.bazaar.pk) == souk, "what an author finds at home flows back to nobody"
    assert efficacy([item.pk], since=timezone.now() + timedelta(days=1)) == {}


def test_a_week_counts_hits_when_they_came_and_outcomes_when_they_were_settled(alliance: Alliance) -> None:
    item = as_if_shared(alliance.arvo)
    weeks = weeks_over(NOW, 3)
    assert weeks == [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]
    monday = datetime(2026, 11, 9, tzinfo=UTC)
    early, late, missed = cases(alliance, 3, item, at=monday)
    missed.tactic_hits.update(at=monday - timedelta(days=30))  # before the weeks that are asked for
    [now] = cases(alliance, 1, item, "N", at=NOW)  # the week is not over
    by = alliance.actor(alliance.bazaar, "reviewer")
    at(monday + timedelta(days=1), lambda: decide(early, "infringing", by=by))
    at(monday + timedelta(days=7), lambda: decide(late, "not", by=by))
    at(monday + timedelta(days=8), lambda: decide(missed, "infringing", by=by))
    at(NOW, lambda: decide(now, "infringing", by=by))
    found = caught_weekly([item.pk], weeks)
    assert found[item.pk, alliance.bazaar.pk] == {
        date(2026, 11, 9): Caught(hits=2, acted=1, upheld=1, first=1),
        date(2026, 11, 16): Caught(acted=1, upheld=1, wrong=1, first=1),
    }
    settled = settled_weekly(Item.objects.filter(pk=item.pk).values("pk"), weeks)
    assert settled[item.pk, alliance.bazaar.pk][date(2026, 11, 16)].wrong == 1


def test_what_was_decided_before_it_was_hit_is_settled_when_it_is_hit(alliance: Alliance) -> None:
    item = as_if_shared(alliance.arvo)
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    at(NOW - timedelta(days=40), lambda: decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer")))
    hit_case(case, item, at=datetime(2026, 11, 17, tzinfo=UTC))
    found = caught_weekly([item.pk], weeks_over(NOW))
    assert found[item.pk, alliance.bazaar.pk] == {date(2026, 11, 16): Caught(hits=1, acted=1, upheld=1, first=1)}


def test_nobody_can_take_its_own_counts_off_a_sum(alliance: Alliance) -> None:
    """Were 12 and 6 added first, the one with 12 would know of 15 to 22 that the other has 3 or more."""
    item = as_if_shared(alliance.arvo)
    for many, start, souk in ((12, "B", False), (6, "S", True)):
        cases(alliance, many, item, start, souk=souk, at=datetime(2026, 11, 17, tzinfo=UTC))
    found = caught_weekly([item.pk], weeks_over(NOW))
    caught = elsewhere(found, item.pk, alliance.arvo.pk)
    assert set(caught) == {alliance.bazaar.pk, alliance.souk.pk}
    parts = [one for of_week in caught.values() for one in of_week.values()]
    assert shown(parts)["hits"] == Cell(10, "at least")
    assert shown(parts)["upheld"] == Cell(0, "rounded")
    assert [shown([Caught(hits=n)])["hits"] for n in (0, 7, 8)] == [Cell(0, "rounded"), SMALL, Cell(10, "rounded")]
    assert shown([Caught(hits=3), Caught(hits=3)])["hits"] == HIDDEN
    assert set(elsewhere(found, item.pk, alliance.bazaar.pk)) == {alliance.souk.pk}

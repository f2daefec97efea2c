"""False alarms that were told at a marketplace are held against what it takes up later."""

from typing import Any

import pytest
from alliance import Alliance
from delivered import row
from shared_made import as_if_shared, hit_case

from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.intake import bring
from guildmark.hub.cases.models import Case
from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Deadline
from guildmark.hub.exchange import uses
from guildmark.hub.exchange.content import tactic_of
from guildmark.hub.exchange.models import Item, Sighting, Use
from guildmark.hub.exchange.remembered import remembered_against
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.compiled import COMPILE
from guildmark.hub.registry.models import Right
from guildmark.tactics import Used

pytestmark = pytest.mark.django_db


def told_wrong(alliance: Alliance, item: Item) -> dict[str, Case]:
    """Two cases at Bazaar that a tactic was wrong about: one names a price in chat, the other does not."""
    rows = [row("chat", "orvane", title="Orvane tote, price in chat"), row("plain", "orvane", title="Orvane tote")]
    bring(rows, run="r", context="c", by=alliance.actor(alliance.bazaar))
    cases = {case.listing_id: case for case in Case.objects.all()}
    for case in cases.values():
        decide(hit_case(case, item), "not", by=alliance.actor(alliance.bazaar, "reviewer"))
    return cases


def remembered(item: Item, where: Organisation) -> list[str]:
    assert item.current is not None
    return [case.listing_id for case in remembered_against(Used(tactic_of(item.current)), where)]


def lead(alliance: Alliance) -> Any:
    return alliance.actor(alliance.bazaar, "senior reviewer")


def test_a_tactic_that_would_fire_on_a_false_alarm_is_told_of_it(alliance: Alliance, orvane: Right) -> None:
    first, other = as_if_shared(alliance.arvo), as_if_shared(alliance.brill)
    cases = told_wrong(alliance, first)
    assert remembered(first, alliance.bazaar) == ["plain", "chat"], "of itself, whatever it says now"
    assert remembered(other, alliance.bazaar) == ["chat"]
    assert remembered(other, alliance.souk) == []
    Sighting.objects.filter(case=cases["chat"].key).update(taken_back_at=cases["chat"].found_at)
    assert remembered(other, alliance.bazaar) == []


def test_a_use_says_so_before_it_goes_further_than_the_shadow(alliance: Alliance, orvane: Right) -> None:
    cases = told_wrong(alliance, as_if_shared(alliance.arvo))
    uses.take_up(as_if_shared(alliance.brill), by=lead(alliance))
    uses.take_up(as_if_shared(alliance.souk), by=lead(alliance), terms="never: {words: [tote]}\n")
    Deadline.objects.filter(kind=COMPILE).delete()  # the contexts of scans are not what is tested
    work_once()
    kept = {use.item.owner: use.remembered for use in Use.objects.select_related("item__owner")}
    assert kept == {alliance.brill: [str(cases["chat"].key)], alliance.souk: []}, "one's own filter counts"

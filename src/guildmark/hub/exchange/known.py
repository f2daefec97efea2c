"""Indicators as a reader has them: a row a value, whoever told it; and those that stand in a listing of a case."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from django.utils import timezone

from guildmark.hub.cases.decide import latest_found
from guildmark.hub.cases.models import Case, TacticHit
from guildmark.hub.exchange.listing_parts import hashes_of, regions_of, seller_value
from guildmark.hub.exchange.models import ConfidenceChoice, Item
from guildmark.hub.exchange.models import Sighting as Row
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen
from guildmark.indicators import (
    CHOSEN,
    TAKEN_BACK,
    Indicator,
    Rule,
    Sighting,
    Sought,
    confidence,
    read_rules,
    told_in,
    values_in,
)

MOST_COMPARED = 2_000  # values that are held against a listing one by one: the newest
ONE_BY_ONE = ("picture", "chat", "account", "domain", "address", "postal_address", "text")


@dataclass(frozen=True, slots=True)
class Known:
    """A value, the items behind it that the reader may read, and the confidence that their sightings give."""

    indicator: Indicator
    items: tuple[Item, ...]
    confidence: float


def known(items: Iterable[Item], actor: Actor, as_of: datetime | None = None) -> list[Known]:
    """A row a value, in the order in which the values come. The items are some that the actor sees, with versions.

    What the actor's organisation chose of any of them stands in the place of what is computed (see `confidence`).
    """
    by_value: dict[object, list[Item]] = defaultdict(list)
    for item in items:
        by_value[item.value_key].append(item)
    sightings = _sightings([item for some in by_value.values() for item in some], actor)
    now = as_of or timezone.now()
    rows = []
    for some in by_value.values():
        one = told_in(content_of_item(some[0])).indicator
        told = [sighting for item in some for sighting in sightings.get(item.pk, ())]
        rows.append(Known(one, tuple(some), confidence(told, _rules()[one.kind], now)))
    return rows


def known_in(case: Case, actor: Actor) -> list[Known]:
    """The indicators that an actor may read and that stand in the listing of a case, the surest first."""
    shared = seen(Item, actor).filter(kind="indicator", state="shared").select_related("owner", "current")
    if not shared.exists():
        return []
    snapshot = latest_found(case).snapshot
    content = snapshot.content
    pictures = [value for _digest, value in hashes_of([snapshot.pk], snapshot.organisation_id)[snapshot.pk]]
    written = [one.indicator for one in values_in(content, regions_of(content)) if one.indicator]
    seller = seller_value(case)
    keys = {one.id for one in written} | ({Indicator("seller", seller).id} if seller else set())
    found = {item.pk: item for item in shared.filter(value_key__in=keys)}
    hits = seen(TacticHit, actor).filter(case=case).values("tactic")
    found |= {item.pk: item for item in shared.filter(pk__in=hits)}
    compared = list(shared.filter(value_kind__in=ONE_BY_ONE).order_by("-shared_at")[:MOST_COMPARED])
    by_value: dict[Indicator, list[Item]] = defaultdict(list)
    for item in compared:
        by_value[told_in(content_of_item(item)).indicator].append(item)
    for one in _sought(tuple(by_value)).standing_in(content, pictures):
        found |= {item.pk: item for item in by_value[one]}
    return sorted(known(found.values(), actor), key=lambda row: (-row.confidence, row.indicator.value))


def content_of_item(item: Item) -> str:
    """What it says: as it was shared, else its draft."""
    version = item.current or item.versions.order_by("-number").first()
    assert version is not None
    return version.content


def _sightings(items: Sequence[Item], actor: Actor) -> dict[object, list[Sighting]]:
    found: dict[object, list[Sighting]] = defaultdict(list)
    rows = Row.objects.filter(item__in=[item.pk for item in items], taken_back_at__isnull=True)
    for item, kind, at, by in rows.values_list("item", "kind", "at", "organisation"):
        found[item].append(Sighting(kind, at, str(by)))
    for one in seen(ConfidenceChoice, actor).filter(item__in=[item.pk for item in items]).order_by("at", "pk"):
        what = TAKEN_BACK if one.value is None else CHOSEN
        found[one.item_id].append(Sighting(what, one.at, str(one.organisation_id), one.value))
    return found


@lru_cache(maxsize=16)  # what a member may read changes seldom, and its reviewers open case after case
def _sought(values: tuple[Indicator, ...]) -> Sought:
    return Sought(values)


@cache
def _rules() -> dict[str, Rule]:
    return dict(read_rules().of_kind)

"""How rare values are at a marketplace: counted by the worker from the marketplace's own cases, for itself alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from guildmark.hub.cases.models import Found
from guildmark.hub.events.lease import ask, does, prepares
from guildmark.hub.events.models import Deadline
from guildmark.hub.exchange.listing_parts import hashes_of, seller_value
from guildmark.hub.exchange.models import Rarity
from guildmark.hub.exchange.terms import terms
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import MARKETPLACE
from guildmark.indicators import Counts, Indicator, Sought, weight_db

COUNT = "rarity.count"
AT_ONCE = 500


@dataclass
class Stood:
    """The sellers with whom a value stood: at all, with a confirmed fake, with a cleared listing."""

    sellers: set[str] = field(default_factory=set)
    fakes: set[str] = field(default_factory=set)
    cleared: set[str] = field(default_factory=set)


def ask_to_count(organisation: Organisation, values: Iterable[Indicator]) -> None:
    """Have the worker count where values stood at a marketplace; in the transaction of what asks for it."""
    if organisation.kind != MARKETPLACE:
        return
    now = timezone.now()
    rows = {one.id: one for one in values}
    Rarity.objects.bulk_create(
        (
            Rarity(organisation=organisation, kind=one.kind, value=one.value, key=UUID(key), asked_at=now)
            for key, one in rows.items()
        ),
        ignore_conflicts=True,
    )
    ask_to_count_anew(organisation.pk)


def ask_to_count_anew(organisation: UUID) -> None:
    """Have all values of a marketplace that are known there counted again."""
    ask(Deadline, COUNT, f"{COUNT}:{organisation}:{timezone.now():%Y%m%dT%H%M%S}", organisation=str(organisation))


@prepares(Deadline, COUNT)
def count(row: Any) -> tuple[dict[str, tuple[int, int, int]], int]:
    """For each value its sellers with fakes, with cleared listings, and at all; and how many sellers were looked at."""
    organisation = Organisation.objects.get(pk=row.payload["organisation"])
    rows = Rarity.objects.filter(organisation=organisation)
    wanted = [Indicator(kind, value) for kind, value in rows.values_list("kind", "value")]
    sought, market = Sought(wanted), set[str]()
    stood: dict[str, Stood] = defaultdict(Stood)
    for found, pictures in _kept(organisation):
        case = found.case
        seller = case.seller_id or f"listing {case.listing_id}"
        market.add(seller)
        for one in sought.standing_in(found.snapshot.content, pictures, seller_value(case)):
            told = stood[one.id]
            told.sellers.add(seller)
            if case.state == "decided" and case.outcome != "undetermined":
                (told.fakes if case.outcome == "infringing" else told.cleared).add(seller)
    return {key: (len(one.fakes), len(one.cleared), len(one.sellers)) for key, one in stood.items()}, len(market)


@does(Deadline, COUNT)
def keep(row: Any, counted: tuple[dict[str, tuple[int, int, int]], int]) -> None:
    """Keep what was counted."""
    counts, market = counted
    rows = list(Rarity.objects.filter(organisation=row.payload["organisation"]))
    for one in rows:
        one.fakes, one.cleared, one.sellers = counts.get(str(one.key), (0, 0, 0))
        one.market, one.counted_at = market, timezone.now()
        one.weight_db = weight_db(Counts(one.fakes, one.cleared, one.sellers, market)) if market else 0.0
    Rarity.objects.bulk_update(
        rows, ("fakes", "cleared", "sellers", "market", "weight_db", "counted_at"), batch_size=AT_ONCE
    )


def _kept(organisation: Organisation) -> Iterator[tuple[Found, list[str]]]:
    """What was found of the newest cases, with the hashes of the pictures."""
    rows = Found.objects.filter(case__organisation=organisation).select_related("case", "snapshot")
    batch: list[Found] = []
    for found in rows.defer("finding", "signals").order_by("-id")[: terms().most_listings].iterator(AT_ONCE):
        batch.append(found)
        if len(batch) == AT_ONCE:
            yield from _with_pictures(batch, organisation)
            batch = []
    yield from _with_pictures(batch, organisation)


def _with_pictures(batch: list[Found], organisation: Organisation) -> Iterator[tuple[Found, list[str]]]:
    hashes = hashes_of([found.snapshot_id for found in batch], organisation.pk)
    for found in batch:
        yield found, [value for _digest, value in hashes[found.snapshot_id]]

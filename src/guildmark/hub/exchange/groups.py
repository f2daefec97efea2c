"""Values that a marketplace looks for, put together as tactics of up to 40, and what each such tactic hit.

A value has its own use, as a tactic has; together they are found at the price of a few tactics. What goes further than
the shadow is looked for by itself, since it weighs by itself.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from guildmark.assessment.weights import LARGEST_DB
from guildmark.hub.cases.decide import latest_found_of
from guildmark.hub.cases.kinds import RECEIVED
from guildmark.hub.cases.models import Case, TacticHit
from guildmark.hub.events.lease import ask, does, prepares
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.events.record import subscribe
from guildmark.hub.exchange import kinds
from guildmark.hub.exchange.content import digest_of
from guildmark.hub.exchange.counting import counting
from guildmark.hub.exchange.indicator_content import AUTHOR, NAME
from guildmark.hub.exchange.listing_parts import hashes_of, seller_value
from guildmark.hub.exchange.models import Group, Item, ItemVersion
from guildmark.hub.registry.compiled import COMPILE
from guildmark.indicators import Entry, Indicator, Sought, as_tactics, told_in
from guildmark.indicators.as_tactics import MOST_VALUES, way_of
from guildmark.records.ids import NAMESPACE, SEPARATOR
from guildmark.tactics.form import restated

GROUP = "indicators.group"
JUST_NOW = timedelta(minutes=10)  # a delivery's transaction is over by then


@dataclass(frozen=True, slots=True)
class Made:
    """A group to be: its tactic, and the items behind it with the numbers of their versions."""

    key: UUID
    content: str
    items: list[tuple[str, int]]


def counting_groups(organisation: UUID) -> list[Group]:
    """Those that are looked for now. One with anything in it that counts no more waits until it is made anew."""
    alive = set(counting("indicator").filter(organisation=organisation).values_list("item", "version__number"))
    rows = Group.objects.filter(organisation=organisation, counts=True).order_by("pk")
    return [row for row in rows if {(UUID(item), number) for item, number in row.items} <= alive]


@subscribe(kinds.USE_CHANGED)
def ask_to_group(events: Sequence[Event]) -> None:
    """What is looked for is put together anew after a change."""
    values = set(
        Item.objects.filter(pk__in=[one.subject for one in events], kind="indicator").values_list("pk", flat=True)
    )
    changed = {one.organisation: one.pk for one in events if one.subject in values}
    for organisation, last in changed.items():
        ask(Deadline, GROUP, f"{GROUP}:{last}", organisation=str(organisation))


@prepares(Deadline, GROUP)
def put_together(row: Any) -> list[Made]:
    """The tactics of all values that are in the shadow there."""
    uses = counting("indicator").filter(organisation=row.payload["organisation"], mode="shadow")
    by_value: dict[Indicator, list[tuple[str, int]]] = defaultdict(list)
    for use in uses.select_related("version").order_by("item"):
        by_value[told_in(use.version.content).indicator].append((str(use.item_id), use.version.number))
    ways: dict[str, list[Indicator]] = defaultdict(list)
    for one in sorted(by_value, key=lambda one: one.value):
        ways[way_of(one)].append(one)
    expires = max((told_in(use.version.content).expires for use in uses.select_related("version")), default=None)
    made = (
        _made(row.payload["organisation"], own[start : start + MOST_VALUES], by_value, expires)
        for own in ways.values()
        for start in range(0, len(own), MOST_VALUES)
    )
    return [one for one in made if one is not None]


@does(Deadline, GROUP)
def let_them_count(row: Any, made: list[Made]) -> None:
    """Keep them in the place of those before, and have them compiled."""
    organisation = row.payload["organisation"]
    # What those before said goes: a value in them may be recalled. Late hits are told of each value by its items.
    Group.objects.filter(organisation=organisation, counts=True).update(counts=False, content="")
    for one in made:
        values = {"content": one.content, "digest": digest_of(one.content), "items": one.items, "counts": True}
        Group.objects.update_or_create(pk=one.key, defaults={"organisation_id": organisation, **values})
    ask(Deadline, COMPILE, f"{COMPILE}:{row.key}")


@subscribe(RECEIVED)
def tell_each(events: Sequence[Event]) -> None:
    """What a group hit is a hit of each of its values that stands in the listing."""
    for event in events:
        hits = TacticHit.objects.filter(organisation=event.organisation, at__gte=event.at - JUST_NOW)
        groups = {one.pk: one for one in Group.objects.filter(pk__in=hits.values("tactic"))}
        own = list(hits.filter(tactic__in=groups)) if groups else []
        if own:
            TacticHit.objects.bulk_create(_of_each(own, groups), ignore_conflicts=True)


def _made(
    organisation: str, some: list[Indicator], by_value: dict[Indicator, list[tuple[str, int]]], expires: Any
) -> Made | None:
    """None where no tactic finds any of them (any more)."""
    items = sorted(item for one in some for item in by_value[one])
    told = SEPARATOR.join(("group", organisation, *(f"{key}:{number}" for key, number in items)))
    key = uuid.uuid5(NAMESPACE, told)
    made = as_tactics([Entry(one, 1.0, LARGEST_DB) for one in some], author=AUTHOR, expires=expires)
    texts = list(made.tactics.values())
    return Made(key, restated(NAME, texts[0], id=str(key)), items) if texts else None


def _of_each(hits: list[TacticHit], groups: dict[UUID, Group]) -> list[TacticHit]:
    cases = {
        one.pk: one for one in Case.objects.filter(pk__in=[hit.case_id for hit in hits]).select_related("organisation")
    }
    found = {one.case_id: one.snapshot for one in latest_found_of(list(cases.values()))}
    pictures = hashes_of([one.pk for one in found.values()], hits[0].organisation_id)
    sought = {key: _sought(group) for key, group in groups.items()}
    told = []
    for hit in hits:
        search, items_of = sought[hit.tactic]
        snapshot = found[hit.case_id]
        hashes = [value for _digest, value in pictures[snapshot.pk]]
        standing = search.standing_in(snapshot.content, hashes, seller_value(cases[hit.case_id]))
        if not standing and len(items_of) == 1:
            standing = frozenset(items_of)  # disguised, or in a picture that was not kept: there is no other
        told += [
            TacticHit(
                case_id=hit.case_id, organisation_id=hit.organisation_id, tactic=key, version=number, mode=hit.mode,
                band=hit.band, without_band=hit.without_band, at=hit.at,
            )
            for one in standing for key, number in items_of[one]
        ]  # fmt: skip
    return told


def _sought(group: Group) -> tuple[Sought, dict[Indicator, list[tuple[UUID, int]]]]:
    numbers = {UUID(key): number for key, number in group.items}
    items_of: dict[Indicator, list[tuple[UUID, int]]] = defaultdict(list)
    for version in ItemVersion.objects.filter(item__in=numbers):
        if version.number == numbers[version.item_id]:
            items_of[told_in(version.content).indicator].append((version.item_id, version.number))
    return Sought(items_of), items_of

"""False alarms that were told at a marketplace, held against the tactics that come to it later."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from guildmark.hub.cases.decide import latest_found_of
from guildmark.hub.cases.models import Case
from guildmark.hub.events.lease import ask, does, prepares
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.events.record import subscribe
from guildmark.hub.exchange import kinds
from guildmark.hub.exchange.chosen import used
from guildmark.hub.exchange.kept import judged_with, newest_kept
from guildmark.hub.exchange.models import Sighting, Use
from guildmark.hub.exchange.sightings import FALSE_ALARM
from guildmark.hub.exchange.terms import terms
from guildmark.hub.members.models import Organisation
from guildmark.tactics import Used

LOOK = "use.remembered"
MOST = 500  # of the newest; each is a listing to judge


@subscribe(kinds.USE_CHANGED, kinds.USE_PROPOSED)
def ask_what_is_remembered(events: Sequence[Event]) -> None:
    """What is taken up, or is to go further, is held against the false alarms told there. Indicators in the shadow are
    not: they come by the hundred, and each looks for one value."""
    for event in events:
        if event.data["mode"] != "off":
            use = Use.objects.select_related("item").get(item=event.subject, organisation=event.organisation)
            if use.item.kind == "indicator" and event.data["mode"] == "shadow":
                continue
            ask(Deadline, LOOK, f"{LOOK}:{event.pk}", use=str(use.pk))


@prepares(Deadline, LOOK)
def look_back(row: Any) -> list[str] | None:
    """The keys of the cases; None of a use that is over."""
    use = Use.objects.select_related("version", "organisation").filter(pk=row.payload["use"]).first()
    if use is None or use.mode == "off":
        return None
    return [str(case.key) for case in remembered_against(used(use), use.organisation)]


@does(Deadline, LOOK)
def keep_what_is_remembered(row: Any, cases: list[str] | None) -> None:
    """Keep them with the use, for those who let it go further."""
    if cases is not None:
        Use.objects.filter(pk=row.payload["use"]).update(remembered=cases)


def remembered_against(tactic: Used, organisation: Organisation) -> list[Case]:
    """The cases at a marketplace of which a false alarm was told of this very tactic, or of another while this one
    would fire on the listing too: the newest first. Takes seconds where any was told of another."""
    told = _told(organisation)
    cases = Case.objects.filter(key__in=told).select_related("right").order_by("-pk")
    others = [case for case in cases if tactic.tactic.id not in told[case.key]]
    hit = _hit(tactic, organisation, others) if others else set()
    return [case for case in cases if tactic.tactic.id in told[case.key] or (case.listing_id, case.right.code) in hit]


def _told(organisation: Organisation) -> dict[UUID, set[UUID]]:
    """By the key of the case, the tactics of which a false alarm was told there."""
    told: dict[UUID, set[UUID]] = {}
    rows = Sighting.objects.filter(
        organisation=organisation, kind=FALSE_ALARM, case__isnull=False, taken_back_at__isnull=True
    )
    for case, item in rows.order_by("-at").values_list("case", "item")[:MOST]:
        assert case is not None
        told.setdefault(case, set()).add(item)
    return told


def _hit(tactic: Used, organisation: Organisation, cases: Sequence[Case]) -> set[tuple[str, str]]:
    """Listing and right of those that it fires on, as they were when they were decided."""
    kept = {found.snapshot.listing_id: found.snapshot for found in latest_found_of(cases)}
    if tactic.tactic.needs_facts:  # which are counted among more than these
        for one in newest_kept(organisation, terms().most_listings):
            kept.setdefault(one.listing_id, one)
    judged = judged_with(tactic, organisation.pk, kept.values())
    hits = [] if judged is None else judged[0].hits.to_pylist()
    return {(hit["listing_id"], hit["right_id"]) for hit in hits}

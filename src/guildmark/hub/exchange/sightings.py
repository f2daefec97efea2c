"""Commands about sightings: a member saw a tactic at work, found it wrong, or found it at its end."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.cases.decide import latest_found
from guildmark.hub.cases.kinds import DECIDED, REOPENED, UNDONE
from guildmark.hub.cases.models import Case, Decision, TacticHit
from guildmark.hub.events.models import Event
from guildmark.hub.events.record import Happening, record, record_all, site_for, subscribe
from guildmark.hub.exchange import kinds
from guildmark.hub.exchange.hold import set_hold
from guildmark.hub.exchange.marking import readable_by
from guildmark.hub.exchange.models import SIGHTINGS, Item, Sighting
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.roles import ALLIANCE
from guildmark.hub.registry.approval import require_person

SEEN, FALSE_ALARM, EXPIRED = SIGHTINGS
MOST_GIVEN = 20  # examples of false alarms, to a tactic's author
EXAMPLE = ("title", "description", "price", "currency", "category", "condition")  # of a listing, for a quiet example


def sight(item: Item, kind: str, *, by: Actor) -> Sighting:
    """Say that something shared was seen at work, or is not seen any more.

    Errors: PermissionDenied; ValidationError for what is not shared with one, or no such kind.
    """
    by.require("exchange.write")
    if kind not in (SEEN, EXPIRED):
        raise ValidationError(_("A false alarm is told with the case that shows it."))
    with transaction.atomic():
        [sighting] = keep_sightings(readable(item, by), [kind], by=by, person=by.id)
    return sighting


def take_false_alarm(item: Item, *, by: Actor) -> Sighting:
    """Another alliance's site tells a false alarm: its people saw the case there. It holds a tactic as any does.

    Errors: PermissionDenied; ValidationError for what is not shared with that alliance, or no site of one.
    """
    by.require("exchange.write")
    if by.organisation.kind != ALLIANCE:
        raise ValidationError(_("A false alarm is told with the case that shows it."))
    with transaction.atomic():
        held = readable(item, by)
        [sighting] = keep_sightings(held, [FALSE_ALARM], by=by, person=by.id)
        _hold_once(held, sighting, by)
    return sighting


def keep_sightings(
    item: Item, said: Sequence[str], *, by: Actor, person: UUID | None = None, at: datetime | None = None
) -> list[Sighting]:
    """Keep what an organisation says of a locked item, of its newest version, in the caller's transaction; what it said
    on the same day stands already. `person` is who says so, null where what came of cases does."""
    version, at = item.current.number if item.current else 1, at or timezone.now()
    own = Sighting.objects.filter(
        item=item, version=version, organisation=by.organisation, case__isnull=True, taken_back_at__isnull=True,
        at__range=_day(at),
    )  # fmt: skip
    known = {one.kind: one for one in own}
    fresh = [kind for kind in said if kind not in known]
    made = Sighting.objects.bulk_create(
        Sighting(item=item, version=version, organisation=by.organisation, kind=kind, person=person, at=at)
        for kind in fresh
    )
    record_all((Happening(kinds.SIGHTED, item.pk, data=_told(one)) for one in made), by=by.by)
    known |= {one.kind: one for one in made}
    return [known[kind] for kind in said]


def tell_false_alarm(item: Item, case: Case, *, by: Actor, give_example: bool = False) -> Sighting:
    """Say that a tactic hit a listing that is none of what it speaks of. It goes back to the shadow at every
    marketplace, until its author has answered; thereafter, the same member's next one stops it at that member alone.
    `give_example` lets the author see the words of the listing.

    Errors: PermissionDenied; ValidationError for a case that it did not hit, or that is not one's own.
    """
    require_person(by, "exchange.use")
    with transaction.atomic():
        held = readable(item, by)
        hit = TacticHit.objects.filter(tactic=held.pk, case=case, organisation=by.organisation).first()
        if hit is None:
            raise ValidationError(_("It did not hit this case."))
        sighting, made = Sighting.objects.get_or_create(
            item=held, organisation=by.organisation, kind=FALSE_ALARM, case=case.key, taken_back_at=None,
            defaults={"version": hit.version, "person": by.id},
        )  # fmt: skip
        if give_example:
            content = latest_found(case).snapshot.content
            sighting.example = {name: content[name] for name in EXAMPLE if content.get(name) not in (None, "")}
        said_before = not made and sighting.person is not None
        sighting.person = by.id
        sighting.save(update_fields=("example", "person"))
        if not said_before:
            record(kinds.SIGHTED, held.pk, by=by.by, data=_told(sighting))
            _hold_once(held, sighting, by)
    return sighting


def take_back_alarm(item: Item, case: Case, *, by: Actor) -> None:
    """Take back that a tactic was wrong: it goes on, unless somebody else said so too, or it is another alliance's,
    which was told. How far it goes at a marketplace is for that to choose anew.

    Errors: PermissionDenied; ValidationError where nobody of one's organisation said so.
    """
    require_person(by, "exchange.use")
    with transaction.atomic():
        held = readable(item, by)
        said = _said_wrong(held).filter(organisation=by.organisation, case=case.key).select_for_update().first()
        if said is None:
            raise ValidationError(_("Nobody of your organisation called this a false alarm."))
        said.taken_back_at = timezone.now()
        said.save(update_fields=("taken_back_at",))
        record(kinds.SIGHTING_BACK, held.pk, by=by.by, data={"sighting": str(said.pk)})
        if held.owner.kind != ALLIANCE and not _said_wrong(held).filter(version=said.version).exists():
            set_hold(held, held=False, by=by)


def called_wrong(item: Item, *, by: Actor) -> set[UUID]:
    """The keys of the cases of which people of an actor's organisation said that it was wrong."""
    own = _said_wrong(item).filter(organisation=by.organisation, case__isnull=False)
    return {case for case in own.values_list("case", flat=True) if case is not None}


def given_examples(item: Item, *, by: Actor) -> list[dict[str, Any]]:
    """The words of listings on which a tactic of one's own was wrong, where members gave them: not who did, the newest
    first. Nobody but its author is given any."""
    if item.owner_id != by.organisation.pk:
        return []
    told = _said_wrong(item).exclude(example={})
    return list(told.order_by("-at").values_list("example", flat=True)[:MOST_GIVEN])


@subscribe(DECIDED)
def follow_decisions(events: Sequence[Event]) -> None:
    """A decided case that tactics hit is a sighting of each: at work, or a false alarm."""
    ids = [event.data["decision"] for event in events]
    decisions = Decision.objects.filter(pk__in=ids, undone_at__isnull=True).select_related("case")
    outcomes = {one.case_id: one.outcome for one in decisions}
    _take_back([one.case.key for one in decisions])
    shared = Item.objects.filter(pk=OuterRef("tactic"))
    hits = TacticHit.objects.filter(Exists(shared), case__in=outcomes).select_related("case").order_by("id")
    told = [
        Sighting(
            item_id=hit.tactic, version=hit.version, organisation_id=hit.organisation_id, kind=kind, case=hit.case.key
        )
        for hit in hits
        if (kind := _kind(outcomes[hit.case_id]))
    ]  # fmt: skip
    Sighting.objects.bulk_create(told, ignore_conflicts=True)  # where a person said so before, that stands
    made = Sighting.objects.filter(pk__in=[one.pk for one in told]).order_by("organisation", "at", "pk")
    for organisation, sightings in groupby(made, key=attrgetter("organisation_id")):
        happened = [Happening(kinds.SIGHTED, one.item_id, data=_told(one)) for one in sightings]
        record_all(happened, by=site_for(organisation))


@subscribe(UNDONE, REOPENED)
def follow_undone(events: Sequence[Event]) -> None:
    """What a decision told goes with it."""
    _take_back([event.subject for event in events])


def _told(sighting: Sighting) -> dict[str, Any]:
    return {"kind": sighting.kind, "sighting": str(sighting.pk), "person": sighting.person is not None}


def _hold_once(item: Item, sighting: Sighting, by: Actor) -> None:
    """Each member holds a version once: else one could keep another's tactic from acting for good, since whatever its
    author answers, there is a next case."""
    said = _said_wrong(item).filter(version=sighting.version, organisation=by.organisation)
    if not said.exclude(pk=sighting.pk).exists():
        set_hold(item, held=True, by=by)


def _said_wrong(item: Item) -> QuerySet[Sighting]:
    """The false alarms that people told of it, and did not take back."""
    return Sighting.objects.filter(item=item, kind=FALSE_ALARM, person__isnull=False, taken_back_at__isnull=True)


def _day(at: datetime) -> tuple[datetime, datetime]:
    """The first and the last instant of its day, in UTC."""
    begin = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return begin, begin + timedelta(days=1, microseconds=-1)


def _kind(outcome: str) -> str:
    return {"infringing": SEEN, "not": FALSE_ALARM}.get(outcome, "")


def _take_back(cases: Sequence[UUID]) -> None:
    """What the site itself said of cases, given by their keys; what a person said stands."""
    mine = Sighting.objects.filter(case__in=cases, person__isnull=True, taken_back_at__isnull=True)
    mine.update(taken_back_at=timezone.now())


def readable(item: Item, by: Actor) -> Item:
    """What is shared with one, locked. Errors: ValidationError where it is not."""
    held = Item.objects.select_for_update(of=("self",)).filter(readable_by(by), pk=item.pk).first()
    if held is None or held.state != "shared":
        raise ValidationError(_("This is not shared with you any more."))
    return held

"""The brake of tactics: one that leaves its limits of volume or of wrong ones goes back to the shadow by itself."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from guildmark.hub.cases.kinds import DECIDED, RECEIVED
from guildmark.hub.cases.models import Case, TacticHit
from guildmark.hub.events.models import Event
from guildmark.hub.events.record import site_for, subscribe
from guildmark.hub.exchange.models import Use
from guildmark.hub.exchange.terms import terms
from guildmark.hub.exchange.uses import stop_all

DAY, USUAL_DAYS = timedelta(days=1), 7
WEIGHED = ("review", "act")


@subscribe(RECEIVED)
def look_at_volume(events: Sequence[Event]) -> None:
    """After each delivery, whether a tactic hits far more than on a usual day."""
    for event in events:
        uses = Use.objects.filter(organisation=event.organisation, mode__in=WEIGHED)
        _stop(use for use in uses if _too_many(use))


@subscribe(DECIDED)
def look_at_wrong_ones(events: Sequence[Event]) -> None:
    """After each decision, whether too many of what a tactic hit do not infringe."""
    cases = Case.objects.filter(key__in=[event.subject for event in events])
    hits = TacticHit.objects.filter(case__in=cases).values_list("tactic", "organisation").distinct()
    for tactic, organisation in hits:
        uses = Use.objects.filter(item=tactic, organisation=organisation, mode__in=WEIGHED)
        _stop(use for use in uses if _too_often_wrong(use))


def _too_many(use: Use) -> bool:
    limits, now = terms().brake, timezone.now()
    hits = TacticHit.objects.filter(tactic=use.item_id, organisation=use.organisation_id)
    counted = hits.filter(at__gt=now - DAY * (USUAL_DAYS + 1)).aggregate(
        today=Count("pk", filter=Q(at__gt=now - DAY)), before=Count("pk", filter=Q(at__lte=now - DAY))
    )
    if not counted["before"] and use.since > now - DAY * (USUAL_DAYS + 1):
        return False  # too new for a usual day
    usual = counted["before"] / USUAL_DAYS
    return bool(counted["today"] >= max(limits.fewest, limits.times_usual * usual))


def _too_often_wrong(use: Use) -> bool:
    limits = terms().brake
    since = max(timezone.now() - limits.over, use.since)
    hit = TacticHit.objects.filter(
        tactic=use.item_id, organisation=use.organisation_id, version=use.version.number, case__state="decided",
        case__decided_at__gt=since,
    )  # fmt: skip
    outcomes = hit.aggregate(
        wrong=Count("pk", filter=Q(case__outcome="not")), right=Count("pk", filter=Q(case__outcome="infringing"))
    )
    settled: int = outcomes["wrong"] + outcomes["right"]
    return settled >= limits.settled and bool(outcomes["wrong"] > limits.wrong_share * settled)


def _stop(uses: Iterable[Use]) -> None:
    for use in uses:
        stop_all(Use.objects.filter(pk=use.pk), "brake", by=site_for(use.organisation_id), mode="shadow")

"""The dossier on which a store is closed: what was found, told, answered and reversed, made from what is on record."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from guildmark.hub.cases.models import Case
from guildmark.hub.enforcement.models import SERVED, Action, Answer
from guildmark.hub.events.record import record, site_for
from guildmark.hub.stores import kinds
from guildmark.hub.stores.models import Dossier, Store, Strike

MOST_CASES = 50  # shown by themselves, the newest infringing ones


def make_dossier(store: Store, action: Action) -> Dossier:
    """Make the dossier of a closing that is proposed, in the transaction of the proposal."""
    dossier = Dossier.objects.create(store=store, action=action, content=content_of(store, action))
    data = {"action": str(action.pk), "dossier": str(dossier.pk)}
    record(kinds.DOSSIER, store.pk, by=site_for(store.organisation_id), data=data)
    return dossier


def content_of(store: Store, action: Action) -> dict[str, Any]:
    """What speaks for closing and what against it, as plain values."""
    cases = Case.objects.filter(organisation=store.organisation_id, seller_id=store.seller_id)
    actions = Action.objects.filter(organisation=store.organisation_id, seller_id=store.seller_id)
    told = actions.filter(statement__isnull=False)
    answers = Answer.objects.filter(statement__action__in=actions)
    strikes = Strike.objects.filter(store=store).select_related("action").order_by("at", "id")
    return {
        "as_of": _instant(timezone.now()),
        "store": {"seller_id": store.seller_id, "name": store.name, "listings": store.listings},
        "step": dict(action.facts),
        "cases": {row["outcome"] or row["state"]: row["cases"] for row in _by_outcome(cases)},
        "rights": [
            {"mark": row["right__mark"], "holder": row["holder__name"], "cases": row["cases"]}
            for row in cases.filter(outcome="infringing")
            .values("right__mark", "holder__name")
            .annotate(cases=Count("id"))
            .order_by("-cases", "right__mark")[:20]
        ],
        "dangerous": cases.filter(outcome="infringing", touches_health=True).count(),
        "actions": actions.filter(taken_at__isnull=False).count(),
        "lifted_again": actions.filter(state="lifted").exclude(ended_why=SERVED).count(),
        "statements": {"told": told.count(), "read": told.filter(statement__read_at__isnull=False).count()},
        "answers": {
            "given": answers.count(),
            "upheld": answers.filter(outcome="upheld").count(),
            "reversed": answers.filter(outcome="reversed").count(),
            "waiting": answers.filter(outcome="").count(),
        },
        "strikes": [
            {
                "at": _instant(one.at),
                "gravity": one.gravity,
                "points": one.points,
                "undone": one.undone_at is not None,
                "listing": one.action.name,
            }
            for one in strikes[:500]
        ],
        "steps": [
            {"step": one.rule.removeprefix("ladder: "), "at": _instant(one.taken_at), "state": one.state}
            for one in Action.objects.filter(subject=store.pk, taken_at__isnull=False).order_by("taken_at")
        ],
        "examples": [
            {"case": str(one.key), "listing": one.listing_id, "title": one.title, "mark": one.right.mark}
            for one in _newest(cases)
        ],
    }


def _newest(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.filter(outcome="infringing").select_related("right").order_by("-decided_at", "-id")[:MOST_CASES]


def _by_outcome(cases: QuerySet[Case]) -> Any:
    rows = cases.filter(~Q(state="clear")).values("state", "outcome")
    return rows.annotate(cases=Count("id")).order_by("state", "outcome")


def _instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None

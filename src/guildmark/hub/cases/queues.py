"""Queues: rules by which open cases are looked through, most expected harm first."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guildmark.hub.cases import kinds
from guildmark.hub.cases.models import BANDS, Case, Queue
from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen
from guildmark.hub.registry.models import Right

MOST_COUNTED = 1_000  # a count beyond is told as "1,000 and more", since counting on would cost more than it tells
KEYS = ("rights", "holders", "bands", "categories", "health", "least_exposure")


def waiting(actor: Actor, queue: Queue | None) -> QuerySet[Case]:
    """The open cases of a queue, or all, that an actor sees."""
    rows = seen(Case, actor).filter(state="open")
    return (rows if queue is None else rows.filter(rule_filter(queue.rule))).order_by("-harm", "id")


def counted(rows: QuerySet[Any]) -> int:
    """How many there are, up to MOST_COUNTED."""
    return rows.order_by()[:MOST_COUNTED].count()


def rule_filter(rule: dict[str, Any]) -> Q:
    """A rule as a filter of cases."""
    found = Q()
    if rights := rule.get("rights"):
        found &= Q(right__in=[uuid.UUID(one) for one in rights])
    if holders := rule.get("holders"):
        found &= Q(holder__in=[uuid.UUID(one) for one in holders])
    if bands := rule.get("bands"):
        found &= Q(band__in=bands)
    if categories := rule.get("categories"):
        within = Q()
        for one in categories:
            within |= Q(category__istartswith=one)
        found &= within
    if rule.get("health"):
        found &= Q(touches_health=True)
    if (least := rule.get("least_exposure")) is not None:
        found &= Q(exposure__gte=least)
    return found


def save_queue(name: str, rule: dict[str, Any], *, by: Actor, queue: Queue | None = None) -> Queue:
    """Make a queue, or change one. Errors: PermissionDenied; ValidationError for a rule that is not understood."""
    by.require("cases.lead")
    rule = _checked(rule, by)
    if not name.strip():
        raise ValidationError({"name": _("A queue needs a name.")})
    with transaction.atomic():
        others = Queue.objects.filter(organisation=by.organisation, name=name.strip())
        if (others.exclude(pk=queue.pk) if queue else others).exists():
            raise ValidationError({"name": _("There is a queue of this name.")})
        if queue is None:
            queue = Queue(organisation=by.organisation, made_by=by.id)
        queue.name, queue.rule = name.strip()[:80], rule
        queue.save()
        record(kinds.QUEUE_CHANGED, queue.id, by=by.by, data={"rule": rule})
    return queue


def remove_queue(queue: Queue, *, by: Actor) -> None:
    """Remove a queue; its cases stay where they are."""
    by.require("cases.lead")
    with transaction.atomic():
        record(kinds.QUEUE_CHANGED, queue.id, by=by.by, data={"removed": True})
        queue.delete()


def _checked(rule: dict[str, Any], by: Actor) -> dict[str, Any]:
    kept = {key: value for key, value in rule.items() if value not in (None, "", [], False)}
    if unknown := sorted(set(kept) - set(KEYS)):
        raise ValidationError(_("A queue has no rule %(wrong)s.") % {"wrong": ", ".join(unknown)})
    if wrong := [band for band in kept.get("bands", ()) if band not in BANDS]:
        raise ValidationError({"bands": _("%(wrong)s is no band.") % {"wrong": wrong[0]}})
    rights = [uuid.UUID(one) for one in kept.get("rights", ())]
    if seen(Right, by).filter(pk__in=rights).count() != len(rights):
        raise ValidationError({"rights": _("A right of this rule is not there.")})
    return kept

"""Buyers of a dangerous good that was removed can be told: the marketplace, which knows them, is given the words.

Article 32 of Regulation (EU) 2022/2065 asks it of marketplaces for what was bought in the last six months.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.enforcement import kinds
from guildmark.hub.enforcement.models import Action
from guildmark.hub.enforcement.outbox import tell
from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor


def can_be_told(action: Action) -> bool:
    """Whether it is a removal that stands, of a good that touches health and safety, whose buyers were not told yet."""
    dangerous = action.case is not None and action.case.touches_health
    return dangerous and (action.measure, action.state) == ("remove", "standing") and action.buyers_told_at is None


def tell_buyers(action: Action, *, by: Actor) -> None:
    """Have the marketplace write to who bought it. What is told goes out with the listing's state, so that it arrives
    as surely, and carries the same key however often it is heard.

    Errors: PermissionDenied; ValidationError for an action of which buyers are not told, or were.
    """
    by.require("cases.decide")
    with transaction.atomic():
        rows = Action.objects.select_for_update(of=("self",)).select_related("case")
        locked = rows.get(pk=action.pk, organisation=by.organisation)
        if not can_be_told(locked):
            raise ValidationError(_("Buyers are told once, of a dangerous good that stays removed."))
        locked.buyers_told_at = timezone.now()
        locked.save(update_fields=("buyers_told_at",))
        record(kinds.BUYERS_TOLD, locked.subject, by=by.by, data={"action": str(locked.pk)})
        tell(by.organisation.pk, {(locked.target, locked.name): locked.subject})

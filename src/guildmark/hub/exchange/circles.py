"""Commands about circles: form one, say who belongs to it, leave it, end it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.record import record
from guildmark.hub.exchange import kinds
from guildmark.hub.exchange.models import Circle, Membership
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation

RUN = "circles.run"


def form_circle(name: str, purpose: str, rules: str = "", *, by: Actor) -> Circle:
    """Form a circle. Errors: PermissionDenied; ValidationError without a name of its own, or a purpose."""
    by.require(RUN)
    name, purpose = " ".join(name.split()), " ".join(purpose.split())
    if not name or not purpose:
        raise ValidationError(_("A circle has a name, and a purpose that its members read before they share."))
    try:
        with transaction.atomic():
            circle = Circle.objects.create(name=name, purpose=purpose, rules=rules.strip(), made_by=by.id)
            record(kinds.CIRCLE_MADE, circle.pk, by=by.by)
    except IntegrityError:
        raise ValidationError({"name": _("There is a circle of this name already.")}) from None
    return circle


def end_circle(circle: Circle, *, by: Actor) -> None:
    """End a circle: what was shared in it alone is read by its author alone from now on."""
    by.require(RUN)
    with transaction.atomic():
        held = _held(circle)
        held.ended_at = timezone.now()
        held.save(update_fields=("ended_at",))
        record(kinds.CIRCLE_ENDED, held.pk, by=by.by)


def add_member(circle: Circle, organisation: Organisation, *, by: Actor) -> Membership:
    """Take a member into a circle, which lets it read what was shared there before too."""
    by.require(RUN)
    with transaction.atomic():
        held = _held(circle)
        member, made = Membership.objects.get_or_create(circle=held, organisation=organisation, left_at=None)
        if made:
            record(kinds.CIRCLE_JOINED, held.pk, by=by.by, data={"organisation": str(organisation.pk)})
    return member


def remove_member(circle: Circle, organisation: Organisation, *, by: Actor) -> None:
    """Let a member go: the secretariat does it, and a member's own administrators for themselves.

    Errors: PermissionDenied; ValidationError for who does not belong to it.
    """
    if not by.may(RUN) and not (by.organisation.pk == organisation.pk and by.may("members.own")):
        raise PermissionDenied(_("The secretariat says who belongs to a circle; your administrators can leave it."))
    with transaction.atomic():
        held = _held(circle)
        gone = Membership.objects.filter(circle=held, organisation=organisation, left_at__isnull=True)
        if not gone.update(left_at=timezone.now()):
            raise ValidationError(_("This member does not belong to the circle."))
        record(kinds.CIRCLE_LEFT, held.pk, by=by.by, data={"organisation": str(organisation.pk)})


def _held(circle: Circle) -> Circle:
    held = Circle.objects.select_for_update().get(pk=circle.pk)
    if held.ended_at is not None:
        raise ValidationError(_("This circle has ended."))
    return held

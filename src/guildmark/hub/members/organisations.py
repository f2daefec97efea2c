"""Commands about organisations: admit, suspend, restore."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.record import SITE, record
from guildmark.hub.members import kinds
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import MARKETPLACE


def admit(
    kind: str,
    name: str,
    *,
    by: Actor | None,
    marketplace: str | None = None,
    country: str = "",
    needs_second_factor: bool = True,
) -> Organisation:
    """Take an organisation into the alliance. `by` is null for the secretariat, made with the site itself.

    Errors: PermissionDenied; ValidationError for a name that is taken, or a marketplace without a short name.
    """
    if by is not None:
        by.require("members.admit")
    if kind == MARKETPLACE and not marketplace:
        raise ValidationError({"marketplace": _("A marketplace needs a short name, as its listings have it.")})
    organisation = Organisation(
        kind=kind,
        name=name.strip(),
        marketplace=marketplace if kind == MARKETPLACE else None,
        country=country,
        needs_second_factor=needs_second_factor,
    )
    organisation.full_clean()
    with transaction.atomic():
        organisation.save()
        record(kinds.ADMITTED, organisation.id, by=by.by if by else SITE, data={"kind": kind})
    return organisation


def suspend(organisation: Organisation, *, by: Actor, note: str) -> None:
    """Shut an organisation out, people and keys; its rows stay. Errors: ValidationError for one's own."""
    by.require("members.admit")
    if organisation == by.organisation:
        raise ValidationError(_("You cannot suspend your own organisation."))
    with transaction.atomic():
        if Organisation.objects.filter(pk=organisation.pk, suspended_at__isnull=True).update(
            suspended_at=timezone.now()
        ):
            record(kinds.SUSPENDED, organisation.id, by=by.by, note=note)


def restore(organisation: Organisation, *, by: Actor) -> None:
    """Let a suspended organisation in again."""
    by.require("members.admit")
    with transaction.atomic():
        if Organisation.objects.filter(pk=organisation.pk, suspended_at__isnull=False).update(suspended_at=None):
            record(kinds.RESTORED, organisation.id, by=by.by)

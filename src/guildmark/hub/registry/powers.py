"""Commands about powers of attorney: give one, verify it by two people of the secretariat, end it."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import HOLDER, SECRETARIAT
from guildmark.hub.registry import kinds
from guildmark.hub.registry.approval import EYES, add_approval, require_person
from guildmark.hub.registry.blobs import lay_down, row_of
from guildmark.hub.registry.brought import Brought, look_over
from guildmark.hub.registry.models import PowerOfAttorney


def grant_power(
    agent: Organisation, document: Brought, valid_from: date, valid_to: date, *, by: Actor
) -> PowerOfAttorney:
    """Let an agent act for the rights of one's own organisation, for a time. It counts once it is verified.

    Errors: PermissionDenied; InputError for a document that is none; ValidationError for dates, or for an agent that
    cannot be one.
    """
    by.require("members.own")
    if by.organisation.kind != HOLDER:
        raise PermissionDenied(_("Only holders of rights give powers of attorney."))
    if agent.kind != HOLDER or agent.pk == by.organisation.pk:
        raise ValidationError({"agent": _("An agent is another member of the alliance on the holders' side.")})
    if valid_to < valid_from:
        raise ValidationError({"valid_to": _("It ends before it begins.")})
    if valid_to < timezone.now().date():
        raise ValidationError({"valid_to": _("It has ended already.")})
    looked = look_over(document, "document")
    digest = lay_down(looked.data)
    with transaction.atomic():
        power = PowerOfAttorney.objects.create(
            holder=by.organisation,
            agent=agent,
            document=row_of(digest, len(looked.data), looked.media_type),
            valid_from=valid_from,
            valid_to=valid_to,
            granted_by=by.id,
        )
        record(kinds.POWER_GRANTED, power.pk, by=by.by, data=_told(power) | {"document": digest})
    return power


def approve_power(power: PowerOfAttorney, *, by: Actor) -> PowerOfAttorney:
    """Say yes to a power of attorney; the second person's yes verifies it.

    Errors: PermissionDenied; ValidationError for one that does not wait, or for a second yes of the same person.
    """
    require_person(by, "rights.verify")
    with transaction.atomic():
        locked = PowerOfAttorney.objects.select_for_update().get(pk=power.pk)
        if locked.verified_at is not None or locked.revoked_at is not None:
            raise ValidationError(_("This power of attorney does not wait for approval any more."))
        yes = add_approval(locked.pk, by)
        record(kinds.POWER_APPROVED, locked.pk, by=by.by, data=_told(locked) | {"yes": yes})
        if yes >= EYES:
            locked.verified_at = timezone.now()
            locked.save(update_fields=("verified_at",))
            record(kinds.POWER_VERIFIED, locked.pk, by=by.by, data=_told(locked))
    return locked


def revoke_power(power: PowerOfAttorney, *, by: Actor, note: str = "") -> PowerOfAttorney:
    """End a power of attorney at once: by whoever gave it or has it, or by the secretariat, which says why.

    Errors: PermissionDenied; ValidationError for one that was ended already, or without words.
    """
    if by.organisation.kind == SECRETARIAT:
        require_person(by, "rights.verify")
        if not note.strip():
            raise ValidationError({"words": _("Say why, so that both sides know.")})
    else:
        by.require("members.own")
        if by.organisation.pk not in (power.holder_id, power.agent_id):
            raise PermissionDenied(_("This is for those who gave the power of attorney, or have it."))
    with transaction.atomic():
        locked = PowerOfAttorney.objects.select_for_update().get(pk=power.pk)
        if locked.revoked_at is not None:
            raise ValidationError(_("This power of attorney was ended already."))
        locked.revoked_at = timezone.now()
        locked.save(update_fields=("revoked_at",))
        record(kinds.POWER_REVOKED, locked.pk, by=by.by, data=_told(locked), note=note.strip())
    return locked


def _told(power: PowerOfAttorney) -> dict[str, str]:
    return {
        "holder": str(power.holder_id),
        "agent": str(power.agent_id),
        "valid_from": power.valid_from.isoformat(),
        "valid_to": power.valid_to.isoformat(),
    }

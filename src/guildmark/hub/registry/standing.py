"""Commands that take a right out of use and bring it back."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import SECRETARIAT
from guildmark.hub.registry import kinds
from guildmark.hub.registry.acting import require_acting, tell
from guildmark.hub.registry.models import Right


def withdraw(right: Right, *, by: Actor, note: str = "") -> Right:
    """Take a right out of the next index, without removing anything of it. A stop needs one person alone: the holder's
    side, or someone of the secretariat, who says why.

    Errors: PermissionDenied; ValidationError for a right that was withdrawn already, or without words.
    """
    if by.organisation.kind == SECRETARIAT:
        by.require("rights.verify")
        if not note.strip():
            raise ValidationError({"words": _("Say why, so that the holder knows.")})
    else:
        require_acting(by, right.holder)
    with transaction.atomic():
        locked = Right.objects.select_for_update().get(pk=right.pk)
        if locked.state == "withdrawn":
            raise ValidationError(_("This right was withdrawn already."))
        locked.state, locked.withdrawn_by = "withdrawn", by.organisation.pk
        locked.save(update_fields=("state", "withdrawn_by"))
        tell(kinds.WITHDRAWN, locked, by=by, version=locked.current, note=note.strip())
    return locked


def restore(right: Right, *, by: Actor) -> Right:
    """Bring a withdrawn right back as it was; what the secretariat withdrew, the secretariat alone.

    Errors: PermissionDenied; ValidationError for a right that is not withdrawn.
    """
    with transaction.atomic():
        locked = Right.objects.select_for_update().get(pk=right.pk)
        if was_stopped(locked):
            if by.organisation.kind != SECRETARIAT:
                raise PermissionDenied(_("The secretariat withdrew this right, and alone can restore it."))
            by.require("rights.verify")
        else:
            require_acting(by, locked.holder)
        if locked.state != "withdrawn":
            raise ValidationError(_("This right is not withdrawn."))
        locked.state, locked.withdrawn_by = ("verified" if locked.current_id else "draft"), None
        locked.save(update_fields=("state", "withdrawn_by"))
        tell(kinds.RESTORED, locked, by=by, version=locked.current)
    return locked


def was_stopped(right: Right) -> bool:
    """Whether it was the secretariat that withdrew a right."""
    by = right.withdrawn_by
    return by is not None and Organisation.objects.filter(pk=by, kind=SECRETARIAT).exists()

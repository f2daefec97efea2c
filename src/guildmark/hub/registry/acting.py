"""Acting for a holder: its own people and keys, and agents with a power that counts today, who say for whom."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from guildmark.hub.events.models import Event
from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import HOLDER
from guildmark.hub.registry.models import Right, RightVersion
from guildmark.hub.registry.wall_rules import powers_of


def acts_for(actor: Actor, holder: Organisation) -> bool:
    """Whether an actor stands on the side of a holder today."""
    if actor.organisation.kind != HOLDER:
        return False
    return actor.organisation.pk == holder.pk or powers_of(actor).filter(holder=holder).exists()


def require_acting(actor: Actor, holder: Organisation) -> None:
    """Errors: PermissionDenied for who may not change rights, or not those of this holder."""
    actor.require("rights.change")
    if not acts_for(actor, holder):
        raise PermissionDenied(_("This is for the holder of the right, and for agents with a power of attorney."))


def holders_to_act_for(actor: Actor) -> list[Organisation]:
    """Those whose rights an actor may register: its own organisation, then whom it has a power of, by name."""
    others = Organisation.objects.filter(pk__in=powers_of(actor).values("holder")).order_by("name")
    return [actor.organisation, *others] if actor.organisation.kind == HOLDER else []


def tell(
    kind: str,
    right: Right,
    *,
    by: Actor,
    version: RightVersion | None = None,
    data: dict[str, Any] | None = None,
    note: str = "",
) -> Event:
    """Write an event about a right: on whose behalf an agent acted, and of which version it tells."""
    told = dict(data or {})
    if by.organisation.kind == HOLDER and by.organisation.pk != right.holder_id:
        told["for"] = str(right.holder_id)
    versions = {"right": version.number} if version is not None else {}
    return record(kind, right.pk, by=by.by, data=told, versions=versions, note=note)

"""Which stores an actor sees: a marketplace its own."""

from django.db.models import Q

from guildmark.hub.enforcement.wall_rules import own_by
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import rule
from guildmark.hub.stores.models import Dossier, Store, Strike


@rule(Store)
def stores(actor: Actor) -> Q:
    """A marketplace its own."""
    return own_by(actor, "actions.see")


@rule(Strike)
def strikes(actor: Actor) -> Q:
    """Those of its stores."""
    return own_by(actor, "actions.see", "store__")


@rule(Dossier)
def dossiers(actor: Actor) -> Q:
    """Those of its stores."""
    return own_by(actor, "actions.see", "store__")

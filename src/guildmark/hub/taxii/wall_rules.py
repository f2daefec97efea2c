"""Which rows of feeds an actor sees: what it may read now, whatever it could read when they were written."""

from django.db.models import Exists, OuterRef, Q, Subquery

from guildmark.hub.exchange.marking import FOR_ALL as FOR_ALL_MEMBERS
from guildmark.hub.exchange.marking import readable_by
from guildmark.hub.exchange.models import Audience, Item, Membership
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import NOTHING, rule
from guildmark.hub.taxii.models import FOR_ALL, Brought, Came, Fed, Peer, Telling

IN_CIRCLES = ("AMBER+STRICT", "AMBER")


def may_read(actor: Actor) -> bool:
    """Whether it reads feeds at all."""
    return actor.may("exchange.see") and actor.may("exchange.take")


@rule(Fed)
def fed(actor: Actor) -> Q:
    """Rows of what is for all and of one's own circles: of items that one reads there now, of what they refer to, and
    of what ended, which tells nothing but that."""
    if not may_read(actor):
        return NOTHING
    own = Membership.objects.filter(
        organisation=actor.organisation, left_at__isnull=True, circle__ended_at__isnull=True
    )
    reached = Q(collection=FOR_ALL) | Q(collection__in=Subquery(own.values("circle")))
    here = Audience.objects.filter(item=OuterRef("item"), circle=OuterRef("collection"))
    marked = Q(collection=FOR_ALL, item__tlp__in=FOR_ALL_MEMBERS) | Q(Exists(here), item__tlp__in=IN_CIRCLES)
    readable = Item.objects.filter(readable_by(actor), state="shared")
    return reached & (Q(item=None) | Q(ended=True) | (Q(item__in=Subquery(readable.values("pk"))) & marked))


@rule(Brought)
def brought(actor: Actor) -> Q:
    """What one's own programs brought."""
    return Q(organisation=actor.organisation) if actor.may("exchange.write") else NOTHING


@rule(Came)
def came(actor: Actor) -> Q:
    """Nobody looks at these: they are the site's own memory."""
    return NOTHING


@rule(Peer)
def peers(actor: Actor) -> Q:
    """Nobody looks at these either: whoever runs the site's machine makes them."""
    return NOTHING


@rule(Telling)
def tellings(actor: Actor) -> Q:
    """Nobody: what waits is seen as the sighting that it is."""
    return NOTHING

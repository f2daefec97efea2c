"""Who may read what is shared: the Traffic Light Protocol, version 2.0, as rows of the database.

Source: FIRST, "Traffic Light Protocol (TLP)", version 2.0, August 2022, https://www.first.org/tlp/.

- RED: for the eyes of single people. Of the circles' members those who lead; no program, no export, no feed carries it.
- AMBER+STRICT: for the circles' members alone.
- AMBER: for them, and for those whom they act for or who act for them, who need to know it to protect themselves.
- GREEN: for the community, which is every member of the alliance.
- CLEAR: for everyone.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from guildmark.hub.exchange.models import Audience, Item, Membership
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.wall import NOTHING
from guildmark.hub.registry.models import PowerOfAttorney
from guildmark.hub.registry.wall_rules import holders_acted_for

FOR_ALL = ("GREEN", "CLEAR")
IN_CIRCLES = ("RED", "AMBER+STRICT", "AMBER")  # which name at least one
BY_PROGRAM = ("AMBER+STRICT", "AMBER", "GREEN", "CLEAR")
READS_RED = "exchange.red"


def readable_by(actor: Actor) -> Q:
    """The items that an actor may read."""
    if not actor.may("exchange.see"):
        return NOTHING
    own = Q(owner=actor.organisation)
    if not _reads_red(actor):
        own &= ~Q(tlp="RED")
    handed = Q(state="handed") if actor.may("exchange.relay") else NOTHING
    return own | handed | (Q(state="shared") & _reached(actor))


def once_readable_by(actor: Actor) -> Q:
    """The items that an actor may read, or might before they were taken back or had done their work: to be counted,
    never to be shown."""
    if not actor.may("exchange.see"):
        return NOTHING
    return Q(shared_at__isnull=False) & (Q(owner=actor.organisation) | _reached(actor))


def _reached(actor: Actor) -> Q:
    """Those whose marking lets them come to an actor."""
    member = _in_circles([actor.organisation.pk])
    strict = Q(tlp="AMBER+STRICT") & member
    red = Q(tlp="RED") & member if _reads_red(actor) else NOTHING
    amber = Q(tlp="AMBER") & _in_circles(_with_clients(actor))
    return Q(tlp__in=FOR_ALL) | strict | red | amber


def _reads_red(actor: Actor) -> bool:
    return actor.is_person and actor.may(READS_RED)


def _in_circles(organisations: list[UUID]) -> Q:
    members = Membership.objects.filter(organisation__in=organisations, left_at__isnull=True, circle__ended_at=None)
    of_item = Audience.objects.filter(item=OuterRef("pk"), circle__in=members.values("circle"))
    return Q(Exists(of_item))


def _with_clients(actor: Actor) -> list[UUID]:
    """An actor's organisation, those that it acts for, and those that act for it today."""
    agents = PowerOfAttorney.in_force().filter(holder=actor.organisation).values_list("agent", flat=True)
    return [*holders_acted_for(actor), *agents]


def members_reached(item: Item) -> set[UUID]:
    """The organisations in the circles of an item, or with which it shares a marking for all: who is told of it."""
    if item.tlp in FOR_ALL:
        return set(Organisation.objects.filter(suspended_at__isnull=True).values_list("pk", flat=True))
    rows = Membership.objects.filter(circle__audiences__item=item, left_at__isnull=True, circle__ended_at=None)
    return set(rows.values_list("organisation", flat=True))

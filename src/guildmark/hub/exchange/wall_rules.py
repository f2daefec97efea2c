"""Which circles, shared items and uses an actor sees."""

from django.db.models import Q, Subquery

from guildmark.hub.exchange.marking import readable_by
from guildmark.hub.exchange.models import (
    Attachment,
    Backtest,
    Circle,
    ConfidenceChoice,
    CountedWeek,
    Group,
    Item,
    ItemVersion,
    Membership,
    Rarity,
    Sample,
    Sighting,
    Use,
    UseChange,
    Vouched,
)
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.roles import MARKETPLACE, SECRETARIAT
from guildmark.hub.members.wall import NOTHING, rule


@rule(Circle)
def circles(actor: Actor) -> Q:
    """Those that one belongs to; the secretariat all, since it forms them."""
    if not actor.may("exchange.see"):
        return NOTHING
    if actor.organisation.kind == SECRETARIAT:
        return Q()
    own = Membership.objects.filter(organisation=actor.organisation, left_at__isnull=True)
    return Q(pk__in=Subquery(own.values("circle")), ended_at__isnull=True)


@rule(Membership)
def memberships(actor: Actor) -> Q:
    """Those of circles that are seen: members of a circle know each other."""
    return Q(circle__in=Subquery(Circle.objects.filter(circles(actor)).values("pk")))


@rule(Item)
def items(actor: Actor) -> Q:
    """One's own, and what was shared with one (see `exchange.marking`)."""
    return readable_by(actor)


def _of_items(actor: Actor) -> Q:
    return Q(item__in=Subquery(Item.objects.filter(readable_by(actor)).values("pk")))


@rule(ItemVersion)
def item_versions(actor: Actor) -> Q:
    """Those that were shared, of items that are seen; drafts are their author's, or with the secretariat."""
    return _shared_of_items(actor)


@rule(Attachment)
def attachments(actor: Actor) -> Q:
    """As versions: a file beside a draft is read with it, and not before."""
    return _shared_of_items(actor)


def _shared_of_items(actor: Actor) -> Q:
    drafts = Q(item__owner=actor.organisation)
    if actor.may("exchange.relay"):
        drafts |= Q(item__state="handed")
    return _of_items(actor) & (Q(shared_at__isnull=False) | drafts)


def _own(actor: Actor, way: str = "") -> Q:
    if actor.organisation.kind != MARKETPLACE or not actor.may("exchange.see"):
        return NOTHING
    return Q(**{f"{way}organisation": actor.organisation})


@rule(Use)
def uses(actor: Actor) -> Q:
    """A marketplace's own, also of what was recalled since: it stopped there."""
    return _own(actor)


@rule(UseChange)
def use_changes(actor: Actor) -> Q:
    """A marketplace's own, for those who lead."""
    return _own(actor, "use__") if actor.may("exchange.use") else NOTHING


@rule(Sample)
def samples(actor: Actor) -> Q:
    """A marketplace's own, for those who lead."""
    return _own(actor, "use__") if actor.may("exchange.use") else NOTHING


@rule(Backtest)
def backtests(actor: Actor) -> Q:
    """Those that one asked for, of what one still sees, and those of one's own listings."""
    if not actor.may("exchange.see"):
        return NOTHING
    seen = Item.objects.filter(readable_by(actor)).values("pk")
    return Q(version__item__in=Subquery(seen)) & (Q(asked_for=actor.organisation) | Q(organisation=actor.organisation))


@rule(ConfidenceChoice)
def confidence_choices(actor: Actor) -> Q:
    """One's own."""
    return Q(organisation=actor.organisation) if actor.may("exchange.see") else NOTHING


@rule(Sighting)
def sightings(actor: Actor) -> Q:
    """One's own; others' are told as counts alone."""
    return Q(organisation=actor.organisation) if actor.may("exchange.see") else NOTHING


@rule(CountedWeek)
def counted_weeks(actor: Actor) -> Q:
    """What was told of one's own items."""
    return Q(item__owner=actor.organisation) if actor.may("exchange.see") else NOTHING


@rule(Vouched)
def vouched(actor: Actor) -> Q:
    """The secretariat's, which count for all, and one's own."""
    if not actor.may("exchange.see"):
        return NOTHING
    return Q(organisation__kind=SECRETARIAT) | Q(organisation=actor.organisation)


@rule(Rarity)
def rarities(actor: Actor) -> Q:
    """A marketplace's own: how often a value stands there is nobody else's."""
    return _own(actor)


@rule(Group)
def groups(actor: Actor) -> Q:
    """A marketplace's own."""
    return _own(actor)

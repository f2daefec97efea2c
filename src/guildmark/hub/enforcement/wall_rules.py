"""Which actions, and what belongs to them, an actor sees: marketplaces their own, holders those of their cases."""

from django.db.models import Q

from guildmark.hub.cases.wall_rules import cases_by
from guildmark.hub.enforcement.models import (
    Action,
    Answer,
    Brake,
    Connection,
    Delivery,
    Paper,
    PolicyFile,
    Statement,
    Target,
)
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.roles import MARKETPLACE
from guildmark.hub.members.wall import NOTHING, rule


@rule(Action)
def actions(actor: Actor) -> Q:
    """A marketplace its own; a holder those of cases that it sees, once they were taken."""
    if actor.organisation.kind == MARKETPLACE:
        return own_by(actor, "actions.see")
    return cases_by(actor, "case__") & Q(taken_at__isnull=False)


def own_by(actor: Actor, ability: str, way: str = "") -> Q:
    """What belongs to a marketplace, by this way, for those of its own who have an ability."""
    if actor.organisation.kind != MARKETPLACE or not actor.may(ability):
        return NOTHING
    return Q(**{f"{way}organisation": actor.organisation})


@rule(Statement)
def statements(actor: Actor) -> Q:
    """A marketplace's own: what sellers are told is between the two."""
    return own_by(actor, "actions.see", "action__")


@rule(Answer)
def answers(actor: Actor) -> Q:
    """A marketplace's own, for those who decide."""
    return own_by(actor, "cases.decide")


@rule(Paper)
def papers(actor: Actor) -> Q:
    """Those of answers that are seen."""
    return own_by(actor, "cases.decide", "answer__")


@rule(Delivery)
def deliveries(actor: Actor) -> Q:
    """A marketplace's own."""
    return own_by(actor, "actions.see") | own_by(actor, "actions.fetch")


@rule(Target)
def targets(actor: Actor) -> Q:
    """A marketplace's own."""
    return own_by(actor, "actions.see") | own_by(actor, "actions.fetch")


@rule(Connection)
def connections(actor: Actor) -> Q:
    """A marketplace's own, for those who run it or lead."""
    return own_by(actor, "actions.connect") | own_by(actor, "cases.lead")


@rule(PolicyFile)
def policy_files(actor: Actor) -> Q:
    """A marketplace's own, for those who lead."""
    return own_by(actor, "cases.lead")


@rule(Brake)
def brakes(actor: Actor) -> Q:
    """A marketplace's own, for those who lead."""
    return own_by(actor, "cases.lead")

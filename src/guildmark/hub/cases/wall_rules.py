"""Which cases, and what belongs to them, an actor sees. Permission follows the case, never a queue."""

from django.db.models import Q, Subquery

from guildmark.hub.cases.models import (
    Case,
    Decision,
    Draw,
    Found,
    Golden,
    Intake,
    Queue,
    Referral,
    SetAside,
    TacticHit,
    Turn,
)
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.roles import HOLDER, MARKETPLACE
from guildmark.hub.members.wall import NOTHING, rule
from guildmark.hub.registry.wall_rules import holders_of


@rule(Case)
def cases(actor: Actor) -> Q:
    """A marketplace its own; a holder, or who acts for it, those about its rights; the secretariat none."""
    return cases_by(actor, "")


def cases_by(actor: Actor, way: str) -> Q:
    """The same for what leads to a case by this way: as a join, since a subquery reads all of an actor's cases."""
    if not actor.may("cases.see"):
        return NOTHING
    if actor.organisation.kind == MARKETPLACE:
        return Q(**{f"{way}organisation": actor.organisation})
    return holders_of(actor, way) if actor.organisation.kind == HOLDER else NOTHING


def _of_case(actor: Actor) -> Q:
    return cases_by(actor, "case__")


@rule(Found)
def found(actor: Actor) -> Q:
    """What was found of cases that are seen."""
    return _of_case(actor)


@rule(TacticHit)
def tactic_hits(actor: Actor) -> Q:
    """A marketplace's own: which tactics it tries, and on what, is nobody else's."""
    own = actor.organisation.kind == MARKETPLACE and actor.may("cases.see")
    return Q(organisation=actor.organisation) if own else NOTHING


@rule(Referral)
def referrals(actor: Actor) -> Q:
    """Those of cases that are seen."""
    return _of_case(actor)


@rule(Decision)
def decisions(actor: Actor) -> Q:
    """Marketplaces see all of their own; holders what stands about their rights, and their own answers."""
    if not actor.may("cases.see"):
        return NOTHING
    if actor.organisation.kind == MARKETPLACE:
        return Q(case__organisation=actor.organisation)
    return _of_case(actor) & (Q(part="queue", undone_at__isnull=True) | Q(part="answer"))


@rule(Intake)
def intakes(actor: Actor) -> Q:
    """A marketplace's own, for those who bring findings in or lead."""
    mine = actor.may("cases.bring") or actor.may("cases.lead")
    return Q(organisation=actor.organisation) if mine else NOTHING


@rule(SetAside)
def set_aside(actor: Actor) -> Q:
    """Those of deliveries that are seen."""
    return Q(intake__in=Subquery(Intake.objects.filter(intakes(actor)).values("pk")))


@rule(Queue)
def queues(actor: Actor) -> Q:
    """A marketplace's own."""
    return Q(organisation=actor.organisation) if actor.may("cases.see") else NOTHING


@rule(Turn)
def turns(actor: Actor) -> Q:
    """One's own alone: another's would tell what kind of turn it is."""
    return Q(person=actor.id)


@rule(Golden)
def goldens(actor: Actor) -> Q:
    """For those who lead."""
    return Q(organisation=actor.organisation) if actor.may("cases.lead") else NOTHING


@rule(Draw)
def draws(actor: Actor) -> Q:
    """For those who decide cases: they judge what was drawn."""
    return Q(organisation=actor.organisation) if actor.may("cases.decide") else NOTHING

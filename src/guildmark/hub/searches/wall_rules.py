"""What of traces, examples and searches an actor sees: an organisation's own, and of cases those that it sees."""

from django.db.models import Q

from guildmark.hub.cases.wall_rules import cases_by
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import NOTHING, rule
from guildmark.hub.searches.models import Example, Hit, Search, Trace


@rule(Trace)
def traces(actor: Actor) -> Q:
    """As the cases that they lead to, whose organisations they carry."""
    return cases_by(actor, "")


@rule(Example)
def examples(actor: Actor) -> Q:
    """An organisation's own."""
    return Q(organisation=actor.organisation) if actor.may("cases.see") else NOTHING


@rule(Search)
def searches(actor: Actor) -> Q:
    """An organisation's own."""
    return Q(organisation=actor.organisation) if actor.may("cases.see") else NOTHING


@rule(Hit)
def hits(actor: Actor) -> Q:
    """Those of searches that are seen, while the case is seen: a power of attorney may have ended."""
    return Q(search__organisation=actor.organisation) & cases_by(actor, "case__")

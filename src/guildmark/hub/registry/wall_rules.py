"""Which rights, files, powers and weights an actor sees."""

from uuid import UUID

from django.db.models import Model, Q, QuerySet, Subquery

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.roles import HOLDER
from guildmark.hub.members.wall import NOTHING, rule
from guildmark.hub.registry.models import PowerOfAttorney, Right, RightFile, RightVersion, WeightsFile


def powers_of(actor: Actor) -> QuerySet[PowerOfAttorney]:
    """The powers by which an actor's organisation may act today."""
    return PowerOfAttorney.in_force().filter(agent=actor.organisation)


def holders_acted_for(actor: Actor) -> list[UUID]:
    """The organisations on whose side an actor stands today: its own, then those that gave it a power."""
    if actor.organisation.kind != HOLDER:
        return [actor.organisation.pk]
    others = powers_of(actor).order_by("holder").values_list("holder", flat=True).distinct()
    return [actor.organisation.pk, *others]


def each_holder[M: Model](rows: QuerySet[M], actor: Actor) -> list[QuerySet[M]]:
    """Rows with a `holder` that an actor sees, those of each holder by itself: an index then has them in order."""
    holders = holders_acted_for(actor)
    return [rows] if len(holders) == 1 else [rows.filter(holder=holder) for holder in holders]


def holders_of(actor: Actor, way: str = "") -> Q:
    """Rights (by `holder`) that are an actor's own, or that it acts for with a power that counts today.

    `way` leads from the rows that are asked for to those that have a `holder`, as `case__` does. Holders are named one
    by one, and where there is one alone as equal: so that a list of cases is a walk along an index, which with a
    subquery, or an "or", it would not be.
    """
    holders = holders_acted_for(actor)
    return Q(**({f"{way}holder": holders[0]} if len(holders) == 1 else {f"{way}holder__in": holders}))


def _submitted() -> QuerySet[RightVersion]:
    return RightVersion.objects.filter(submitted_at__isnull=False)


@rule(Right)
def rights(actor: Actor) -> Q:
    """Holders and agents see their own; the secretariat what was ever submitted; marketplaces what was verified."""
    if not actor.may("rights.see"):
        return NOTHING
    match actor.organisation.kind:
        case "holder":
            return holders_of(actor)
        case "secretariat":
            return Q(pk__in=Subquery(_submitted().values("right")))
        case _:
            return Q(current__isnull=False)


@rule(RightVersion)
def versions(actor: Actor) -> Q:
    """As rights; of others' rights marketplaces see the version that counts, the secretariat what was submitted."""
    if not actor.may("rights.see"):
        return NOTHING
    match actor.organisation.kind:
        case "holder":
            mine = Right.objects.filter(holders_of(actor))
            return Q(right__in=Subquery(mine.values("pk")))
        case "secretariat":
            return Q(submitted_at__isnull=False)
        case _:
            return Q(current_of__isnull=False)


@rule(RightFile)
def right_files(actor: Actor) -> Q:
    """Holders and agents their own; the secretariat what was submitted; marketplaces pictures that count."""
    if not actor.may("rights.see"):
        return NOTHING
    match actor.organisation.kind:
        case "holder":
            mine = Right.objects.filter(holders_of(actor))
            return Q(right__in=Subquery(mine.values("pk")))
        case "secretariat":
            return Q(submitted=True)
        case _:
            return Q(role__in=("picture", "figure"), private=False, counts=True)


@rule(PowerOfAttorney)
def powers(actor: Actor) -> Q:
    """Those that one gave or was given; the secretariat all, since it verifies them."""
    if not actor.may("rights.see"):
        return NOTHING
    match actor.organisation.kind:
        case "holder":
            return Q(holder=actor.organisation) | Q(agent=actor.organisation)
        case "secretariat":
            return Q()
        case _:
            return NOTHING


@rule(WeightsFile)
def weights(actor: Actor) -> Q:
    """A marketplace's own."""
    return Q(organisation=actor.organisation) if actor.may("cases.lead") else NOTHING

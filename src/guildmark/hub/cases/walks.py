"""Lists of cases as walks along indexes: each holder and each meaning of an id by itself, and then merged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from guildmark.hub.cases.models import Case
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import MARKETPLACE
from guildmark.hub.members.wall import seen
from guildmark.hub.registry.models import Right
from guildmark.hub.registry.wall_rules import each_holder

MOST_OF_A_LISTING = 1_000  # cases: one of each right and time that it was decided and changed
Place = tuple[datetime | float, int]  # what a list is ordered by, and the number of the case


def walks_of(actor: Actor, state: str) -> list[QuerySet[Case]]:
    """The cases in a state that an actor sees, of each holder that it acts for by itself: so an index orders them."""
    return each_holder(seen(Case, actor).filter(state=state), actor)


def of_listing_or_seller(walks: Sequence[QuerySet[Case]], asked: str) -> list[QuerySet[Case]]:
    """Those of a listing, and those of a seller, with this id at any marketplace."""
    # Such ids stand in indexes by marketplace, so that holders look at each.
    places = list(Organisation.objects.filter(kind=MARKETPLACE).values_list("pk", flat=True))
    listed = Case.objects.filter(organisation__in=places, listing_id=asked).order_by()
    numbers = list(listed.values_list("pk", flat=True)[:MOST_OF_A_LISTING])
    of_seller = [rows.filter(organisation=place, seller_id=asked) for rows in walks for place in places]
    return [*(rows.filter(pk__in=numbers) for rows in walks), *of_seller]


def of_right(walks: Sequence[QuerySet[Case]], code: str) -> list[QuerySet[Case]]:
    """Those of the right with this code: looked up first, since an index of cases knows it by its number."""
    right = Right.objects.filter(code=code).values_list("pk", flat=True).first()
    return [rows.filter(right=right) if right else rows.none() for rows in walks]


def place_of(case: Case, *, newest_first: bool) -> Place | None:
    """Where a case stands in a list; None in that of decided ones when it was reopened since."""
    value = case.decided_at if newest_first else case.harm
    return None if value is None else (value, case.pk)


def walked(walks: Sequence[QuerySet[Case]], *, newest_first: bool, after: Place | None, most: int) -> list[Case]:
    """The first cases of all walks beyond a place, each once: the most harmful, or the newest of decided ones."""
    column = "decided_at" if newest_first else "harm"
    beyond = Q() if after is None else _beyond(column, *after)
    found = {case.pk: case for rows in walks for case in rows.filter(beyond).order_by(f"-{column}", "id")[:most]}
    cases = sorted(found.values(), key=lambda case: case.pk)
    cases.sort(key=lambda case: getattr(case, column), reverse=True)
    return cases[:most]


def _beyond(column: str, value: Any, number: int) -> Q:
    """What comes after a place; its bound is said by itself too, since by an "or" no index is entered."""
    return (Q(**{f"{column}__lt": value}) | Q(**{column: value, "id__gt": number})) & Q(**{f"{column}__lte": value})

"""What came of a tactic at each marketplace: hits, acted on, upheld, overturned, first to find. Exact counts."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from guildmark.hub.cases.models import TacticHit
from guildmark.hub.enforcement.models import REVERSALS, Action
from guildmark.hub.hiding import Cell, shown_count


@dataclass(slots=True)
class Caught:
    """Counts of cases. `upheld` were found infringing, `wrong` not; `overturned` had been acted on, and that was lifted
    as wrong; `first` are upheld ones that nothing but tactics would have raised; `shadow` were hit while it was tried.
    """

    hits: int = 0
    shadow: int = 0
    acted: int = 0
    upheld: int = 0
    wrong: int = 0
    overturned: int = 0
    first: int = 0

    def cell(self, name: str) -> Cell:
        """A count as others are shown it."""
        return shown_count(getattr(self, name))

    def add(self, other: "Caught") -> None:
        """Add the counts of another."""
        for name in NAMES:
            setattr(self, name, getattr(self, name) + getattr(other, name))


NAMES = tuple(Caught.__slots__)


@dataclass(slots=True)
class Efficacy:
    """Of one tactic, by marketplace."""

    at: dict[UUID, Caught] = field(default_factory=dict)

    def elsewhere(self, owner: UUID) -> Caught:
        """The sum of all marketplaces but its author's own."""
        total = Caught()
        for organisation, caught in self.at.items():
            if organisation != owner:
                total.add(caught)
        return total


def efficacy(tactics: Collection[UUID], since: datetime | None = None) -> dict[UUID, Efficacy]:
    """What came of these tactics, by their ids; `since` counts hits from then on alone. One question for all."""
    acted = Action.objects.filter(case=OuterRef("case"), taken_at__isnull=False).exclude(ended_why="undone")
    upheld = Q(case__state="decided", case__outcome="infringing")
    rows = TacticHit.objects.filter(tactic__in=tactics)
    if since is not None:
        rows = rows.filter(at__gte=since)
    counted = (
        rows.annotate(was_acted=Exists(acted), was_lifted=Exists(acted.filter(state="lifted", ended_why__in=REVERSALS)))
        .values("tactic", "organisation")
        .annotate(
            hits=Count("pk"),
            shadow=Count("pk", filter=Q(mode="shadow")),
            acted=Count("pk", filter=Q(was_acted=True)),
            upheld=Count("pk", filter=upheld),
            wrong=Count("pk", filter=Q(case__state="decided", case__outcome="not")),
            overturned=Count("pk", filter=Q(was_lifted=True)),
            first=Count("pk", filter=upheld & Q(without_band="clear")),
        )
    )
    found: dict[UUID, Efficacy] = defaultdict(Efficacy)
    for row in counted:
        found[row["tactic"]].at[row["organisation"]] = Caught(
            row["hits"], row["shadow"], row["acted"], row["upheld"], row["wrong"], row["overturned"], row["first"]
        )
    return found

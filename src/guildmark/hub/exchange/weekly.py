"""What came of tactics in weeks that are over, at each marketplace, and what others are shown of it.

What is over does not change any more: a hit counts in its week, an outcome in the week in which it was settled. Nobody
gains by looking twice, then. What is shown of a tactic's week at one marketplace is hidden or rounded by itself, and
every sum is made of that: who knows the counts of its own listings cannot take them off a sum and be left with another
marketplace's.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, TruncWeek

from guildmark.hub.cases.models import TacticHit
from guildmark.hub.enforcement.models import REVERSALS, Action
from guildmark.hub.exchange.efficacy import Caught
from guildmark.hub.exchange.models import CountedWeek, Item
from guildmark.hub.hiding import Cell, State, total

WEEKS = 12
WEEK = timedelta(days=7)
FIGURES = ("hits", "acted", "upheld", "wrong", "overturned", "first")

Tactics = Collection[UUID] | QuerySet[Item, Any]
Settled = dict[tuple[UUID, UUID], dict[date, Caught]]  # by tactic and marketplace, then by the Monday of the week


@dataclass(frozen=True, slots=True)
class Told:
    """A week at another alliance's site, as that told it."""

    figures: Mapping[str, tuple[int | None, State]]

    def cell(self, name: str) -> Cell:
        """A count as it was told."""
        return Cell(*self.figures[name])


Part = Caught | Told
Weekly = Mapping[tuple[UUID, UUID], Mapping[date, Part]]


def weeks_over(now: datetime, many: int = WEEKS) -> list[date]:
    """The Mondays of the last weeks that are over, in UTC, the newest last."""
    return [week_of(now) - WEEK * back for back in range(many, 0, -1)]


def week_of(instant: datetime) -> date:
    """The Monday of an instant's week, in UTC."""
    day = instant.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def caught_weekly(tactics: Tactics, weeks: Sequence[date]) -> Weekly:
    """Counts for these weeks in a row: exact ones of this site, and what other alliances' sites told."""
    found = settled_weekly(tactics, weeks)
    _add(found, _hits(tactics), "at", weeks, hits=Count("pk"), shadow=Count("pk", filter=Q(mode="shadow")))
    of_case = Action.objects.filter(case=OuterRef("case"), taken_at__isnull=False).exclude(ended_why="undone")
    lifted = of_case.filter(state="lifted", ended_why__in=REVERSALS)
    acted = of_case.order_by().values("case").annotate(first=Min("taken_at")).values("first")
    overturned = lifted.order_by().values("case").annotate(last=Max("ended_at")).values("last")
    for name, instant in (("acted", acted), ("overturned", overturned)):
        rows = _hits(tactics).annotate(instant=Subquery(instant)).filter(instant__isnull=False)
        _add(found, rows, Greatest("at", "instant"), weeks, **{name: Count("pk")})
    return found | _told(tactics, weeks)


def settled_weekly(tactics: Tactics, weeks: Sequence[date]) -> Settled:
    """Exact counts of what was upheld and what was wrong, for these weeks in a row; one question."""
    found: Settled = defaultdict(lambda: defaultdict(Caught))
    decided = _hits(tactics).filter(case__state="decided", case__decided_at__isnull=False)
    upheld = Q(case__outcome="infringing")
    _add(
        found, decided, Greatest("at", "case__decided_at"), weeks, upheld=Count("pk", filter=upheld),
        wrong=Count("pk", filter=Q(case__outcome="not")), first=Count("pk", filter=upheld & Q(without_band="clear")),
    )  # fmt: skip
    return found


def elsewhere(found: Weekly, tactic: UUID, owner: UUID) -> dict[UUID, Mapping[date, Part]]:
    """A tactic's weeks at marketplaces that are not its author's, by these."""
    return {at: of_week for (key, at), of_week in found.items() if key == tactic and at != owner}


def shown(parts: Iterable[Part]) -> dict[str, Cell]:
    """What is shown of the sum of some weeks of tactics at marketplaces, by figure."""
    some = list(parts)
    return {name: total(one.cell(name) for one in some) for name in FIGURES}


def _told(tactics: Tactics, weeks: Sequence[date]) -> dict[tuple[UUID, UUID], dict[date, Part]]:
    found: dict[tuple[UUID, UUID], dict[date, Part]] = defaultdict(dict)
    for one in CountedWeek.objects.filter(item__in=tactics, week__range=(weeks[0], weeks[-1])):
        found[one.item_id, one.organisation_id][one.week] = Told(one.figures)
    return found


def _hits(tactics: Tactics) -> QuerySet[TacticHit]:
    return TacticHit.objects.filter(tactic__in=tactics)


def _add(found: Settled, rows: QuerySet[TacticHit, Any], at: Any, weeks: Sequence[date], **counted: Count) -> None:
    """Add counts by tactic, marketplace and the week of an instant."""
    begin, end = (datetime.combine(day, time(), UTC) for day in (weeks[0], weeks[-1] + WEEK))
    dated = rows.annotate(when=F(at) if isinstance(at, str) else at).filter(when__gte=begin, when__lt=end)
    by_week = dated.annotate(week=TruncWeek("when", tzinfo=UTC)).order_by()
    summed: Any = by_week.values("tactic", "organisation", "week").annotate(**counted)
    for row in summed:
        caught = found[row["tactic"], row["organisation"]][row["week"].date()]
        for name in counted:
            setattr(caught, name, getattr(caught, name) + row[name])

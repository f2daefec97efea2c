"""How well cases are decided: agreement of second reviewers, golden cases, and random audits, with intervals."""

import secrets
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from guildmark.assessment.intervals import interval
from guildmark.hub.cases.choices import review_policy
from guildmark.hub.cases.models import OUTCOMES, Decision, Drawn, Golden
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen

TIMED = 2_000  # decisions whose time is looked at, the newest
COMPARED = 1_000  # second looks that are compared, the newest: agreement of 90 % is then told to within 2 points


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the exact interval of 95 %."""

    hits: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end, 0 to 1."""
        return interval(self.hits, self.of)

    @property
    def share(self) -> float | None:
        """0 to 1; None of none."""
        return self.hits / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Over the last days of the policy. `kappa` is Cohen's (1960): agreement beyond chance; None where undefined."""

    seconds: Share
    kappa: float | None
    table: dict[tuple[str, str], int]  # first and second outcome
    golden: Share
    golden_by_person: dict[uuid.UUID, Share]
    audited: Share  # would-act cases of random audits that were judged infringing; undetermined counts as wrong
    median_seconds: float | None  # from seeing a case of the queue to deciding it


def figures(actor: Actor) -> Figures:
    """The figures of a marketplace. Errors: PermissionDenied."""
    actor.require("cases.lead")
    since = timezone.now() - review_policy().figures
    decisions = _own(actor).filter(at__gte=since)
    pairs = _pairs(decisions)
    right: dict[uuid.UUID, list[bool]] = defaultdict(list)
    known = dict(seen(Golden, actor).values_list("case_id", "outcome"))
    for person, case, outcome in decisions.filter(part="golden").values_list("person", "case_id", "outcome"):
        if case in known:
            right[person].append(outcome == known[case])
    would_act = Drawn.objects.filter(draw=OuterRef("draw"), case=OuterRef("case"), band="act", draw__of__isnull=True)
    acting = decisions.filter(Exists(would_act), part="audit")
    outcomes = list(acting.values_list("outcome", flat=True))
    timed = decisions.filter(part="queue", seconds__isnull=False).order_by("-at")
    times = sorted(float(seconds or 0.0) for seconds in timed.values_list("seconds", flat=True)[:TIMED])
    return Figures(
        seconds=Share(sum(n for (one, other), n in pairs.items() if one == other), sum(pairs.values())),
        kappa=_kappa(pairs),
        table=dict(pairs),
        golden=Share(sum(map(sum, right.values())), sum(map(len, right.values()))),
        golden_by_person={person: Share(sum(hits), len(hits)) for person, hits in right.items()},
        audited=Share(outcomes.count("infringing"), len(outcomes)),
        median_seconds=times[len(times) // 2] if times else None,
    )


def decided_by_others(actor: Actor, sampled_from: int, most: int) -> QuerySet[Decision]:
    """Some decisions of others, drawn at random from the newest. Errors: PermissionDenied."""
    actor.require("cases.lead")
    newest = _own(actor).filter(part="queue").exclude(person=actor.id).order_by("-at")
    recent = list(newest.values_list("pk", flat=True)[:sampled_from])
    drawn = secrets.SystemRandom().sample(recent, min(most, len(recent)))
    return Decision.objects.filter(pk__in=drawn).select_related("case__right")


def _pairs(decisions: QuerySet[Decision]) -> "Counter[tuple[str, str]]":
    """First and second outcome of the newest second looks; apart, so that no more are joined than are compared."""
    seconds = decisions.filter(part="second", checks__isnull=False).order_by("-at")
    looked = list(seconds.values_list("checks", "outcome")[:COMPARED])
    firsts = dict(Decision.objects.filter(pk__in=[first for first, _ in looked]).values_list("pk", "outcome"))
    return Counter((firsts[first], outcome) for first, outcome in looked if first is not None)


def _own(actor: Actor) -> QuerySet[Decision]:
    """What the marketplace's own people decided and did not undo, which is always about its own cases.

    The wall asks each decision's case for its marketplace, which over thousands of them takes as long as all else.
    """
    return Decision.objects.filter(organisation=actor.organisation, undone_at__isnull=True)


def _kappa(pairs: "Counter[tuple[str, str]]") -> float | None:
    total = sum(pairs.values())
    if not total:
        return None
    agreed = sum(n for (one, other), n in pairs.items() if one == other) / total
    firsts, seconds = Counter[str](), Counter[str]()
    for (one, other), n in pairs.items():
        firsts[one] += n
        seconds[other] += n
    by_chance = sum(firsts[outcome] * seconds[outcome] for outcome in OUTCOMES) / total**2
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)

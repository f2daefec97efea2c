"""A preview: whom a policy would have hit, before it may act; kept with the proposal, for those who approve it."""

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any

from guildmark.assessment import Opening
from guildmark.hub.cases.decide import standing_decisions
from guildmark.hub.cases.models import Case
from guildmark.hub.enforcement.follow import rules_for
from guildmark.hub.enforcement.licence import is_open, opening_of
from guildmark.hub.enforcement.models import REVERSALS, Action
from guildmark.hub.enforcement.policies import policy_of
from guildmark.hub.enforcement.policy import ActionPolicy, Rule
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation

MOST_CASES = 50_000  # the newest of the marketplace
AT_ONCE = 2_000


@dataclass(slots=True)
class Hits:
    """What a rule without a person would have done, were every licence open; `licensed` is what is open today.

    `new_sellers` had no action before and were never found infringing. `overturned` cases were called innocent by a
    person, or had an action that was lifted again: each of them is a wrong that would be done.
    """

    listings: int = 0
    licensed: int = 0
    sellers: int = 0
    new_sellers: int = 0
    overturned: int = 0


@dataclass(slots=True)
class _Sellers:
    all: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)


def preview_of(policy: ActionPolicy, *, by: Actor) -> dict[str, Any]:
    """What a policy would do with the newest cases of one's own marketplace, and what it would change for people.

    `rules`: for each rule that acts without a person its `Hits`. `changes`: how many cases that people found infringing
    would be followed by other measures: `before`, `after`, `cases`. `cases`: how many were looked at.
    """
    by.require("cases.lead")
    organisation, now = by.organisation, policy_of(by.organisation)
    hits: dict[str, Hits] = {rule.name: Hits() for rule in policy.rules if rule.automatic}
    sellers: dict[str, _Sellers] = defaultdict(_Sellers)
    changes: Counter[tuple[str, str]] = Counter()
    looked_at, last, opening = 0, None, opening_of(organisation)
    while looked_at < MOST_CASES and (cases := _next(organisation, last)):
        looked_at, last = looked_at + len(cases), cases[-1].pk
        known, overturned = _known_sellers(organisation, cases), _overturned(cases)
        would = [(case, "", "") for case in cases if case.would_band == "act"]
        for (case, _, _), rule in zip(would, _rules(organisation, policy, would, act=True), strict=True):
            if rule is not None:
                _count(hits[rule.name], sellers[rule.name], opening, case, known, overturned)
        guilty = _guilty(cases)
        pairs = zip(_rules(organisation, now, guilty), _rules(organisation, policy, guilty), strict=True)
        changes.update((_measures(before), _measures(after)) for before, after in pairs)
    for name, told in hits.items():
        told.sellers, told.new_sellers = len(sellers[name].all), len(sellers[name].new)
    return {
        "cases": looked_at,
        "rules": [{"rule": name, **asdict(told)} for name, told in hits.items()],
        "changes": [
            {"before": before, "after": after, "cases": number}
            for (before, after), number in sorted(changes.items())
            if before != after
        ],
    }


def _next(organisation: Organisation, last: int | None) -> list[Case]:
    rows = Case.objects.filter(organisation=organisation).select_related("right").order_by("-id")
    return list(rows.filter(id__lt=last)[:AT_ONCE] if last else rows[:AT_ONCE])


def _guilty(cases: list[Case]) -> list[tuple[Case, str, str]]:
    """Those that people found infringing, with their reasons: rules may go by them."""
    found = [case for case in cases if case.outcome == "infringing"]
    decisions = standing_decisions(found)
    return [(case, case.outcome, decisions[case.pk].reason if case.pk in decisions else "") for case in found]


def _rules(
    organisation: Organisation, policy: ActionPolicy, cases: list[tuple[Case, str, str]], *, act: bool = False
) -> list[Rule | None]:
    if act:
        for case, _, _ in cases:
            case.band = "act"
    return [found and found[0] for found in rules_for(organisation, policy, cases)]


def _measures(rule: Rule | None) -> str:
    return ", ".join(rule.measures) if rule else ""


def _count(hits: Hits, sellers: _Sellers, opening: Opening, case: Case, known: set[str], overturned: set[int]) -> None:
    hits.listings += 1
    hits.licensed += is_open(opening, case.right.kind, case.category)
    hits.overturned += case.pk in overturned
    if case.seller_id:
        sellers.all.add(case.seller_id)
        if case.seller_id not in known:
            sellers.new.add(case.seller_id)


def _known_sellers(organisation: Organisation, cases: list[Case]) -> set[str]:
    """Those with a record: an action that was taken, or a case that a person found infringing."""
    named = {case.seller_id for case in cases if case.seller_id}
    acted = Action.objects.filter(organisation=organisation, seller_id__in=named, taken_at__isnull=False)
    guilty = Case.objects.filter(organisation=organisation, seller_id__in=named, state="decided", outcome="infringing")
    return {*acted.values_list("seller_id", flat=True), *guilty.values_list("seller_id", flat=True)}


def _overturned(cases: list[Case]) -> set[int]:
    lifted = Action.objects.filter(case__in=[case.pk for case in cases], ended_why__in=REVERSALS, state="lifted")
    called = {case.pk for case in cases if case.outcome == "not"}
    return {*called, *lifted.values_list("case", flat=True)}

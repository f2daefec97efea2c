"""A tactic looked over while it is written: what it says, whether its examples do, and which listings it would hit."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guildmark.engine import ContextEvaluator
from guildmark.engine.check import listings_table
from guildmark.hub.cases.decide import latest_found_of
from guildmark.hub.cases.kept_listing import kept_listing
from guildmark.hub.cases.models import Case
from guildmark.hub.cases.shown import Span
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen
from guildmark.hub.registry.compiled import compiled_with
from guildmark.records import InputError
from guildmark.tactics import REVIEW, Tactic, Used

LOOKED_AT = 300  # of the newest cases that one sees
SHOWN = 20
SOME_DB = 1.0  # any weight: only what is weighed tells where it fired
Texts = dict[str, tuple[str, tuple[Span, ...]]]


@dataclass(frozen=True, slots=True)
class HitCase:
    """A case whose listing it would hit; title and description with what it found there."""

    case: Case
    texts: Texts


@dataclass(frozen=True, slots=True)
class LookedOver:
    """How many listings were looked at and hit, and some of those that were; what was decided of all of them."""

    listings: int
    hits: int
    infringing: int
    cleared: int
    shown: Sequence[HitCase]


def look_over(tactic: Tactic, actor: Actor) -> LookedOver:
    """Try a tactic on the newest cases that an actor sees: a marketplace's own, or those of a holder's rights."""
    cases = list(seen(Case, actor).select_related("right", "organisation").order_by("-id")[:LOOKED_AT])
    found = {one.case_id: one.snapshot.content for one in latest_found_of(cases)}
    cases = [case for case in cases if case.pk in found]
    rows = _fired(tactic, actor, cases, [kept_listing(_named(case, found), _market(case)) for case in cases])
    hit = [(case, rows[case.pk]) for case in cases if case.pk in rows]
    # What may be wrong is looked at first.
    order = {"not": 0, "undetermined": 1, "": 2, "infringing": 3}
    hit.sort(key=lambda one: (order.get(one[0].outcome, 2), -one[0].pk))
    return LookedOver(
        listings=len(cases),
        hits=len(hit),
        infringing=sum(case.outcome == "infringing" for case, _ in hit),
        cleared=sum(case.outcome == "not" for case, _ in hit),
        shown=[HitCase(case, _texts(found[case.pk], spans)) for case, spans in hit[:SHOWN]],
    )


def _fired(
    tactic: Tactic, actor: Actor, cases: Sequence[Case], listings: Sequence[dict[str, Any]]
) -> dict[int, list[dict[str, Any]]]:
    """The signals of the tactic by the case on which it fired."""
    with tempfile.TemporaryDirectory(prefix="guildmark-") as folder:
        only = {case.right_id for case in cases}
        context = compiled_with(actor.organisation.pk, [Used(tactic, REVIEW, SOME_DB)], Path(folder), only=only)
        if context is None or not listings:
            return {}
        try:
            evaluation = ContextEvaluator.of(context).evaluate(listings_table(listings), None)
        except InputError:
            return {}
        hits = zip(evaluation.hit_row.tolist(), evaluation.hits.column("right_id").to_pylist(), strict=True)
        hit = {(row, right) for row, right in hits}
        told = [
            (row, one)
            for row, one in zip(evaluation.signal_row.tolist(), evaluation.signals.to_pylist(), strict=True)
            if one["detector"] == tactic.name
        ]
    fired: dict[int, list[dict[str, Any]]] = {
        case.pk: [] for row, case in enumerate(cases) if (row, case.right.code) in hit
    }
    for row, one in told:
        if cases[row].pk in fired and one["right_id"] == cases[row].right.code:
            fired[cases[row].pk].append(one)
    return fired


def _named(case: Case, found: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """A listing by the case's number: two cases may be of one listing."""
    return found[case.pk] | {"listing_id": str(case.pk)}


def _market(case: Case) -> str:
    return case.organisation.marketplace or ""


def _texts(content: dict[str, Any], signals: Sequence[dict[str, Any]]) -> Texts:
    spans: dict[str, list[Span]] = {"title": [], "description": []}
    for one in signals:
        if one["field"] in spans and one["start"] is not None:
            spans[one["field"]].append(Span(one["start"], one["end"], "for", 0))
    return {name: (str(content.get(name) or ""), tuple(some)) for name, some in spans.items()}

"""A tactic looked over while it is written: what it says, whether its examples do, and which listings it would hit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guildmark.hub.cases.decide import latest_found_of
from guildmark.hub.cases.models import Case, Snapshot
from guildmark.hub.cases.shown import Span
from guildmark.hub.exchange.kept import judged_with
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen
from guildmark.records import finding_id
from guildmark.tactics import REVIEW, Tactic, Used

LOOKED_AT = 300  # of the newest cases that one sees
SHOWN = 20
SOME_DB = 1.0  # any weight: only what is weighed tells where it fired
Listing = tuple[UUID, str]  # whose, and its id there
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
    snapshots: dict[Listing, Snapshot] = {}  # one of each listing, though two cases may be of it
    for one in latest_found_of(cases).select_related("snapshot__organisation").order_by("-id"):
        snapshots.setdefault((one.snapshot.organisation_id, one.snapshot.listing_id), one.snapshot)
    fired = _fired(tactic, actor, {case.right_id for case in cases}, list(snapshots.values()))
    kept = [case for case in cases if (case.organisation_id, case.listing_id) in snapshots]
    hit = [(case, fired[str(case.finding_id)]) for case in kept if str(case.finding_id) in fired]
    # What may be wrong is looked at first.
    order = {"not": 0, "undetermined": 1, "": 2, "infringing": 3}
    hit.sort(key=lambda one: (order.get(one[0].outcome, 2), -one[0].pk))
    return LookedOver(
        listings=len(kept),
        hits=len(hit),
        infringing=sum(case.outcome == "infringing" for case, _ in hit),
        cleared=sum(case.outcome == "not" for case, _ in hit),
        shown=[
            HitCase(case, _texts(snapshots[case.organisation_id, case.listing_id].content, spans))
            for case, spans in hit[:SHOWN]
        ],
    )


def _fired(
    tactic: Tactic, actor: Actor, rights: Collection[UUID], snapshots: Sequence[Snapshot]
) -> dict[str, list[dict[str, Any]]]:
    """The signals of the tactic by the id of the finding on which it fired."""
    judged = judged_with(Used(tactic, REVIEW, SOME_DB), actor.organisation.pk, snapshots, only=rights)
    if judged is None:
        return {}
    evaluation, _unread = judged
    fired: dict[str, list[dict[str, Any]]] = {
        finding_id(one["marketplace"], one["listing_id"], one["right_id"]): [] for one in evaluation.hits.to_pylist()
    }
    for one in evaluation.signals.to_pylist():
        if one["detector"] == tactic.name and one["finding_id"] in fired:
            fired[one["finding_id"]].append(one)
    return fired


def _texts(content: dict[str, Any], signals: Sequence[dict[str, Any]]) -> Texts:
    spans: dict[str, list[Span]] = {"title": [], "description": []}
    for one in signals:
        if one["field"] in spans and one["start"] is not None:
            spans[one["field"]].append(Span(one["start"], one["end"], "for", 0))
    return {name: (str(content.get(name) or ""), tuple(some)) for name, some in spans.items()}

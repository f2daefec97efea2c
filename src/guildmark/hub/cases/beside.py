"""What stands beside a case: like ones, those of the same seller, and what the holder said."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from guildmark.hub.cases.choices import review_policy
from guildmark.hub.cases.claim import is_free
from guildmark.hub.cases.models import STATES, Case, Decision, Referral
from guildmark.hub.cases.private_parts import blank_unsent
from guildmark.hub.cases.queues import MOST_COUNTED
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen

SHOWN = 8


@dataclass(frozen=True, slots=True)
class SellerRecord:
    """How a seller's cases at this marketplace stand. Those of a state are counted up to MOST_COUNTED; `more` tells."""

    cases: int
    infringing: int
    cleared: int
    undetermined: int
    open: int
    more: bool


def alike(case: Case, actor: Actor) -> Sequence[Case]:
    """Open cases of the same cluster that one decision can settle with this one."""
    if not case.cluster:
        return []
    rows = seen(Case, actor).filter(
        is_free(actor), organisation=case.organisation_id, right=case.right_id, cluster=case.cluster, state="open"
    )
    found = list(rows.exclude(pk=case.pk).order_by("id")[: review_policy().cluster_most])
    blank_unsent(found)
    return found


def decided_before(case: Case, actor: Actor) -> Sequence[Case]:
    """Decided cases most like this one: of its cluster, else of its seller and right; the newest first."""
    decided = seen(Case, actor).filter(state="decided", organisation=case.organisation_id).exclude(pk=case.pk)
    like = decided.filter(cluster=case.cluster, right=case.right_id)
    found = list(like.order_by("-id")[:SHOWN]) if case.cluster else []
    if len(found) < SHOWN and case.seller_id:
        of_seller = decided.filter(seller_id=case.seller_id, right=case.right_id)
        known = {one.pk for one in found}
        found += [one for one in of_seller.order_by("-id")[: SHOWN * 2] if one.pk not in known][: SHOWN - len(found)]
    return found


def seller_record(case: Case, actor: Actor) -> SellerRecord | None:
    """The record of the case's seller, without the case itself; None where the listing names no seller."""
    if not case.seller_id:
        return None
    rows = seen(Case, actor).filter(organisation=case.organisation_id, seller_id=case.seller_id).exclude(pk=case.pk)
    by_state = {
        state: list(rows.filter(state=state).values_list("outcome", flat=True)[:MOST_COUNTED]) for state in STATES
    }
    stands = Counter((state, outcome) for state, outcomes in by_state.items() for outcome in outcomes)
    return SellerRecord(
        cases=sum(stands.values()),
        infringing=stands["decided", "infringing"],
        cleared=stands["decided", "not"],
        undetermined=stands["decided", "undetermined"],
        open=stands["open", ""] + stands["referred", ""],
        more=any(len(outcomes) == MOST_COUNTED for outcomes in by_state.values()),
    )


def asked_and_answered(case: Case, actor: Actor) -> tuple[Sequence[Referral], Sequence[Decision]]:
    """Questions to the holder, and what it answered."""
    referrals = seen(Referral, actor).filter(case=case).order_by("-asked_at")
    answers = seen(Decision, actor).filter(case=case, part="answer").order_by("-at")
    return list(referrals), list(answers)

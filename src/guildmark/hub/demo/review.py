"""The demo's reviewers at work: what is known of the sample market decides, with slips as people make them."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
from django.db.models import Q
from django.utils import timezone

from guildmark.hub.cases import audits, decide, golden, queues, referrals, turns
from guildmark.hub.cases.models import Case, Decision
from guildmark.hub.demo.members import Members, actors
from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Deadline
from guildmark.hub.members.models import Organisation
from guildmark.lab import dice

Truth = Mapping[str, tuple[str, str | None]]  # by listing: what it is, and of which right

DECIDED_SHARE = 0.6  # of what is open: the rest is for whoever tries the site
SLIPS, UNSURE = 0.04, 0.06  # of decisions
AUDITED_SHARE = 0.6  # of the drawn cases
INNOCENT = {  # why what the market knows to be innocent is: a fake of another right is matched wrongly
    "genuine": "genuine",
    "resale": "resale",
    "parallel": "resale",
    "compatible": "compatible",
    "homonym": "other-meaning",
}


def read_truth(market: Path, codes: Mapping[str, str]) -> Truth:
    """What each listing of the market is."""
    rows = pq.read_table(market / "truth.parquet", columns=["listing_id", "right_id", "kind"])
    return {row["listing_id"]: (row["kind"], codes.get(row["right_id"] or "")) for row in rows.to_pylist()}


def review_all(members: Members, truth: Truth) -> None:
    """Let people work in every marketplace until cases are in every state."""
    for organisation in members.marketplaces.values():
        _ask_holders(organisation, members)
        decide_share(organisation, truth, DECIDED_SHARE)
        _lead(organisation, truth)


def decide_share(organisation: Organisation, truth: Truth, share: float) -> None:
    """Decide a share of what is open, by all reviewers in turn."""
    reviewers = actors(organisation, "reviewer")
    number = int(Case.objects.filter(organisation=organisation, state="open").count() * share)
    for place in range(number):
        actor = reviewers[place % len(reviewers)]
        turn = turns.next_turn(actor)
        if turn is None:
            break
        outcome, reason = _opinion(turn.case, truth, str(actor.id))
        turns.settle(turn, outcome, by=actor, reason=reason)


def _opinion(case: Case, truth: Truth, who: str) -> tuple[str, str]:
    """What a person would find a case to be; the same person finds the same case the same."""
    kind, code = truth[case.listing_id]
    chance = dice.number("opinion", who, case.finding_id) / (1 << 64)
    if chance < UNSURE:
        return "undetermined", "pictures-do-not-tell"
    is_fake = kind == "fake" and code == case.right.code
    if chance > 1 - SLIPS:
        return ("not", "genuine") if is_fake else ("infringing", "mark-copied")
    return ("infringing", "mark-copied") if is_fake else ("not", INNOCENT.get(kind, "wrong-match"))


def _ask_holders(organisation: Organisation, members: Members) -> None:
    """Some cases are put to their holders: some are answered, one clock runs out, some wait."""
    reviewer = actors(organisation, "reviewer")[0]
    cases = Case.objects.filter(organisation=organisation, state="open").order_by("-harm", "id")
    asked = [referrals.refer(case, by=reviewer, question="Is this one of yours?") for case in cases[4:10]]
    for referral in asked[:2]:
        holder = next(one for one in members.holders.values() if one.pk == referral.case.holder_id)
        referrals.answer(referral, "infringing", by=actors(holder, "reviewer")[0], reason="never-made")
    if len(asked) > 2:
        late = Q(payload__referral=str(asked[2].id))
        Deadline.objects.filter(late).update(due_at=timezone.now() - timedelta(seconds=1))
        work_once()


def _lead(organisation: Organisation, truth: Truth) -> None:
    lead = actors(organisation, "senior reviewer")[0]
    queues.save_queue("Health and safety", {"health": True}, by=lead)
    queues.save_queue("Would be acted on", {"bands": ["act"]}, by=lead)
    decided = Decision.objects.filter(organisation=organisation, part="queue").select_related("case")
    sure = [one.case for one in decided.exclude(outcome="undetermined").order_by("at")[:6]]
    for case in sure[:4]:
        golden.set_golden(case, by=lead)
    if len(sure) > 4:
        decide.reopen(sure[4], by=lead, note="The seller wrote that an invoice will follow.")
    draw = audits.ask_for_draw(12, 366, dice.number("audit", organisation.name) >> 2, by=lead)
    work_once()
    judged = 0
    reviewers = actors(organisation, "reviewer")
    while judged < draw.drawn.count() * AUDITED_SHARE:
        actor = reviewers[judged % len(reviewers)]
        turn = audits.next_audit(draw, by=actor)
        if turn is None:
            break
        audits.judge_blind(turn, _opinion(turn.case, truth, str(actor.id))[0], by=actor)
        judged += 1

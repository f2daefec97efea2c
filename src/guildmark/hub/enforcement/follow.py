"""What follows from decisions, by the policy: in the transaction in which they are made."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count

from guildmark.hub.cases.choices import review_policy
from guildmark.hub.cases.kinds import DECIDED, FOUND_AGAIN, OPENED, UNDONE
from guildmark.hub.cases.models import Case, Decision
from guildmark.hub.enforcement.act import Wanted, lift_all, propose_all
from guildmark.hub.enforcement.brake import let_act
from guildmark.hub.enforcement.licence import is_open, opening_of
from guildmark.hub.enforcement.models import SERVED, STORE_MEASURES, Action
from guildmark.hub.enforcement.policies import policy_of
from guildmark.hub.enforcement.policy import ActionPolicy, CaseFacts, Rule
from guildmark.hub.events.models import Event
from guildmark.hub.events.record import By, site_for, subscribe
from guildmark.hub.members.models import Organisation


@subscribe(DECIDED)
def follow_decisions(events: Sequence[Event]) -> None:
    """Infringing: what the policy says. Anything else: whatever stood against the case is lifted."""
    ids = [event.data["decision"] for event in events]
    decisions = Decision.objects.filter(pk__in=ids).select_related("case__right__current", "case__organisation")
    by_organisation: dict[Organisation, list[Decision]] = defaultdict(list)
    for decision in decisions.order_by("at", "id"):
        by_organisation[decision.case.organisation].append(decision)
    by = By(events[0].actor, events[0].organisation)
    for organisation, some in by_organisation.items():
        _lift_cleared(some, by)
        guilty = [one for one in some if one.outcome == "infringing"]
        wanted = _wanted(organisation, [(one.case, one) for one in guilty])
        # A slip is noticed within the time in which it can be undone: until then nobody else hears of it.
        propose_all(organisation.pk, wanted, by=by, due_at=_after_undo(guilty))


@subscribe(UNDONE)
def follow_undone(events: Sequence[Event]) -> None:
    """What followed from a decision goes with it."""
    ids = [event.data["decision"] for event in events]
    lift_all(Action.objects.filter(decision__in=ids), "undone", by=By(events[0].actor, events[0].organisation))


@subscribe(OPENED, FOUND_AGAIN)
def follow_found(events: Sequence[Event]) -> None:
    """Without a person: what a rule may act on, where the licence of its slice is open and no brake was pulled."""
    keys = [event.subject for event in events if event.data.get("band") == "act"]
    if not keys:
        return
    rows = Case.objects.filter(key__in=keys).select_related("right__current", "organisation")
    by_organisation: dict[Organisation, list[Case]] = defaultdict(list)
    for case in rows.order_by("id"):
        if (case.state, case.band) == ("open", "act"):
            by_organisation[case.organisation].append(case)
    for organisation, cases in by_organisation.items():
        opening = opening_of(organisation)
        licensed = [case for case in cases if is_open(opening, case.right.kind, case.category)]
        wanted = _wanted(organisation, [(case, None) for case in licensed])
        propose_all(
            organisation.pk, let_act(organisation, wanted, policy_of(organisation)), by=site_for(organisation.pk)
        )


def rules_for(
    organisation: Organisation, policy: ActionPolicy, cases: Sequence[tuple[Case, str, str]]
) -> list[tuple[Rule, int] | None]:
    """For each case with an outcome and a reason: the rule that fits, and the seller's earlier offences."""
    offences = _offences(organisation, [case for case, _, _ in cases])
    found: list[tuple[Rule, int] | None] = []
    for case, outcome, reason in cases:
        earlier = offences[case.pk]
        facts = CaseFacts(
            outcome, case.band, reason, case.right.kind, case.category, case.touches_health, earlier
        )  # fmt: skip
        rule = policy.rule_for(facts)
        found.append(None if rule is None else (rule, earlier))
    return found


def _offences(organisation: Organisation, cases: Sequence[Case]) -> dict[int, int]:
    """For each case, by its number, how many other cases of its seller have an action that stands."""
    named = {case.seller_id for case in cases if case.seller_id}
    rows = Action.objects.filter(organisation=organisation, seller_id__in=named, state="standing")
    counted = rows.values("seller_id").annotate(cases=Count("case", distinct=True))
    by_seller = {row["seller_id"]: row["cases"] for row in counted}
    own = set(rows.filter(case__in=cases).values_list("case", flat=True))
    return {case.pk: by_seller.get(case.seller_id, 0) - (case.pk in own) for case in cases}


def _wanted(organisation: Organisation, cases: Sequence[tuple[Case, Decision | None]]) -> list[Wanted]:
    policy = policy_of(organisation)
    asked = [(case, of.outcome if of else "", of.reason if of else "") for case, of in cases]
    served = _served([case for case, decision in cases if decision])
    wanted = []
    for (case, decision), found in zip(cases, rules_for(organisation, policy, asked), strict=True):
        if found is None:
            continue
        rule, offences = found
        for measure in rule.measures:
            of_store = measure in STORE_MEASURES
            if (of_store and not case.seller_id) or (case.pk, measure) in served:
                continue
            wanted.append(
                Wanted(
                    subject=case.key,
                    case=case,
                    decision=decision,
                    target="store" if of_store else "listing",
                    name=case.seller_id if of_store else case.listing_id,
                    seller_id=case.seller_id,
                    measure=measure,
                    rule=rule.name,
                    policy=policy.digest,
                    eyes=policy.eyes_for(measure, offences=offences),
                    lasts=policy.lasts.get(measure),
                    said_yes=(decision.person,) if decision else (),
                    automatic=decision is None,
                )
            )
    return wanted


def _served(cases: Sequence[Case]) -> set[tuple[int | None, str]]:
    """What these cases had until its time was over: whoever finds them infringing again does not begin it again."""
    rows = Action.objects.filter(case__in=cases, ended_why=SERVED)
    return set(rows.values_list("case", "measure"))


def _lift_cleared(decisions: Sequence[Decision], by: By) -> None:
    """Decided anew, after an answer or by itself: whoever settles an answer says so in the reason of the lifting."""
    cleared = [one.case_id for one in decisions if one.outcome != "infringing"]
    if cleared:
        lift_all(Action.objects.filter(case__in=cleared), "decided-anew", by=by)


def _after_undo(decisions: Sequence[Decision]) -> datetime | None:
    return max(one.at for one in decisions) + review_policy().undo if decisions else None

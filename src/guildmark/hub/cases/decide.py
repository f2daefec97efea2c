"""Deciding: one case or a cluster of like ones, undoing it within its minute, reopening it later."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.cases import kinds
from guildmark.hub.cases.choices import reasons, review_policy
from guildmark.hub.cases.claim import is_free, locked_own, refuse_if_anothers
from guildmark.hub.cases.models import OUTCOMES, Case, Decision, Found, Referral, Second, Turn
from guildmark.hub.cases.second_draw import is_drawn_for_second
from guildmark.hub.events.record import Happening, record, record_all
from guildmark.hub.members.actor import Actor

ONE_TIME = timedelta(minutes=1)  # within which decisions that were made as one were written


def decide(
    case: Case,
    outcome: str,
    *,
    by: Actor,
    reason: str = "",
    note: str = "",
    seconds: float | None = None,
    also: Sequence[Case] = (),
) -> list[Decision]:
    """Decide a case, and like ones of its cluster with it; returns the decisions, that of the case first.

    What was decided between looking and deciding, or is being looked at by another, is left out of `also`, never of the
    case itself.

    Errors: PermissionDenied; ValidationError when the case is decided, is another's, or a value is not on its list.
    """
    by.require("cases.decide")
    check_outcome(outcome, reason)
    with transaction.atomic():
        case = locked_own(case, by)
        if case.state == "decided":
            raise ValidationError(_("This case was decided a moment ago."))
        refuse_if_anothers(case, by)
        cases = [case, *_still_like(case, also, by)]
        batch = uuid.uuid4() if also else None
        rows = latest_found_of(cases).defer("finding", "signals", "snapshot__content")
        found, standing = {one.case_id: one for one in rows}, standing_decisions(cases)
        decisions = [
            Decision(
                case=one,
                found=found[one.pk],
                part="queue",
                outcome=outcome,
                reason=reason,
                person=by.id,
                organisation=by.organisation,
                supersedes=standing.get(one.pk),
                batch=batch,
                seconds=seconds if one is case else None,
            )
            for one in cases
        ]
        Decision.objects.bulk_create(decisions)
        now = timezone.now()
        Case.objects.filter(pk__in=[one.pk for one in cases]).update(
            state="decided",
            outcome=outcome,
            decided_by=by.id,
            decided_at=now,
            claimed_by=None,
            claimed_until=None,
        )
        Turn.objects.filter(case__in=cases, part="queue", ended_at__isnull=True).update(ended_at=now)
        # Whoever decides without waiting for the holder takes the question back.
        asked = Referral.objects.filter(case__in=cases, answered_at__isnull=True, lapsed_at__isnull=True)
        asked.update(lapsed_at=now)
        Second.objects.bulk_create(
            Second(decision=one, organisation=by.organisation) for one in decisions if is_drawn_for_second(one)
        )
        record_all((_told(one, note if one is decisions[0] else "") for one in decisions), by=by.by)
    return decisions


def decide_anew(case: Case, outcome: str, *, by: Actor, reason: str = "", note: str = "") -> Decision:
    """Decide a case that was decided, since more is known of it: whoever decided it before has no part in this.

    Errors: PermissionDenied; ValidationError when it is open again, or for who decided it.
    """
    by.require("cases.decide")
    check_outcome(outcome, reason)
    with transaction.atomic():
        case = locked_own(case, by)
        if case.state != "decided":
            raise ValidationError(_("This case is open again: decide it as it stands."))
        if case.decided_by == by.id:
            raise ValidationError(_("You decided this case. Another person looks at it again."))
        decision = Decision.objects.create(
            case=case,
            found=latest_found(case),
            part="queue",
            outcome=outcome,
            reason=reason,
            person=by.id,
            organisation=by.organisation,
            supersedes=standing_decisions([case]).get(case.pk),
        )
        now = timezone.now()
        Case.objects.filter(pk=case.pk).update(outcome=outcome, decided_by=by.id, decided_at=now)
        record_all([_told(decision, note)], by=by.by)
    return decision


def undo(decision: Decision, *, by: Actor) -> list[Case]:
    """Take back one's own decision, and those made as one with it, within a minute; the cases that are open again.

    Errors: ValidationError later, for another's, or where the case went on since.
    """
    by.require("cases.decide")
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision.pk, part="queue")
        refuse_late(decision, by)
        together = _standing_of(_made_with(decision))
        if not together:
            raise ValidationError(_("This decision was undone already, or the case went on since."))
        now = timezone.now()
        Decision.objects.filter(pk__in=[one.pk for one in together]).update(undone_at=now)
        Second.objects.filter(decision__in=together).delete()
        cases = [one.case for one in together]
        _open_again(cases)
        told = [Happening(kinds.UNDONE, one.case.key, data={"decision": str(one.id)}) for one in together]
        record_all(told, by=by.by)
    return cases


def refuse_late(decision: Decision, by: Actor) -> None:
    """Errors: ValidationError for another's decision, or when the minute is over."""
    if decision.person != by.id:
        raise ValidationError(_("Only one's own decisions are undone."))
    if timezone.now() - decision.at > review_policy().undo:
        raise ValidationError(_("The minute is over. A lead can reopen the case."))


def reopen(case: Case, *, by: Actor, note: str) -> None:
    """Put a decided case before people again; its decision stays until another takes its place.

    Errors: PermissionDenied; ValidationError without a reason, or when the case is open.
    """
    by.require("cases.lead")
    if not note.strip():
        raise ValidationError({"note": _("Say why the case is opened again.")})
    with transaction.atomic():
        case = locked_own(case, by)
        if case.state != "decided":
            raise ValidationError(_("This case is open."))
        if Case.objects.filter(finding_id=case.finding_id).exclude(state="decided").exists():
            raise ValidationError(_("The listing was found again since: its newer case is open."))
        _open_again([case])
        record(kinds.REOPENED, case.key, by=by.by, note=note)


def standing_decisions(cases: Sequence[Case]) -> dict[int, Decision]:
    """The decision that counts, by the number of its case: of the queue, and neither undone nor superseded."""
    later = Decision.objects.filter(supersedes=OuterRef("pk"), undone_at__isnull=True)
    rows = Decision.objects.filter(~Exists(later), case__in=cases, part="queue", undone_at__isnull=True)
    return {one.case_id: one for one in rows}


def check_outcome(outcome: str, reason: str) -> None:
    """Errors: ValidationError for what is not on the lists."""
    if outcome not in OUTCOMES:
        raise ValidationError({"outcome": _("%(outcome)s is no outcome.") % {"outcome": outcome}})
    if reason and reason not in reasons()[outcome]:
        raise ValidationError({"reason": _("%(reason)s is no reason for this outcome.") % {"reason": reason}})


def latest_found(case: Case) -> Found:
    """The evidence that a case rests on now."""
    return case.found.select_related("snapshot", "intake").latest("id")


def latest_found_of(cases: Sequence[Case]) -> QuerySet[Found]:
    """The evidence that each of some cases rests on now."""
    newest = Found.objects.filter(case__in=cases).values("case").annotate(newest=Max("id")).values("newest")
    return Found.objects.filter(id__in=newest).select_related("snapshot")


def _still_like(case: Case, also: Sequence[Case], by: Actor) -> list[Case]:
    """Those of the others that are open, free, and of the case's cluster: nothing else is decided unseen."""
    if not also or not case.cluster:
        return []
    rows = Case.objects.select_for_update(of=("self",)).filter(
        is_free(by),
        pk__in=[one.pk for one in also],
        organisation=by.organisation,
        right=case.right,
        cluster=case.cluster,
        state="open",
    )
    return list(rows.exclude(pk=case.pk).order_by("id")[: review_policy().cluster_most])


def _told(decision: Decision, note: str) -> Happening:
    found = decision.found
    return Happening(
        kinds.DECIDED,
        decision.case.key,
        why=decision.reason,
        data={"outcome": decision.outcome, "decision": str(decision.id), "listing_digest": found.snapshot.digest},
        versions={"context": found.context, "right": found.right_version},
        note=note,
    )


def _made_with(decision: Decision) -> list[Decision]:
    """A decision, first, and those made as one with it, that were not undone; their cases are held from now on."""
    batch = Q(pk=decision.pk)
    if decision.batch:  # made at one time by one person, by which an index finds them
        about = (decision.at - ONE_TIME, decision.at + ONE_TIME)
        batch = Q(batch=decision.batch, person=decision.person, at__range=about)
    rows = Decision.objects.filter(batch, undone_at__isnull=True).select_related("case").order_by("case")
    return sorted(rows.select_for_update(of=("self", "case")), key=lambda one: one.pk != decision.pk)


def _standing_of(decisions: Sequence[Decision]) -> list[Decision]:
    """Those whose cases are still as they left them."""
    standing = standing_decisions([one.case for one in decisions])
    return [one for one in decisions if one.case.state == "decided" and standing.get(one.case_id) == one]


def _open_again(cases: Sequence[Case]) -> None:
    Case.objects.filter(pk__in=[one.pk for one in cases]).update(
        state="open", outcome="", decided_by=None, decided_at=None, claimed_by=None, claimed_until=None
    )

"""Asking the holder what the listing cannot tell: with a clock, and silence says nothing."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.cases import kinds
from guildmark.hub.cases.choices import review_policy
from guildmark.hub.cases.claim import locked, locked_own, refuse_if_anothers
from guildmark.hub.cases.decide import check_outcome, latest_found
from guildmark.hub.cases.models import Case, Decision, Referral, Turn
from guildmark.hub.events.lease import ask, does
from guildmark.hub.events.mail import send_mail
from guildmark.hub.events.models import Deadline
from guildmark.hub.events.record import SITE, record
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Person
from guildmark.hub.members.roles import roles_with
from guildmark.hub.members.wall import seen
from guildmark.hub.registry.wall_rules import holders_acted_for

LAPSE = "referral.lapse"


def refer(case: Case, *, by: Actor, question: str) -> Referral:
    """Put a case to the holder of the right. Errors: ValidationError without a question, or when it is not open."""
    by.require("cases.decide")
    if not question.strip():
        raise ValidationError({"question": _("Say what the holder is asked.")})
    with transaction.atomic():
        case = locked_own(case, by)
        if case.state != "open":
            raise ValidationError(_("Only open cases are put to the holder."))
        refuse_if_anothers(case, by)
        due_at = timezone.now() + review_policy().referral
        referral = Referral.objects.create(case=case, holder_id=case.holder_id, asked_by=by.id, due_at=due_at)
        _move(case, "referred")
        record(kinds.REFERRED, case.key, by=by.by, data={"referral": str(referral.id)}, note=question)
        ask(Deadline, LAPSE, f"{LAPSE}:{referral.id}", due_at=due_at, referral=str(referral.id))
        _tell_holder(referral)
    return referral


def waiting_for(actor: Actor) -> QuerySet[Referral]:
    """The questions that wait for an answer of those whom an actor acts for, the most urgent first."""
    rows = seen(Referral, actor).filter(holder__in=holders_acted_for(actor))
    return rows.filter(answered_at__isnull=True, lapsed_at__isnull=True).order_by("due_at", "id")


def answer(referral: Referral, outcome: str, *, by: Actor, reason: str = "", note: str = "") -> Decision:
    """What the holder says; the marketplace decides.

    Errors: PermissionDenied; ValidationError when it was answered, lapsed, or is not this holder's to answer.
    """
    by.require("cases.answer")
    check_outcome(outcome, reason)
    if referral.holder_id not in holders_acted_for(by):
        raise PermissionDenied(_("This question was put to another holder."))
    with transaction.atomic():
        case = locked(referral.case)
        open_now = Referral.objects.filter(pk=referral.pk, answered_at__isnull=True, lapsed_at__isnull=True)
        if case.state != "referred" or not open_now.update(answered_at=timezone.now()):
            raise ValidationError(_("This question was answered, or its time is over."))
        decision = Decision.objects.create(
            case=case,
            found=latest_found(case),
            part="answer",
            outcome=outcome,
            reason=reason,
            person=by.id,
            organisation=by.organisation,
        )
        _move(case, "open")
        record(kinds.ANSWERED, case.key, by=by.by, why=reason, data={"outcome": outcome}, note=note)
    return decision


@does(Deadline, LAPSE)
def lapse(row: Any) -> None:
    """The clock ran out: the case comes back as it went, since silence confirms nothing."""
    waiting = Referral.objects.filter(pk=row.payload["referral"], answered_at__isnull=True, lapsed_at__isnull=True)
    referral = waiting.select_related("case").first()
    if referral is None or not waiting.update(lapsed_at=timezone.now()):
        return
    case = locked(referral.case)
    if case.state == "referred":
        _move(case, "open")
    record(kinds.LAPSED, case.key, by=SITE, data={"referral": str(referral.id)})


def _move(case: Case, state: str) -> None:
    case.state, case.claimed_by, case.claimed_until = state, None, None
    case.save(update_fields=("state", "claimed_by", "claimed_until"))
    Turn.objects.filter(case=case, part="queue", ended_at__isnull=True).update(ended_at=timezone.now())


def _tell_holder(referral: Referral) -> None:
    case = referral.case
    people = Person.objects.filter(
        organisation=case.holder_id, is_active=True, role__in=roles_with("cases.answer", "holder")
    )
    for person in people:
        send_mail(
            f"referral:{referral.id}:{person.id}",
            to=person.email,
            subject=_("A question about %(mark)s") % {"mark": case.right.mark},
            body=_(
                "A marketplace asks you about a listing. Answer by %(day)s; without an answer nothing is taken as said."
            )
            % {"day": f"{referral.due_at:%Y-%m-%d %H:%M} UTC"},
        )

"""Whose a case is for the moment: taking the next one, giving it back, skipping it, handing it over."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.cases import kinds
from guildmark.hub.cases.choices import review_policy
from guildmark.hub.cases.models import Case, Queue, Turn
from guildmark.hub.cases.queues import waiting
from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor, actor_of_person
from guildmark.hub.members.models import Person


def is_free(actor: Actor) -> Q:
    """Cases that nobody else has taken up."""
    return Q(claimed_until__isnull=True) | Q(claimed_until__lte=timezone.now()) | Q(claimed_by=actor.id)


def take_next(actor: Actor, queue: Queue | None) -> Turn | None:
    """Take up the free case of a queue that does most harm; None when there is none left that was not skipped."""
    actor.require("cases.decide")
    with transaction.atomic():
        rows = free_cases(actor, queue).select_for_update(skip_locked=True, of=("self",))
        case = rows.first()
        return None if case is None else _take(case, actor)


def free_cases(actor: Actor, queue: Queue | None) -> QuerySet[Case]:
    """What waits in a queue for this person, most harm first."""
    skipped = Turn.objects.filter(case=OuterRef("pk"), person=actor.id, skipped=True)
    return waiting(actor, queue).filter(is_free(actor)).filter(~Exists(skipped))


def take(case: Case, *, by: Actor) -> Turn:
    """Take up a certain case. Errors: ValidationError when it is decided, or another has it."""
    by.require("cases.decide")
    with transaction.atomic():
        case = locked_own(case, by)
        if case.state not in ("open", "referred", "clear"):
            raise ValidationError(_("This case is decided. A lead can reopen it."))
        refuse_if_anothers(case, by)
        own = Turn.objects.filter(case=case, person=by.id, part="queue", ended_at__isnull=True).first()
        return own if own is not None and own.until > timezone.now() else _take(case, by)


def release(turn: Turn, *, by: Actor) -> None:
    """Give a case back, so that another can take it up at once."""
    by.require("cases.decide")
    with transaction.atomic():
        ended = Turn.objects.filter(pk=turn.pk, person=by.id, ended_at__isnull=True).update(ended_at=timezone.now())
        case = locked_own(turn.case, by)
        if ended and turn.part == "queue" and case.claimed_by == by.id:
            _let_go(case, by)
        if ended:
            record(kinds.RELEASED, case.key, by=by.by)


def skip(turn: Turn, *, by: Actor) -> None:
    """Leave a case to others: it does not come before this person again from a queue."""
    by.require("cases.decide")
    with transaction.atomic():
        ended = Turn.objects.filter(pk=turn.pk, person=by.id, ended_at__isnull=True)
        if not ended.update(ended_at=timezone.now(), skipped=True):
            return
        if turn.part == "queue":
            case = locked_own(turn.case, by)
            if case.claimed_by == by.id:
                _let_go(case, by)
        record(kinds.SKIPPED, turn.case.key, by=by.by)


def hand_over(case: Case, to: Person, *, by: Actor, note: str = "") -> None:
    """Give a case to a colleague, who has it until the next day.

    Errors: ValidationError when another has it, or the colleague cannot decide cases.
    """
    by.require("cases.decide")
    with transaction.atomic():
        case = locked_own(case, by)
        if case.state != "open":
            raise ValidationError(_("Only open cases are handed over."))
        refuse_if_anothers(case, by)
        _require_decider(to, by)
        _let_go(case, by)
        _claim(case, to.id, timezone.now() + review_policy().handed_over)
        record(kinds.HANDED_OVER, case.key, by=by.by, data={"to": str(to.id)}, note=note)


def locked(case: Case) -> Case:
    """The case as it is now, held until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).select_related("right").get(pk=case.pk)


def locked_own(case: Case, by: Actor) -> Case:
    """The case as it is now, held until the transaction ends. Errors: PermissionDenied for another marketplace's."""
    held = locked(case)
    if held.organisation_id != by.organisation.id:
        raise PermissionDenied(_("This case is another marketplace's."))
    return held


def refuse_if_anothers(case: Case, by: Actor) -> None:
    """Errors: ValidationError when somebody else has taken the case up."""
    if case.claimed_by not in (None, by.id) and case.claimed_until and case.claimed_until > timezone.now():
        name = Person.objects.filter(pk=case.claimed_by).first()
        raise ValidationError(_("%(name)s is looking at this case.") % {"name": name or _("Somebody else")})


def _require_decider(person: Person, by: Actor) -> None:
    actor = actor_of_person(person)
    if actor is None or actor.organisation != by.organisation or not actor.may("cases.decide"):
        raise ValidationError(_("%(name)s does not decide cases here.") % {"name": person})


def _take(case: Case, actor: Actor) -> Turn:
    now = timezone.now()
    until = now + review_policy().claim
    if case.claimed_by == actor.id and case.claimed_until and case.claimed_until > until:
        until = case.claimed_until  # handed over: it stays so long
    Turn.objects.filter(case=case, part="queue", ended_at__isnull=True).update(ended_at=now)
    _claim(case, actor.id, until)
    record(kinds.CLAIMED, case.key, by=actor.by)
    return Turn.objects.create(case=case, person=actor.id, until=until)


def _claim(case: Case, person: Any, until: Any) -> None:
    case.claimed_by, case.claimed_until = person, until
    case.save(update_fields=("claimed_by", "claimed_until"))


def _let_go(case: Case, by: Actor) -> None:
    _claim(case, None, None)
    Turn.objects.filter(case=case, person=by.id, part="queue", ended_at__isnull=True).update(ended_at=timezone.now())

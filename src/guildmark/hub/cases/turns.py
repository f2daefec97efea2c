"""What comes before a reviewer next: mostly the queue, now and then a case that checks how well cases are decided."""

import secrets
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.cases import kinds
from guildmark.hub.cases.choices import review_policy
from guildmark.hub.cases.claim import take, take_next
from guildmark.hub.cases.decide import check_outcome, decide, latest_found, refuse_late
from guildmark.hub.cases.decide import undo as take_back
from guildmark.hub.cases.models import Case, Decision, Golden, Queue, Second, Turn
from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor

COINS = 1 << 32


def next_turn(actor: Actor, queue: Queue | None = None) -> Turn | None:
    """The case to look at now: the one that was begun, else a check that falls due, else the next of the queue.

    Which kind it is does not show: a reviewer who knew would look harder at checks than at the rest.
    """
    actor.require("cases.decide")
    now = timezone.now()
    begun = Turn.objects.filter(person=actor.id, ended_at__isnull=True, until__gt=now).exclude(part="audit")
    if (turn := begun.order_by("begun_at").first()) is not None:
        return turn
    policy = review_policy()
    chance = secrets.randbelow(COINS) / COINS
    if chance < policy.golden_share and (turn := _golden_turn(actor)) is not None:
        return turn
    # Second looks come as they wait; one in two, so that they never stand before all else.
    if chance > 0.5 and (turn := _second_turn(actor)) is not None:
        return turn
    return take_next(actor, queue) or _second_turn(actor)


def settle(
    turn: Turn, outcome: str, *, by: Actor, reason: str = "", note: str = "", also: tuple[Case, ...] = ()
) -> list[Decision]:
    """Decide what a turn put before a person, whatever it is for.

    Errors: ValidationError when the turn is over.
    """
    by.require("cases.decide")
    seconds = (timezone.now() - turn.begun_at).total_seconds()
    if turn.part == "queue":
        return decide(turn.case, outcome, by=by, reason=reason, note=note, seconds=seconds, also=also)
    return [_check(turn, outcome, reason, note, seconds, by)]


def undo(decision: Decision, *, by: Actor) -> Turn:
    """Take back one's own decision within its minute, and have its case before one again.

    Errors: ValidationError later, for another's, or where the case went on since.
    """
    if decision.part == "queue":
        with transaction.atomic():
            return take(take_back(decision, by=by)[0], by=by)
    by.require("cases.decide")
    refuse_late(decision, by)
    with transaction.atomic():
        standing = Decision.objects.filter(pk=decision.pk, part__in=("second", "golden"), undone_at__isnull=True)
        if not standing.update(undone_at=timezone.now()):
            raise ValidationError(_("This decision was undone already, or the case went on since."))
        of = decision.checks_id
        if of is not None:
            Second.objects.filter(decision=of).update(done_at=None)
        record(kinds.UNDONE, decision.case.key, by=by.by, data={"decision": str(decision.id), "part": decision.part})
        return _begin(decision.case, decision.part, of or Golden.objects.get(case=decision.case).id, by)


def _golden_turn(actor: Actor) -> Turn | None:
    """A golden case that this person was never given."""
    given = Turn.objects.filter(case=OuterRef("case"), person=actor.id)
    rows = Golden.objects.filter(organisation=actor.organisation, retired_at__isnull=True).filter(~Exists(given))
    golden = rows.order_by("set_at").first()
    return None if golden is None else _begin(golden.case, "golden", golden.id, actor)


def _second_turn(actor: Actor) -> Turn | None:
    """The oldest decision that waits for a second reviewer, who is another and has not seen the case."""
    now = timezone.now()
    with transaction.atomic():
        seen = Turn.objects.filter(case=OuterRef("decision__case"), person=actor.id)
        taken = Turn.objects.filter(of=OuterRef("decision_id"), ended_at__isnull=True, until__gt=now)
        rows = Second.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            ~Exists(seen), ~Exists(taken), organisation=actor.organisation, done_at__isnull=True
        )
        second = rows.exclude(decision__person=actor.id).order_by("drawn_at").first()
        if second is None:
            return None
        return _begin(second.decision.case, "second", second.decision_id, actor)


def _begin(case: Case, part: str, of: UUID, actor: Actor) -> Turn:
    return Turn.objects.create(
        case=case, person=actor.id, part=part, of=of, until=timezone.now() + review_policy().claim
    )


def _check(turn: Turn, outcome: str, reason: str, note: str, seconds: float, by: Actor) -> Decision:
    """A judgement that changes no case: it says how well cases are decided."""
    check_outcome(outcome, reason)
    with transaction.atomic():
        now = timezone.now()
        if not Turn.objects.filter(pk=turn.pk, person=by.id, ended_at__isnull=True).update(ended_at=now):
            raise ValidationError(_("This was settled already."))
        first = None
        if turn.part == "second":
            first = Decision.objects.select_related("found").get(id__in=[turn.of])
            Second.objects.filter(decision=first).update(done_at=now)
        decision = Decision.objects.create(
            case=turn.case,
            found=first.found if first else latest_found(turn.case),
            part=turn.part,
            outcome=outcome,
            reason=reason,
            person=by.id,
            organisation=by.organisation,
            checks=first,
            seconds=seconds,
        )
        record(
            kinds.CHECKED,
            turn.case.key,
            by=by.by,
            why=reason,
            data={"outcome": outcome, "part": turn.part, "decision": str(decision.id)},
            note=note,
        )
    return decision

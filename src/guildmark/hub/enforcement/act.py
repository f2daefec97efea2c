"""Commands about actions: propose, approve, refuse, take, lift; each saves the change, its event and its delivery."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.cases.models import Case, Decision
from guildmark.hub.enforcement import kinds
from guildmark.hub.enforcement.models import LIFTED_WHY, SERVED, Action
from guildmark.hub.enforcement.outbox import tell
from guildmark.hub.enforcement.statements import state_reasons
from guildmark.hub.events.lease import ask_all
from guildmark.hub.events.models import Deadline
from guildmark.hub.events.record import By, Happening, record_all
from guildmark.hub.members.actor import Actor
from guildmark.hub.registry.approval import add_approval, require_person
from guildmark.hub.registry.models import Approval

END = "action.end"  # of an action whose time is over: see `enforcement.terms`


@dataclass(frozen=True, slots=True)
class Wanted:
    """An action to be. `said_yes` are the people who have: where they are enough, it is taken at once, as is what acts
    by itself."""

    subject: UUID
    target: str
    name: str
    seller_id: str
    measure: str
    rule: str
    policy: str
    eyes: int
    lasts: timedelta | None = None
    case: Case | None = None
    decision: Decision | None = None
    said_yes: tuple[UUID, ...] = ()
    automatic: bool = False  # no person decides
    facts: Mapping[str, Any] = field(default_factory=dict)  # for its statement, beside what the case tells


def propose_all(
    organisation: UUID, wanted: Sequence[Wanted], *, by: By, due_at: datetime | None = None
) -> list[Action]:
    """Propose actions, and take those that have enough eyes; the new ones. One that stands or waits is not made twice.

    Call it in the transaction of what they follow from. `due_at`: when the marketplace is to be told, not before.
    """
    subjects = {one.subject for one in wanted}
    active = Action.objects.filter(subject__in=subjects, state__in=("proposed", "standing"))
    known = set(active.values_list("subject", "measure"))
    new = [one for one in wanted if (one.subject, one.measure) not in known]
    now = timezone.now()
    actions = Action.objects.bulk_create([_made(organisation, one, now) for one in new])
    Approval.objects.bulk_create(
        Approval(subject=action.pk, person=person)
        for action, one in zip(actions, new, strict=True)
        for person in one.said_yes
    )
    waiting = [action for action in actions if action.state == "proposed"]
    record_all([_told(kinds.PROPOSED, action) for action in waiting], by=by)
    _follow([action for action in actions if action.state == "standing"], by, due_at)
    return actions


def approve(action: Action, *, by: Actor) -> Action:
    """Say yes to an action that needs more eyes; the last yes takes it.

    Errors: PermissionDenied; ValidationError when it does not wait any more, or for a second yes of the same person.
    """
    require_person(by, "actions.approve")
    with transaction.atomic():
        locked = _locked(action, by, "proposed")
        yes = add_approval(locked.pk, by)
        record_all([_told(kinds.APPROVED, locked, yes=yes)], by=by.by)
        if yes >= locked.eyes:
            take([locked], by=by.by)
    return locked


def refuse(action: Action, *, by: Actor, note: str) -> Action:
    """Say no to an action that waits. Errors: PermissionDenied; ValidationError without words, or when it is over."""
    require_person(by, "actions.approve")
    if not note.strip():
        raise ValidationError({"note": _("Say why, so that the others know.")})
    with transaction.atomic():
        locked = _locked(action, by, "proposed")
        _refuse([locked])
        record_all([_told(kinds.REFUSED, locked, note=note)], by=by.by)
    return locked


def lift(action: Action, *, by: Actor, note: str) -> Action:
    """Lift an action by hand. Errors: PermissionDenied; ValidationError without words, or when it does not stand."""
    require_person(by, "cases.lead")
    if not note.strip():
        raise ValidationError({"note": _("Say why it is lifted.")})
    with transaction.atomic():
        locked = _locked(action, by, "standing")
        lift_all([locked], "withdrawn", by=by.by, note=note)
    return locked


def take(actions: Sequence[Action], *, by: By) -> None:
    """Put proposed actions in force. Call it in a transaction that holds them."""
    now = timezone.now()
    for action in actions:
        action.state, action.taken_at = "standing", now
        action.until = action.until and now + (action.until - action.proposed_at)
    Action.objects.bulk_update(actions, ("state", "taken_at", "until"))
    _follow(actions, by, None)


def lift_all(
    actions: Iterable[Action], why: str, *, by: By, note: str = "", due_at: datetime | None = None
) -> list[Action]:
    """End actions, whatever their state: what stands is lifted, what waits is not taken, and what was over by itself is
    taken back, so that nothing counts of it any more; those that were ended.

    Call it in the transaction of what it follows from.
    """
    if why not in LIFTED_WHY:
        raise ValueError(f"{why!r} is no reason to lift an action")
    rows = Action.objects.select_for_update().filter(pk__in=[one.pk for one in actions])
    active = list(rows.filter(_to_end(why)).order_by("id"))
    standing = [one for one in active if one.state == "standing"]
    waiting = [one for one in active if one.state == "proposed"]
    taken = [one for one in active if one.state != "proposed"]
    _refuse(waiting, why)
    now = timezone.now()
    for action in taken:
        action.state, action.ended_at, action.ended_why = "lifted", now, why
    Action.objects.bulk_update(taken, ("state", "ended_at", "ended_why"))
    told = [_told(kinds.REFUSED, one, why=why, note=note) for one in waiting]
    record_all([*told, *(_told(kinds.LIFTED, one, why=why, note=note) for one in taken)], by=by)
    _tell(standing, due_at)
    return active


def _made(organisation: UUID, one: Wanted, now: datetime) -> Action:
    enough = one.automatic or len(one.said_yes) >= one.eyes
    return Action(
        organisation_id=organisation,
        subject=one.subject,
        case=one.case,
        decision=one.decision,
        target=one.target,
        name=one.name,
        seller_id=one.seller_id,
        measure=one.measure,
        rule=one.rule,
        policy=one.policy,
        facts=dict(one.facts),
        automatic=one.automatic,
        eyes=0 if one.automatic else one.eyes,
        state="standing" if enough else "proposed",
        proposed_at=now,
        taken_at=now if enough else None,
        until=now + one.lasts if one.lasts else None,
    )


def _follow(actions: Sequence[Action], by: By, due_at: datetime | None) -> None:
    """What each action that was taken has: its reasons, its event, its end, and its telling."""
    if not actions:
        return
    state_reasons(actions)
    record_all([_told(kinds.TAKEN, action) for action in actions], by=by)
    ends = [(f"{END}:{one.pk}", one.until, {"action": str(one.pk)}) for one in actions if one.until]
    ask_all(Deadline, END, ends)
    _tell(actions, due_at)


def _tell(actions: Sequence[Action], due_at: datetime | None) -> None:
    by_organisation: dict[UUID, dict[tuple[str, str], UUID]] = {}
    for action in actions:
        by_organisation.setdefault(action.organisation_id, {})[action.target, action.name] = action.subject
    for organisation, named in by_organisation.items():
        tell(organisation, named, due_at=due_at)


def _to_end(why: str) -> Q:
    """What can be ended: what waits or stands; and what was served, whose strikes and steps count on until it is taken
    back for another reason."""
    active = Q(state__in=("proposed", "standing"))
    return active if why == SERVED else active | Q(state="lifted", ended_why=SERVED)


def _refuse(actions: Sequence[Action], why: str = "") -> None:
    now = timezone.now()
    for action in actions:
        action.state, action.ended_at, action.ended_why = "refused", now, why
    Action.objects.bulk_update(actions, ("state", "ended_at", "ended_why"))


def _locked(action: Action, by: Actor, state: str) -> Action:
    locked = Action.objects.select_for_update(of=("self",)).get(pk=action.pk, organisation=by.organisation)
    if locked.state != state:
        raise ValidationError(_("This action went on since: look at it again."))
    return locked


def _told(kind: str, action: Action, *, why: str = "", note: str = "", **more: Any) -> Happening:
    data = {
        "action": str(action.pk), "measure": action.measure, "target": action.target, "automatic": action.automatic,
        **more,
    }  # fmt: skip
    return Happening(kind, action.subject, why=why, data=data, versions={"policy": action.policy}, note=note)

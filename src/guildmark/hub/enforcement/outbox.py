"""The outbox: whatever changes what stands against a target writes, in the same transaction, what the marketplace is
to be told of it. It is told the state, not the step, so that it makes no difference how often it hears it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from guildmark.hub.cases.bulk_rows import insert_rows, update_rows
from guildmark.hub.enforcement.letter import letter_of
from guildmark.hub.enforcement.models import Action, Delivery, Target
from guildmark.hub.enforcement.states import state_of
from guildmark.hub.enforcement.tokens import statement_link

Named = tuple[str, str]  # the kind of a target and its name
AT_ONCE = 500  # names in one question to the database


def tell(organisation: UUID, named: Mapping[Named, UUID], *, due_at: datetime | None = None) -> None:
    """Have the marketplace told what these targets are to be now, each with the subject of the events of its change.
    Call it in the transaction of the change.

    A telling that still waits is overtaken; one that is on its way keeps its number, so that a receiver that hears it
    late knows it as older.
    """
    wanted = sorted(named)
    for start in range(0, len(wanted), AT_ONCE):
        some = {one: named[one] for one in wanted[start : start + AT_ONCE]}
        _tell(organisation, some, due_at or timezone.now())


def held(organisation: UUID, named: Collection[Named]) -> list[Target]:
    """The targets, made where they were not, and held until the transaction ends."""
    Target.objects.bulk_create(
        (Target(organisation_id=organisation, kind=kind, name=name) for kind, name in named), ignore_conflicts=True
    )
    rows = Target.objects.select_for_update(no_key=True).filter(_are(organisation, named))
    return list(rows.order_by("id"))


def standing_on(organisation: UUID, named: Collection[Named]) -> dict[Named, list[Action]]:
    """The actions that stand against each of these targets."""
    rows = Action.objects.filter(_are(organisation, named, "target"), state="standing").select_related(
        "statement", "case"
    )
    found: dict[Named, list[Action]] = defaultdict(list)
    for action in rows.order_by("taken_at", "id"):
        found[action.target, action.name].append(action)
    return found


def _tell(organisation: UUID, named: Mapping[Named, UUID], due_at: datetime) -> None:
    write(organisation, held(organisation, named), named, due_at)


def write(organisation: UUID, targets: Sequence[Target], subjects: Mapping[Named, UUID], due_at: datetime) -> None:
    """Write targets that are held: the state that what stands comes to, the next number, and their deliveries."""
    standing = standing_on(organisation, [(target.kind, target.name) for target in targets])
    for target in targets:
        measures = (one.measure for one in standing.get((target.kind, target.name), []))
        target.state = state_of(target.kind, measures, down=target.down_with is not None)
        target.number += 1
    now = timezone.now()
    update_rows(Target, ("number", "state", "down_with"), [(t.pk, (t.number, t.state, t.down_with)) for t in targets])
    waiting = Delivery.objects.filter(target__in=[target.pk for target in targets], status="waiting")
    waiting.update(status="overtaken", ended_at=now)
    insert_rows(
        Delivery,
        ("organisation_id", "target_id", "subject", "number", "content", "status", "made_at", "due_at", "attempts",
         "last_error", "ended_at"),
        [
            (organisation, target.pk, subjects.get(named), target.number, content(target, standing.get(named, [])),
             "waiting", now, due_at, 0, "", None)
            for target in targets
            for named in [(target.kind, target.name)]
        ],
    )  # fmt: skip


def content(target: Target, actions: Sequence[Action]) -> dict[str, Any]:
    """What a marketplace is told of a target: the whole state, and the actions that it comes from with their reasons.

    `key` is the same however often it is told; of two about one target the one with the higher `number` counts.
    """
    return {
        "key": f"{target.organisation_id}:{target.pk}:{target.number}",
        "target": target.kind,
        "id": target.name,
        "number": target.number,
        "state": target.state,
        "store_closed": target.down_with is not None,
        "actions": [
            {
                "id": str(action.pk),
                "measure": action.measure,
                "since": _instant(action.taken_at),
                "until": _instant(action.until),
                "statement": statement_link(action.statement.pk),
                "buyers": letter_of(action, action.statement),
            }
            for action in actions
        ],
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _are(organisation: UUID, named: Collection[Named], kind_column: str = "kind") -> Q:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, name in named:
        by_kind[kind].append(name)
    either = Q(pk__in=())
    for kind, names in by_kind.items():
        either |= Q(**{kind_column: kind}, name__in=names)
    return either & Q(organisation=organisation)

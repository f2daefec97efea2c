"""Delivering: one worker at a time sends what waits for a marketplace, in the order in which it is due, and writes down
what became of it. Whatever happens between sending and writing, it is sent again, with the same key."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from guildmark.hub.cases.bulk_rows import update_rows
from guildmark.hub.connectors import CONNECTORS, Connector, GoneError, Outcome, ReceiverError
from guildmark.hub.enforcement import kinds
from guildmark.hub.enforcement.connect import tell_of_gone
from guildmark.hub.enforcement.models import Connection, Delivery, Target
from guildmark.hub.events.lease import lane
from guildmark.hub.events.record import By, Happening, record, record_all, site_for
from guildmark.hub.members.sealed import unseal
from guildmark.records import InputError

LEASE = timedelta(seconds=30)  # longer than a batch may take; what a dead worker held is free again after it
AT_A_TIME = timedelta(seconds=10)  # then others have their turn
FIRST_WAIT = timedelta(seconds=10)  # before the next try; doubled each time
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 12  # of one state that the receiver refuses, within some five hours; then people look at it
JITTER = 0.2  # of a wait, so that receivers that went down together are not all asked together


@lane
def deliver_what_waits() -> int:
    """Send what is due on every connection that nobody sends on; how many states were dealt with."""
    now = timezone.now()
    waits = Delivery.objects.filter(organisation=OuterRef("organisation"), status="waiting", due_at__lte=now)
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    due = Connection.objects.filter(free, Exists(waits), ended_at__isnull=True, due_at__lte=now)
    return sum(_deliver(key) for key in due.order_by("due_at").values_list("pk", flat=True))


def waiting(organisation: UUID) -> QuerySet[Delivery]:
    """What is due to be told to a marketplace, in order."""
    rows = Delivery.objects.filter(organisation=organisation, status="waiting", due_at__lte=timezone.now())
    return rows.order_by("due_at", "id")


def keep(deliveries: Sequence[Delivery], outcomes: Sequence[Outcome], *, by: By) -> None:
    """Write down what became of deliveries. One that was overtaken meanwhile is done, too, but stays overtaken."""
    now = timezone.now()
    with transaction.atomic():
        rows = Delivery.objects.select_for_update().filter(pk__in=[one.pk for one in deliveries])
        still = {one.pk: one.status == "waiting" for one in rows.order_by("id")}
        pairs = list(zip(deliveries, outcomes, strict=True))
        _acknowledge([one for one, outcome in pairs if outcome.done], still, by, now)
        _put_off([(one, outcome) for one, outcome in pairs if not outcome.done and still.get(one.pk)], by, now)


def _deliver(key: UUID) -> int:
    """Send on one connection for a while; how many states were dealt with."""
    lease, until = uuid4(), timezone.now() + AT_A_TIME
    if not _taken(key, lease):
        return 0
    dealt_with = 0
    connection = Connection.objects.get(pk=key)
    try:
        connector = CONNECTORS[connection.kind](connection.address, unseal(connection.secret), settings.OUTWARD_POLICY)
    except InputError as error:
        _failed(connection, lease, str(error), 0.0)
        return 0
    try:
        while timezone.now() < until and (sent := _send(connection, connector, lease)):
            dealt_with += sent
    finally:
        connector.close()
        Connection.objects.filter(pk=key, lease=lease).update(lease=None, leased_until=None)
    return dealt_with


def _send(connection: Connection, connector: Connector, lease: UUID) -> int:
    """Send the next batch and keep the lease; how many states were dealt with, nothing where the receiver did not take
    them, the connection was ended, or another worker has it by now."""
    deliveries = list(waiting(connection.organisation_id)[: connector.most_at_once])
    if not deliveries:
        return 0
    try:
        outcomes = connector.set_states([one.content for one in deliveries])
    except ReceiverError as error:
        _failed(connection, lease, str(error), error.wait_seconds)
        return 0
    except GoneError as error:
        _gone(connection, str(error))
        return 0
    with transaction.atomic():
        keep(deliveries, outcomes, by=site_for(connection.organisation_id))
        now = timezone.now()
        succeeded = {"failures": 0, "last_error": "", "last_success_at": now, "leased_until": now + LEASE}
        held = Connection.objects.filter(pk=connection.pk, lease=lease, ended_at=None).update(**succeeded)
    connection.failures = 0
    return len(deliveries) if held else 0


def _taken(key: UUID, lease: UUID) -> bool:
    """Take the connection on lease: whether it is this worker's from now on."""
    now = timezone.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    rows = Connection.objects.filter(free, pk=key, ended_at__isnull=True)
    return bool(rows.update(lease=lease, leased_until=now + LEASE))


def _failed(connection: Connection, lease: UUID, why: str, wait_seconds: float) -> None:
    wait = max(wait_of(connection.failures), timedelta(seconds=wait_seconds))
    Connection.objects.filter(pk=connection.pk, lease=lease).update(
        failures=F("failures") + 1, last_error=shown(why), due_at=timezone.now() + wait
    )


def _gone(connection: Connection, why: str) -> None:
    with transaction.atomic():
        ended = {"ended_at": timezone.now(), "ended_why": "gone", "last_error": shown(why)}
        if Connection.objects.filter(pk=connection.pk, ended_at__isnull=True).update(**ended):
            record(kinds.GONE, connection.pk, by=site_for(connection.organisation_id))
            tell_of_gone(connection)


def shown(why: str) -> str:
    """What a receiver said, as it is kept: cut, and without characters that no database holds."""
    return why.replace("\x00", "")[:2_000]


def wait_of(failures: int) -> timedelta:
    """How long to wait after so many failures before."""
    wait = min(FIRST_WAIT * (1 << min(failures, 20)), LONGEST_WAIT)
    return wait + random.uniform(0, JITTER) * wait


def _acknowledge(deliveries: Sequence[Delivery], still: dict[int, bool], by: By, now: datetime) -> None:
    done = [one for one in deliveries if still.get(one.pk)]
    Delivery.objects.filter(pk__in=[one.pk for one in done]).update(status="acknowledged", ended_at=now, last_error="")
    numbers = {one.target_id: one.number for one in sorted(deliveries, key=lambda one: one.number)}
    targets = Target.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("id")
    newer = [(one.pk, (numbers[one.pk], now)) for one in targets if one.acknowledged < numbers[one.pk]]
    update_rows(Target, ("acknowledged", "acknowledged_at"), newer)
    record_all([_told(kinds.ACKNOWLEDGED, one) for one in done if one.subject], by=by)


def _put_off(pairs: Sequence[tuple[Delivery, Outcome]], by: By, now: datetime) -> None:
    """Those that were refused: later again, or given up."""
    dead = []
    for delivery, outcome in pairs:
        delivery.attempts += 1
        delivery.last_error = shown(outcome.why)
        delivery.due_at = now + wait_of(delivery.attempts - 1)
        if outcome.final or delivery.attempts >= MOST_ATTEMPTS:
            delivery.status, delivery.ended_at = "dead", now
            dead.append(delivery)
    Delivery.objects.bulk_update(
        [one for one, _ in pairs], ("attempts", "last_error", "due_at", "status", "ended_at")
    )  # fmt: skip
    record_all([_told(kinds.DEAD, one) for one in dead if one.subject], by=by)


def _told(kind: str, delivery: Delivery) -> Happening:
    assert delivery.subject is not None
    data = {"target": delivery.content["target"], "number": delivery.number, "state": delivery.content["state"]}
    return Happening(kind, delivery.subject, data=data)

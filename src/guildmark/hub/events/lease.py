"""Taking work on lease: whoever dies with it loses nothing, and whoever comes back late changes nothing."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from guildmark.hub.events.models import Deadline, Leased, Message

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=10)  # before the second attempt; doubled before each further one
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 16

Doer = Callable[..., None]
Preparer = Callable[[Any], Any]
_DOERS: dict[tuple[type[Leased], str], Doer] = {}
_PREPARERS: dict[tuple[type[Leased], str], Preparer] = {}
_LANES: list[Callable[[], int]] = []


class LeaseLostError(Exception):
    """Another worker took the work over, since this one's lease ran out."""


def does(model: type[Leased], kind: str) -> Callable[[Doer], Doer]:
    """The function that does work of a kind. What it writes is committed together with the mark that it is done."""

    def register(doer: Doer) -> Doer:
        _DOERS[model, kind] = doer
        return doer

    return register


def prepares(model: type[Leased], kind: str) -> Callable[[Preparer], Preparer]:
    """The function that does the long part of work of a kind outside of any transaction, so that nobody who writes
    waits for it; what it returns is given to the doer. It may run again, so it leaves nothing that counts by itself."""

    def register(preparer: Preparer) -> Preparer:
        _PREPARERS[model, kind] = preparer
        return preparer

    return register


def lane(work: Callable[[], int]) -> Callable[[], int]:
    """A function that does, each time that it is called, some of what waits in tables of its own, and returns how much
    it did. It takes its work on lease by itself, so that any number of workers may be at it."""
    _LANES.append(work)
    return work


def ask(model: type[Leased], kind: str, key: str, *, due_at: datetime | None = None, **payload: Any) -> None:
    """Ask for something to be done, in the transaction of what asks for it; asking twice is asking once."""
    ask_all(model, kind, [(key, due_at or timezone.now(), payload)])


def ask_all(model: type[Leased], kind: str, wanted: Iterable[tuple[str, datetime, dict[str, Any]]]) -> None:
    """Ask for many things of a kind at once: for each its key, when it is due, and what it is about."""
    rows = [model(key=key, kind=kind, payload=payload, due_at=due_at) for key, due_at, payload in wanted]
    model._default_manager.bulk_create(rows, ignore_conflicts=True)


def take(model: type[Leased]) -> Leased | None:
    """The next row that is due, on lease; None when nothing is."""
    now = timezone.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    with transaction.atomic():
        due = model._default_manager.filter(free, done_at__isnull=True, given_up_at__isnull=True, due_at__lte=now)
        row = due.select_for_update(skip_locked=True).order_by("due_at", "id").first()
        if row is not None:
            row.lease, row.leased_until, row.attempts = uuid4(), now + LEASE, row.attempts + 1
            row.save(update_fields=("lease", "leased_until", "attempts"))
        return row


def carry_out(row: Leased) -> bool:
    """Do what was taken on lease; tells whether it was done. What fails is tried again later, then given up."""
    model = type(row)
    try:
        doer, preparer = _DOERS[model, row.kind], _PREPARERS.get((model, row.kind))
        prepared = () if preparer is None else (preparer(row),)
        with transaction.atomic():
            doer(row, *prepared)
            held = model._default_manager.filter(pk=row.pk, lease=row.lease, done_at__isnull=True)
            if not held.update(done_at=timezone.now(), lease=None, leased_until=None):
                raise LeaseLostError(row.key)
    except LeaseLostError:
        return False
    except Exception as error:  # whatever a handler raises, the row stays and tells why
        logger.exception("%s failed", row.key)
        _put_back(row, error)
        return False
    return True


def _put_back(row: Leased, error: Exception) -> None:
    now = timezone.now()
    wait = min(FIRST_WAIT * 2 ** (row.attempts - 1), LONGEST_WAIT)
    over = row.attempts >= MOST_ATTEMPTS
    type(row)._default_manager.filter(pk=row.pk, lease=row.lease).update(
        lease=None,
        leased_until=None,
        due_at=F("due_at") if over else now + wait,
        given_up_at=now if over else None,
        last_error=f"{type(error).__name__}: {error}"[:2_000],
    )


def lines_of_work() -> list[Callable[[], int]]:
    """What a worker does side by side, so that none of it waits for another: clocks, messages, and each lane. Each does
    all that is due, and returns how much that was."""
    return [partial(_all_due, Deadline), partial(_all_due, Message), *_LANES]


def work_once() -> int:
    """Do all that is due now, one line after the other; the number of things done."""
    return sum(line() for line in lines_of_work())


def _all_due(model: type[Leased]) -> int:
    done = 0
    while (row := take(model)) is not None:
        done += carry_out(row)
    return done

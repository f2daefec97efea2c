"""Bringing findings in: one case for each that is open, evidence added to it, and nothing lost or counted twice."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.cases import kinds
from guildmark.hub.cases.intake_rows import Refused, Row, SetAsideError, Told, shown, told
from guildmark.hub.cases.intake_write import Brought, write
from guildmark.hub.cases.models import Intake, IntakeBatch, SetAside
from guildmark.hub.events.record import Happening, record, record_all
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.models import Right
from guildmark.records.delivery import MOST_ROWS

LONGEST_RUN, LONGEST_CONTEXT = 80, 64
MOST_SCANNED = 10**12  # listings of one run: a thousand times the largest marketplace
Aside = tuple[int, Row | Refused, str]  # the row's number in its batch, the row, and why
COUNTS = ("received", "opened", "added", "repeated", "set_aside")


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a batch. Of its counts (COUNTS) the first is the sum of the others.

    `again` says that the very same batch had come before, so that nothing was changed. `reasons` tell why rows were set
    aside: the number of the row in the batch, and what was wrong.
    """

    intake: Intake
    counts: dict[str, int]
    again: bool = False
    reasons: list[tuple[int, str]] = field(default_factory=list)


def bring(
    rows: Sequence[Row | Refused],
    *,
    run: str,
    context: str,
    by: Actor,
    digest: str | None = None,
    scanned: int | None = None,
) -> Received:
    """Bring in a batch of rows of `records.DELIVERY`, at most `MOST_ROWS`; `run` and `context` as the scan names them.

    A finding that has no open case opens one. One that has, adds what is new to it. One that was decided is a repeat
    while the listing says the same, and opens a new case when it does not. Rows that cannot be used are set aside with
    their reason. The same batch of a run sent again changes nothing, so that whoever is unsure sends it again; `digest`
    is the SHA-256 by which it is known, made of the rows where it is not given. `scanned` is how many listings the run
    judged, findings or none: what is told first counts, once for a run.

    Errors: PermissionDenied; ValidationError for a batch that is too large, a run without a name, or no such number.
    """
    by.require("cases.bring")
    marketplace = by.organisation.marketplace
    if marketplace is None:
        raise ValidationError(_("Only a marketplace brings findings in."))
    if len(rows) > MOST_ROWS:
        raise ValidationError(_("A batch has at most %(most)d rows.") % {"most": MOST_ROWS})
    if not run.strip() or len(run) > LONGEST_RUN or len(context) > LONGEST_CONTEXT or not (run + context).isprintable():
        raise ValidationError(_("Say which run this is of, as its run.json names it."))
    if scanned is not None and not 0 <= scanned <= MOST_SCANNED:
        raise ValidationError(_("%(number)s is no number of scanned listings.") % {"number": scanned})
    digest = digest or _digest(rows)
    usable, set_aside = _looked_over(rows, marketplace)
    with transaction.atomic():
        # One intake of an organisation at a time: cases and snapshots are looked up before they are made.
        Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation.pk)
        intake, _made = Intake.objects.get_or_create(
            organisation=by.organisation, run=run, defaults={"context": context, "brought_by": by.id}
        )
        _report(intake, scanned, by)
        before = IntakeBatch.objects.filter(intake=intake, digest=digest).first()
        if before is not None:
            return Received(intake, _counts(before), again=True, reasons=_reasons(set_aside))
        brought = write(usable, intake, context, by)
        numbers = (len(rows), brought.opened, brought.added, brought.repeated, len(set_aside))
        counts = dict(zip(COUNTS, numbers, strict=True))
        _keep(intake, digest, counts, set_aside, brought, by)
    intake.refresh_from_db()
    return Received(intake, counts, reasons=_reasons(set_aside))


def _counts(of: IntakeBatch) -> dict[str, int]:
    return {name: getattr(of, name) for name in COUNTS}


def _looked_over(rows: Sequence[Row | Refused], marketplace: str) -> tuple[list[Told], list[Aside]]:
    rights = _rights(rows)
    usable: list[Told] = []
    set_aside: list[Aside] = []
    for number, row in enumerate(rows):
        try:
            usable.append(told(row, marketplace, rights))
        except SetAsideError as error:
            set_aside.append((number, row, str(error)))
    return usable, set_aside


def _rights(rows: Iterable[Row | Refused]) -> dict[str, Right]:
    """The rights that are named, of those that marketplaces can know: a draft is not there."""
    findings = (row.get("finding") for row in rows if not isinstance(row, Refused))
    codes = {finding.get("right_id") for finding in findings if isinstance(finding, dict)}
    known = Right.objects.filter(code__in=[code for code in codes if isinstance(code, str)], current__isnull=False)
    return {right.code: right for right in known.select_related("current", "holder")}


def _keep(
    intake: Intake,
    digest: str,
    counts: dict[str, int],
    set_aside: Sequence[Aside],
    brought: Brought,
    by: Actor,
) -> None:
    """The receipt, the rows that were set aside, and the events, beside what was written."""
    now = timezone.now()
    IntakeBatch.objects.create(intake=intake, digest=digest, at=now, **counts)
    SetAside.objects.bulk_create(
        SetAside(intake=intake, row=shown(row), reason=reason, at=now) for _number, row, reason in set_aside
    )
    Intake.objects.filter(pk=intake.pk).update(**{name: F(name) + number for name, number in counts.items()})
    received = Happening(kinds.RECEIVED, intake.id, data={"run": intake.run, **counts})
    record_all([*brought.happenings, received], by=by.by)


def _report(intake: Intake, scanned: int | None, by: Actor) -> None:
    """Tell once how many listings the run judged; in the transaction that holds the organisation's intakes."""
    if scanned is None or intake.scanned is not None:
        return
    intake.scanned = scanned
    intake.save(update_fields=("scanned",))
    record(kinds.SCANNED, intake.id, by=by.by, data={"listings": scanned})


def _reasons(set_aside: Sequence[Aside]) -> list[tuple[int, str]]:
    return [(number, reason) for number, _row, reason in set_aside]


def _digest(rows: Sequence[Any]) -> str:
    """The same for the same rows, as Python writes them."""
    return hashlib.sha256(repr(rows).encode("utf-8", "backslashreplace")).hexdigest()

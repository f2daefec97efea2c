"""Golden cases: decided ones whose outcome is beyond doubt, put before reviewers among the others."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.cases import kinds
from guildmark.hub.cases.claim import locked_own
from guildmark.hub.cases.models import Case, Golden
from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor


def set_golden(case: Case, *, by: Actor) -> Golden:
    """Make a decided case golden, with the outcome that stands. Errors: ValidationError for any other case."""
    by.require("cases.lead")
    with transaction.atomic():
        case = locked_own(case, by)
        if case.state != "decided" or case.outcome == "undetermined":
            raise ValidationError(_("Only cases that were decided one way or the other can be golden."))
        golden, made = Golden.objects.update_or_create(
            case=case,
            defaults={
                "organisation": by.organisation,
                "outcome": case.outcome,
                "set_by": by.id,
                "retired_at": None,
            },
        )
        record(kinds.GOLDEN_SET, case.key, by=by.by, data={"outcome": golden.outcome, "again": not made})
    return golden


def retire_golden(golden: Golden, *, by: Actor) -> None:
    """Put a golden case before nobody any more."""
    by.require("cases.lead")
    with transaction.atomic():
        if Golden.objects.filter(pk=golden.pk, retired_at__isnull=True).update(retired_at=timezone.now()):
            record(kinds.GOLDEN_RETIRED, golden.case.key, by=by.by)

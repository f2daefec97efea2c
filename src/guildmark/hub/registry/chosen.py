"""Files that two people choose: put before the people of a marketplace, approved, made active, taken out of use."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.approval import EYES, add_approval, approvals_of, require_person
from guildmark.hub.registry.models import ChosenFile

NAME_MOST = 120  # characters


@dataclass(frozen=True, slots=True)
class Told:
    """The kinds of events of one kind of file."""

    proposed: str
    approved: str
    active: str
    retired: str


@dataclass(frozen=True, slots=True)
class Chosen[F: ChosenFile]:
    """How one kind of file is chosen by the leads of a marketplace, which has one active one at most."""

    model: type[F]
    told: Told

    def active(self, organisation: Organisation | UUID | None = None) -> QuerySet[F]:
        """The files that count now, of one marketplace or of all."""
        rows: QuerySet[F] = self.model._default_manager.filter(active_from__isnull=False, retired_at__isnull=True)
        return rows if organisation is None else rows.filter(organisation=organisation)

    def propose(self, file: F, digest: str, *, by: Actor) -> F:
        """Put a file that was read and found fit before the people of one's own marketplace."""
        file.organisation, file.proposed_by = by.organisation, by.id
        with transaction.atomic():
            file.save(force_insert=True)
            record(self.told.proposed, file.pk, by=by.by, versions={self.told.proposed.partition(".")[0]: digest})
        return file

    def approve(self, file: F, *, by: Actor) -> F:
        """Say yes to a file. Errors: PermissionDenied; ValidationError for one that was active, or a second yes."""
        require_person(by, "cases.lead")
        with transaction.atomic():
            held = self._held_new(file, by)
            yes = add_approval(held.pk, by)
            record(self.told.approved, held.pk, by=by.by, data={"yes": yes})
        return held

    def activate(self, file: F, *, by: Actor) -> F:
        """Let a file count from now on, and the one before no longer.

        Errors: PermissionDenied; ValidationError for one that two people did not approve, or that was active.
        """
        require_person(by, "cases.lead")
        with transaction.atomic():
            held = self._held_new(file, by)
            if len(approvals_of(held.pk)) < EYES:
                raise ValidationError(_("Two people must approve this file first."))
            now = timezone.now()
            self.active(by.organisation).update(retired_at=now)
            held.active_from = now
            held.save(update_fields=("active_from",))
            record(self.told.active, held.pk, by=by.by)
        return held

    def retire(self, file: F, *, by: Actor) -> F:
        """Go back to what ships: a stop, which needs one person alone.

        Errors: PermissionDenied; ValidationError for a file that is not active.
        """
        require_person(by, "cases.lead")
        with transaction.atomic():
            held = self._held(file, by)
            if held.active_from is None or held.retired_at is not None:
                raise ValidationError(_("This file is not active."))
            held.retired_at = timezone.now()
            held.save(update_fields=("retired_at",))
            record(self.told.retired, held.pk, by=by.by)
        return held

    def _held(self, file: F, by: Actor) -> F:
        return self.model._default_manager.select_for_update().get(pk=file.pk, organisation=by.organisation)

    def _held_new(self, file: F, by: Actor) -> F:
        held = self._held(file, by)
        if held.active_from is not None:
            raise ValidationError(_("This file was made active already. Propose it anew."))
        return held


def file_name(given: str, otherwise: str) -> str:
    """The name of a file as it is kept: one line, not too long, never empty."""
    return " ".join(given.split())[:NAME_MOST] or otherwise

"""Commands about policies: propose with a preview, approve by two people, make active, take out of use."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.enforcement import kinds
from guildmark.hub.enforcement.models import PolicyFile
from guildmark.hub.enforcement.policy import ActionPolicy, read_policy, shipped_policy
from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.approval import EYES, add_approval, approvals_of, require_person
from guildmark.records import InputError

MOST_BYTES = 256 << 10


def policy_of(organisation: Organisation | UUID) -> ActionPolicy:
    """The policy that counts for a marketplace: its own, or the shipped one."""
    rows = PolicyFile.objects.filter(organisation=organisation, active_from__isnull=False, retired_at__isnull=True)
    active = rows.values_list("pk", flat=True).first()
    return shipped_policy() if active is None else _read(active)


def propose_policy(name: str, text: str, preview: dict[str, Any], *, by: Actor) -> PolicyFile:
    """Put a policy before the people of one's own marketplace, with whom it would hit (see `enforcement.preview`).

    Errors: PermissionDenied; InputError for a policy that cannot be read.
    """
    require_person(by, "cases.lead")
    name = " ".join(name.split())[:120] or "policy.yaml"
    if "\x00" in text or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise InputError(f"{name}: is no text of at most {MOST_BYTES:,} bytes.")
    read = read_policy(name, text)
    with transaction.atomic():
        file = PolicyFile.objects.create(
            organisation=by.organisation, name=name, text=text, preview=preview, proposed_by=by.id
        )
        record(kinds.POLICY_PROPOSED, file.pk, by=by.by, versions={"policy": read.digest})
    return file


def approve_policy(file: PolicyFile, *, by: Actor) -> PolicyFile:
    """Say yes to a policy. Errors: PermissionDenied; ValidationError for one that was active, or a second yes."""
    require_person(by, "cases.lead")
    with transaction.atomic():
        locked = _locked(file, by)
        yes = add_approval(locked.pk, by)
        record(kinds.POLICY_APPROVED, locked.pk, by=by.by, data={"yes": yes})
    return locked


def activate_policy(file: PolicyFile, *, by: Actor) -> PolicyFile:
    """Act by this policy from now on, and by the one before no longer.

    Errors: PermissionDenied; ValidationError for one that two people did not approve, or that was active.
    """
    require_person(by, "cases.lead")
    with transaction.atomic():
        locked = _locked(file, by)
        if len(approvals_of(locked.pk)) < EYES:
            raise ValidationError(_("Two people must approve this policy first."))
        now = timezone.now()
        before = PolicyFile.objects.filter(organisation=by.organisation, active_from__isnull=False)
        before.filter(retired_at__isnull=True).update(retired_at=now)
        locked.active_from = now
        locked.save(update_fields=("active_from",))
        record(kinds.POLICY_ACTIVE, locked.pk, by=by.by)
    return locked


def retire_policy(file: PolicyFile, *, by: Actor) -> PolicyFile:
    """Go back to the shipped policy: a stop, which needs one person alone.

    Errors: PermissionDenied; ValidationError for one that is not active.
    """
    require_person(by, "cases.lead")
    with transaction.atomic():
        locked = PolicyFile.objects.select_for_update().get(pk=file.pk, organisation=by.organisation)
        if locked.active_from is None or locked.retired_at is not None:
            raise ValidationError(_("This policy is not active."))
        locked.retired_at = timezone.now()
        locked.save(update_fields=("retired_at",))
        record(kinds.POLICY_RETIRED, locked.pk, by=by.by)
    return locked


@lru_cache(maxsize=64)
def _read(key: UUID) -> ActionPolicy:
    """A policy file never changes."""
    file = PolicyFile.objects.get(pk=key)
    return read_policy(file.name, file.text)


def _locked(file: PolicyFile, by: Actor) -> PolicyFile:
    locked = PolicyFile.objects.select_for_update().get(pk=file.pk, organisation=by.organisation)
    if locked.active_from is not None:
        raise ValidationError(_("This policy was made active already. Propose it anew."))
    return locked

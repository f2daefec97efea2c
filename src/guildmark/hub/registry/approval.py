"""Commands about verifying: submit a draft, approve it by two people of the secretariat, refuse it with words."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from guildmark.hub.members.actor import Actor
from guildmark.hub.registry import kinds
from guildmark.hub.registry.acting import require_acting, tell
from guildmark.hub.registry.content import Fault, FaultyError, checked, files_named
from guildmark.hub.registry.drafts import locked_draft, locked_right
from guildmark.hub.registry.letters import link_to, write_to_administrators
from guildmark.hub.registry.models import Approval, RightFile, RightVersion

EYES = 2  # people


def submit(version: RightVersion, *, by: Actor) -> RightVersion:
    """Put a draft before the secretariat; from then on it is fixed.

    Errors: PermissionDenied; ValidationError for what is no draft; FaultyError for a draft that proves nothing.
    """
    require_acting(by, version.right.holder)
    with transaction.atomic():
        draft = locked_draft(version)
        kept, read = checked(draft.right, draft.content)
        if not read.registrations and not kept.get("documents"):
            told = _("Nothing proves the right. Add a registration, or a document for a right that is not registered.")
            raise FaultyError([Fault("registrations", "", told)])
        draft.state, draft.submitted_at = "submitted", timezone.now()
        draft.save(update_fields=("state", "submitted_at"))
        _mark_files(draft, "submitted")
        tell(kinds.SUBMITTED, draft.right, by=by, version=draft)
    return draft


def approve(version: RightVersion, *, by: Actor) -> RightVersion:
    """Say yes to a version; the second person's yes verifies it.

    Errors: PermissionDenied; ValidationError for what is not submitted, or for a second yes of the same person.
    """
    require_person(by, "rights.verify")
    with transaction.atomic():
        submitted = _locked_submitted(version)
        yes = add_approval(submitted.pk, by)
        tell(kinds.APPROVED, submitted.right, by=by, version=submitted, data={"yes": yes})
        if yes >= EYES:
            _verify(submitted, by)
    return submitted


def refuse(version: RightVersion, words: str, *, by: Actor) -> RightVersion:
    """Say no, in words that the holder reads.

    Errors: PermissionDenied; ValidationError for what is not submitted, or without words.
    """
    require_person(by, "rights.verify")
    words = words.strip()
    if not words:
        raise ValidationError({"words": _("Say why, so that the holder knows what to mend.")})
    with transaction.atomic():
        submitted = _locked_submitted(version)
        submitted.state, submitted.settled_at, submitted.refused_why = "refused", timezone.now(), words
        submitted.save(update_fields=("state", "settled_at", "refused_why"))
        tell(kinds.REFUSED, submitted.right, by=by, version=submitted, note=words)
        _write_to_holder(submitted, REFUSED_SUBJECT, REFUSED_BODY)
    return submitted


def approvals_of(subject: UUID) -> list[UUID]:
    """Who said yes, in order."""
    return approvals_by_subject([subject])[subject]


def approvals_by_subject(subjects: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Who said yes to each of these, in order."""
    yes: dict[UUID, list[UUID]] = {subject: [] for subject in subjects}
    rows = Approval.objects.filter(subject__in=yes).order_by("id").values_list("subject", "person")
    for subject, person in rows:
        yes[subject].append(person)
    return yes


def add_approval(subject: UUID, by: Actor) -> int:
    """One person's yes; how many there are then. Call it while what it is about is held.

    Errors: ValidationError for a second yes of the same person.
    """
    if Approval.objects.filter(subject=subject, person=by.id).exists():
        raise ValidationError(_("You approved this already. Another person must be the second."))
    Approval.objects.create(subject=subject, person=by.id)
    return Approval.objects.filter(subject=subject).count()


def require_person(by: Actor, ability: str) -> None:
    """Errors: PermissionDenied for who lacks the ability, and for keys: a yes is a person's."""
    by.require(ability)
    if not by.is_person:
        raise PermissionDenied(_("This is for people, not for keys."))


def _locked_submitted(version: RightVersion) -> RightVersion:
    right = locked_right(version.right)
    submitted = RightVersion.objects.get(pk=version.pk)
    submitted.right = right
    if submitted.state != "submitted":
        raise ValidationError(_("This version does not wait for approval any more."))
    return submitted


def _verify(version: RightVersion, by: Actor) -> None:
    right = version.right
    if right.current_id is not None:
        RightVersion.objects.filter(pk=right.current_id).update(state="replaced")
    version.state, version.settled_at = "verified", timezone.now()
    version.save(update_fields=("state", "settled_at"))
    right.current, right.state, right.mark = version, "verified", str(version.content["mark"]).strip()
    right.save(update_fields=("current", "state", "mark"))
    RightFile.objects.filter(right=right, counts=True).update(counts=False)
    _mark_files(version, "counts")
    tell(kinds.VERIFIED, right, by=by, version=version)
    _write_to_holder(version, VERIFIED_SUBJECT, VERIFIED_BODY)


def _mark_files(version: RightVersion, mark: str) -> None:
    """Set a mark on the files that a version names."""
    for role, digests in files_named(version.content).items():
        named = sorted(digests)
        for start in range(0, len(named), 500):  # below the number of parameters that SQLite takes
            some = named[start : start + 500]
            RightFile.objects.filter(right=version.right, role=role, blob__in=some).update(**{mark: True})


def _write_to_holder(version: RightVersion, subject: str, body: str) -> None:
    """Tell those who run the holder. Subject and body are marked for translation where they are written."""
    right = version.right
    words = {"mark": right.mark, "number": version.number, "link": link_to(right), "why": version.refused_why}
    write_to_administrators(right.holder_id, f"settled:{version.pk}", lambda: (_(subject) % words, _(body) % words))


VERIFIED_SUBJECT = gettext_noop("%(mark)s is verified")
VERIFIED_BODY = gettext_noop("Version %(number)d of %(mark)s was verified and counts from now on.\n%(link)s\n")
REFUSED_SUBJECT = gettext_noop("%(mark)s was refused")
REFUSED_BODY = gettext_noop(
    "Version %(number)d of %(mark)s was refused:\n\n%(why)s\n\nBegin the next version to mend it.\n%(link)s\n"
)

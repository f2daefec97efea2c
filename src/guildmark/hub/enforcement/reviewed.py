"""Which words two people of a marketplace have read and approved: by the digest of their file, so that a change of it
is read again."""

from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from guildmark.hub.enforcement import kinds
from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor
from guildmark.hub.registry.approval import EYES, add_approval, approvals_of, require_person
from guildmark.hub.wording import Wording, languages, wording

NAMESPACE = UUID("0f5d6a0e-3f55-4f0b-9a43-6b1f2a3c7d11")


def is_reviewed(words: Wording, organisation: UUID) -> bool:
    """Whether two people of a marketplace approved these words as they stand."""
    return len(approvals_of(subject_of(words, organisation))) >= EYES


def approve_words(language: str, *, by: Actor) -> int:
    """Say that the words of a language are right; how many people have.

    Errors: PermissionDenied; ValidationError for a language without words, or a second yes of the same person.
    """
    require_person(by, "cases.decide")
    if language not in languages():
        raise ValidationError(_("There are no words in %(language)s.") % {"language": language})
    words = wording(language)
    with transaction.atomic():
        subject = subject_of(words, by.organisation.pk)
        yes = add_approval(subject, by)
        record(kinds.WORDING_APPROVED, subject, by=by.by, data={"language": language, "yes": yes})
    return yes


def subject_of(words: Wording, organisation: UUID) -> UUID:
    """What people approve: these words, for this marketplace."""
    return uuid5(NAMESPACE, f"{organisation}:{words.language}:{words.digest}")

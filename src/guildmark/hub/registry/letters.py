"""Letters to those who run an organisation, each in their own language."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.utils import translation

from guildmark.hub.events.mail import send_mail
from guildmark.hub.members.models import Person
from guildmark.hub.registry.models import Right


def write_to_administrators(organisation: UUID, key: str, words: Callable[[], tuple[str, str]]) -> None:
    """Ask for a mail to each administrator; `words` gives subject and body, and is called in each one's language."""
    people = Person.objects.filter(organisation=organisation, role="administrator", is_active=True)
    for person in people.order_by("id"):
        with translation.override(person.language or settings.LANGUAGE_CODE):
            subject, body = words()
        send_mail(f"{key}:{person.pk}", to=person.email, subject=subject, body=body)


def link_to(right: Right) -> str:
    """The address of a right's page."""
    return f"{settings.PUBLIC_URL}/rights/{right.code}/"

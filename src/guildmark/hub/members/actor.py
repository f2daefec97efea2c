"""Who is asking: a person or a key, for which organisation, with which abilities."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.record import By
from guildmark.hub.members.models import ApiKey, Organisation, Person
from guildmark.hub.members.roles import ROLES, abilities_of, key_abilities_of, roles_with


@dataclass(frozen=True, slots=True)
class Actor:
    """Passed to everything that reads or changes what belongs to an organisation."""

    id: UUID
    organisation: Organisation
    abilities: frozenset[str]
    is_person: bool = True

    @property
    def by(self) -> By:
        """As events name it."""
        return By(self.id, self.organisation.id)

    def may(self, ability: str) -> bool:
        """Whether it has this ability."""
        return ability in self.abilities

    def require(self, ability: str) -> None:
        """Errors: PermissionDenied that says who may."""
        if not self.may(ability):
            roles = ", ".join(str(ROLES[role]) for role in roles_with(ability, self.organisation.kind))
            raise PermissionDenied(
                _("This is for these roles of your organisation: %(roles)s.") % {"roles": roles}
                if roles
                else _("Your organisation does not do this.")
            )


def actor_of_person(person: Person) -> Actor | None:
    """The actor that a person is; None without an organisation, or while that is suspended."""
    organisation = person.organisation
    if organisation is None or organisation.suspended_at is not None or not person.is_active:
        return None
    return Actor(person.id, organisation, abilities_of(organisation.kind, person.role))


def actor_of_key(key: ApiKey) -> Actor | None:
    """The actor that a key is; None when it no longer counts."""
    now = timezone.now()
    if key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now):
        return None
    if key.organisation.suspended_at is not None:
        return None
    if key.last_used_at is None or now - key.last_used_at > timedelta(hours=1):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    allowed = frozenset(key.abilities) & frozenset(key_abilities_of(key.organisation.kind))
    return Actor(key.id, key.organisation, allowed, is_person=False)

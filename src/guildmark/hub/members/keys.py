"""Commands about keys of the API: make, rotate, revoke; and whom a key stands for."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.record import record
from guildmark.hub.members import kinds
from guildmark.hub.members.actor import Actor, actor_of_key
from guildmark.hub.members.models import ApiKey
from guildmark.hub.members.roles import key_abilities_of
from guildmark.hub.members.shown_once import KEY_MARK, hash_of, new_key

PREFIX_LETTERS = 8
ROTATION_DAYS = 7  # that the old key goes on, so that programs can be changed over


def make_key(name: str, abilities: Sequence[str], *, by: Actor, expires_days: int | None = None) -> str:
    """Make a key for one's own organisation; what is returned is shown once and not kept.

    Errors: PermissionDenied; ValidationError for no ability, or one that keys of such an organisation cannot have.
    """
    by.require("members.own")
    known = key_abilities_of(by.organisation.kind)
    if not abilities:
        raise ValidationError({"abilities": _("Choose at least one thing that the key may do.")})
    if wrong := sorted(set(abilities) - set(known)):
        raise ValidationError({"abilities": _("A key cannot be given: %(wrong)s.") % {"wrong": ", ".join(wrong)}})
    with transaction.atomic():
        secret, key = _new(name, sorted(set(abilities)), by, expires_days)
        record(kinds.KEY_MADE, key.id, by=by.by, data={"abilities": key.abilities})
    return secret


def rotate_key(key: ApiKey, *, by: Actor) -> str:
    """Make a key that takes another's place; the old one goes on for a week. Shown once.

    Errors: ValidationError for a key that was revoked or replaced.
    """
    by.require("members.own")
    with transaction.atomic():
        old = ApiKey.objects.select_for_update().get(pk=key.pk)
        if old.revoked_at is not None or old.replaced_by_id is not None:
            raise ValidationError(_("This key was revoked or replaced already."))
        secret, new = _new(old.name, old.abilities, by, None)
        end = timezone.now() + timedelta(days=ROTATION_DAYS)
        old.replaced_by, old.expires_at = new, min(end, old.expires_at or end)
        old.save(update_fields=("replaced_by", "expires_at"))
        record(kinds.KEY_ROTATED, old.id, by=by.by, data={"new": str(new.id)})
    return secret


def revoke_key(key: ApiKey, *, by: Actor) -> None:
    """End a key at once."""
    by.require("members.own")
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
            record(kinds.KEY_REVOKED, key.id, by=by.by)


def actor_with_key(secret: str) -> Actor | None:
    """Whom a key stands for; None when it is none, or no longer counts."""
    if not secret.startswith(KEY_MARK):
        return None
    key = ApiKey.objects.select_related("organisation").filter(secret_hash=hash_of(secret)).first()
    return None if key is None else actor_of_key(key)


def _new(name: str, abilities: list[str], by: Actor, expires_days: int | None) -> tuple[str, ApiKey]:
    secret = new_key()
    key = ApiKey.objects.create(
        organisation=by.organisation,
        name=name.strip()[:80],
        abilities=abilities,
        prefix=secret[: PREFIX_LETTERS + len(KEY_MARK)],
        secret_hash=hash_of(secret),
        made_by=by.id,
        expires_at=None if expires_days is None else timezone.now() + timedelta(days=expires_days),
    )
    return secret, key

"""Pictures that are given to be looked up: made small, hashed, held against the official ones, and forgotten again."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.lease import ask, does
from guildmark.hub.events.models import Deadline
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.current import live_context
from guildmark.hub.registry.judging import official_of
from guildmark.hub.searches.models import Example
from guildmark.hub.searches.near import HASH_BYTES
from guildmark.pictures import MOST_BYTES, Undecodable, hash_hex, thumbnail_jpeg
from guildmark.pictures.seen import look_at
from guildmark.records.ids import picture_id

FORGET = "searches.forget_example"
KEPT_DAYS = 30


def give_example(data: bytes, *, by: Actor) -> Example:
    """Keep what a picture can be looked up by. Errors: PermissionDenied; ValidationError for what is no picture."""
    by.require("cases.see")
    if len(data) > MOST_BYTES:
        raise ValidationError(_("The picture is larger than %(most)d MB.") % {"most": MOST_BYTES >> 20})
    digest = picture_id(data)
    since = timezone.now() - timedelta(days=KEPT_DAYS // 2)
    known = Example.objects.filter(organisation=by.organisation, digest=digest, given_at__gt=since).first()
    if known is not None:
        return known
    seen, jpeg = look_at(data, digest), thumbnail_jpeg(data)
    if isinstance(jpeg, Undecodable) or seen.fault:
        raise ValidationError(_("This is no picture that can be read: %(why)s.") % {"why": seen.fault or str(jpeg)})
    hashes = b"".join(bytes.fromhex(hash_hex(one)) for one in seen.hashes)
    official = _official(data, by.organisation)
    with transaction.atomic():
        example = Example.objects.create(
            organisation=by.organisation, given_by=by.id, digest=digest, hashes=hashes, official=official, jpeg=jpeg
        )
        due = example.given_at + timedelta(days=KEPT_DAYS)
        ask(Deadline, FORGET, f"{FORGET}:{example.id}", due_at=due, example=str(example.id))
    return example


def hashes_of(example: Example) -> tuple[bytes, ...]:
    """The hashes of the picture's turns, 32 bytes each; none where it says too little to be told from others."""
    told = bytes(example.hashes)
    return tuple(told[at : at + HASH_BYTES] for at in range(0, len(told), HASH_BYTES))


def _official(data: bytes, organisation: Organisation) -> list[str]:
    """The digests of official pictures that it is a copy of."""
    live = live_context(organisation)
    return official_of(data, live[1]) if live is not None else []


@does(Deadline, FORGET)
def forget(deadline: Any) -> None:
    """Remove an example on which no search stands; else look again later."""
    example = Example.objects.filter(pk=deadline.payload["example"]).first()
    if example is None:
        return
    if example.searches.filter(ended_at__isnull=True).exists():
        due = timezone.now() + timedelta(days=KEPT_DAYS)
        ask(Deadline, FORGET, f"{FORGET}:{example.pk}:{due.date()}", due_at=due, example=str(example.pk))
    else:
        example.searches.update(example=None)
        example.delete()

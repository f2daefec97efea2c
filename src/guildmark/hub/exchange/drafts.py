"""Commands about drafts: what a member writes before anybody else sees it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.record import record
from guildmark.hub.exchange import content, kinds
from guildmark.hub.exchange.models import Attachment, Item, ItemVersion
from guildmark.hub.members.actor import Actor
from guildmark.hub.registry.blobs import keep
from guildmark.indicators import Indicator
from guildmark.tactics.form import restated

WRITE = "exchange.write"
LONGEST_TITLE, LONGEST_NAME = 120, 200


def draft_tactic(text: str, *, by: Actor) -> ItemVersion:
    """Keep a tactic as a draft: a new one by the id that it names, or the next version of one's own.

    Errors: PermissionDenied; ValidationError for what is no tactic, or has the id of another's.
    """
    by.require(WRITE)
    tactic = content.read(text)
    return keep_draft(tactic.id, "tactic", tactic.title, text, by)


def draft_advice(
    title: str, prose: str, *, by: Actor, item: UUID | None = None, files: Sequence[tuple[str, bytes]] = ()
) -> ItemVersion:
    """Keep advice in prose as a draft; `item` is one's own that it is the next version of, `files` stand beside it.

    Errors: PermissionDenied; ValidationError for what has no words.
    """
    by.require(WRITE)
    content.check_advice(title, prose)
    with transaction.atomic():
        version = keep_draft(item or uuid4(), "advice", title.strip()[:LONGEST_TITLE], prose.strip() + "\n", by)
        for name, data in files:
            # Never shown by the site itself, and given as bytes alone, whatever it says it is.
            blob = keep(data, "application/octet-stream")
            values = {"name": name.replace("\x00", "")[:LONGEST_NAME] or "file", "added_by": by.id}
            Attachment.objects.get_or_create(item=version.item, blob=blob, defaults=values)
    return version


def copy_tactic(version: ItemVersion, *, by: Actor) -> ItemVersion:
    """A draft of one's own that begins as another's tactic, under an id of its own: what was shared is never edited.

    It is marked as that is, so that no more people and programs read it.
    """
    by.require(WRITE)
    text = restated(content.NAME, version.content, id=str(uuid4()), author=by.organisation.name, version=1)
    with transaction.atomic():
        copy = draft_tactic(text, by=by)
        copy.item.tlp = version.item.tlp
        copy.item.save(update_fields=("tlp",))
    return copy


def drop_draft(item: Item, *, by: Actor) -> None:
    """Throw a draft away, with the files beside it; what was shared before it stays.

    Errors: PermissionDenied; ValidationError where there is none, and for what was handed over.
    """
    by.require(WRITE)
    with transaction.atomic():
        held = held_own(item, by)
        draft = draft_of(held)
        _refuse_handed(held)
        if held.current_id is None:
            held.delete()
        else:
            draft.delete()
            held.attachments.filter(shared_at__isnull=True).delete()


def draft_of(item: Item) -> ItemVersion:
    """Its draft. Errors: ValidationError where there is none."""
    draft = item.versions.filter(shared_at__isnull=True).first()
    if draft is None:
        raise ValidationError(_("There is no draft. Change the text first."))
    return draft


def held_own(item: Item, by: Actor) -> Item:
    """One's own item, locked. Errors: PermissionDenied for another's."""
    held = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if held.owner_id != by.organisation.pk:
        raise PermissionDenied(_("Only its author changes this. You can begin one of your own from it."))
    return held


def keep_draft(key: UUID, kind: str, title: str, text: str, by: Actor, named: Indicator | None = None) -> ItemVersion:
    """Keep a content that was checked as the draft of an item; `named` is the value of an indicator.

    Errors: ValidationError for an id that is another's, and for what was taken back or handed over.
    """
    with transaction.atomic():
        first: dict[str, Any] = {"kind": kind, "owner": by.organisation, "title": title, "made_by": by.id}
        if named is not None:
            first |= {"value_kind": named.kind, "value_key": UUID(named.id)}
        item, made = Item.objects.select_for_update(of=("self",)).get_or_create(pk=key, defaults=first)
        of_value = item.value_key == first.get("value_key")  # an indicator keeps its value for good
        if item.owner_id != by.organisation.pk or item.kind != kind or not of_value:
            # The same words whether another's can be seen or not.
            raise ValidationError({"text": _("This id is taken. Write another: a tactic keeps its own for good.")})
        if item.ended_at is not None:
            raise ValidationError(_("This was taken back. Begin a new one."))
        _refuse_handed(item)
        if item.state == "draft":
            Item.objects.filter(pk=item.pk).update(title=title)
        newest = item.versions.order_by("-number").first()
        values = {"content": text, "digest": content.digest_of(text), "made_by": by.id, "made_at": timezone.now()}
        if newest is not None and newest.shared_at is None:
            for name, value in values.items():
                setattr(newest, name, value)
            newest.save(update_fields=tuple(values))
            return newest
        version = ItemVersion.objects.create(item=item, number=newest.number + 1 if newest else 1, **values)
        if made:
            record(kinds.DRAFTED, item.pk, by=by.by, data={"kind": kind})
    return version


def _refuse_handed(item: Item) -> None:
    if item.state == "handed":
        raise ValidationError(_("The secretariat has this before it. Wait until it shares it or gives it back."))

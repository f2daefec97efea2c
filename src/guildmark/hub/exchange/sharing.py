"""Commands about sharing: with whom, under which marking, without one's name, and taking it back."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.record import record
from guildmark.hub.exchange import content, kinds
from guildmark.hub.exchange.drafts import draft_of, held_own
from guildmark.hub.exchange.hold import set_hold
from guildmark.hub.exchange.marking import IN_CIRCLES
from guildmark.hub.exchange.models import TLP, Audience, Circle, Item, ItemVersion
from guildmark.hub.exchange.unusual import unusual
from guildmark.hub.exchange.vouched import refuse_good
from guildmark.hub.members.actor import Actor
from guildmark.hub.registry.approval import require_person
from guildmark.indicators import told_in
from guildmark.tactics.form import restated

SHARE, RELAY = "exchange.share", "exchange.relay"
UNNAMED = "a member of the alliance"  # who shared it, where that is not told


class UnusualError(ValidationError):
    """Sharing like this was never done before: say that it is meant."""


def share(
    item: Item, tlp: str, circles: Collection[Circle], *, by: Actor, anonymous: bool = False, meant: bool = False
) -> Item:
    """Share the draft of an item: with circles, or under GREEN and CLEAR with all members.

    Without its author's name it goes to the secretariat, which shares it (`relay`). `meant` says that it is shared as
    it never was before (see `exchange.unusual`).

    Errors: PermissionDenied; UnusualError with what is unusual; ValidationError for what is not fit to be shared.
    """
    require_person(by, SHARE)
    looked_at = draft_of(item)
    if item.kind == "tactic":
        _refuse_faulty(looked_at)
    elif item.kind == "indicator":
        refuse_good(looked_at, by)
    with transaction.atomic():
        held = held_own(item, by)
        draft = draft_of(held)
        if draft.digest != looked_at.digest:  # that takes seconds, and others write
            raise ValidationError(_("The draft was changed meanwhile. Read it again, then share it."))
        anonymous = anonymous or held.anonymous  # who was not named once is not named later
        _check_audience(held, tlp, circles, by)
        if not meant and (told := unusual(held, tlp, circles)):
            raise UnusualError(told)
        held.tlp, held.anonymous = tlp, anonymous
        Audience.objects.filter(item=held).delete()
        Audience.objects.bulk_create(Audience(item=held, circle=circle) for circle in circles)
        if anonymous and held.current_id is None:  # later versions are known to need no name
            held.state = "handed"
            held.save(update_fields=("tlp", "anonymous", "state"))
            record(kinds.HANDED, held.pk, by=by.by, versions={"item": draft.number})
            return held
        publish(held, draft, by)
    return held


def relay(item: Item, *, by: Actor) -> Item:
    """Share what a member handed over, in the alliance's name. Errors: PermissionDenied; ValidationError."""
    require_person(by, RELAY)
    with transaction.atomic():
        held = _handed(item)
        publish(held, draft_of(held), by)
    return held


def hand_back(item: Item, words: str, *, by: Actor) -> None:
    """Give it back to its author with words. Errors: PermissionDenied; ValidationError without words."""
    require_person(by, RELAY)
    if not words.strip():
        raise ValidationError({"words": _("Say why, so that its author knows what to mend.")})
    with transaction.atomic():
        held = _handed(item)
        held.state = "draft"
        held.save(update_fields=("state",))
        record(kinds.HANDED_BACK, held.pk, by=by.by, note=words.strip())


def recall(item: Item, words: str, *, by: Actor) -> None:
    """Take back what was shared: it stops wherever it is used, and nobody reads it any more.

    Errors: PermissionDenied; ValidationError for what is not shared.
    """
    _end(item, "recalled", kinds.RECALLED, words, by)


def retire(item: Item, *, by: Actor) -> None:
    """Say that it has done its work. Errors: as `recall`."""
    _end(item, "retired", kinds.RETIRED, "", by)


def let_go(item: Item, words: str, *, by: Actor) -> None:
    """Say that a false alarm is answered: marketplaces choose anew how far it may go. Errors: as `recall`."""
    require_person(by, SHARE)
    with transaction.atomic():
        held = held_own(item, by)
        if held.held_at is None:
            raise ValidationError(_("Nothing holds it."))
        set_hold(held, held=False, by=by, note=words.strip())


def _end(item: Item, state: str, kind: str, words: str, by: Actor) -> None:
    require_person(by, SHARE)
    with transaction.atomic():
        held = held_own(item, by)
        if held.state != "shared":
            raise ValidationError(_("Only what is shared can be taken back."))
        held.state, held.ended_at = state, timezone.now()
        held.save(update_fields=("state", "ended_at"))
        record(kind, held.pk, by=by.by, note=words.strip())


def _handed(item: Item) -> Item:
    held = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if held.state != "handed":
        raise ValidationError(_("This does not wait for the secretariat any more."))
    return held


def _check_audience(item: Item, tlp: str, circles: Collection[Circle], by: Actor) -> None:
    if tlp not in TLP:
        raise ValidationError({"tlp": _("%(value)s is no marking.") % {"value": tlp}})
    if tlp in IN_CIRCLES and not circles:
        raise ValidationError({"circles": _("Say with which circles: under this marking nobody else reads it.")})
    own = set(by.organisation.circles.filter(left_at__isnull=True).values_list("circle", flat=True))
    if any(circle.pk not in own or circle.ended_at is not None for circle in circles):
        raise ValidationError({"circles": _("Your organisation does not belong to this circle.")})
    if item.state == "handed":
        raise ValidationError(_("The secretariat has this before it. Wait until it shares it or gives it back."))


def _refuse_faulty(draft: ItemVersion) -> None:
    """Errors: ValidationError with what keeps a tactic from being shared."""
    found = content.checked(draft.content, timezone.now().date())
    if found.errors:
        raise ValidationError({"text": list(found.errors)})


def publish(item: Item, draft: ItemVersion, by: Actor) -> None:
    """Make a draft what others read, in the transaction of a command that has checked that it may."""
    now = timezone.now()
    parts: dict[str, Any] = {"title": item.title, "expires_on": item.expires_on}
    if item.kind == "tactic":
        draft.content = as_shared(item, draft.number, draft.content)
        draft.digest = content.digest_of(draft.content)
        tactic = content.read(draft.content)
        parts = {"title": tactic.title, "expires_on": tactic.expires}
    elif item.kind == "indicator":
        parts["expires_on"] = told_in(draft.content).expires
    draft.shared_at = now
    draft.save(update_fields=("content", "digest", "shared_at"))
    item.attachments.filter(shared_at__isnull=True).update(shared_at=now)
    item.state, item.current, item.shared_at, item.held_at = "shared", draft, item.shared_at or now, None
    item.title, item.expires_on = str(parts["title"]), parts["expires_on"]
    item.save(update_fields=("state", "current", "shared_at", "held_at", "title", "expires_on", "tlp", "anonymous"))
    record(
        kinds.SHARED, item.pk, by=by.by, versions={"item": draft.number, "digest": draft.digest},
        data={"kind": item.kind, "tlp": item.tlp},
    )  # fmt: skip


def as_shared(item: Item, number: int, text: str) -> str:
    """A tactic as others are given it: it says the same as what the site knows of it."""
    author = UNNAMED if item.anonymous else item.owner.name
    return restated(
        content.NAME, text, author=author, tlp=item.tlp, version=number, status="stable", circles=None
    )  # fmt: skip


def is_expired(item: Item, today: date) -> bool:
    """Whether the day is over until which it was to be used."""
    return item.expires_on is not None and item.expires_on < today

"""Holding what a false alarm was told of."""

from django.utils import timezone

from guildmark.hub.events.record import record
from guildmark.hub.exchange import kinds
from guildmark.hub.exchange.models import Item
from guildmark.hub.members.actor import Actor


def set_hold(item: Item, *, held: bool, by: Actor, note: str = "") -> None:
    """Hold a locked item, so that it acts nowhere until its author answers, or let it go on; where that is so already,
    nothing is told."""
    if held == (item.held_at is not None):
        return
    item.held_at = timezone.now() if held else None
    item.save(update_fields=("held_at",))
    record(kinds.HELD if held else kinds.LET_GO, item.pk, by=by.by, note=note)

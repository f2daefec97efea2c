"""How far the closing of a store has come."""

from dataclasses import dataclass

from guildmark.hub.enforcement.models import Action, Target
from guildmark.hub.events.models import Event
from guildmark.hub.stores.kinds import PUT_BACK, TAKEN_DOWN
from guildmark.hub.stores.models import Store


@dataclass(frozen=True, slots=True)
class Progress:
    """Listings: known of the store, taken down with it, put back since, and down at the moment."""

    listings: int
    taken_down: int
    put_back: int
    down_now: int


def progress_of(action: Action) -> Progress | None:
    """Of a closing that was taken; None before."""
    if action.taken_at is None:
        return None
    counts = {TAKEN_DOWN: 0, PUT_BACK: 0}
    rows = Event.objects.filter(subject=action.subject, kind__in=counts).values_list("kind", "data")
    for kind, data in rows:
        if data["action"] == str(action.pk):
            counts[kind] += data["listings"]
    known = Store.objects.get(pk=action.subject).listings
    return Progress(known, counts[TAKEN_DOWN], counts[PUT_BACK], Target.objects.filter(down_with=action.pk).count())

"""What follows when something shared is taken back, held, or out of reach: it stops wherever it is used."""

from collections.abc import Sequence
from uuid import UUID

from guildmark.hub.events.lease import ask
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.events.record import SITE, By, subscribe
from guildmark.hub.exchange import kinds
from guildmark.hub.exchange.marking import members_reached
from guildmark.hub.exchange.models import Circle, Item, Sighting, Use, Vouched
from guildmark.hub.exchange.sightings import FALSE_ALARM, SEEN
from guildmark.hub.exchange.uses import stop_all
from guildmark.hub.exchange.vouched import is_of_alliance
from guildmark.hub.registry.compiled import COMPILE

ENDS = {kinds.RECALLED: "recalled", kinds.RETIRED: "retired", kinds.EXPIRED: "expired"}


@subscribe(*ENDS)
def stop_what_ended(events: Sequence[Event]) -> None:
    """What is recalled, retired or expired is used nowhere."""
    for event in events:
        stop_all(Use.objects.filter(item=event.subject), ENDS[event.kind], by=SITE)


@subscribe(kinds.HELD)
def stop_what_is_held(events: Sequence[Event]) -> None:
    """What a false alarm was told of goes on in the shadow, everywhere."""
    for event in events:
        stop_all(
            Use.objects.filter(item=event.subject, mode__in=("review", "act")), "false alarm", by=SITE, mode="shadow"
        )


@subscribe(kinds.SIGHTED)
def stop_what_was_wrong_here(events: Sequence[Event]) -> None:
    """A false alarm that a person tells stops it where that person is, also where it holds nothing elsewhere."""
    for event in events:
        if event.data["kind"] == FALSE_ALARM and event.data["person"]:
            own = Use.objects.filter(item=event.subject, organisation=event.organisation, mode__in=("review", "act"))
            stop_all(own, "false alarm", by=SITE, mode="shadow")


@subscribe(kinds.SHARED)
def stop_what_is_shared_with_fewer(events: Sequence[Event]) -> None:
    """A narrower marking, or other circles, may leave some who used it out."""
    for event in events:
        _stop_out_of_reach([event.subject])


@subscribe(kinds.SHARED)
def told_is_seen(events: Sequence[Event]) -> None:
    """Whoever tells an indicator saw it at work: its confidence begins with that, each time that it is told."""
    told = [event for event in events if event.data["kind"] == "indicator"]
    for item in Item.objects.filter(pk__in=[event.subject for event in told]).select_related("current"):
        assert item.current is not None
        Sighting.objects.create(
            item=item, version=item.current.number, organisation_id=item.owner_id, kind=SEEN,
            person=item.current.made_by,
        )  # fmt: skip


@subscribe(kinds.VOUCHED)
def stop_what_is_good(events: Sequence[Event]) -> None:
    """A value that the secretariat vouches for is looked for nowhere any more."""
    for row in Vouched.objects.filter(pk__in=[event.subject for event in events]).select_related("organisation"):
        if is_of_alliance(row):
            stop_all(Use.objects.filter(item__kind="indicator", item__value_key=row.key), "known good", by=SITE)


@subscribe(kinds.CIRCLE_LEFT, kinds.CIRCLE_ENDED)
def stop_what_is_out_of_reach(events: Sequence[Event]) -> None:
    """Who left a circle uses nothing of it."""
    for event in events:
        circle = Circle.objects.get(pk=event.subject)
        _stop_out_of_reach(list(circle.items.filter(state="shared").values_list("pk", flat=True)))


@subscribe(kinds.USE_CHANGED)
def compile_anew(events: Sequence[Event]) -> None:
    """A context holds the tactics that count."""
    ask(Deadline, COMPILE, f"{COMPILE}:{events[-1].pk}")


def _stop_out_of_reach(items: list[UUID]) -> None:
    for item in Item.objects.filter(pk__in=items, state="shared"):
        reached = members_reached(item) | {item.owner_id}
        stop_all(Use.objects.filter(item=item).exclude(organisation__in=reached), "recalled", by=By())

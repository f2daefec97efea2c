"""The feed of events, for programs that follow what happens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from guildmark.hub.api.asking import Limit, asking
from guildmark.hub.api.cursors import opened, sealed
from guildmark.hub.cases.followed import followed

router = Router(tags=["events"])


class EventOut(Schema):
    """Something that happened. `actor` is known for one's own organisation only."""

    cursor: str
    at: datetime
    kind: str
    subject: UUID
    actor: UUID | None
    organisation: UUID | None
    why: str
    data: dict[str, Any]
    versions: dict[str, Any]


class EventsOut(Schema):
    """Events in the order in which they happened. Ask again with `next`, at once while there are `more`."""

    events: list[EventOut]
    next: str
    more: bool


@router.get("/events", response=EventsOut, summary="Follow events")
def events(request: HttpRequest, after: str = "", limit: Limit = 100) -> dict[str, Any]:
    """What happened after a cursor: in one's own organisation, and to cases that it sees.

    Events are never changed, and none appears before one that was told already: whoever keeps `next` misses nothing.
    A page may be empty while there are more, since others' events are passed over.
    """
    actor = asking(request, "events.follow")
    page = followed(actor, int(opened(actor, "events", after)[0]) if after else 0, limit)
    told = [
        {
            "cursor": sealed(actor, "events", event.id),
            **{name: getattr(event, name) for name in EventOut.model_fields if name != "cursor"},
        }
        for event in page.events
    ]
    return {"events": told, "next": sealed(actor, "events", page.until), "more": page.more}

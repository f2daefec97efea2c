"""Who asks by the API, and what its key must be able to do."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query

from guildmark.hub.members.actor import Actor

Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the request's key stands for; ninja puts it there before a route runs."""
    actor = getattr(request, "auth", None)
    if not isinstance(actor, Actor):
        raise TypeError("a route without a key asks for its actor")
    return actor


def asking(request: HttpRequest, ability: str) -> Actor:
    """The same, which must have an ability. Errors: PermissionDenied."""
    actor = actor_of(request)
    actor.require(ability)
    return actor

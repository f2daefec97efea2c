"""Whom a key stands for."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from guildmark.hub.api.asking import actor_of

router = Router(tags=["me"])


class OrganisationOut(Schema):
    """A member of the alliance."""

    id: UUID
    kind: str
    name: str
    marketplace: str | None


class MeOut(Schema):
    """The key, its organisation, and what the key may do."""

    key: UUID
    organisation: OrganisationOut
    abilities: list[str]


@router.get("/me", response=MeOut, summary="Whom this key stands for")
def me(request: HttpRequest) -> dict[str, Any]:
    """The organisation of the key, and what the key may do: a first call to see that it works."""
    actor = actor_of(request)
    return {"key": actor.id, "organisation": actor.organisation, "abilities": sorted(actor.abilities)}

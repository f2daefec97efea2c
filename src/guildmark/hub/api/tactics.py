"""Tactics by program: those that one reads, and those that one's own scans use."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from guildmark.hub.api.asking import actor_of
from guildmark.hub.exchange.models import Item
from guildmark.hub.exchange.sharing import UNNAMED
from guildmark.hub.exchange.take import tactics_zip
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import one_of, seen

router = Router(tags=["tactics"])
PAGE = 100


class TacticOut(Schema):
    """A tactic that was shared; `author` is the member, where that is told."""

    id: UUID
    title: str
    author: str
    tlp: str
    version: int
    digest: str
    expires: date | None


class TacticWhole(TacticOut):
    """With its text, as `guildmark tactics` reads it."""

    text: str


class TacticsPage(Schema):
    """Some tactics by id, and the id after which the next page begins."""

    tactics: list[TacticOut]
    next: UUID | None


@router.get("", response=TacticsPage, summary="List tactics")
def list_tactics(request: HttpRequest, after: UUID | None = None) -> dict[str, Any]:
    """Tactics that were shared with the key's organisation, 100 at a time. What is TLP:RED no program reads."""
    actor = _actor(request, "exchange.see")
    rows = seen(Item, actor).filter(kind="tactic", state="shared").select_related("current", "owner").order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    some = list(rows[: PAGE + 1])
    follows = some[PAGE - 1].pk if len(some) > PAGE else None
    return {"tactics": [_told(item) for item in some[:PAGE]], "next": follows}


@router.get("file", summary="Take the tactics of your scans", response={200: None, 304: None})
def take_tactics(request: HttpRequest) -> HttpResponse:
    """A zip of the tactics that your marketplace uses and a file of choices, which `guildmark scan --tactics` reads."""
    zipped = tactics_zip(_actor(request, "exchange.take"))
    etag = f'"{zipped.digest}"'
    if etag in [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(zipped.data(), content_type="application/zip")
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    return answer


@router.get("{key}", response=TacticWhole, summary="Read a tactic")
def read_tactic(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """One tactic with its text."""
    actor = _actor(request, "exchange.see")
    rows = seen(Item, actor).filter(kind="tactic", state="shared").select_related("current", "owner")
    item = one_of(rows, pk=key)
    return _told(item) | {"text": item.current.content if item.current else ""}


def _told(item: Item) -> dict[str, Any]:
    version = item.current
    assert version is not None
    return {
        "id": item.pk, "title": item.title, "author": UNNAMED if item.anonymous else item.owner.name, "tlp": item.tlp,
        "version": version.number, "digest": version.digest, "expires": item.expires_on,
    }  # fmt: skip


def _actor(request: HttpRequest, ability: str) -> Actor:
    actor = actor_of(request)
    actor.require(ability)
    return actor

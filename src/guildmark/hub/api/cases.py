"""Cases as programs read them. Deciding is for people: there is no route for it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from guildmark.hub.api.asking import Limit, asking
from guildmark.hub.api.cursors import opened, sealed
from guildmark.hub.cases.followed import events_of
from guildmark.hub.cases.models import Case, Decision, Found
from guildmark.hub.cases.private_parts import preview_of, rows_of, sees_private
from guildmark.hub.cases.walks import of_right, walked, walks_of
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.roles import MARKETPLACE
from guildmark.hub.members.wall import one, seen
from guildmark.report.private import without_private

router = Router(tags=["cases"])

MOST_FOUND = 20  # of one case, the newest

JPEG_ANSWER = {
    "responses": {
        200: {
            "description": "A small JPEG.",
            "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}
State = Literal["open", "referred", "decided", "clear"]
Band = Literal["act", "review", "clear"]


class CaseOut(Schema):
    """A listing and a right. Exposure and harm are told to the marketplace alone."""

    key: UUID
    finding_id: UUID
    marketplace: str
    right_id: str
    holder: str
    listing_id: str
    seller_id: str
    seller_name: str
    title: str
    category: str
    price: Decimal | None
    currency: str
    picture: str
    band: str
    would_band: str
    score_db: float
    touches_health: bool
    exposure: float | None
    harm: float | None
    cluster: str
    state: str
    opened_at: datetime
    found_at: datetime
    outcome: str
    decided_at: datetime | None


class CasesOut(Schema):
    """Cases of a state, the most harmful first. `next` asks for those after."""

    cases: list[CaseOut]
    next: str | None


class SnapshotOut(Schema):
    """A listing as it was seen. `pictures` are digests, in their places."""

    digest: str
    seen_at: datetime
    url: str
    content: dict[str, Any]
    pictures: list[str]


class FoundOut(Schema):
    """What a scan found: rows of FINDING and SIGNAL, without what the holder keeps private."""

    at: datetime
    context: str
    right_version: int | None
    finding: dict[str, Any]
    signals: list[dict[str, Any]]
    snapshot: SnapshotOut


class DecisionOut(Schema):
    """What a person found it to be. `person` is known for one's own organisation only."""

    id: UUID
    part: str
    outcome: str
    reason: str
    at: datetime
    person: UUID | None
    blind: bool
    supersedes: UUID | None
    undone_at: datetime | None


class HappenedOut(Schema):
    """An event of the case."""

    at: datetime
    kind: str
    why: str
    actor: UUID | None
    organisation: UUID | None
    data: dict[str, Any]
    versions: dict[str, Any]


class WholeCaseOut(CaseOut):
    """A case with its evidence, decisions and events, as far as they are for this organisation."""

    found: list[FoundOut]
    decisions: list[DecisionOut]
    events: list[HappenedOut]


@router.get("/cases", response=CasesOut, summary="List cases")
def cases(
    request: HttpRequest,
    state: State = "open",
    right: Annotated[str | None, Query(description="Only of this right, by its right_id.")] = None,
    band: Band | None = None,
    after: str = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Cases of a state, in the order in which people look at them."""
    actor = asking(request, "cases.see")
    walks = [rows.select_related("organisation", "right", "holder") for rows in walks_of(actor, state)]
    if right is not None:
        walks = of_right(walks, right)
    if band is not None:
        walks = [rows.filter(band=band) for rows in walks]
    place = None
    if after:
        harm, number = opened(actor, "cases", after)
        place = float.fromhex(harm), int(number)
    page = walked(walks, newest_first=False, after=place, most=limit)
    last = page[-1] if len(page) == limit else None
    return {
        "cases": [told(actor, case) for case in page],
        "next": None if last is None else sealed(actor, "cases", float(last.harm), last.id),
    }


@router.get("/cases/{key}", response=WholeCaseOut, summary="One case, whole")
def case(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """A case with what was found of it, the newest first, what was decided, and what happened to it."""
    actor = asking(request, "cases.see")
    row = one(Case, actor, key=key)
    decisions = seen(Decision, actor).filter(case=row).order_by("at", "id")
    return {
        **told(actor, row),
        "found": [_found(found, whole=sees_private(actor, row)) for found in _found_of(actor, row)],
        "decisions": [_decision(actor, decision) for decision in decisions],
        "events": events_of(actor, row),
    }


@router.get("/cases/{key}/pictures/{digest}", summary="A picture of a case, small", openapi_extra=JPEG_ANSWER)
def picture(request: HttpRequest, key: UUID, digest: str) -> HttpResponse:
    """The preview of a picture that the case shows."""
    preview = preview_of(one(Case, asking(request, "cases.see"), key=key), digest)
    if preview is None:
        raise Http404
    return HttpResponse(bytes(preview.jpeg), content_type="image/jpeg")


def told(actor: Actor, case: Case) -> dict[str, Any]:
    """The columns of a case, for an actor that sees it."""
    columns = {name: getattr(case, name, None) for name in CaseOut.model_fields}
    own = actor.organisation.kind == MARKETPLACE
    return columns | {
        "marketplace": case.organisation.marketplace,
        "right_id": case.right.code,
        "holder": case.holder.name,
        "exposure": case.exposure if own else None,
        "harm": case.harm if own else None,
    }


def _found_of(actor: Actor, case: Case) -> QuerySet[Found]:
    rows = seen(Found, actor).filter(case=case).select_related("snapshot").prefetch_related("snapshot__pictures")
    return rows.order_by("-id")[:MOST_FOUND]


def _found(found: Found, *, whole: bool) -> dict[str, Any]:
    finding, signals = rows_of(found) if whole else without_private(*rows_of(found))
    snapshot = found.snapshot
    return {
        "at": found.at,
        "context": found.context,
        "right_version": found.right_version,
        "finding": finding,
        "signals": signals,
        "snapshot": {
            "digest": snapshot.digest,
            "seen_at": snapshot.seen_at,
            "url": snapshot.url,
            "content": snapshot.content,
            "pictures": [one.digest for one in sorted(snapshot.pictures.all(), key=lambda one: one.place)],
        },
    }


def _decision(actor: Actor, decision: Decision) -> dict[str, Any]:
    columns = {name: getattr(decision, name, None) for name in DecisionOut.model_fields}
    own = decision.organisation_id == actor.organisation.id
    return columns | {"person": decision.person if own else None, "supersedes": decision.supersedes_id}

"""Findings in, and what became of deliveries."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import ValidationError

from guildmark.hub.api.asking import Limit, actor_of
from guildmark.hub.api.cursors import opened, sealed
from guildmark.hub.api.shapes import Shape, inlined, shape_of
from guildmark.hub.cases.intake import COUNTS, MOST_SCANNED, Received, bring
from guildmark.hub.cases.intake_rows import Refused
from guildmark.hub.cases.intake_wire import rows_of_stream
from guildmark.hub.cases.models import Intake, SetAside
from guildmark.hub.members.wall import one, seen
from guildmark.records import DELIVERY, InputError, finding_id
from guildmark.records.delivery import MOST_ROWS

router = Router(tags=["findings"])

ARROW, JSON = "application/vnd.apache.arrow.stream", "application/json"
REASONS_TOLD = 100
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EXAMPLE = {
    "rows": [
        {
            "finding": {
                "finding_id": finding_id("bazaar", "A-1", "orvane"), "marketplace": "bazaar", "listing_id": "A-1",
                "right_id": "orvane", "right_version": 3, "title": "Orvane tote bag, 1:1 mirror quality",
                "listing_digest": "0123456789abcdef0123456789abcdef", "start_db": -15.1, "score_db": 9.4,
                "band": "review", "would_band": "review", "sentence": "The title says “1:1 mirror quality”.",
            },
            "signals": [
                {"detector": "replica_words", "version": 1, "family": "words", "direction": "for", "strength": 1.0,
                 "field": "title", "start": 17, "end": 35, "text": "1:1 mirror quality"},
            ],
            "listing": {"marketplace": "bazaar", "listing_id": "A-1", "title": "Orvane tote bag, 1:1 mirror quality"},
            "views": 120,
            "sales": 2,
        }
    ]
}  # fmt: skip
DeliveredRow = shape_of("DeliveredRow", DELIVERY)


class Delivered(Shape):
    """A batch of findings."""

    rows: list[DeliveredRow] = Field(max_length=MOST_ROWS)  # type: ignore[valid-type]  # made from the Arrow schema


class Reason(Schema):
    """Why a row of the batch was set aside."""

    row: int
    reason: str


class Counts(Schema):
    """The first is the sum of the others."""

    received: int
    opened: int
    added: int
    repeated: int
    set_aside: int


class BatchOut(Counts):
    """What became of a batch. `again`: the same batch had come before, and nothing was changed."""

    intake: UUID
    again: bool
    reasons: list[Reason]


class IntakeOut(Counts):
    """A delivery: all batches of a run. `scanned`: how many listings the run judged, where it was told."""

    id: UUID
    run: str
    context: str
    begun_at: datetime
    scanned: int | None


class IntakesOut(Schema):
    """Deliveries, the newest first. `next` asks for those before."""

    intakes: list[IntakeOut]
    next: str | None


class SetAsideOut(Schema):
    """A row that could not be used, as it was sent, cut."""

    row: str
    reason: str
    at: datetime


class SetAsidesOut(Schema):
    """Rows that were set aside, in the order in which they came. `next` asks for those after."""

    rows: list[SetAsideOut]
    next: str | None


@router.post(
    "/findings",
    response=BatchOut,
    summary="Bring findings in",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                JSON: {"schema": inlined(Delivered), "example": EXAMPLE},
                ARROW: {"schema": {"type": "string", "format": "binary"}},
            },
        },
        "responses": {415: {"description": "The body is of another kind than JSON or an Arrow stream."}},
    },
)
def bring_findings(
    request: HttpRequest,
    run: Annotated[str, Query(description="The run, as its run.json names it.", examples=["c46887b1273ee4cb"])],
    context: Annotated[str, Query(description="The digest of what the scan judged by, of run.json too.")] = "",
    scanned: Annotated[
        int | None,
        Query(ge=0, le=MOST_SCANNED, description="How many listings the run judged: counts.scanned of run.json."),
    ] = None,
) -> dict[str, Any]:
    """Bring in a batch of a finished run: rows of findings, each with its signals, the listing as it was seen, previews
    of pictures, and views and sales where they are known.

    Send the same batch again whenever you are not sure that it came: that changes nothing. A row that cannot be used is
    set aside with its reason, and the rest is taken. The JSON of a row has the columns of the Arrow schema
    `guildmark.records.DELIVERY`; bytes are Base64, money and instants are text.

    A run that found nothing is told of by a batch without rows. What `scanned` says first counts, once for a run.
    """
    kind = (request.content_type or "").lower()
    if kind == ARROW:
        rows: list[Any] = rows_of_stream(request.body)
    elif kind == JSON:
        rows = _rows_of_json(request.body)
    else:
        raise WrongKindError(f"Content-Type {kind!r} is not taken. Send {ARROW} or {JSON}.")
    digest = hashlib.sha256(request.body).hexdigest()
    received = bring(rows, run=run, context=context, by=actor_of(request), digest=digest, scanned=scanned)
    return _told(received)


@router.get("/intakes", response=IntakesOut, summary="List deliveries")
def intakes(request: HttpRequest, after: str = "", limit: Limit = 50) -> dict[str, Any]:
    """What was delivered, the newest first."""
    actor = actor_of(request)
    rows = seen(Intake, actor).order_by("-begun_at", "id")
    if after:
        microseconds, key = map(int, opened(actor, "intakes", after))
        begun = EPOCH + timedelta(microseconds=microseconds)
        rows = rows.filter(begun_at__lte=begun).exclude(begun_at=begun, id__lte=UUID(int=key))
    page = list(rows[:limit])
    last = page[-1] if len(page) == limit else None
    ended = (
        None
        if last is None
        else sealed(actor, "intakes", (last.begun_at - EPOCH) // timedelta(microseconds=1), last.id.int)
    )
    return {"intakes": page, "next": ended}


@router.get("/intakes/{intake}", response=IntakeOut, summary="One delivery")
def intake(request: HttpRequest, intake: UUID) -> Intake:
    """A delivery with its counts."""
    return one(Intake, actor_of(request), id=intake)


@router.get("/intakes/{intake}/set-aside", response=SetAsidesOut, summary="Rows that could not be used")
def set_aside(request: HttpRequest, intake: UUID, after: str = "", limit: Limit = 100) -> dict[str, Any]:
    """The rows of a delivery that were set aside, each with its reason."""
    actor = actor_of(request)
    rows = seen(SetAside, actor).filter(intake=one(Intake, actor, id=intake)).order_by("id")
    if after:
        rows = rows.filter(id__gt=int(opened(actor, "set-aside", after)[0]))
    page = list(rows[:limit])
    return {"rows": page, "next": sealed(actor, "set-aside", page[-1].id) if len(page) == limit else None}


class WrongKindError(Exception):
    """A body of a kind that is not taken."""


def _rows_of_json(body: bytes) -> list[Any]:
    try:
        document = json.loads(body)
        rows = document["rows"] if isinstance(document, dict) else None
    except (ValueError, RecursionError) as error:
        raise InputError(f"The body is not JSON: {error}.") from None
    except KeyError:
        rows = None
    if not isinstance(rows, list):
        raise InputError('The body has no list of rows. Send {"rows": [...]}.')
    if len(rows) > MOST_ROWS:
        raise InputError(f"The batch has more than {MOST_ROWS:,} rows. Send it in several.")
    return [_row(row) for row in rows]


def _row(row: Any) -> Any:
    try:
        return DeliveredRow.model_validate(row).model_dump()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return Refused(row, f"{'.'.join(map(str, first['loc']))}: {first['msg']}.")


def _told(received: Received) -> dict[str, Any]:
    reasons = [{"row": row, "reason": reason} for row, reason in received.reasons[:REASONS_TOLD]]
    counts = {name: received.counts[name] for name in COUNTS}
    return {"intake": received.intake.id, "again": received.again, "reasons": reasons, **counts}

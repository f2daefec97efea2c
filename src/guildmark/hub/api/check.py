"""The live check: listings before they are published, judged as a scan judges them."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from guildmark.engine import Answer
from guildmark.hub.api.asking import asking
from guildmark.hub.api.key_auth import RememberedKeyAuth
from guildmark.hub.api.listing_in import LISTING_IN, given_listing
from guildmark.hub.api.shapes import Shape, inlined, shape_of
from guildmark.hub.cases.plain_values import plain_value
from guildmark.hub.registry.current import live_context
from guildmark.hub.registry.judging import judge
from guildmark.records import FINDING, SIGNAL, InputError
from guildmark.report.private import without_private

router = Router(tags=["check"])

MOST_LISTINGS = 100
EXAMPLE = {
    "listings": [
        {"listing_id": "A-1", "title": "Orvane tote bag, 1:1 mirror quality", "price": 45, "currency": "EUR",
         "condition": "new", "seller_id": "s-17", "category": "Bags"},
    ]
}  # fmt: skip
EvidenceOut = shape_of("EvidenceOut", SIGNAL)


class CheckIn(Shape):
    """Listings, as they would be published."""

    listings: list[LISTING_IN] = Field(min_length=1, max_length=MOST_LISTINGS)  # type: ignore[valid-type]  # made of Arrow's


class CheckedOut(Schema):
    """The answer to one listing, in the place of its listing.

    `band` is the highest of its findings: `clear`, `review` or `act`. `off` names the detectors that could not run, and
    what they lacked. Where `error` says why the listing cannot be used, the rest is empty.
    """

    listing_id: str | None
    band: str | None
    findings: list[shape_of("FindingOut", FINDING, evidence=list[EvidenceOut])]  # type: ignore[valid-type]
    off: dict[str, list[str]]
    error: str | None


class CheckOut(Schema):
    """`generation` is the digest of all that was judged by: rights, detectors, weights, policy."""

    generation: str
    answers: list[CheckedOut]


@router.post(
    "/check",
    auth=RememberedKeyAuth(),
    response=CheckOut,
    summary="Check listings before they are published",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": inlined(CheckIn), "example": EXAMPLE}},
        },
        "responses": {503: {"description": "No right is in the index yet."}},
    },
)
def check(request: HttpRequest) -> HttpResponse:
    """Judge 1 to 100 listings as a scan would judge them, by the rights that count now and your active weights.

    Pictures are looked at when their bytes are given, as Base64; nothing is fetched. What needs facts of many listings
    or a state of earlier scans is off, and `off` says so. A listing that cannot be used gets its error, and the others
    their answers. The answer is for the marketplace: `seller_sentence` is what a seller may read.
    """
    actor = asking(request, "check")
    listings = _listings(request.body)
    live = live_context(actor.organisation)
    if live is None:
        return _json(
            {"detail": "No right is in the index yet: the registry is empty, or its first index is being made."}, 503
        )
    generation, context = live
    usable: dict[int, Mapping[str, Any]] = {}
    errors: dict[int, str] = {}
    for number, listing in enumerate(listings):
        try:
            usable[number] = given_listing(listing, actor.organisation.marketplace or "")
        except InputError as error:
            errors[number] = str(error)
    judged = dict(zip(usable, judge(list(usable.values()), context), strict=True))
    answers = [_answer(listing, judged.get(number), errors.get(number)) for number, listing in enumerate(listings)]
    return _json({"generation": generation.digest, "answers": answers})


def _listings(body: bytes) -> list[Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError(f"The body is not JSON: {error}.") from None
    listings = document.get("listings") if isinstance(document, dict) else None
    if not isinstance(listings, list) or not 1 <= len(listings) <= MOST_LISTINGS:
        raise InputError(f'The body has no list of 1 to {MOST_LISTINGS} listings. Send {{"listings": [...]}}.')
    return listings


def _answer(listing: Any, judged: Answer | InputError | None, error: str | None) -> dict[str, Any]:
    name = listing.get("listing_id") if isinstance(listing, Mapping) else None
    told = {"listing_id": name if isinstance(name, str) else None}
    if not isinstance(judged, Answer):
        return {**told, "band": None, "findings": [], "off": {}, "error": error or str(judged)}
    findings = []
    for finding in judged.findings:
        signals = [signal for signal in judged.signals if signal["finding_id"] == finding["finding_id"]]
        shown, evidence = without_private(finding, signals)
        findings.append({**shown, "evidence": evidence})
    return {**told, "band": judged.band, "findings": plain_value(findings), "off": judged.off, "error": None}


def _json(value: Any, status: int = 200) -> HttpResponse:
    """Written as it is: the shape is that of records, and looking it over again would cost more than the check."""
    return HttpResponse(json.dumps(value, ensure_ascii=False), content_type="application/json", status=status)

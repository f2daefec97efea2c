"""Rights in the registry, and rows of a delivery about them, as a scan of invented listings gives them."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.models import Right, RightVersion
from guildmark.records import FINDING, LISTING, SIGNAL, finding_id

SEEN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
JPEG = b"\xff\xd8\xff\xe0 a small picture"


def verified_right(
    holder: Organisation, code: str, *, goods: tuple[str, ...] = ("bags",), state: str = "verified"
) -> Right:
    """A right that counts."""
    right = Right.objects.create(holder=holder, code=code, kind="trademark", mark=code.upper(), state="draft")
    content = {"right_id": code, "holder": holder.name, "kind": "trademark", "mark": code.upper(), "goods": list(goods)}
    version = RightVersion.objects.create(
        right=right, number=1, content=content, state="verified", submitted_at=timezone.now(), settled_at=timezone.now()
    )
    right.state, right.current = state, version
    right.save()
    return right


def content_digest(*parts: object) -> str:
    """Some 32 hexadecimal digits that stand for what a listing says."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def row(
    listing_id: str = "L1",
    right: str = "arvo",
    *,
    marketplace: str = "bazaar",
    title: str = "Arvo tote bag, mirror quality",
    score_db: float = 12.0,
    band: str = "review",
    finding: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A row of DELIVERY. `finding` are columns of it, `more` of the row."""
    told: dict[str, Any] = dict.fromkeys(FINDING.names)
    told |= {
        "finding_id": finding_id(marketplace, listing_id, right), "marketplace": marketplace, "listing_id": listing_id,
        "right_id": right, "right_version": 1, "right_kind": "trademark", "mark": right.upper(), "seller_id": "s1",
        "seller_name": "Seller one", "title": title, "category": "Bags", "condition": "new",
        "price": Decimal("45.0000"), "currency": "EUR", "price_eur": 45.0, "reference_private": False, "url": f"https://bazaar.example/{listing_id}",
        "listing_digest": content_digest(marketplace, listing_id, title), "start_db": -15.0, "score_db": score_db,
        "band": band, "would_band": band, "sentence": "Replica words beside the mark.", "seller_sentence": "Words.",
        "contributions": [contribution("replica_words", "words", score_db + 15.0)],
        **(finding or {}),
    }  # fmt: skip
    listing = dict.fromkeys(LISTING.names) | {
        name: told[name] for name in ("marketplace", "listing_id", "seller_id", "seller_name", "title", "category")
    }
    listing |= {"observed_at": SEEN, "attributes": [("colour", "black")], "pictures": []}
    signal = dict.fromkeys(SIGNAL.names) | {
        "marketplace": marketplace, "listing_id": listing_id, "right_id": right, "finding_id": told["finding_id"],
        "scope": "pair", "detector": "replica_words", "version": 1, "family": "words", "direction": "for",
        "strength": 1.0, "seller_view": "span", "field": "title", "start": 15, "end": 29, "text": "mirror quality",
        "private": False,
    }  # fmt: skip
    return {
        "finding": told,
        "signals": [signal],
        "listing": listing,
        "views": None,
        "sales": None,
        "previews": [],
        **more,
    }


def contribution(detector: str, family: str, decibans: float, *, counted: bool = True) -> dict[str, Any]:
    """A piece of a score, at full strength."""
    return {
        "detector": detector, "family": family, "direction": "for" if decibans >= 0 else "against", "strength": 1.0,
        "weight_db": decibans, "contribution_db": decibans, "counted": counted,
    }  # fmt: skip

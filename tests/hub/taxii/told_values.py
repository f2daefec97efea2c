"""Values that members of an invented alliance, or another alliance's site, told."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from alliance import Alliance
from north_site import AUTHOR, FIRST

from guildmark.hub.exchange import sharing
from guildmark.hub.exchange.indicators import draft_indicator
from guildmark.hub.exchange.models import Circle, Item
from guildmark.hub.members.models import Organisation
from guildmark.indicators import Told, normalise, text_of_told
from guildmark.stix import MARKINGS, Shared

PHONE, DOMAIN = "+44 7700 900123", "orvane-outlet.example"
HOW = "A test purchase"


def told(
    alliance: Alliance,
    owner: Organisation,
    tlp: str = "GREEN",
    within: Sequence[Circle] = (),
    *,
    value: str = PHONE,
    why: str = HOW,
    anonymous: bool = False,
) -> Item:
    """A telephone number, or a domain, that a member told, or told again."""
    by = alliance.actor(owner)
    kind = "phone" if value.startswith("+") else "domain"
    version = draft_indicator(kind, value, "", why, by=by)
    return sharing.share(version.item, tlp, within, by=by, anonymous=anonymous, meant=True)


def given(kind: str = "domain", value: str = DOMAIN, key: UUID | None = None, day: int = 1, **more: Any) -> Shared:
    """A value as another site's object gives it."""
    text = text_of_told(Told(normalise(kind, value), more.pop("why", HOW), more.pop("expires", date(2027, 6, 1))))
    parts = {"tlp": "GREEN", "author": AUTHOR, "created": FIRST, "modified": datetime(2026, 3, day, tzinfo=UTC)} | more
    return Shared(id=key or uuid4(), kind="indicator", version=day, title="", text=text, **parts)


def of_another_maker(pattern: str, key: UUID | None = None, **more: Any) -> dict[str, Any]:
    """An indicator as any other tool writes it."""
    return {
        "type": "indicator", "spec_version": "2.1", "id": f"indicator--{key or uuid4()}",
        "created": "2026-10-01T00:00:00.000Z", "modified": "2026-10-01T00:00:00.000Z", "name": "Shop of fakes",
        "pattern": pattern, "pattern_type": "stix", "valid_from": "2026-10-01T00:00:00Z",
        "object_marking_refs": [MARKINGS["GREEN"]["id"]],
    } | more  # fmt: skip

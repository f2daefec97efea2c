"""Rights, pictures and catalogues of invented brands, for tests of the registry."""

import io
from datetime import timedelta
from typing import Any

from alliance import Alliance
from django.utils import timezone

from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.approval import approve, submit
from guildmark.hub.registry.drafts import begin_draft, change_draft, register_right
from guildmark.hub.registry.models import Right, RightVersion

SECRET_PRICE, SECRET_SELLER = "731.37", "Maison Verbena Lune"


def entry(mark: str = "ORVANE", **more: Any) -> dict[str, Any]:
    """What a holder writes of a mark."""
    end = (timezone.now() + timedelta(days=2_000)).date().isoformat()
    return {
        "kind": "trademark",
        "mark": mark,
        "goods": ["bags"],
        "registrations": [{"office": "EM", "number": "018233410", "classes": [18], "valid_to": end}],
        **more,
    }


def private_entry(mark: str = "ORVANE") -> dict[str, Any]:
    """A mark whose prices and sellers are nobody else's business."""
    return entry(
        mark,
        private=["prices", "sellers"],
        authorised_sellers=[SECRET_SELLER],
        price_floors=[
            {"goods": "bags", "price": SECRET_PRICE, "currency": "EUR", "source": "price list", "dated": "2026-03-01"}
        ],
        catalogue=[{"model": "T-2400", "name": "Tote 24", "goods": "bags", "price": SECRET_PRICE, "currency": "EUR"}],
    )


def verify(alliance: Alliance, version: RightVersion) -> RightVersion:
    """Submit a draft, and have two people approve it."""
    submit(version, by=alliance.actor(version.right.holder))
    for number in (1, 2):
        approve(version, by=alliance.actor(alliance.secretariat, number=number))
    return RightVersion.objects.select_related("right__current").get(pk=version.pk)


def verified(alliance: Alliance, content: dict[str, Any], holder: Organisation | None = None) -> Right:
    """A right that was registered and verified."""
    right = register_right(content, by=alliance.actor(holder or alliance.arvo))
    return verify(alliance, right.versions.get()).right


def reverified(alliance: Alliance, right: Right, **more: Any) -> Right:
    """The right with its next version, in which some parts are others, verified."""
    by = alliance.actor(right.holder)
    draft = begin_draft(right, by=by)
    return verify(alliance, change_draft(draft, {**draft.content, **more}, by=by)).right


def picture(shade: int = 90, side: int = 64, form: str = "PNG") -> bytes:
    """A small picture."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (side, side), (shade, 120, 200 - shade // 2))
    ImageDraw.Draw(image).ellipse((side // 4, side // 4, side * 3 // 4, side - 2 - shade % 4), fill=(250, 240, shade))
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

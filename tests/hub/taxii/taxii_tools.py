"""Programs that speak TAXII with keys of an invented alliance."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from alliance import Alliance
from django.test import Client

from guildmark.hub.exchange import drafts, sharing
from guildmark.hub.exchange.models import Circle, Item
from guildmark.hub.members.keys import make_key
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import key_abilities_of

TAXII = "application/taxii+json;version=2.1"
ROOT = "/taxii2/exchange/"


class Tool:
    """A tool of an organisation, with a key that may do what it was given, or all that keys can."""

    def __init__(self, alliance: Alliance, organisation: Organisation, abilities: tuple[str, ...] = ()) -> None:
        self.secret = make_key("t", abilities or key_abilities_of(organisation.kind), by=alliance.actor(organisation))
        told = base64.b64encode(f"anybody:{self.secret}".encode()).decode()
        self.headers = {"Authorization": f"Basic {told}", "Accept": TAXII}

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> Any:
        """The answer to a question below the root."""
        named = {name.replace("__", "[") + ("]" if "__" in name else ""): value for name, value in query.items()}
        return Client().get(ROOT + path, named, headers=self.headers | (headers or {}))

    def objects(self, collection: str = "all", **query: Any) -> list[dict[str, Any]]:
        """The objects of one page that are items."""
        told = self.get(f"collections/{collection}/objects/", **query).json()
        return [one for one in told.get("objects", []) if one["type"] in ("indicator", "report")]

    def post(self, objects: Any, collection: str = "inbox", kind: str = TAXII, **headers: str) -> Any:
        """The answer to objects that are brought, or to a body."""
        data = objects if isinstance(objects, bytes) else json.dumps({"objects": objects})
        return Client().post(
            f"{ROOT}collections/{collection}/objects/", data=data, content_type=kind, headers=self.headers | headers
        )


def advised(
    alliance: Alliance,
    owner: Organisation,
    tlp: str = "GREEN",
    within: Sequence[Circle] = (),
    *,
    words: str = "Price in chat",
    anonymous: bool = False,
    item: Item | None = None,
) -> Item:
    """Advice that a member shared, or its next version: no examples have to be run for it."""
    by = alliance.actor(owner)
    version = drafts.draft_advice("Advice", words, by=by, item=item and item.pk)
    return sharing.share(version.item, tlp, within, by=by, anonymous=anonymous, meant=True)

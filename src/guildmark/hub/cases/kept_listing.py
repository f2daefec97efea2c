"""A listing that was kept as evidence, as the engine takes it: to be judged again, without its pictures."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from guildmark.records import LISTING

MONEY, INSTANTS = ("price",), ("created_at", "updated_at", "observed_at")


def kept_listing(content: Mapping[str, Any], marketplace: str) -> dict[str, Any]:
    """The columns of a listing from a snapshot's content (see `plain_value`)."""
    listing = {name: content[name] for name in LISTING.names if content.get(name) is not None}
    listing["marketplace"] = marketplace
    for name in MONEY:
        if name in listing:
            listing[name] = Decimal(listing[name])
    for name in INSTANTS:
        if name in listing:
            listing[name] = datetime.fromisoformat(listing[name])
    if "variants" in listing:
        listing["variants"] = [
            {**one, "price": None if one.get("price") is None else Decimal(one["price"])} for one in listing["variants"]
        ]
    if "attributes" in listing:
        given = listing["attributes"]
        listing["attributes"] = [tuple(pair) for pair in (given.items() if isinstance(given, Mapping) else given)]
    if "pictures" in listing:
        listing["pictures"] = [{"uri": one.get("uri"), "data": None} for one in listing["pictures"]]
    return listing

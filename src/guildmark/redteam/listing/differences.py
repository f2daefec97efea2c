"""What a disguise changed in a listing, as texts that can stand in the truth."""

import json
from typing import Any

from guildmark.records import LISTING, picture_id
from guildmark.redteam.listing.target import Row


def differences(before: Row, after: Row) -> list[tuple[str, str | None, str | None]]:
    """Each field that differs, with what stood there and what stands there now.

    Pictures are told by the SHA-256 of their bytes, or by their address where there are none; several as a JSON list.
    """
    return [
        (name, as_told(name, before.get(name)), as_told(name, after.get(name)))
        for name in LISTING.names
        if before.get(name) != after.get(name)
    ]


def as_told(name: str, value: Any) -> str | None:
    """A field's value as text; null where there is none."""
    if value is None:
        return None
    if name == "pictures":
        return json.dumps([picture_id(one["data"]) if one["data"] else one["uri"] for one in value])
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)

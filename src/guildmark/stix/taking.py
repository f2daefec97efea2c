"""Taking parts of an object that somebody else made: each within its bounds, or a reason why it is not taken."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from guildmark.stix.extension import item_in
from guildmark.stix.ids import item_id, object_id

LONGEST_TITLE, LONGEST_WORDS = 120, 2_000


class NotTakenError(Exception):
    """Why an object is not taken."""


def words_in(told: Mapping[str, Any], name: str, most: int, *, needed: bool = True) -> str:
    """The words of a property. Errors: NotTakenError."""
    words = told.get(name, "")
    if not isinstance(words, str) or (needed and not words.strip()):
        raise NotTakenError(f"has no {name}")
    if len(words) > most or "\x00" in words:
        raise NotTakenError(f"its {name} has more than {most:,} characters, or one that is none")
    return words


def moment_in(told: Mapping[str, Any], name: str) -> datetime:
    """The time that a property tells. Errors: NotTakenError."""
    try:
        return datetime.fromisoformat(str(told.get(name))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotTakenError(f"its {name} is no time") from None


def known_id(kind: str, told: Mapping[str, Any], more: Mapping[str, Any]) -> UUID:
    """The item's own id, where the object's agrees with it; else the UUID in the object's id. Errors: NotTakenError."""
    own = item_in(more)
    if own is not None and told["id"] == object_id(kind, own):
        return own
    found = item_id(told["id"])
    if found is None or more.get("item") is not None:
        raise NotTakenError("its id is not that of the item that it names")
    return found

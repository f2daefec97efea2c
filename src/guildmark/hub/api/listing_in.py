"""A listing as JSON tells it, made into what the engine takes."""

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from guildmark.hub.api.shapes import shape_of
from guildmark.pictures import MOST_BYTES
from guildmark.records import LISTING, REVIEWS, InputError

LISTING_IN = shape_of("ListingIn", [*LISTING, REVIEWS])
COLUMNS = frozenset(LISTING_IN.model_fields)  # what only a state knows of a listing is not taken from outside
MOST_PICTURES = 12  # of one listing
INSTANTS = ("created_at", "updated_at", "observed_at")


def given_listing(listing: Any, marketplace: str) -> dict[str, Any]:
    """The columns of a listing by name. Its marketplace is the key's own.

    Errors: InputError for what is no listing, is another marketplace's, or has a value that cannot be read.
    """
    if not isinstance(listing, Mapping):
        raise InputError("listing: is not an object. Give its columns by name.")
    if unknown := set(map(str, listing)) - COLUMNS:
        raise InputError(
            f"listing: column {min(unknown)!r} is not known. Columns: {', '.join(LISTING_IN.model_fields)}."
        )
    if listing.get("marketplace") not in (None, marketplace):
        raise InputError(
            f"listing: marketplace {listing['marketplace']!r} is not yours, {marketplace!r}. Leave it out."
        )
    given = {**listing, "marketplace": marketplace}
    for name, read in READERS.items():
        if given.get(name) is not None:
            given[name] = read(given[name], name)
    return given


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise InputError(f"listing: {name} {value!r} is not a text.")
    return value


def _instant(value: Any, name: str) -> datetime:
    try:
        instant = datetime.fromisoformat(value)
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"listing: {name} {value!r} is no instant. Write it as 2026-11-26T14:05:00Z.") from None


def _pairs(value: Any, name: str) -> Any:
    pairs = list(value.items()) if isinstance(value, Mapping) else value
    if not isinstance(pairs, list) or not all(isinstance(one, list | tuple) and len(one) == 2 for one in pairs):
        raise InputError(f"listing: {name} is neither an object nor a list of pairs.")
    return [tuple(pair) for pair in pairs]


def _objects(value: Any, name: str, known: tuple[str, ...]) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise InputError(f"listing: {name} is not a list of objects.")
    for one in value:
        if unknown := set(one) - set(known):
            raise InputError(f"listing: {name}.{min(map(str, unknown))} is not known. Known: {', '.join(known)}.")
    return [dict(one) for one in value]


def _pictures(value: Any, name: str) -> list[dict[str, Any]]:
    pictures = _objects(value, name, ("uri", "data"))
    if len(pictures) > MOST_PICTURES:
        raise InputError(
            f"listing: has {len(pictures)} pictures; at most {MOST_PICTURES} are looked at. Leave some out."
        )
    for picture in pictures:
        if picture.get("data") is not None:
            picture["data"] = _bytes(picture["data"])
    return pictures


def _bytes(value: Any) -> bytes:
    try:
        data = b64decode(_text(value, "pictures.data"), validate=True)
    except (binascii.Error, ValueError):
        raise InputError("listing: pictures.data is not Base64.") from None
    if len(data) > MOST_BYTES:
        raise InputError(f"listing: pictures.data has {len(data):,} bytes; at most {MOST_BYTES:,} are looked at.")
    return data


def _reviews(value: Any, name: str) -> list[dict[str, Any]]:
    reviews = _objects(value, name, ("text", "rating", "written_at"))
    for review in reviews:
        if review.get("written_at") is not None:
            review["written_at"] = _instant(review["written_at"], f"{name}.written_at")
    return reviews


def _variants(value: Any, name: str) -> list[dict[str, Any]]:
    return _objects(value, name, ("sku", "title", "price", "picture"))


READERS: dict[str, Callable[[Any, str], Any]] = {
    "listing_id": _text, "attributes": _pairs, "pictures": _pictures, "reviews": _reviews, "variants": _variants,
    **dict.fromkeys(INSTANTS, _instant),
}  # fmt: skip

"""The part of a policy that says which pictures are looked at more closely, and how."""

from dataclasses import dataclass
from typing import Any

from guildmark.assessment.choices import check_names, is_number
from guildmark.records import InputError

NO_MODEL = "none"
SWITCHES = ("tied", "goods")
NUMBERS = ("share", "sure", "near", "alike", "unchanged", "alone")
FIELDS = ("model", "side", *SWITCHES, *NUMBERS, "read_db")
SIDES = (32, 1024)  # pixels


@dataclass(frozen=True, slots=True)
class PicturePolicy:
    """What is embedded, with which model, and what counts as a copy.

    `model` is the name of a ready model or a path, or null for none. Units: `side` in pixels; `sure` and `near` are
    cosines, `alike`, `unchanged`, `alone` and `share` shares from 0 to 1, `read_db` decibans.
    """

    model: str | None
    side: int
    tied: bool
    goods: bool
    share: float
    sure: float
    near: float
    alike: float
    unchanged: float
    alone: float
    read_db: float


def read_picture_policy(name: str, given: object) -> PicturePolicy:
    """Read the part `pictures` of a policy. Errors: InputError with the file, the field and the value."""
    if not isinstance(given, dict):
        raise InputError(f"{name}: pictures {given!r} is no mapping. It has the fields {', '.join(FIELDS)}.")
    part: dict[str, Any] = given
    check_names(name, "field of pictures", part, FIELDS)
    for field in FIELDS:
        if field not in part:
            raise InputError(f"{name}: pictures: '{field}' is missing. It has the fields {', '.join(FIELDS)}.")
    for field in NUMBERS:
        if not is_number(part[field]) or not 0 <= part[field] <= 1:
            raise InputError(f"{name}: pictures: {field} {part[field]!r} is not from 0 to 1. Write one such as 0.05.")
    for field in SWITCHES:
        if not isinstance(part[field], bool):
            raise InputError(f"{name}: pictures: {field} {part[field]!r} is neither true nor false.")
    side = part["side"]
    if not isinstance(side, int) or isinstance(side, bool) or not SIDES[0] <= side <= SIDES[1]:
        raise InputError(f"{name}: pictures: side {side!r} is no whole number of pixels from {SIDES[0]} to {SIDES[1]}.")
    if not isinstance(part["model"], str) or not part["model"]:
        raise InputError(f"{name}: pictures: model {part['model']!r} is no name or path. Write '{NO_MODEL}' for none.")
    if part["near"] > part["sure"]:
        raise InputError(f"{name}: pictures: near {part['near']} must not be higher than sure {part['sure']}.")
    if not is_number(part["read_db"]):
        raise InputError(f"{name}: pictures: read_db {part['read_db']!r} is no number. Write decibans such as -14.")
    numbers = {field: float(part[field]) for field in (*NUMBERS, "read_db")}
    model = None if part["model"] == NO_MODEL else part["model"]
    return PicturePolicy(model=model, side=side, tied=part["tied"], goods=part["goods"], **numbers)

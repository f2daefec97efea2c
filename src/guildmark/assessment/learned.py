"""Learned weights: where a weights file comes from, and the two people who made it active."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from guildmark.assessment.licence import as_date
from guildmark.records import InputError

PEOPLE = 2
ACTIVE = "made_active_by"
SIGNATURE_FIELDS = ("name", "on", "content")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who made a file active, when, and the digest of what it then held."""

    name: str
    on: date
    content: str


@dataclass(frozen=True, slots=True)
class Learned:
    """Where weights were learned.

    `content` is the digest of everything in the file but the signatures; `run` the run whose findings were decided.
    """

    on: date
    run: str
    content: str
    signatures: tuple[Signature, ...]


def content_digest(document: Mapping[str, Any]) -> str:
    """The digest of a weights file without its signatures, whatever its spaces, comments and order of names."""
    whole = {name: value for name, value in document.items() if name != ACTIVE}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def read_learned(name: str, document: Mapping[str, Any]) -> Learned | None:
    """What a weights file says of its origin; None where it was not learned.

    Errors: InputError with the file, the field and the value.
    """
    told = document.get("learned")
    if told is None:
        for field in ("calibration", "licences", ACTIVE):
            if field in document:
                raise InputError(f"{name}: {field} stands without `learned`. `guildmark learn` writes them together.")
        return None
    if not isinstance(told, dict) or "on" not in told or not isinstance(told.get("run"), str):
        raise InputError(f"{name}: learned {told!r} does not say on which day and from which run.")
    signatures = document.get(ACTIVE, [])
    if not isinstance(signatures, list):
        raise InputError(f"{name}: {ACTIVE} {signatures!r} is no list. `guildmark learn --activate` writes it.")
    return Learned(
        as_date(f"{name}: learned: on", told["on"]),
        told["run"],
        content_digest(document),
        tuple(_signature(name, one) for one in signatures),
    )


def _signature(name: str, entry: Any) -> Signature:
    if not isinstance(entry, dict) or any(field not in entry for field in SIGNATURE_FIELDS):
        raise InputError(f"{name}: {ACTIVE}: {entry!r} lacks one of {', '.join(SIGNATURE_FIELDS)}.")
    who = entry["name"]
    if not isinstance(who, str) or not same_person(who):
        raise InputError(f"{name}: {ACTIVE}: {who!r} is no name.")
    return Signature(who, as_date(f"{name}: {ACTIVE}: on", entry["on"]), str(entry["content"]))


def same_person(name: str) -> str:
    """What two spellings of one name have in common: case, width, accents composed or not, and spaces aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def require_active(name: str, learned: Learned | None) -> None:
    """Refuse learned weights that two people did not make active as they are now.

    Errors: InputError that says who did, and what comes next.
    """
    if learned is None:
        return
    valid = [one.name for one in learned.signatures if one.content == learned.content]
    changed = [one.name for one in learned.signatures if one.content != learned.content]
    if len({same_person(one) for one in valid}) >= PEOPLE:
        return
    told = f"{valid[0]} alone" if valid else "nobody"
    told += " has made these learned weights active"
    if changed:
        told += f", and they were changed after {', '.join(changed)} did"
    raise InputError(
        f"{name}: {told}. {PEOPLE} people of different names must: `guildmark learn --activate {name} --by NAME`."
    )

"""From objects of STIX 2.1 to what is shared. What others say is bounded, checked and, where not taken, told why."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import stix2
from stix2.exceptions import STIXError

from guildmark.records import InputError
from guildmark.stix.extension import COUNTS_ID, EXTENSION_ID, counted_in, item_in, measured_in
from guildmark.stix.ids import item_id, object_id
from guildmark.stix.markings import narrowest
from guildmark.stix.shared import (
    ADVICE,
    FALSE_ALARM,
    NOT_SEEN,
    RECALLED,
    RETIRED,
    SEEN,
    SHARED,
    TACTIC,
    Author,
    Shared,
    Sighted,
)
from guildmark.stix.writing import PATTERN_TYPE
from guildmark.tactics import parse_tactic

MOST_BYTES = 2 << 20  # of one object as JSON: a tactic of the largest size, escaped
LONGEST_TITLE, LONGEST_ADVICE, LONGEST_WORDS, LONGEST_ID = 120, 20_000, 2_000, 100
MOST_VERSION = 1_000_000
BESIDE = ("identity", "marking-definition", "extension-definition")  # what others refer to


@dataclass(frozen=True, slots=True)
class Aside:
    """An object that was not taken: its place among those given, its id as far as it has one, and why."""

    place: int
    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What was read, by place. Each object is in one of the four, so that they add up to all."""

    shared: Mapping[int, Shared]
    sighted: Mapping[int, Sighted]
    beside: frozenset[int]
    aside: tuple[Aside, ...]


class _NotTakenError(Exception):
    """Why an object is not taken."""


def read_objects(objects: Iterable[Any]) -> Taken:
    """Read objects as they came from another site. Never fails: what cannot be taken is set aside with its reason."""
    given = list(objects)
    names = _names(given)
    shared: dict[int, Shared] = {}
    sighted: dict[int, Sighted] = {}
    beside: set[int] = set()
    aside: list[Aside] = []
    for place, one in enumerate(given):
        try:
            told = _checked(one)
            if told["type"] in BESIDE:
                beside.add(place)
            elif told["type"] in ("sighting", "opinion"):
                sighted[place] = _sighted(told, names)
            else:
                shared[place] = _shared(told, names)
        except _NotTakenError as error:
            aside.append(Aside(place, _shown_id(one), str(error)))
    return Taken(shared, sighted, frozenset(beside), tuple(aside))


def _checked(one: Any) -> Mapping[str, Any]:
    """An object that is STIX 2.1, within the sizes, with its values in the types of the standard."""
    if not isinstance(one, Mapping):
        raise _NotTakenError("is no object of JSON")
    try:
        if len(json.dumps(one, ensure_ascii=False).encode()) > MOST_BYTES:
            raise _NotTakenError(f"is larger than {MOST_BYTES:,} bytes")
        if not isinstance(one.get("type"), str):
            raise _NotTakenError("is not STIX 2.1: it has no type")
        if one["type"] == "bundle":
            raise _NotTakenError("is a bundle: give its objects themselves")
        parsed = stix2.parse(dict(one), allow_custom=True, version="2.1")
        told: dict[str, Any] = json.loads(stix2.serialization.serialize(parsed))
    except (STIXError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _NotTakenError(f"is not STIX 2.1: {' '.join(str(error).split())[:300]}") from None
    if not isinstance(one.get("id"), str) or len(one["id"]) > LONGEST_ID:
        raise _NotTakenError("has no id that can be kept")
    if one.get("spec_version") != "2.1":
        raise _NotTakenError("does not say that it is STIX 2.1")
    # What the library fills in by itself was not said.
    return {name: value for name, value in told.items() if one.get(name) is not None}


def _shared(told: Mapping[str, Any], names: Mapping[str, Author]) -> Shared:
    if told["type"] == "indicator" and told.get("pattern_type") == PATTERN_TYPE:
        kind = TACTIC
    elif told["type"] == "report":
        kind = ADVICE
    else:
        of = f" of pattern_type {told.get('pattern_type')!r}" if told["type"] == "indicator" else ""
        raise _NotTakenError(
            f"type {told['type']!r}{of} is not read here: indicators of pattern_type {PATTERN_TYPE!r}, reports, "
            "sightings and opinions are"
        )
    more = told.get("extensions", {}).get(EXTENSION_ID)
    more = more if isinstance(more, Mapping) else {}
    state = _state(told, more)
    common: dict[str, Any] = {
        "kind": kind,
        "tlp": _tlp(told),
        "author": _author(told, names),
        "created": _moment(told, "created"),
        "modified": _moment(told, "modified"),
        "state": state,
        "version": _version(more),
        "held": more.get("held") is True,
    }
    if state != SHARED:
        return Shared(id=_known_id(told, more), title="", text="", **common)
    if kind == ADVICE:
        return Shared(
            id=_known_id(told, more), title=_words(told, "name", LONGEST_TITLE),
            text=_words(told, "description", LONGEST_ADVICE), **common,
        )  # fmt: skip
    pattern = str(told["pattern"])
    try:
        tactic = parse_tactic("pattern", pattern)
    except (InputError, RecursionError) as error:
        raise _NotTakenError(f"its pattern is no tactic: {(str(error).splitlines() or ['?'])[0][:300]}") from None
    if told["id"] != object_id(TACTIC, tactic.id):
        raise _NotTakenError(f"its id is not that of its tactic, {tactic.id}")
    if "\x00" in tactic.title:
        raise _NotTakenError("its title holds a character that is none")
    return Shared(id=tactic.id, title=tactic.title, text=pattern, measured=measured_in(more.get("measured")), **common)


def _sighted(told: Mapping[str, Any], names: Mapping[str, Author]) -> Sighted:
    name = item_id(told["id"])
    if name is None:
        raise _NotTakenError("has no id that can be kept")
    author = names.get(str(told.get("created_by_ref")))
    common: dict[str, Any] = {"id": name, "at": _moment(told, "created"), "tlp": _tlp(told), "author": author}
    if told["type"] == "opinion":
        if told["opinion"] != "strongly-disagree":
            raise _NotTakenError(f"opinion {told['opinion']!r} is not read here: 'strongly-disagree' is, a false alarm")
        if len(told["object_refs"]) != 1:
            raise _NotTakenError("is an opinion of several objects: give one for each")
        words = _words(told, "explanation", LONGEST_WORDS, needed=False)
        return Sighted(of=told["object_refs"][0], kind=FALSE_ALARM, words=words, **common)
    week = told.get("extensions", {}).get(COUNTS_ID)
    counted = None if week is None else counted_in(week)
    if week is not None and counted is None:
        raise _NotTakenError("its week is not counted as the extension has it")
    count = told.get("count", 1)
    return Sighted(
        of=told["sighting_of_ref"], kind=SEEN if count else NOT_SEEN, count=count, summed=bool(told.get("summary")),
        counted=counted, words=_words(told, "description", LONGEST_WORDS, needed=False), **common,
    )  # fmt: skip


def _state(told: Mapping[str, Any], more: Mapping[str, Any]) -> str:
    if told.get("revoked") is True:
        return RECALLED
    return RETIRED if more.get("state") == RETIRED else SHARED


def _version(more: Mapping[str, Any]) -> int:
    version = more.get("version", 1)
    if type(version) is not int or not 1 <= version <= MOST_VERSION:
        raise _NotTakenError(f"its version {str(version)[:40]!r} is no number from 1 to {MOST_VERSION:,}")
    return version


def _known_id(told: Mapping[str, Any], more: Mapping[str, Any]) -> UUID:
    """The item's own id, where the object's agrees with it; else the UUID in the object's id."""
    kind = TACTIC if told["type"] == "indicator" else ADVICE
    own = item_in(more)
    if own is not None and told["id"] == object_id(kind, own):
        return own
    found = item_id(told["id"])
    if found is None or more.get("item") is not None:
        raise _NotTakenError("its id is not that of the item that it names")
    return found


def _tlp(told: Mapping[str, Any]) -> str:
    tlp = narrowest(told.get("object_marking_refs", ()))
    if tlp is None:
        raise _NotTakenError("has no marking of the Traffic Light Protocol, so that nobody knows who may read it")
    return tlp


def _names(given: Iterable[Any]) -> dict[str, Author]:
    found = {}
    for one in given:
        if isinstance(one, Mapping) and one.get("type") == "identity":
            name, key = one.get("name"), item_id(str(one.get("id")))
            if isinstance(name, str) and key is not None:
                with suppress(_NotTakenError):
                    found[str(one["id"])] = Author(key, name[:LONGEST_TITLE], _moment(one, "created"))
    return found


def _author(told: Mapping[str, Any], names: Mapping[str, Author]) -> Author:
    """Its author, without a name where the identity came elsewhere."""
    reference = str(told.get("created_by_ref", ""))
    return names.get(reference) or Author(item_id(reference) or UUID(int=0), "", _moment(told, "created"))


def _words(told: Mapping[str, Any], name: str, most: int, *, needed: bool = True) -> str:
    words = told.get(name, "")
    if not isinstance(words, str) or (needed and not words.strip()):
        raise _NotTakenError(f"has no {name}")
    if len(words) > most or "\x00" in words:
        raise _NotTakenError(f"its {name} has more than {most:,} characters, or one that is none")
    return words


def _moment(told: Mapping[str, Any], name: str) -> datetime:
    try:
        return datetime.fromisoformat(str(told.get(name))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _NotTakenError(f"its {name} is no time") from None


def _shown_id(one: Any) -> str:
    name = one.get("id") if isinstance(one, Mapping) else None
    return name[:LONGEST_ID] if isinstance(name, str) else ""

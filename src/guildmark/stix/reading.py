"""From objects of STIX 2.1 to what is shared. What others say is bounded, checked and, where not taken, told why."""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import stix2
from stix2.exceptions import STIXError

from guildmark.stix.extension import COUNTS_ID, EXTENSION_ID, counted_in
from guildmark.stix.ids import item_id
from guildmark.stix.kinds import FORMS, kind_of
from guildmark.stix.markings import narrowest
from guildmark.stix.shared import (
    FALSE_ALARM,
    NOT_SEEN,
    RECALLED,
    RETIRED,
    SEEN,
    SHARED,
    WITHDRAWN,
    Author,
    Shared,
    Sighted,
)
from guildmark.stix.taking import LONGEST_TITLE, LONGEST_WORDS, NotTakenError, known_id, moment_in, words_in
from guildmark.stix.values import PATTERN_TYPE

MOST_BYTES = 2 << 20  # of one object as JSON: a tactic of the largest size, escaped
# Of a pattern of the standard, which takes a second to read where it is long: with its values (a vector, escaped), and
# without.
LONGEST_PATTERN, LONGEST_WITHOUT = 40_000, 200
VALUES = re.compile(r"'(?:[^'\\]|\\.)*'", re.DOTALL)
LONGEST_ID = 100
MOST_VERSION = 1_000_000
READ_HERE = (
    "indicators of pattern_type "
    f"{' or '.join(repr(form.pattern_type) for form in FORMS.values() if form.pattern_type)}, "
    "reports, sightings and opinions"
)
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
        except NotTakenError as error:
            aside.append(Aside(place, _shown_id(one), str(error)))
    return Taken(shared, sighted, frozenset(beside), tuple(aside))


def _checked(one: Any) -> Mapping[str, Any]:
    """An object that is STIX 2.1, within the sizes, with its values in the types of the standard."""
    if not isinstance(one, Mapping):
        raise NotTakenError("is no object of JSON")
    try:
        if len(json.dumps(one, ensure_ascii=False).encode()) > MOST_BYTES:
            raise NotTakenError(f"is larger than {MOST_BYTES:,} bytes")
        if not isinstance(one.get("type"), str):
            raise NotTakenError("is not STIX 2.1: it has no type")
        if one["type"] == "bundle":
            raise NotTakenError("is a bundle: give its objects themselves")
        if one.get("pattern_type") == PATTERN_TYPE:
            _refuse_long(str(one.get("pattern")))
        parsed = stix2.parse(dict(one), allow_custom=True, version="2.1")
        told: dict[str, Any] = json.loads(stix2.serialization.serialize(parsed))
    except (STIXError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotTakenError(f"is not STIX 2.1: {' '.join(str(error).split())[:300]}") from None
    if not isinstance(one.get("id"), str) or len(one["id"]) > LONGEST_ID:
        raise NotTakenError("has no id that can be kept")
    if one.get("spec_version") != "2.1":
        raise NotTakenError("does not say that it is STIX 2.1")
    # What the library fills in by itself was not said.
    return {name: value for name, value in told.items() if one.get(name) is not None}


def _refuse_long(pattern: str) -> None:
    if len(pattern) > LONGEST_PATTERN or len(VALUES.sub("", pattern)) > LONGEST_WITHOUT:
        raise NotTakenError(
            f"its pattern is longer than {LONGEST_PATTERN:,} characters, or than {LONGEST_WITHOUT:,} without its values"
        )


def _shared(told: Mapping[str, Any], names: Mapping[str, Author]) -> Shared:
    kind = kind_of(told)
    if kind is None:
        of = f" of pattern_type {told.get('pattern_type')!r}" if told["type"] == "indicator" else ""
        raise NotTakenError(f"type {told['type']!r}{of} is not read here: {READ_HERE} are")
    more = told.get("extensions", {}).get(EXTENSION_ID)
    more = more if isinstance(more, Mapping) else {}
    state = _state(told, more)
    common: dict[str, Any] = {
        "kind": kind,
        "tlp": _tlp(told),
        "author": _author(told, names),
        "created": moment_in(told, "created"),
        "modified": moment_in(told, "modified"),
        "state": state,
        "version": _version(more),
        "held": more.get("held") is True,
    }
    if state != SHARED:
        return Shared(id=known_id(kind, told, more), title="", text="", **common)
    return Shared(**common, **FORMS[kind].reads(told, more))


def _sighted(told: Mapping[str, Any], names: Mapping[str, Author]) -> Sighted:
    name = item_id(told["id"])
    if name is None:
        raise NotTakenError("has no id that can be kept")
    author = names.get(str(told.get("created_by_ref")))
    common: dict[str, Any] = {"id": name, "at": moment_in(told, "created"), "tlp": _tlp(told), "author": author}
    if told["type"] == "opinion":
        if told["opinion"] != "strongly-disagree":
            raise NotTakenError(f"opinion {told['opinion']!r} is not read here: 'strongly-disagree' is, a false alarm")
        if len(told["object_refs"]) != 1:
            raise NotTakenError("is an opinion of several objects: give one for each")
        words = words_in(told, "explanation", LONGEST_WORDS, needed=False)
        return Sighted(of=told["object_refs"][0], kind=FALSE_ALARM, words=words, **common)
    week = told.get("extensions", {}).get(COUNTS_ID)
    counted = None if week is None else counted_in(week)
    if week is not None and counted is None:
        raise NotTakenError("its week is not counted as the extension has it")
    count = told.get("count", 1)
    return Sighted(
        of=told["sighting_of_ref"], kind=SEEN if count else NOT_SEEN, count=count, summed=bool(told.get("summary")),
        counted=counted, words=words_in(told, "description", LONGEST_WORDS, needed=False), **common,
    )  # fmt: skip


def _state(told: Mapping[str, Any], more: Mapping[str, Any]) -> str:
    if told.get("revoked") is True:
        return RECALLED
    state = str(more.get("state"))
    return state if state in (RETIRED, WITHDRAWN) else SHARED


def _version(more: Mapping[str, Any]) -> int:
    version = more.get("version", 1)
    if type(version) is not int or not 1 <= version <= MOST_VERSION:
        raise NotTakenError(f"its version {str(version)[:40]!r} is no number from 1 to {MOST_VERSION:,}")
    return version


def _tlp(told: Mapping[str, Any]) -> str:
    tlp = narrowest(told.get("object_marking_refs", ()))
    if tlp is None:
        raise NotTakenError("has no marking of the Traffic Light Protocol, so that nobody knows who may read it")
    return tlp


def _names(given: Iterable[Any]) -> dict[str, Author]:
    found = {}
    for one in given:
        if isinstance(one, Mapping) and one.get("type") == "identity":
            name, key = one.get("name"), item_id(str(one.get("id")))
            if isinstance(name, str) and key is not None:
                with suppress(NotTakenError):
                    found[str(one["id"])] = Author(key, name[:LONGEST_TITLE], moment_in(one, "created"))
    return found


def _author(told: Mapping[str, Any], names: Mapping[str, Author]) -> Author:
    """Its author, without a name where the identity came elsewhere."""
    reference = str(told.get("created_by_ref", ""))
    return names.get(reference) or Author(item_id(reference) or UUID(int=0), "", moment_in(told, "created"))


def _shown_id(one: Any) -> str:
    name = one.get("id") if isinstance(one, Mapping) else None
    return name[:LONGEST_ID] if isinstance(name, str) else ""

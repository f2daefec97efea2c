"""Objects of STIX 2.1: valid by two validators of others, the same each time, and read back as they were."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import stix2
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from made import MARKINGS as TLP
from made import items, json_values, sightings, tactic, value
from stix2validator import ValidationOptions, validate_instance

from guildmark.stix import (
    EXTENSION,
    MAKER,
    MARKINGS,
    Shared,
    Sighted,
    identity_of,
    object_of,
    read_objects,
    sighting_of,
    text_of,
)

# "guildmark" is none of the usual pattern types, which the standard lets it be; pages of others have no hash of ours.
STRICT = ValidationOptions(strict=True, version="2.1", disabled=["indicator-pattern-types", "extref-hashes"])
TACTICS = items().filter(lambda one: one.kind == "tactic")


def is_valid(told: Mapping[str, Any]) -> None:
    parsed = stix2.parse(dict(told))
    assert json.loads(parsed.serialize()) == told
    found = validate_instance(dict(told), STRICT)
    assert found.is_valid, [str(error) for error in found.errors]


@pytest.mark.parametrize("told", [*MARKINGS.values(), EXTENSION, MAKER], ids=lambda one: str(one["id"]))
def test_what_objects_refer_to_is_valid(told: Mapping[str, Any]) -> None:
    is_valid(told)


@settings(max_examples=40, deadline=None)
@given(items(), st.sampled_from(("shared", "recalled", "retired")))
def test_an_item_is_a_valid_object_in_every_state(item: Shared, state: str) -> None:
    told = object_of(replace(item, state=state))
    is_valid(told)
    is_valid(identity_of(item.author))
    extension = told["extensions"][EXTENSION["id"]]
    assert not list(Draft202012Validator(json.loads(EXTENSION["schema"])).iter_errors(extension))
    assert told["object_marking_refs"] == [MARKINGS[item.tlp]["id"]]


@settings(max_examples=40, deadline=None)
@given(sightings())
def test_a_sighting_is_a_valid_object_and_read_back(sighted: Sighted) -> None:
    told = sighting_of(sighted)
    is_valid(told)
    taken = read_objects([told])
    assert taken.sighted == {0: sighted}


@settings(max_examples=40, deadline=None)
@given(items(), items("recalled"), items("retired").filter(lambda one: one.kind == "tactic"))
def test_items_are_read_back_as_they_were(item: Shared, recalled: Shared, retired: Shared) -> None:
    given_items = (item, recalled, retired)
    objects = [object_of(one) for one in given_items] + [identity_of(one.author) for one in given_items]
    taken = read_objects(json.loads(json.dumps(objects)))
    assert not taken.aside
    assert len(taken.beside) == 3
    authors = {one.author.id: one.author for one in given_items}
    assert taken.shared == {n: replace(one, author=authors[one.author.id]) for n, one in enumerate(given_items)}


@settings(max_examples=20, deadline=None)
@given(items())
def test_the_same_item_gives_the_same_bytes(item: Shared) -> None:
    assert text_of(object_of(item)) == text_of(object_of(replace(item)))


@settings(max_examples=20, deadline=None)
@given(TACTICS, st.sampled_from(("recalled", "retired")))
def test_what_ended_tells_nothing_of_what_it_said(item: Shared, state: str) -> None:
    told = text_of(object_of(replace(item, state=state)))
    for word in ("price in chat", "Sellers give", "reports.example", "price talk", "families"):
        assert word not in told


def test_a_tactic_says_how_long_it_is_valid_and_where_it_is_known_from() -> None:
    told = object_of(shared(tactic(KEY)))
    assert told["valid_until"] == "2028-01-01T00:00:00Z"  # through its last day
    assert told["pattern_type"] == "guildmark" and told["id"] == f"indicator--{KEY}"
    assert [one["source_name"] for one in told["external_references"]] == ["a case of our own", "A report"]
    assert told["labels"] == ["counterfeit-goods", "price talk"]


def test_a_recall_is_revoked_and_a_retirement_is_valid_until_it_happened() -> None:
    item = shared(tactic(KEY))
    recalled, retired = (object_of(replace(item, state=state)) for state in ("recalled", "retired"))
    assert recalled["revoked"] is True and "valid_until" not in recalled
    assert not retired.get("revoked") and retired["valid_until"] == "2026-03-01T12:00:00.25Z"


def test_a_false_alarm_is_an_opinion_and_what_is_not_seen_any_more_was_seen_no_times() -> None:
    item = shared(tactic(KEY))
    seen = Sighted(KEY, object_of(item)["id"], "expired", item.modified, "GREEN")
    assert sighting_of(seen)["count"] == 0
    told = sighting_of(replace(seen, kind="false alarm"))
    assert (told["type"], told["opinion"]) == ("opinion", "strongly-disagree")


def test_an_id_that_the_standard_does_not_allow_is_made_anew_and_found_again() -> None:
    odd = UUID(int=7)
    told = object_of(shared(tactic(odd), key=odd))
    assert told["id"] != f"indicator--{odd}" and UUID(told["id"].partition("--")[2]).version == 5
    assert read_objects([told]).shared[0].id == odd


KEY = UUID("5f0c7a52-3b1d-4a57-9d0b-0d5c2f6f3a11")


def shared(text: str, key: UUID = KEY, tlp: str = "GREEN") -> Shared:
    """A tactic of one invented member, modified a day after it was first shared."""
    from datetime import UTC, datetime

    from guildmark.stix import Author

    author = Author(UUID("0b8a3f8e-53a5-4d6b-8a0f-6a8b6c1d2e3f"), "Arvo", datetime(2026, 1, 1, tzinfo=UTC))
    times = datetime(2026, 2, 28, tzinfo=UTC), datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
    return Shared(key, "tactic", 2, "Price in chat", text, tlp, author, *times)


def without(told: Mapping[str, Any], *names: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in names} | more


GOOD = object_of(shared(tactic(KEY)))
GOOD_VALUE = object_of(replace(shared(value("email", "o'hara@orvane-outlet.example")), kind="indicator"))
ODD: dict[str, tuple[Any, str]] = {
    "no mapping": (["indicator"], "no object of JSON"),
    "a number": (7, "no object of JSON"),
    "no type": ({"id": "x"}, "not STIX 2.1"),
    "another type": (
        {"type": "malware", "spec_version": "2.1", "id": f"malware--{KEY}", "created": "2026-01-01T00:00:00.000Z",
         "modified": "2026-01-01T00:00:00.000Z", "is_family": False}, "'malware' is not read here"),
    "a type that nobody knows": (without(GOOD, type="x-thing", id=f"x-thing--{KEY}"), "not read here"),
    "another pattern": (without(GOOD, pattern_type="sigma"), "'sigma' is not read here"),
    "no marking": (without(GOOD, "object_marking_refs"), "Traffic Light Protocol"),
    "an unknown marking": (without(GOOD, object_marking_refs=[f"marking-definition--{KEY}"]), "Traffic Light Protocol"),
    "no tactic": (without(GOOD, pattern="when: now\n"), "no tactic"),
    "the tactic of another id": (without(GOOD, id=f"indicator--{UUID(int=2**127 + 5, version=4)}"), "not that of"),
    "no time": (without(GOOD, "modified"), "is no time"),
    "an impossible time": (without(GOOD, modified="yesterday"), "not STIX 2.1"),
    "a bundle": ({"type": "bundle", "id": f"bundle--{KEY}", "objects": [GOOD]}, "is a bundle"),
    "too large": (without(GOOD, pattern="#" * (3 << 20)), "larger than"),
    "half a character": (without(GOOD, description="\ud800"), "not STIX 2.1"),
    "an older standard": (without(GOOD, "spec_version"), "not STIX 2.1|does not say"),
    "a strange version": (
        without(GOOD, extensions={EXTENSION["id"]: GOOD["extensions"][EXTENSION["id"]] | {"version": -1}}), "-1"),
    "advice without words": (
        without(object_of(replace(shared("prose"), kind="advice")), "description"), "has no description"),
}  # fmt: skip


@pytest.mark.parametrize(("told", "why"), ODD.values(), ids=list(ODD))
def test_what_cannot_be_taken_is_set_aside_with_its_reason(told: Any, why: str) -> None:
    import re

    taken = read_objects([GOOD, told])
    assert set(taken.shared) == {0}
    [aside] = taken.aside
    assert aside.place == 1 and re.search(why, aside.why), aside.why


@pytest.mark.parametrize("tlp", TLP)
def test_of_several_markings_the_narrowest_counts(tlp: str) -> None:
    both = [MARKINGS["CLEAR"]["id"], MARKINGS[tlp]["id"]]
    assert read_objects([without(GOOD, object_marking_refs=both)]).shared[0].tlp == tlp


def test_markings_of_the_earlier_protocol_are_understood() -> None:
    white = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
    assert read_objects([without(GOOD, object_marking_refs=[white])]).shared[0].tlp == "CLEAR"


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from((GOOD, GOOD_VALUE)),
    st.lists(st.tuples(st.sampled_from(sorted(GOOD)), json_values), max_size=3),
    st.lists(st.tuples(st.sampled_from(("value_kind", "value", "written", "version")), json_values), max_size=2),
    st.lists(json_values, max_size=3),
)
def test_whatever_comes_is_taken_or_set_aside_and_all_is_counted(
    good: dict[str, Any], changed: list[tuple[str, Any]], more: list[tuple[str, Any]], others: list[Any]
) -> None:
    extended = {EXTENSION["id"]: good["extensions"][EXTENSION["id"]] | dict(more)}
    objects = [good | {"extensions": extended} | dict(changed), *others]
    taken = read_objects(objects)
    places = [*taken.shared, *taken.sighted, *taken.beside, *(one.place for one in taken.aside)]
    assert sorted(places) == list(range(len(objects)))
    assert all(one.why for one in taken.aside)

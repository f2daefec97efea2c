"""The published schema and the reader take the same tactics."""

from typing import Any

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st
from test_tactics_compiled import CONDITIONS, NODE, tactic_of_node

from guildmark.tactics.schema import tactic_schema
from guildmark.tactics.values import read_values

NUMBERS = (
    "count",
    "stock",
    "pack_size",
    "at_least",
    "at_most",
    "near_mark",
    "repeats_digit",
    "version",
    "sellers",
    "listings",
    "bits",
)


def typed(plain: Any, name: str = "") -> Any:
    """Numbers as an editor's YAML reads them."""
    if isinstance(plain, dict):
        return {key: typed(value, key) for key, value in plain.items()}
    if isinstance(plain, list):
        return [typed(value, name) for value in plain]
    if name in NUMBERS and isinstance(plain, str) and plain.replace(".", "", 1).isdigit():
        return float(plain) if "." in plain else int(plain)
    return plain


@settings(deadline=None, max_examples=60)
@given(st.one_of(NODE, st.sampled_from(CONDITIONS)))
def test_what_the_reader_takes_the_schema_takes_too(plain: Any) -> None:
    tactic = tactic_of_node(1, plain, ())
    if tactic is not None:
        jsonschema_rs.validate(tactic_schema(), typed(tactic.plain))


def test_what_the_schema_refuses_is_a_fault() -> None:
    check = jsonschema_rs.validator_for(tactic_schema())
    tactic = tactic_of_node(1, {"words": "price in chat"}, ())
    assert tactic is not None
    good = typed(tactic.plain)
    assert check.is_valid(good)
    for bad in (
        {**good, "title": ""},
        {**good, "tlp": "PINK"},
        {**good, "fires_on": [{"title": "one"}]},
        {**good, "when": {"mrak": "any"}},
        {**good, "when": {}},
        {**good, "more": 1},
        {name: value for name, value in good.items() if name != "expires"},
    ):
        assert not check.is_valid(bad), bad


def test_plain_values_come_back_as_they_were() -> None:
    text = "a: NO\nb: [1, '018', {c: 1:1}]\n"
    assert read_values("x", text).plain() == {"a": "NO", "b": ["1", "018", {"c": "1:1"}]}

"""Known-bad values as objects of STIX 2.1: said in its pattern language, read back, and read of other makers."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import stix2
from made import VALUES, value
from stix2.pattern_visitor import create_pattern_object
from stix2validator import ValidationOptions, validate_instance

from guildmark.indicators import KINDS, normalise, told_in
from guildmark.stix import EXTENSION, MARKINGS, Author, Shared, object_of, read_objects

KEY = UUID("5f0c7a52-3b1d-4a57-9d0b-0d5c2f6f3a11")
AUTHOR = Author(UUID("0b8a3f8e-53a5-4d6b-8a0f-6a8b6c1d2e3f"), "Arvo", datetime(2026, 1, 1, tzinfo=UTC))
AT = datetime(2026, 3, 1, tzinfo=UTC)
STRICT = ValidationOptions(strict=True, version="2.1")


def shared(kind: str, text: str, **more: Any) -> Shared:
    """A value that an invented member told."""
    return Shared(KEY, "indicator", 1, "", value(kind, text), "GREEN", AUTHOR, AT, AT, **more)


def plain(pattern: str, **more: Any) -> dict[str, Any]:
    """An indicator of another maker."""
    told = {
        "type": "indicator", "spec_version": "2.1", "id": f"indicator--{KEY}", "created": "2026-03-01T00:00:00.000Z",
        "modified": "2026-03-02T00:00:00.000Z", "name": "Shop of fakes", "pattern": pattern, "pattern_type": "stix",
        "valid_from": "2026-03-01T00:00:00Z", "object_marking_refs": [MARKINGS["GREEN"]["id"]],
    }  # fmt: skip
    return told | more


def why_aside(told: Mapping[str, Any]) -> str:
    [aside] = read_objects([told]).aside
    return aside.why


@pytest.mark.parametrize(("kind", "text"), VALUES, ids=[kind for kind, _ in VALUES])
def test_a_value_of_any_kind_is_valid_by_two_validators_and_read_back(kind: str, text: str) -> None:
    item = shared(kind, text)
    told = object_of(item)
    stix2.parse(told)
    found = validate_instance(told, STRICT)
    assert found.is_valid, [str(error) for error in found.errors]
    create_pattern_object(told["pattern"], version="2.1")
    assert read_objects([told]).shared[0].text == item.text


def test_values_of_every_kind_are_tested_here() -> None:
    assert {kind for kind, _ in VALUES} == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "text", "pattern"),
    [
        ("domain", "orvane-outlet.example", "[domain-name:value = 'orvane-outlet.example']"),
        ("email", "O'Hara@shop.example", r"[email-addr:value = 'o\'hara@shop.example']"),
        ("address", "builder.example/shop-12", "[url:value = 'https://builder.example/shop-12']"),
        ("chat", "wechat: kar_88", "[user-account:account_type = 'wechat' AND user-account:account_login = 'kar_88']"),
        ("seller", r"market: s'1\2", r"[user-account:account_type = 'market' AND user-account:user_id = 's\'1\\2']"),
        ("phone", "+44 7700 900123", "[x-guildmark-phone:value = '+447700900123']"),
    ],
)  # fmt: skip
def test_a_value_is_said_by_an_observable_of_the_standard_where_there_is_one(
    kind: str, text: str, pattern: str
) -> None:
    assert object_of(shared(kind, text))["pattern"] == pattern


def test_a_value_says_why_and_until_when() -> None:
    told = object_of(shared("domain", "orvane-outlet.example"))
    assert told["description"] == "A test purchase"
    assert (told["valid_from"], told["valid_until"]) == ("2026-03-01T00:00:00Z", "2028-01-01T00:00:00Z")


@pytest.mark.parametrize("state", ["recalled", "retired"])
@pytest.mark.parametrize(("kind", "text"), VALUES, ids=[kind for kind, _ in VALUES])
def test_what_ended_tells_neither_the_value_nor_its_kind(kind: str, text: str, state: str) -> None:
    one, told = normalise(kind, text), str(object_of(replace(shared(kind, text), state=state)))
    for word in (one.value, one.name, one.written, "test purchase", "value_kind"):
        assert word not in told
    assert read_objects([object_of(replace(shared(kind, text), state=state))]).shared[0].state == state


@pytest.mark.parametrize(
    ("pattern", "kind", "read"),
    [
        ("[domain-name:value = 'Orvane-Outlet.example']", "domain", "orvane-outlet.example"),
        ("[domain-name:value='a.orvane-outlet.example']", "address", "a.orvane-outlet.example"),
        ("[email-addr:value = 'karen@orvane-outlet.example']", "email", "karen@orvane-outlet.example"),
        ("[url:value = 'http://builder.example/shop-12?utm_source=x']", "address", "builder.example/shop-12"),
    ],
)
def test_one_plain_comparison_of_another_maker_is_read(pattern: str, kind: str, read: str) -> None:
    [one] = read_objects([plain(pattern)]).shared.values()
    told = told_in(one.text)
    assert (one.id, one.kind, one.version, one.title) == (KEY, "indicator", 1, read)
    assert (told.indicator.kind, told.indicator.value, told.why) == (kind, read, "Shop of fakes")
    assert told.expires == date(2027, 3, 2)  # a year, where it does not say until when


def test_what_another_maker_says_of_it_counts_before_its_name_and_its_end_too() -> None:
    told = plain("[domain-name:value = 'shop.example']", description="Seen\nby us", valid_until="2026-06-01T12:00:00Z")
    read = told_in(read_objects([told]).shared[0].text)
    assert (read.why, read.expires) == ("Seen by us", date(2026, 6, 1))


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (plain("[domain-name:value = 'a.example' OR domain-name:value = 'b.example']"), "no single comparison"),
        (plain("[domain-name:value = 'a.example'] AND [url:value = 'https://a.example/x']"), "no single comparison"),
        (plain("[domain-name:value != 'a.example']"), "no single comparison"),
        (plain("[domain-name:value NOT = 'a.example']"), "no single comparison"),
        (plain("[domain-name:value IN ('a.example', 'b.example')]"), "no single comparison"),
        (plain("[domain-name:value LIKE '%.example']"), "no single comparison"),
        (plain("[NOT EXISTS domain-name:value]"), "not STIX 2.1|no single comparison"),
        (plain(r"[email-addr:value = 'o\'hara@a.example']"), "no single comparison"),
        (plain(f"[url:value = 'https://a.example/{'x' * 1_000}']"), "no single comparison"),
        (plain("[ipv4-addr:value = '198.51.100.7']"), "'ipv4-addr:value', which is not read here"),
        (plain("[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']"), "which is not read here"),
        (plain("[domain-name:value = 'co.uk']"), "where others register"),
        (plain("[domain-name:value = 'a.example']", indicator_types=["benign"]), "benign"),
        (plain("[domain-name:value = 'a.example']", name="", description=""), "has no name|not STIX"),
        (plain("[url:value = 'https://a.example/']"), "whole domain"),
        (plain("[domain-name:value = "), "not STIX 2.1"),
        (plain("[" + "(" * 150), "not STIX 2.1"),
        (plain(f"[domain-name:value IN ({', '.join(['a.example'.join(chr(39) * 2)] * 600)})]"), "without its values"),
        (plain("(" * 50_000), "longer than 40,000"),
    ],
)  # fmt: skip
def test_what_is_no_plain_comparison_is_set_aside_with_its_reason(told: Mapping[str, Any], why: str) -> None:
    assert re.search(why, why_aside(told)), why_aside(told)


def changed(**more: Any) -> dict[str, Any]:
    """A domain that was told, whose extension says something else."""
    told = object_of(shared("domain", "orvane-outlet.example"))
    return told | {"extensions": {EXTENSION["id"]: told["extensions"][EXTENSION["id"]] | more}}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (changed(value="other.example"), "pattern is not that of its value"),
        (changed(value="Orvane-Outlet.example"), "not in its one form"),
        (changed(value="no domain"), "is no domain|no web address"),
        (changed(value_kind="fax"), "is not known"),
        (changed(value="a\x00b"), "a character that is none"),
        (changed(item=str(UUID(int=5))), "not that of the item"),
        (changed(version=0), "no number"),
    ],
)
def test_a_value_and_its_pattern_say_the_same_or_neither_is_taken(told: Mapping[str, Any], why: str) -> None:
    assert re.search(why, why_aside(told)), why_aside(told)


def test_how_a_value_was_written_is_never_another_value() -> None:
    told = object_of(shared("email", "Karen.Sells@gmail.com"))
    [extension] = told["extensions"].values()
    assert (extension["value"], extension["written"]) == ("karensells@gmail.com", "Karen.Sells@gmail.com")
    extension["written"] = "somebody.else@gmail.com"
    assert told_in(read_objects([told]).shared[0].text).indicator.written == "karensells@gmail.com"


def test_an_indicator_of_another_maker_that_was_revoked_has_ended_whatever_it_said() -> None:
    [one] = read_objects(
        [plain("[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']", revoked=True)]
    ).shared.values()
    assert (one.id, one.state, one.text) == (KEY, "recalled", "")

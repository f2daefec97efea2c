"""Requests of TAXII 2.1: who may ask, what is accepted, pages and filters, and how errors are told."""

from collections.abc import Callable
from typing import Any

import pytest
from alliance import Alliance
from django.test import Client
from shared_made import circle
from taxii_tools import ROOT, TAXII, Tool, advised

from guildmark.hub.members.buckets import Buckets
from guildmark.hub.members.models import ApiKey
from guildmark.hub.taxii import asking
from guildmark.hub.taxii.media import MOST_BYTES

pytestmark = pytest.mark.django_db
Tools = Callable[..., Tool]
ALL = "collections/all/"


@pytest.fixture
def reader(alliance: Alliance, tool: Tools) -> Tool:
    """A tool of Souk's, and five pieces of advice of Arvo's in what is for all."""
    for number in range(5):
        advised(alliance, alliance.arvo, words=f"Advice {number}")
    return tool(alliance.souk)


def test_the_way_from_discovery_to_an_object(reader: Tool) -> None:
    found = Client().get("/taxii2/", headers=reader.headers)
    assert found.headers["Content-Type"] == TAXII
    assert found.json()["default"].endswith(ROOT) and found.json()["api_roots"] == [found.json()["default"]]
    root = reader.get("").json()
    assert root["versions"] == [TAXII] and root["max_content_length"] == MOST_BYTES
    [everything, inbox] = reader.get("collections/").json()["collections"]
    assert (everything["can_read"], everything["can_write"], everything["alias"]) == (True, False, "all")
    assert (inbox["can_read"], inbox["can_write"], inbox["alias"]) == (False, True, "inbox")
    assert reader.get(f"collections/{everything['id']}/").json() == everything
    [first, *_] = reader.objects(everything["id"])
    assert reader.get(f"collections/{everything['id']}/objects/{first['id']}/").json() == {"objects": [first]}


def test_a_key_that_asks_too_often_is_asked_to_wait_and_others_are_not(
    alliance: Alliance, tool: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_BUCKETS", Buckets(per_second=0.001, in_hand=2))
    eager, other = tool(alliance.bazaar), tool(alliance.souk)
    answers = [eager.get("collections/") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "1"
    assert other.get("collections/").status_code == 200


@pytest.mark.parametrize(
    "told", ["", "Basic", "Basic !!!", "Basic Zm9vOmdtX3dyb25n", "Bearer gm_wrong", "Bearer", "Negotiate x"]
)
def test_without_a_key_that_counts_nothing_is_told(reader: Tool, told: str) -> None:
    for path in ("", ALL, f"{ALL}objects/", "collections/no-such/", "status/no-such/"):
        answer = Client().get(ROOT + path, headers={"Authorization": told} if told else {})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")
        assert answer.json()["http_status"] == "401" and answer.headers["Content-Type"] == TAXII


def test_a_key_is_sent_as_a_password_or_as_a_bearer(reader: Tool) -> None:
    assert reader.get(ALL).status_code == 200
    assert Client().get(ROOT + ALL, headers={"Authorization": f"Bearer {reader.secret}"}).status_code == 200
    ApiKey.objects.update(revoked_at="2026-01-01T00:00:00Z")
    assert reader.get(ALL).status_code == 401


def test_a_session_opens_nothing(alliance: Alliance) -> None:
    client = Client()
    client.force_login(alliance.person(alliance.souk))
    assert client.get(ROOT + ALL).status_code == 401


def test_a_key_does_what_it_was_given(alliance: Alliance, tool: Tools) -> None:
    assert tool(alliance.souk, "check").get("").status_code == 403
    takes, writes = tool(alliance.souk, "exchange.see", "exchange.take"), tool(alliance.souk, "exchange.write")
    assert [one["alias"] for one in takes.get("collections/").json()["collections"]] == ["all"]
    assert [one["alias"] for one in writes.get("collections/").json()["collections"]] == ["inbox"]
    assert takes.post([{}]).status_code == writes.get(f"{ALL}objects/").status_code == 404
    assert tool(alliance.souk, "exchange.take").get(ALL).status_code == 404  # which alone reads nothing


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        (TAXII, 200),
        ("application/taxii+json; version=2.1", 200),
        ("application/taxii+json", 200),
        ("text/html, application/taxii+json;version=2.1;q=0.5", 200),
        ("*/*", 200),
        ("", 200),
        ("application/taxii+json;version=2.0", 406),
        ("application/vnd.oasis.taxii+json", 406),
        ("application/json", 406),
        ("text/html", 406),
    ],
)
def test_what_is_accepted(reader: Tool, accept: str, status: int) -> None:
    answer = reader.get(ALL, headers={"Accept": accept})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == TAXII


@pytest.mark.parametrize("kind", ["application/json", "application/taxii+json;version=2.0", "text/plain", ""])
def test_a_body_of_another_kind_is_not_taken(reader: Tool, kind: str) -> None:
    assert reader.post(b"{}", kind=kind).status_code == 415


def test_what_is_not_there_is_told_alike(alliance: Alliance, reader: Tool) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    hidden = advised(alliance, alliance.arvo, "AMBER", [bags])
    there = reader.objects()[0]["id"]
    answers = [
        reader.get(path)
        for path in (
            "collections/no-such/", f"collections/{bags.pk}/", f"collections/{bags.pk}/objects/",
            f"collections/{bags.pk}/objects/{there}/", f"{ALL}objects/report--{hidden.pk}/",
            f"{ALL}objects/nothing/", f"{ALL}objects/nothing/versions/", "status/7/", "collections/%00/",
        )
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_nothing_is_deleted_and_nothing_else_is_done(alliance: Alliance, reader: Tool) -> None:
    there = f"{ROOT}{ALL}objects/{reader.objects()[0]['id']}/"
    assert Client().delete(there, headers=reader.headers).status_code == 403
    assert Client().put(there, headers=reader.headers).status_code == 405
    assert Client().post(ROOT, headers=reader.headers | {"Content-Type": TAXII}).status_code == 405
    assert reader.post([{}], collection="all").status_code == 403
    assert reader.get("collections/inbox/objects/").status_code == 403
    assert len(reader.objects()) == 5


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" ", 400),
        (b"{", 400),
        (b'{"objects": [NaN]}', 400),
        (b"[" * 200_000, 400),
        (b"\xff", 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"objects": []}', 422),
        (b'{"objects": {}}', 422),
        (b'{"objects": [' + b"{}," * 200 + b"{}]}", 413),
        (b" " * (MOST_BYTES + 1), 413),
    ],
)
def test_bodies_that_cannot_be_used(reader: Tool, body: bytes, status: int) -> None:
    answer = reader.post(body)
    assert answer.status_code == status
    assert answer.json()["http_status"] == str(status)


def paged(reader: Tool, path: str, name: str, limit: int, **query: Any) -> list[Any]:
    found, after = [], {}
    for _ in range(20):
        told = reader.get(path, limit=limit, **after, **query).json()
        assert len(told.get(name, [])) <= limit
        found += told.get(name, [])
        if not told.get("more"):
            assert "next" not in told
            return found
        after = {"next": told["next"]}
    raise AssertionError("it never ends")


@pytest.mark.parametrize("limit", [1, 2, 3, 9, 10, 1_000_000])
def test_pages_make_up_the_whole_once(reader: Tool, limit: int) -> None:
    whole = reader.get(f"{ALL}objects/").json()["objects"]
    assert len(whole) == 9
    assert paged(reader, f"{ALL}objects/", "objects", limit) == whole
    entries = paged(reader, f"{ALL}manifest/", "objects", limit)
    assert [one["id"] for one in entries] == [one["id"] for one in whole]
    assert {one["media_type"] for one in entries} == {"application/stix+json;version=2.1"}


def test_what_comes_while_pages_are_read_is_read_too(alliance: Alliance, reader: Tool) -> None:
    first = reader.get(f"{ALL}objects/", limit=8).json()
    advised(alliance, alliance.arvo, words="Late")
    rest = reader.get(f"{ALL}objects/", limit=8, next=first["next"]).json()["objects"]
    assert [one["description"].strip() for one in rest] == ["Advice 4", "Late"]


def test_headers_tell_when_the_first_and_the_last_of_a_page_were_added(reader: Tool) -> None:
    for path in ("objects/", "manifest/"):
        page = reader.get(ALL + path, limit=3)
        entries = reader.get(f"{ALL}manifest/", limit=3).json()["objects"]
        assert page.headers["X-TAXII-Date-Added-First"] == entries[0]["date_added"]
        assert page.headers["X-TAXII-Date-Added-Last"] == entries[-1]["date_added"]
        after = reader.get(ALL + path, added_after=entries[-1]["date_added"])
        assert len(after.json()["objects"]) == 6
    none = reader.get(f"{ALL}objects/", added_after="2099-01-01T00:00:00Z")
    assert none.json() == {} and "X-TAXII-Date-Added-Last" not in none.headers


def test_filters_choose_by_type_id_and_standard(reader: Tool) -> None:
    ids = [one["id"] for one in reader.objects()]
    assert [one["id"] for one in reader.objects(match__id=",".join([ids[3], ids[1], "indicator--x"]))] == [
        ids[1], ids[3],
    ]  # fmt: skip
    assert len(reader.objects(match__type="report,indicator")) == 5
    assert reader.objects(match__type="malware") == []
    assert [one["type"] for one in reader.get(f"{ALL}objects/", match__type="identity").json()["objects"]] == [
        "identity", "identity",
    ]  # fmt: skip
    assert len(reader.objects(match__spec_version="2.1")) == len(reader.objects(match__spec_version="2.0,2.1")) == 5
    assert reader.objects(match__spec_version="2.0") == []
    assert len(reader.objects(match__version="first,last")) == 5
    assert reader.objects(match__version="2020-01-01T00:00:00.000Z") == []


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "-1"},
        {"limit": "many"},
        {"limit": "9" * 40},
        {"limit": "٣"},
        {"added_after": "yesterday"},
        {"added_after": "0001-01-01T00:00:00+23:59"},
        {"match__version": "newest"},
        {"match__id": "\x00"},
        {"match__id": ",".join(["x"] * 101)},
        {"next": "7"},
        {"next": "é\x00"},
    ],
)
def test_filters_that_cannot_be_used_are_told(reader: Tool, query: dict[str, str]) -> None:
    for path in ("objects/", "manifest/"):
        answer = reader.get(ALL + path, **query)
        assert answer.status_code == 400
        assert answer.json()["description"]


def test_next_is_sealed_for_one_member_and_one_collection(alliance: Alliance, tool: Tools, reader: Tool) -> None:
    bags = circle(alliance, alliance.arvo, alliance.souk)
    after = reader.get(f"{ALL}objects/", limit=1).json()["next"]
    assert reader.get(f"{ALL}objects/", next=after).status_code == 200
    assert tool(alliance.souk).get(f"{ALL}objects/", next=after).status_code == 200
    assert tool(alliance.brill).get(f"{ALL}objects/", next=after).status_code == 400
    assert reader.get(f"collections/{bags.pk}/objects/", next=after).status_code == 400


def test_a_head_has_the_headers_of_its_page(reader: Tool) -> None:
    answer = Client().head(f"{ROOT}{ALL}objects/", headers=reader.headers)
    assert answer.status_code == 200 and "X-TAXII-Date-Added-Last" in answer.headers

"""Looking up and searches by the API: what the pages show, for the key's own organisation."""

import json
from base64 import b64encode
from typing import Any

import pytest
from alliance import Alliance
from delivered import row, verified_right
from django.test import Client
from pictured import drawn, pictured

from guildmark.hub.cases.intake import bring
from guildmark.hub.events.lease import work_once
from guildmark.hub.members.keys import make_key
from guildmark.hub.members.models import Organisation


def client_of(alliance: Alliance, organisation: Organisation, *abilities: str) -> Client:
    key = make_key("a key", abilities or ("cases.see", "searches.keep"), by=alliance.actor(organisation))
    return Client(headers={"Authorization": f"Bearer {key}"})


def asked(client: Client, path: str, body: Any = None) -> Any:
    answer = client.get(path) if body is None else client.post(path, json.dumps(body), "application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture(autouse=True)
def listings(alliance: Alliance) -> None:
    verified_right(alliance.arvo, "arvo")
    rows = [pictured(f"L{number}", drawn(1), title=f"Arvo tote {number}") for number in range(3)]
    bring(rows, run="one", context="c" * 64, by=alliance.actor(alliance.bazaar))
    work_once()


def listed(alike: list[Any]) -> dict[str, list[str]]:
    return {one["way"]: [case["listing_id"] for case in one["cases"]] for one in alike}


def test_words_and_pages_of_them(alliance: Alliance) -> None:
    client = client_of(alliance, alliance.bazaar)
    whole = asked(client, "/api/v1/look-up?text=tote")["alike"]
    assert listed(whole) == {"words": ["L2", "L1", "L0"]}
    first = asked(client, "/api/v1/look-up?text=tote&way=words&limit=2")["alike"][0]
    assert first["more"]
    rest = asked(client, f"/api/v1/look-up?text=tote&way=words&limit=2&after={first['cases'][-1]['key']}")
    assert listed(rest["alike"]) == {"words": ["L0"]}


def test_a_picture_and_its_example_afterwards(alliance: Alliance) -> None:
    client = client_of(alliance, alliance.bazaar)
    told = asked(client, "/api/v1/look-up", {"picture": b64encode(drawn(1)).decode()})
    assert listed(told["alike"])["picture"] == ["L2", "L1", "L0"]
    again = asked(client, f"/api/v1/look-up?example={told['example']}&way=picture")
    assert listed(again["alike"]) == {"picture": ["L2", "L1", "L0"]}
    assert client_of(alliance, alliance.souk).get(f"/api/v1/look-up?example={told['example']}").status_code == 404
    wrong = client.post("/api/v1/look-up", json.dumps({"picture": "no Base64!"}), "application/json")
    assert (wrong.status_code, "Base64" in wrong.json()["detail"]) == (422, True)


def test_a_search_is_kept_finds_and_is_ended(alliance: Alliance) -> None:
    client = client_of(alliance, alliance.arvo)
    search = asked(client, "/api/v1/searches", {"name": "belts", "text": "belt", "right": "arvo"})
    assert asked(client, "/api/v1/searches") == [search]
    bring(
        [row(f"B{n}", title="Arvo belt") for n in range(3)], run="two", context="c", by=alliance.actor(alliance.bazaar)
    )
    work_once()
    page = asked(client, f"/api/v1/searches/{search['id']}?limit=2")
    rest = asked(client, f"/api/v1/searches/{search['id']}?limit=2&after={page['next']}")
    assert [hit["case"]["listing_id"] for hit in page["hits"] + rest["hits"]] == ["B2", "B1", "B0"]
    assert page["hits"][0]["case"]["harm"] is None  # the marketplace's own order is not the holder's to know
    assert asked(client, f"/api/v1/searches/{search['id']}/end", {})["ended_at"]
    assert asked(client, "/api/v1/searches") == []
    assert client_of(alliance, alliance.brill).get(f"/api/v1/searches/{search['id']}").status_code == 404


def test_a_key_that_may_only_read_keeps_nothing(alliance: Alliance) -> None:
    client = client_of(alliance, alliance.arvo, "cases.see")
    answer = client.post("/api/v1/searches", json.dumps({"name": "x", "text": "y"}), "application/json")
    assert answer.status_code == 403

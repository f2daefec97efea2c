"""Findings come in as an Arrow stream or as JSON, and what became of them is told."""

import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from alliance import Alliance
from delivered import JPEG, row, verified_right

from guildmark.hub.api.findings import EXAMPLE
from guildmark.hub.cases.models import Case, Found, Preview, Snapshot
from guildmark.hub.cases.plain_values import plain_value
from guildmark.records import DELIVERY

ARROW = "application/vnd.apache.arrow.stream"
HASH = bytes(range(32))
Programs = Callable[..., Any]


@pytest.fixture(autouse=True)
def rights(alliance: Alliance) -> None:
    verified_right(alliance.arvo, "arvo")


def stream(rows: list[dict[str, Any]], schema: Any = DELIVERY, **options: Any) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(pa.Table.from_pylist(rows, schema))
    return bytes(sink.getvalue().to_pybytes())


def whole_row(listing_id: str = "L1") -> dict[str, Any]:
    picture = "ab" * 32
    told = row(listing_id, views=10, sales=1, previews=[{"picture": picture, "jpeg": JPEG, "hash": HASH}])
    told["listing"]["pictures"] = [{"uri": "https://bazaar.example/1.jpg", "digest": picture}]
    return told


def as_json(told: dict[str, Any]) -> dict[str, Any]:
    """As a program writes a row: bytes as Base64."""
    import base64

    previews = [
        {**one, **{name: one[name] and base64.b64encode(one[name]).decode() for name in ("jpeg", "hash")}}
        for one in told["previews"]
    ]
    return {**plain_value(told), "previews": previews}


def kept() -> Any:
    found = Found.objects.get()
    columns = Case.objects.values(
        "title", "price", "score_db", "harm", "cluster", "picture", "exposure", "found_at"
    ).get()
    return found.finding, found.signals, columns, Snapshot.objects.get().content, bytes(Preview.objects.get().jpeg)


def test_arrow_and_json_bring_the_same(alliance: Alliance, program: Programs) -> None:
    bazaar = program(alliance.bazaar, "cases.bring")
    answer = bazaar.post("findings?run=r1&context=c", stream([whole_row()]), ARROW)
    assert answer.status_code == 200, answer.content
    by_arrow = kept()
    Found.objects.all().delete()
    Case.objects.all().delete()
    Snapshot.objects.all().delete()
    Preview.objects.all().delete()
    answer = bazaar.post("findings?run=r2&context=c", {"rows": [as_json(whole_row())]})
    assert answer.json()["opened"] == 1, answer.content
    assert kept() == by_arrow
    assert by_arrow[3]["attributes"] == [["colour", "black"]]


def test_the_answer_says_what_became_of_each_row_and_the_same_batch_again_is_told_as_that(
    alliance: Alliance, program: Programs
) -> None:
    bazaar = program(alliance.bazaar)
    body = stream([row("L1"), row("L2", "unknown"), row("L1")])
    told = bazaar.post("findings?run=r1", body, ARROW).json()
    intake = told.pop("intake")
    assert told.pop("reasons")[0]["row"] == 1
    assert told == {"again": False, "received": 3, "opened": 1, "added": 0, "repeated": 1, "set_aside": 1}
    assert bazaar.post("findings?run=r1", body, ARROW).json()["again"]
    [listed] = bazaar.get("intakes").json()["intakes"]
    assert (listed["id"], listed["run"], listed["received"]) == (intake, "r1", 3)
    assert bazaar.get(f"intakes/{intake}").json() == listed
    [aside] = bazaar.get(f"intakes/{intake}/set-aside").json()["rows"]
    assert "not in the alliance's registry" in aside["reason"]
    assert "unknown" in aside["row"]


def test_rows_of_json_that_have_another_shape_are_set_aside_and_the_rest_is_taken(
    alliance: Alliance, program: Programs
) -> None:
    wrong = as_json(whole_row("L2"))
    wrong["finding"]["score_db"] = "high"
    odd = [as_json(whole_row("L1")), wrong, 7, None, {"finding": {"no": 1}}, {}]
    told = program(alliance.bazaar).post("findings?run=r1", {"rows": odd}).json()
    assert (told["received"], told["opened"], told["set_aside"]) == (6, 1, 5)
    assert [one["row"] for one in told["reasons"]] == [1, 2, 3, 4, 5]
    assert told["reasons"][0]["reason"].startswith("finding.score_db: ")


def dictionary_of(schema: Any) -> Any:
    place = schema.get_field_index("views")
    return schema.set(place, pa.field("views", pa.dictionary(pa.int32(), pa.int64())))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"ARROW1 and then nothing", "no Arrow IPC stream"),
        (stream([row()])[:-64], "no Arrow IPC stream"),
        (stream([row()], compression="zstd"), "compressed"),
        (stream([row()], compression="lz4"), "compressed"),
        (stream([{"views": "x"}], pa.schema([("views", pa.string())])), "'views' is string, not int64"),
        (stream([{"views": 1}], dictionary_of(DELIVERY)), "'views' is dictionary"),
        (stream([{"other": 1}], pa.schema([("other", pa.int64())])), "'other' is not known"),
        (stream([{"views": None}] * 5_001, pa.schema([("views", pa.int64())])), "more than 5,000 rows"),
    ],
)
def test_a_stream_that_is_none_or_could_unpack_to_anything_is_refused_whole(
    alliance: Alliance, program: Programs, body: bytes, told: str
) -> None:
    answer = program(alliance.bazaar).post("findings?run=r1", body, ARROW)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]
    assert Case.objects.count() == 0


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"rows": 1}', b"[" * 100_000, b'{"rows": [' + b"9" * 5_000 + b"]}"])
def test_json_that_is_none_or_no_batch_is_refused(alliance: Alliance, program: Programs, body: bytes) -> None:
    assert program(alliance.bazaar).post("findings?run=r1", body).status_code == 422


def test_another_kind_of_body_is_refused_with_what_is_taken(alliance: Alliance, program: Programs) -> None:
    answer = program(alliance.bazaar).post("findings?run=r1", b"a,b", "text/csv")
    assert answer.status_code == 415
    assert ARROW in answer.json()["detail"]


def test_a_body_that_is_too_large_is_refused_with_what_to_do(
    alliance: Alliance, program: Programs, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    answer = program(alliance.bazaar).post("findings?run=r1", stream([row()]), ARROW)
    assert answer.status_code == 413
    assert "Send it in several requests" in answer.json()["detail"]


def test_the_example_of_the_description_comes_in(alliance: Alliance, program: Programs) -> None:
    verified_right(alliance.arvo, "orvane")
    told = program(alliance.bazaar).post("findings?run=example", EXAMPLE).json()
    assert (told["received"], told["opened"], told["reasons"]) == (1, 1, [])


def test_a_key_without_the_ability_or_without_a_marketplace_brings_nothing(
    alliance: Alliance, program: Programs
) -> None:
    body = stream([row()])
    for key in (program(alliance.bazaar, "check"), program(alliance.arvo), program(alliance.secretariat)):
        assert key.post("findings?run=r1", body, ARROW).status_code == 403
    assert Case.objects.count() == 0


def test_deliveries_are_listed_page_by_page_and_only_ones_own(alliance: Alliance, program: Programs) -> None:
    bazaar, souk = program(alliance.bazaar), program(alliance.souk)
    for number in range(5):
        bazaar.post(f"findings?run=r{number}", stream([row(f"L{number}"), row("A", "none"), row("B", "none")]), ARROW)
    runs, after = [], ""
    while after is not None:
        page = bazaar.get("intakes", limit=2, after=after).json()
        runs += [one["run"] for one in page["intakes"]]
        after = page["next"]
    assert runs == ["r4", "r3", "r2", "r1", "r0"]
    [first, *_] = bazaar.get("intakes").json()["intakes"]
    page = bazaar.get(f"intakes/{first['id']}/set-aside", limit=1).json()
    assert len(page["rows"]) == 1
    assert len(bazaar.get(f"intakes/{first['id']}/set-aside", limit=1, after=page["next"]).json()["rows"]) == 1
    assert souk.get("intakes").json()["intakes"] == []
    other, none = souk.get(f"intakes/{first['id']}"), souk.get("intakes/00000000-0000-0000-0000-000000000000")
    assert (other.status_code, other.content) == (none.status_code, none.content) == (404, none.content)
    assert souk.get(f"intakes/{first['id']}/set-aside").status_code == 404
    assert souk.get("intakes", after=bazaar.get("intakes", limit=1).json()["next"]).status_code == 422


def test_a_key_that_is_none_is_told_how_to_send_one(alliance: Alliance) -> None:
    from django.test import Client

    for headers in ({}, {"Authorization": "Bearer gm_wrong"}, {"Authorization": "Basic gm_x"}):
        answer = Client().get("/api/v1/me", headers=headers)
        assert answer.status_code == 401
        assert "Authorization: Bearer" in json.loads(answer.content)["detail"]


def test_a_key_is_told_whom_it_stands_for(alliance: Alliance, program: Programs) -> None:
    told = program(alliance.bazaar, "check", "cases.bring").get("me").json()
    assert told["organisation"] == {
        "id": str(alliance.bazaar.id), "kind": "marketplace", "name": "Bazaar", "marketplace": "bazaar",
    }  # fmt: skip
    assert told["abilities"] == ["cases.bring", "check"]


def test_how_many_listings_a_run_judged_is_told_with_its_batches(alliance: Alliance, program: Programs) -> None:
    bazaar = program(alliance.bazaar)
    for scanned in ("-1", "1.5", "many", str(10**12 + 1)):
        assert bazaar.post(f"findings?run=r1&scanned={scanned}", stream([row()]), ARROW).status_code == 422
    told = bazaar.post("findings?run=r1&scanned=1200", stream([]), ARROW).json()
    assert (told["received"], told["again"]) == (0, False)
    assert bazaar.get(f"intakes/{told['intake']}").json()["scanned"] == 1200
    assert bazaar.post("findings?run=r2", {"rows": []}).status_code == 200
    newest = bazaar.get("intakes").json()["intakes"]
    assert {one["run"]: one["scanned"] for one in newest} == {"r1": 1200, "r2": None}

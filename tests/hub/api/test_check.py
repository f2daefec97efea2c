"""The live check gives the scan's answer, keeps what is private, and never stops while the index is changed."""

import io
import shutil
import threading
import zipfile
from base64 import b64encode
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from alliance import Alliance
from django.conf import settings
from rights_made import SECRET_PRICE, entry, picture, private_entry, verified, verify

from guildmark import api
from guildmark.engine import Context, compile_context
from guildmark.hub.api import key_auth
from guildmark.hub.cases.plain_values import plain_value
from guildmark.hub.events.lease import work_once
from guildmark.hub.members.keys import revoke_key
from guildmark.hub.members.models import ApiKey
from guildmark.hub.registry import current
from guildmark.hub.registry.drafts import register_right
from guildmark.hub.registry.files import add_files
from guildmark.hub.registry.judging import judge
from guildmark.hub.registry.models import RightVersion
from guildmark.hub.registry.take import rights_zip
from guildmark.records import LISTING
from guildmark.rights import read_rights

Programs = Callable[..., Any]
pytestmark = pytest.mark.django_db

LISTINGS: list[dict[str, Any]] = [
    {"listing_id": "1", "title": "ORVANE tote bag, 1:1 mirror quality", "price": 45, "currency": "EUR",
     "condition": "new", "seller_id": "s1", "category": "Bags", "brand": "ORVANE"},
    {"listing_id": "2", "title": "wool socks", "price": 5.25, "currency": "EUR"},
    {"listing_id": "3", "title": "used Orvane bag, no box", "condition": "used", "price": 300, "currency": "EUR"},
    {"listing_id": "4", "title": "O R V A N E handbag <b>replica</b>", "description": "AAA copy", "price": 39.9,
     "currency": "USD", "attributes": [("Material", "leather")], "offered_in": ["DE", "FR"], "ships_from": "CN"},
    {"listing_id": "5", "title": "strap compatible with Orvane bag", "variants": [{"sku": "a", "price": 9.5}]},
]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test is a process of its own, as far as open contexts go, and looks each time."""
    monkeypatch.setattr(current, "_LIVE", current._Live())
    monkeypatch.setattr(current, "LOOK_SECONDS", 0.0)
    shutil.rmtree(Path(settings.HUB_FOLDER) / "compiled", ignore_errors=True)


def checked(key: Any, listings: list[Any]) -> list[dict[str, Any]]:
    answer = key.post("check", {"listings": listings})
    assert answer.status_code == 200, answer.content
    answers: list[dict[str, Any]] = answer.json()["answers"]
    return answers


def as_told(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding of a scan as JSON tells it."""
    told: dict[str, Any] = plain_value(finding)
    return told


@pytest.mark.soak
def test_scan_python_and_route_give_equal_findings(alliance: Alliance, program: Programs, tmp_path: Path) -> None:
    verified(alliance, entry("ORVANE", innocent_words=["river"]))
    verified(alliance, entry("Zelvano", goods=["watches"]))
    work_once()
    table = pa.Table.from_pylist(
        [
            {**dict.fromkeys(LISTING.names), **one, "marketplace": "bazaar", "price": _money(one.get("price")),
             "variants": [{**v, "price": _money(v["price"])} for v in one.get("variants", [])] or None}
            for one in LISTINGS
        ],
        LISTING,
    )  # fmt: skip
    pq.write_table(table, tmp_path / "listings.parquet")
    folder = _rights_folder(alliance, tmp_path)
    scanned = api.scan(tmp_path / "listings.parquet", folder, out=tmp_path / "out", workers=1)
    by_scan = pq.read_table(scanned.folder / "findings.parquet").to_pylist()
    assert len(by_scan) >= 4
    assert {one["band"] for one in by_scan} > {"clear"}
    answers = checked(program(alliance.bazaar), LISTINGS)
    by_route = [finding for answer in answers for finding in answer["findings"]]
    evidence = [finding.pop("evidence") for finding in by_route]
    assert by_route == [as_told(finding) for finding in by_scan]
    signals = pq.read_table(scanned.folder / "signals.parquet").to_pylist()
    assert [one for some in evidence for one in some] == [as_told(one) for one in signals]
    given = [{**one, "marketplace": "bazaar"} for one in LISTINGS]
    rights_file = read_rights(folder)
    by_python = [finding for one in given for finding in api.check(one, rights_file).findings]
    assert by_python == by_scan
    assert [answer["listing_id"] for answer in answers] == ["1", "2", "3", "4", "5"]
    assert [answer["band"] for answer in answers][1] == "clear"


def _money(value: Any) -> Any:
    return None if value is None else Decimal(str(value))


def _rights_folder(alliance: Alliance, place: Path) -> Path:
    """The rights file that the marketplace takes for its scans."""
    folder = place / "alliance"
    with zipfile.ZipFile(rights_zip(alliance.actor(alliance.bazaar)).path()) as file:
        file.extractall(folder)
    return folder


def test_a_listing_that_cannot_be_used_gets_its_error_and_the_others_their_answers(
    alliance: Alliance, program: Programs
) -> None:
    verified(alliance, entry())
    work_once()
    wrong: list[tuple[Any, str]] = [
        (7, "not an object"),
        ({"title": "no id"}, "listing_id is missing"),
        ({"listing_id": 5}, "listing_id 5 is not a text"),
        ({"listing_id": "a", "colour": "red"}, "column 'colour' is not known"),
        ({"listing_id": "a", "price": "cheap"}, "is no price"),
        ({"listing_id": "a", "price": float("1e300")}, "is no price"),
        ({"listing_id": "a", "condition": "Used"}, "condition 'Used'"),
        ({"listing_id": "a", "marketplace": "souk"}, "is not yours"),
        ({"listing_id": "a", "created_at": "yesterday"}, "is no instant"),
        ({"listing_id": "a", "title": "\ud800"}, "half of a character"),
        ({"listing_id": "a", "title": ["x"]}, "cannot be used"),
        ({"listing_id": "a", "attributes": 3}, "neither an object nor a list"),
        ({"listing_id": "a", "attributes": [["a", 3]]}, "cannot be used"),
        ({"listing_id": "a", "pictures": [{"data": "no base64!"}]}, "not Base64"),
        ({"listing_id": "a", "pictures": [{"file": "x"}]}, "pictures.file is not known"),
        ({"listing_id": "a", "pictures": [{}] * 13}, "13 pictures"),
        ({"listing_id": "a", "variants": ["x"]}, "not a list of objects"),
        ({"listing_id": "a", "stock": 1 << 70}, "cannot be used"),
        ({"listing_id": "a", "before": {}}, "column 'before' is not known"),
    ]
    answers = checked(program(alliance.bazaar), [LISTINGS[0], *(listing for listing, _ in wrong), LISTINGS[0]])
    assert answers[0] == answers[-1]
    assert answers[0]["error"] is None
    assert answers[0]["findings"]
    for answer, (listing, why) in zip(answers[1:-1], wrong, strict=True):
        assert why in (answer["error"] or ""), listing
        assert (answer["band"], answer["findings"]) == (None, [])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"listings": []}', b'{"listings": {}}', b"[" * 100_000])
def test_a_body_that_is_no_list_of_listings_is_refused(alliance: Alliance, program: Programs, body: bytes) -> None:
    assert program(alliance.bazaar).post("check", body).status_code == 422


def test_more_than_a_hundred_listings_are_refused(alliance: Alliance, program: Programs) -> None:
    assert program(alliance.bazaar).post("check", {"listings": LISTINGS * 21}).status_code == 422


def test_while_there_is_no_index_the_answer_says_so(alliance: Alliance, program: Programs) -> None:
    answer = program(alliance.bazaar).post("check", {"listings": LISTINGS})
    assert answer.status_code == 503
    assert "No right is in the index yet" in answer.json()["detail"]


def test_only_marketplaces_whose_key_may_check_do(alliance: Alliance, program: Programs) -> None:
    for key in (program(alliance.bazaar, "cases.see"), program(alliance.arvo), program(alliance.secretariat)):
        assert key.post("check", {"listings": LISTINGS}).status_code == 403


def test_a_key_that_is_revoked_checks_for_a_second_at_most(
    alliance: Alliance, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified(alliance, entry())
    work_once()
    key = program(alliance.bazaar)
    assert key.post("check", {"listings": LISTINGS}).status_code == 200
    revoke_key(ApiKey.objects.get(organisation=alliance.bazaar), by=alliance.actor(alliance.bazaar))
    assert key.get("me").status_code == 401
    monkeypatch.setattr(key_auth, "REMEMBERED_SECONDS", 0.0)
    assert key.post("check", {"listings": LISTINGS}).status_code == 401
    assert program(alliance.bazaar).post("check", {"listings": LISTINGS}).status_code == 200


def test_what_the_holder_keeps_private_is_neither_told_nor_to_be_worked_back(
    alliance: Alliance, program: Programs
) -> None:
    verified(alliance, private_entry())
    work_once()
    answer = program(alliance.bazaar).post("check", {"listings": [LISTINGS[0]]})
    [finding] = answer.json()["answers"][0]["findings"]
    assert finding["reference_private"]
    assert finding["reference_eur"] is None
    priced = [one for one in finding["contributions"] if one["family"] == "price"]
    assert priced
    for one in priced:
        assert (one["strength"], one["weight_db"]) == (None, None)
        assert one["contribution_db"] == round(one["contribution_db"])
    assert any(one["private"] and one["reference"] is None for one in finding["evidence"])
    assert SECRET_PRICE not in answer.content.decode()


def test_a_picture_is_looked_at_when_its_bytes_are_given(alliance: Alliance, program: Programs) -> None:
    actor = alliance.actor(alliance.arvo)
    official = picture(90, 256, "JPEG")
    draft = register_right(entry(), by=actor).versions.get()
    add_files(draft, "picture", [("official.jpg", io.BytesIO(official))], by=actor)
    verify(alliance, RightVersion.objects.get(pk=draft.pk))
    work_once()
    listing = {"listing_id": "p", "title": "handbag", "pictures": [{"data": b64encode(official).decode()}]}
    [answer] = checked(program(alliance.bazaar), [listing])
    assert [one["detector"] for one in answer["findings"][0]["evidence"]] == ["official_picture_copied"]
    [without] = checked(program(alliance.bazaar), [{**listing, "pictures": [{"uri": "https://x.example/1.jpg"}]}])
    assert without["findings"] == []


@pytest.mark.soak
def test_listings_of_many_requests_are_judged_together_and_each_gets_its_own(tmp_path: Path) -> None:
    context = _compiled(tmp_path, "one")
    other = _compiled(tmp_path, "two", mark="Zelvano")
    photo = [{"data": picture(90, 256, "JPEG")}]
    listings = [
        {"listing_id": str(n % 7), "title": f"{'ORVANE' if n % 2 else 'Zelvano'} bag replica {n}"}
        | ({"pictures": photo} if n % 5 == 0 else {})
        for n in range(60)
    ]
    alone = [judge([one], context if n % 3 else other) for n, one in enumerate(listings)]
    answers: list[Any] = [None] * len(listings)

    def ask(number: int) -> None:
        for _ in range(3):
            answers[number] = judge([listings[number]], context if number % 3 else other)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(listings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == alone
    assert {len(answer[0].findings) for answer in answers} == {0, 1}
    mixed = [listings[n] for n in range(10)]
    assert judge(mixed, context) == [judge([one], context)[0] for one in mixed]


def test_generations_are_swapped_under_load_without_a_dropped_or_a_mixed_answer(tmp_path: Path) -> None:
    contexts = [_compiled(tmp_path, "one"), _compiled(tmp_path, "two", mark="Zelvano")]
    listing = {"listing_id": "1", "title": "ORVANE or Zelvano bag, replica"}
    expected = {id(context): judge([listing], context) for context in contexts}
    live, failed, answered = [contexts[0]], [], [0]
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            context = live[0]
            if judge([listing], context) != expected[id(context)]:
                failed.append(context)
            answered[0] += 1

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for number in range(10):
        before = answered[0]
        live[0] = contexts[number % 2]
        while answered[0] < before + 6:
            pass
    stop.set()
    for thread in threads:
        thread.join(60)
    assert failed == []
    marks = {expected[id(context)][0].findings[0]["mark"] for context in contexts}  # type: ignore[union-attr]
    assert marks == {"ORVANE", "Zelvano"}


def _compiled(place: Path, name: str, mark: str = "ORVANE") -> Context:
    path = place / f"{name}.yaml"
    path.write_text(
        f"rights:\n- {{right_id: {name}, holder: H, kind: trademark, mark: {mark}, goods: [bags]}}\n", "utf-8"
    )
    return compile_context(read_rights(path), place / "contexts")

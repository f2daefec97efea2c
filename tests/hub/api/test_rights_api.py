"""Rights by program: registered, changed, read and taken with a key; errors tell their place; the wall holds."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pyarrow.parquet as pq
import pytest
from alliance import Alliance
from django.test import Client
from rights_made import PDF, SECRET_PRICE, SECRET_SELLER, entry, picture, private_entry, reverified, verified, verify

from guildmark.hub.events.models import Event, Note
from guildmark.hub.members.keys import make_key
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import key_abilities_of
from guildmark.hub.registry.drafts import begin_draft, register_right
from guildmark.hub.registry.files import add_files
from guildmark.hub.registry.models import Right
from guildmark.rights import read_rights

pytestmark = pytest.mark.django_db
Call = Callable[..., Any]


@pytest.fixture
def call(alliance: Alliance) -> Call:
    """Call a route with a key of an organisation that may do all that its keys can."""
    keys: dict[Any, str] = {}

    def ask(who: Organisation, method: str, path: str, body: Any = None, **more: Any) -> Any:
        if who.pk not in keys:
            keys[who.pk] = make_key("test", key_abilities_of(who.kind), by=alliance.actor(who))
        headers = {"Authorization": f"Bearer {keys[who.pk]}", **more.pop("headers", {})}
        if body is not None:
            more |= {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(Client(), method)(f"/api/v1/rights/{path}", headers=headers, **more)

    return ask


def test_a_right_is_registered_changed_given_files_and_submitted(alliance: Alliance, call: Call) -> None:
    made = call(alliance.arvo, "post", "", {"content": entry()})
    assert made.status_code == 201, made.content
    code = made.json()["code"]
    assert made.json()["newest"]["content"] == entry()
    changed = call(alliance.arvo, "put", f"{code}/draft", {"content": entry("ORVANE LUNE")})
    assert (changed.status_code, changed.json()["content"]["mark"]) == (200, "ORVANE LUNE")
    proof, table = io.BytesIO(PDF), io.BytesIO(b"model,price,currency\nT-1,3,EUR\n,4,EUR\n")
    proof.name, table.name = "proof.pdf", "prices.csv"
    added = call(alliance.arvo, "post", f"{code}/files", data={"role": "document", "files": [proof]})
    assert added.status_code == 201, added.content
    added = call(alliance.arvo, "post", f"{code}/files", data={"role": "catalogue", "files": table}).json()
    assert added["added"][0]["report"]["set_aside"] == 1
    listed = call(alliance.arvo, "get", f"{code}/files").json()
    assert {one["role"] for one in listed} == {"document", "catalogue"}
    document = next(one for one in listed if one["role"] == "document")
    taken = call(alliance.arvo, "get", f"{code}/files/{document['id']}")
    assert (b"".join(taken.streaming_content), taken["Content-Type"]) == (PDF, "application/pdf")
    assert call(alliance.arvo, "post", f"{code}/submit").json()["state"] == "submitted"
    late = call(alliance.arvo, "put", f"{code}/draft", {"content": entry()})
    assert late.status_code == 422
    assert "stays as it is" in late.json()["detail"]
    assert Event.objects.filter(kind="right.submitted").exists()


def test_each_fault_is_told_with_its_place_and_value(alliance: Alliance, call: Call) -> None:
    bad = entry(goods=["bagz"], registrations=[{"office": "EM", "number": "1", "valid_to": "soon"}])
    answer = call(alliance.arvo, "post", "", {"content": bad})
    assert answer.status_code == 422
    faults = {fault["place"]: fault for fault in answer.json()["faults"]}
    assert faults["goods.0"]["value"] == "bagz"
    assert "Did you mean 'bags'?" in faults["goods.0"]["reason"]
    assert "Write it as 2026-11-24" in faults["registrations.0.valid_to"]["reason"]
    assert not Right.objects.exists()
    assert call(alliance.arvo, "post", "", {"contents": {}}).status_code == 422
    assert call(alliance.arvo, "post", "", {"content": {"mark": "X", "kind": "poem"}}).status_code == 422


def test_rights_are_listed_by_code_in_pages_and_found_by_mark(
    alliance: Alliance, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guildmark.hub.api.rights.PAGE", 2)
    for mark in ("ORVANE", "Zelvano", "ORVALE", "Quill", "Ormond"):
        verified(alliance, entry(mark))
    seen, after = [], ""
    for _ in range(3):
        page = call(alliance.bazaar, "get", f"?after={after}").json()
        seen += [one["code"] for one in page["rights"]]
        after = page["next"]
    assert after is None
    assert seen == sorted(Right.objects.values_list("code", flat=True))
    found = call(alliance.bazaar, "get", "?search=orva").json()["rights"]
    assert {one["mark"] for one in found} == {"ORVANE", "ORVALE"}
    assert call(alliance.bazaar, "get", "?search=%00&state=withdrawn").json() == {"rights": [], "next": None}


def routes(code: str, file: str) -> list[tuple[str, str, Any]]:
    """Each route about one right."""
    return [
        ("get", code, None), ("get", f"{code}/versions/1", None), ("post", f"{code}/draft", None),
        ("put", f"{code}/draft", {"content": entry("TAKEN")}), ("post", f"{code}/submit", None),
        ("post", f"{code}/withdraw", {"words": ""}), ("post", f"{code}/restore", None), ("get", f"{code}/files", None),
        ("get", f"{code}/files/{file}", None),
    ]  # fmt: skip


def test_what_another_holder_has_answers_as_what_is_not_there(alliance: Alliance, call: Call) -> None:
    right = verified(alliance, private_entry())
    draft = begin_draft(right, by=alliance.actor(alliance.arvo))
    file = add_files(draft, "document", [("a.pdf", io.BytesIO(PDF))], by=alliance.actor(alliance.arvo)).added[0]
    events = Event.objects.filter(subject=right.pk).count()
    for (method, path, body), (_, other, _) in zip(
        routes(right.code, str(file.pk)), routes("orvane-abcdefg", str(right.pk)), strict=True
    ):
        answer, none = (call(alliance.brill, method, one, body) for one in (path, other))
        assert (answer.status_code, answer.content) == (none.status_code, none.content) == (404, none.content), path
    assert call(alliance.brill, "get", "").json()["rights"] == []
    assert Event.objects.filter(subject=right.pk).count() == events
    named = call(alliance.brill, "post", "", {"content": entry(documents=[file.blob_id])})
    unnamed = call(alliance.brill, "post", "", {"content": entry(documents=["f" * 64])})
    assert named.json()["faults"][0]["reason"] == unnamed.json()["faults"][0]["reason"]


def test_marketplaces_and_the_secretariat_change_nothing_and_see_no_draft(alliance: Alliance, call: Call) -> None:
    right = verified(alliance, entry())
    draft = begin_draft(right, by=alliance.actor(alliance.arvo))
    waiting = register_right(entry("SECRET PLAN"), by=alliance.actor(alliance.arvo))
    for who in (alliance.bazaar, alliance.secretariat):
        assert call(who, "get", right.code).json()["newest"]["number"] == 1
        assert call(who, "get", f"{right.code}/versions/{draft.number}").status_code == 404
        for method, path, body in routes(right.code, str(right.pk))[2:]:
            assert call(who, method, path, body).status_code == 403, path
    assert call(alliance.bazaar, "get", waiting.code).status_code == 404
    assert "SECRET PLAN" not in call(alliance.bazaar, "get", "").content.decode()


def test_what_is_private_leaves_the_holders_side_by_no_route(alliance: Alliance, call: Call) -> None:
    pytest.importorskip("PIL")
    by = alliance.actor(alliance.arvo)
    right = register_right({**private_entry(), "catalogue": None}, by=by)
    draft = right.versions.get()
    rows = f"model,name,price,currency\nT-2400,Tote 24,{SECRET_PRICE},EUR\n"
    add_files(draft, "catalogue", [("secret-prices.csv", io.BytesIO(rows.encode()))], by=by)
    hidden = add_files(draft, "picture", [("secret.png", io.BytesIO(picture(3)))], by=by, private=True).added[0]
    shown = add_files(draft, "picture", [("shown.png", io.BytesIO(picture(4)))], by=by).added[0]
    verify(alliance, draft)
    right = reverified(alliance, Right.objects.get(), spellings=["orvané"])
    inline = verified(alliance, private_entry("ORVALE"))
    secrets = (SECRET_PRICE, SECRET_SELLER, "secret-prices", right.current.content["catalogue"])
    for who, more in ((alliance.bazaar, (hidden.blob_id,)), (alliance.secretariat, ())):
        for one in (right, inline):
            for path in ("", one.code, f"{one.code}/versions/1", f"{one.code}/versions/2", f"{one.code}/files"):
                answer = call(who, "get", path).content.decode()
                assert not [secret for secret in (*secrets, *more) if secret in answer], path
            newest = call(who, "get", one.code).json()["newest"]
            assert (newest["held_back"], newest["catalogue_items"]) == (["prices", "sellers"], 1)
    assert shown.blob_id in call(alliance.bazaar, "get", right.code).content.decode()
    own = call(alliance.arvo, "get", right.code).content.decode()
    assert SECRET_PRICE in own
    assert SECRET_SELLER in own
    told = str(list(Event.objects.values())) + str(list(Note.objects.values()))
    assert not [secret for secret in (SECRET_PRICE, SECRET_SELLER, "secret-prices", "secret.png") if secret in told]

    taken = unpacked(call(alliance.bazaar, "get", "file"))
    whole = everything_in(taken)
    assert not [secret for secret in (*secrets, hidden.blob_id) if secret in whole]
    assert f"files/{shown.blob_id}" in taken
    assert "T-2400" in whole
    own = everything_in(unpacked(call(alliance.arvo, "get", "file")))
    assert SECRET_PRICE in own
    assert SECRET_SELLER in own


def everything_in(taken: dict[str, bytes]) -> str:
    """All that a zip holds, as text."""
    rows = pq.read_table(io.BytesIO(taken["rights.parquet"])).to_pylist()
    return str(rows) + "".join(name + data.decode("utf-8", "replace") for name, data in taken.items())


def unpacked(answer: Any) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.content
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_rights_file_is_read_by_scans_and_taken_again_only_when_it_changed(
    alliance: Alliance, call: Call, tmp_path: Any
) -> None:
    assert call(alliance.bazaar, "get", "file").status_code == 422
    right = verified(alliance, entry(catalogue=[{"model": "T-2400", "price": 640, "currency": "EUR"}]))
    verified(alliance, entry("Zelvano"), alliance.brill)
    register_right(entry("NOT YET"), by=alliance.actor(alliance.arvo))
    answer = call(alliance.bazaar, "get", "file")
    etag = answer["ETag"]
    for name, data in unpacked(answer).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    read = read_rights(tmp_path)
    assert {one.mark for one in read.rights} == {"ORVANE", "Zelvano"}
    assert read.problems == ()
    [first] = [one for one in read.rights if one.mark == "ORVANE"]
    assert (first.right_id, first.holder, first.version) == (right.code, "Arvo", 1)
    assert str(first.catalogue[0].price) == "640"
    again = call(alliance.bazaar, "get", "file", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert call(alliance.souk, "get", "file")["ETag"] == etag
    own = everything_in(unpacked(call(alliance.brill, "get", "file")))
    assert Right.objects.get(mark="Zelvano").code in own
    assert right.code not in own
    reverified(alliance, right, spellings=["orvané"])
    assert call(alliance.bazaar, "get", "file", headers={"If-None-Match": etag}).status_code == 200


def test_who_has_no_key_or_one_without_the_ability_gets_nothing(alliance: Alliance) -> None:
    verified(alliance, entry())
    assert Client().get("/api/v1/rights/").status_code == 401
    key = make_key("check alone", ["check"], by=alliance.actor(alliance.bazaar))
    for path in ("", "file"):
        answer = Client().get(f"/api/v1/rights/{path}", headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 403

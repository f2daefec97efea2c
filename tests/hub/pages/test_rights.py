"""A right is registered on one page, given files, submitted, looked at side by side, and verified; the wall holds."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from alliance import Alliance
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rights_made import (
    PDF,
    SECRET_PRICE,
    SECRET_SELLER,
    entry,
    picture,
    private_entry,
    reverified,
    verified,
)

from guildmark.hub.events.models import Event
from guildmark.hub.registry.approval import submit
from guildmark.hub.registry.drafts import begin_draft, register_right
from guildmark.hub.registry.files import add_files
from guildmark.hub.registry.models import PowerOfAttorney, Right, RightFile, RightVersion, WeightsFile

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]
WRITTEN: dict[str, Any] = {
    "kind": "trademark",
    "mark": " ORVANE ",
    "spellings": "奥凡\r\nОрване\r\n",
    "goods": ["bags", "wallets"],
    "ships_from": "FR, IT",
    "authorised_sellers": "orvane-official",
    "private": ["sellers"],
    "registrations-TOTAL_FORMS": "3",
    "registrations-INITIAL_FORMS": "0",
    "registrations-0-office": "",
    "registrations-1-office": "EM",
    "registrations-1-number": "018233410",
    "registrations-1-classes": "14, 18",
    "registrations-1-valid_to": "2036-05-04",
    "price_floors-TOTAL_FORMS": "1",
    "price_floors-INITIAL_FORMS": "0",
}


def page(answer: Any) -> str:
    assert answer.status_code == 200, (answer.status_code, answer.content.decode()[-2000:])
    return answer.content.decode()


def test_a_right_is_registered_on_one_page_saved_given_files_and_submitted(alliance: Alliance, browse: Browse) -> None:
    arvo = browse(alliance.arvo)
    assert "Register your first mark" in page(arvo.get("/rights/"))
    assert "Begin the draft" in page(arvo.get("/rights/new/"))
    made = arvo.post("/rights/new/", WRITTEN)
    right = Right.objects.get()
    assert made.headers["Location"] == f"/rights/{right.code}/draft/"
    content = right.versions.get().content
    assert content == {
        "kind": "trademark",
        "mark": "ORVANE",
        "spellings": ["奥凡", "Орване"],
        "goods": ["bags", "wallets"],
        "ships_from": ["FR", "IT"],
        "authorised_sellers": ["orvane-official"],
        "private": ["sellers"],
        "registrations": [{"office": "EM", "number": "018233410", "classes": ["14", "18"], "valid_to": "2036-05-04"}],
    }
    draft = page(arvo.get(f"/rights/{right.code}/draft/"))
    assert 'value="018233410"' in draft
    assert "奥凡" in draft
    brought = {"role": "document", "files": SimpleUploadedFile("proof.pdf", PDF)}
    assert arvo.post(f"/rights/{right.code}/draft/files/", brought).status_code == 302
    saved = arvo.post(f"/rights/{right.code}/draft/", {**WRITTEN, "mark": "ORVANE PARIS", "then": "submit"})
    assert saved.headers["Location"] == f"/rights/{right.code}/"
    version = RightVersion.objects.get()
    assert (version.state, version.content["mark"]) == ("submitted", "ORVANE PARIS")
    assert version.content["documents"] == [RightFile.objects.get().blob_id]  # what the form does not show stays
    assert "Two people of the secretariat verify it" in page(arvo.get(f"/rights/{right.code}/"))
    assert arvo.get(f"/rights/{right.code}/draft/").status_code == 404


def test_each_fault_stands_beside_its_field_or_row_and_what_was_written_stays(
    alliance: Alliance, browse: Browse
) -> None:
    bad = WRITTEN | {
        "ships_from": "FR, Atlantis", "registrations-1-valid_to": "soon", "registrations-1-classes": "18, 99",
        "price_floors-0-goods": "bags", "price_floors-0-price": "3",
    }  # fmt: skip
    answer = browse(alliance.arvo).post("/rights/new/", bad)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert not Right.objects.exists()
    for told in ("Atlantis&#x27; is not a country", "&#x27;soon&#x27; is not a date", "Classes run from 1 to 45"):
        assert told in text
    assert "a price floor without currency and source and dated" in text
    field = text.index('name="registrations-1-valid_to"')
    assert "is not a date" in text[field : field + 400]
    assert "奥凡" in text
    assert 'value="18, 99"' in text


def test_two_faults_of_one_row_both_stand_beside_it(alliance: Alliance, browse: Browse) -> None:
    rows = {"registrations-1-office": "EMM", "registrations-1-number": "", "registrations-1-classes": ""}
    answer = browse(alliance.arvo).post("/rights/new/", WRITTEN | rows | {"registrations-1-valid_to": ""})
    assert answer.status_code == 422
    assert "is not a code of two letters" in answer.content.decode()
    assert "a registration needs office and number" in answer.content.decode()


def test_another_row_is_asked_for_without_a_script_and_nothing_is_lost(alliance: Alliance, browse: Browse) -> None:
    text = page(browse(alliance.arvo).post("/rights/new/", {**WRITTEN, "more": "registrations"}))
    assert not Right.objects.exists()
    assert 'name="registrations-2-office"' in text
    assert 'name="registrations-3-office"' not in text
    assert 'value="018233410"' in text
    assert "奥凡" in text
    assert 'value="wallets"' in text
    assert "errorlist" not in text


def test_what_was_brought_is_told_row_by_row(alliance: Alliance, browse: Browse) -> None:
    right = register_right(entry(), by=alliance.actor(alliance.arvo))
    rows = SimpleUploadedFile("prices.csv", b"model,price,currency\nT-1,3,EUR\n,4,EUR\n")
    answer = browse(alliance.arvo).post(f"/rights/{right.code}/draft/files/", {"role": "catalogue", "files": rows})
    text = page(answer)
    assert "2 rows: 1 taken, 1 set aside" in text
    assert "prices.csv:3: a catalogue item needs a model" in text
    none = browse(alliance.arvo).post(f"/rights/{right.code}/draft/files/", {"role": "catalogue"}, follow=True)
    assert "Choose files" in none.content.decode()


def test_the_secretariat_sees_what_changed_side_by_side_and_two_people_verify(
    alliance: Alliance, browse: Browse
) -> None:
    right = verified(alliance, entry(catalogue=[{"model": f"T-{n}", "name": "Tote"} for n in range(9)]))
    by = alliance.actor(alliance.arvo)
    draft = begin_draft(right, by=by)
    items = [{"model": f"T-{n}", "name": "Tote" if n < 7 else "Bag"} for n in range(1, 12)]
    draft.content |= {"mark": "ORVANE PARIS", "spellings": ["奥凡"], "catalogue": items}
    draft.save()
    submit(draft, by=by)
    first, second = browse(alliance.secretariat), browse(alliance.secretariat, "reviewer")
    assert f"/verify/{right.code}/2/" in page(first.get("/verify/"))
    text = page(first.get(f"/verify/{right.code}/2/"))
    assert '<del class="strange">ORVANE</del>' in text
    assert '<ins class="strange">ORVANE PARIS</ins>' in text
    assert "3 items added, 1 removed, 2 changed, 6 as before" in text
    assert first.post(f"/verify/{right.code}/2/", {"do": "approve"}).status_code == 302
    assert "You approved it" in page(first.get(f"/verify/{right.code}/2/"))
    first.post(f"/verify/{right.code}/2/", {"do": "approve"})
    assert Right.objects.get().current.number == 1
    assert second.post(f"/verify/{right.code}/2/", {"do": "approve"}).status_code == 302
    assert Right.objects.get().current.number == 2
    assert first.get(f"/verify/{right.code}/2/").status_code == 404
    assert "Nothing to verify" in page(first.get("/verify/"))


def test_many_rights_wait_with_as_few_questions_to_the_database_as_one(alliance: Alliance, browse: Browse) -> None:
    secretariat, asked = browse(alliance.secretariat), []
    for number in range(5):
        waiting = register_right(entry(f"ORVANE {number}"), by=alliance.actor(alliance.arvo))
        submit(waiting.versions.get(), by=alliance.actor(alliance.arvo))
        with CaptureQueriesContext(connection) as queries:
            assert f"ORVANE {number}" in page(secretariat.get("/verify/"))
        asked.append(len(queries))
    assert asked == asked[:1] * 5


def test_a_refusal_needs_words_which_the_holder_reads(alliance: Alliance, browse: Browse) -> None:
    right = register_right(entry(), by=alliance.actor(alliance.arvo))
    submit(right.versions.get(), by=alliance.actor(alliance.arvo))
    secretariat = browse(alliance.secretariat)
    assert secretariat.post(f"/verify/{right.code}/1/", {"do": "refuse", "words": ""}).status_code == 422
    secretariat.post(f"/verify/{right.code}/1/", {"do": "refuse", "words": "Wrong <number>."})
    text = page(browse(alliance.arvo).get(f"/rights/{right.code}/"))
    assert "Wrong &lt;number&gt;." in text
    begun = browse(alliance.arvo).post(f"/rights/{right.code}/act/", {"do": "begin"})
    assert begun.headers["Location"] == f"/rights/{right.code}/draft/"


def test_rights_are_found_by_a_part_of_the_mark_in_a_state_and_page_by_page(
    alliance: Alliance, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guildmark.hub.pages.rights.ON_A_PAGE", 2)
    for mark in ("ORVANE", "Zelvano", "ORVALE", "Quill"):
        verified(alliance, entry(mark))
    bazaar = browse(alliance.bazaar)
    part = page(bazaar.get("/rights/?search=orva", headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "ORVANE" in part
    assert "Quill" not in part
    first = page(bazaar.get("/rights/"))
    codes = sorted(Right.objects.values_list("code", flat=True))
    assert f"after={codes[1]}" in first
    second = page(bazaar.get(f"/rights/?after={codes[1]}"))
    assert [code in second for code in codes] == [False, False, True, True]
    assert "No right matches" in page(bazaar.get("/rights/?search=%00nothing&state=withdrawn"))


def addresses(right: Right, file: RightFile) -> list[str]:
    start = f"/rights/{right.code}/"
    return [start, f"{start}versions/1/", f"{start}draft/", f"{start}files/{file.pk}/", f"/verify/{right.code}/1/"]


def test_what_another_holder_has_answers_as_what_is_not_there(alliance: Alliance, browse: Browse) -> None:
    right = verified(alliance, private_entry())
    by = alliance.actor(alliance.arvo)
    file = add_files(begin_draft(right, by=by), "document", [("a.pdf", io.BytesIO(PDF))], by=by).added[0]
    brill, events = browse(alliance.brill), Event.objects.count()
    other = Right(code="orvane-abcdefg", holder=alliance.arvo)
    for own, none in zip(addresses(right, file)[:4], addresses(other, file)[:4], strict=True):
        answers = [brill.get(address) for address in (own, none)]
        assert [answer.status_code for answer in answers] == [404, 404], own
        texts = [re.sub(r'(FToken": |value=)"\w{64}"', "", answer.content.decode()) for answer in answers]
        assert texts[0].replace(right.code, "") == texts[1].replace(other.code, "")
    for address in ("act/", "draft/", "draft/files/", f"files/{file.pk}/change/"):
        assert brill.post(f"/rights/{right.code}/{address}", {"do": "withdraw"}).status_code == 404
    assert "ORVANE" not in page(brill.get("/rights/"))
    assert Event.objects.count() == events


def test_what_is_private_is_on_no_page_of_others(alliance: Alliance, browse: Browse) -> None:
    pytest.importorskip("PIL")
    by = alliance.actor(alliance.arvo)
    right = register_right({**private_entry(), "catalogue": None}, by=by)
    rows = f"model,name,price,currency\nT-2400,Tote 24,{SECRET_PRICE},EUR\n"
    draft = right.versions.get()
    table = add_files(draft, "catalogue", [("secret-prices.csv", io.BytesIO(rows.encode()))], by=by).added[0]
    hidden = add_files(draft, "picture", [("secret.png", io.BytesIO(picture(3)))], by=by, private=True).added[0]
    submit(RightVersion.objects.get(), by=by)
    looked = page(browse(alliance.secretariat).get(f"/verify/{right.code}/1/"))
    for number in (1, 2):
        browse(alliance.secretariat, number=number).post(f"/verify/{right.code}/1/", {"do": "approve"})
    right = reverified(alliance, Right.objects.get(), price_floors=[
        {"goods": "bags", "price": "999.37", "currency": "EUR", "source": "price list", "dated": "2026-03-01"}
    ])  # fmt: skip
    secrets = (SECRET_PRICE, "999.37", SECRET_SELLER, "secret-prices", table.blob_id)
    assert not [secret for secret in secrets if secret in looked]
    assert "only the holder and its agents see them" in looked
    for who, more in ((alliance.bazaar, ("secret.png",)), (alliance.secretariat, ())):
        client = browse(who)
        for address in ("/rights/", f"/rights/{right.code}/", f"/rights/{right.code}/versions/2/"):
            text = page(client.get(address))
            assert not [secret for secret in (*secrets, *more) if secret in text], address
        assert client.get(f"/rights/{right.code}/files/{table.pk}/").status_code == 404
    assert browse(alliance.bazaar).get(f"/rights/{right.code}/files/{hidden.pk}/").status_code == 404
    assert browse(alliance.bazaar).get(f"/rights/pictures/{hidden.pk}/").status_code == 404
    whole = page(browse(alliance.secretariat).get(f"/rights/{right.code}/versions/2/"))
    assert "Something that the holder keeps private changed, too" in whole
    own = page(browse(alliance.arvo).get(f"/rights/{right.code}/"))
    assert SECRET_SELLER in own
    assert "999.37" in own


def test_the_page_of_a_right_says_whether_it_is_scanned_for(alliance: Alliance, browse: Browse) -> None:
    right = verified(alliance, entry())
    arvo = browse(alliance.arvo)
    assert "judged by it in a moment" in page(arvo.get(f"/rights/{right.code}/"))
    content = {**right.current.content, "registrations": [{"office": "EM", "number": "1", "valid_to": "2020-01-01"}]}
    RightVersion.objects.update(content=content)
    text = page(arvo.get(f"/rights/{right.code}/"))
    assert "All registrations have expired" in text
    assert "Expired" in text
    arvo.post(f"/rights/{right.code}/act/", {"do": "withdraw"})
    assert "was withdrawn" in page(arvo.get(f"/rights/{right.code}/"))
    secretariat = browse(alliance.secretariat)
    assert secretariat.post(f"/rights/{right.code}/act/", {"do": "restore"}).status_code == 403
    arvo.post(f"/rights/{right.code}/act/", {"do": "restore"})
    assert Right.objects.get().state == "verified"


def test_a_power_of_attorney_is_given_verified_and_ended_on_pages(alliance: Alliance, browse: Browse) -> None:
    arvo, brill = browse(alliance.arvo), browse(alliance.brill)
    given = {
        "agent": str(alliance.brill.pk), "document": SimpleUploadedFile("power.pdf", PDF),
        "valid_from": "2020-01-01", "valid_to": "2040-01-01",
    }  # fmt: skip
    assert "Give a power of attorney" in page(arvo.get("/rights/powers/"))
    assert arvo.post("/rights/powers/", given).status_code == 302
    power = PowerOfAttorney.objects.get()
    address = f"/rights/powers/{power.pk}/"
    assert "To be verified" in page(brill.get(address))
    for number in (1, 2):
        secretariat = browse(alliance.secretariat, number=number)
        assert str(power.pk) in page(secretariat.get("/verify/"))
        assert b"".join(secretariat.get(f"{address}document/").streaming_content) == PDF
        secretariat.post(f"{address}act/", {"do": "approve"})
    right = verified(alliance, entry())
    assert "ORVANE" in page(brill.get("/rights/"))
    assert "For whom" in page(brill.get("/rights/new/"))
    brill.post("/rights/new/", {**WRITTEN, "mark": "ORVANE LUNE", "holder": str(alliance.arvo.pk)})
    assert Right.objects.get(mark="ORVANE LUNE").holder == alliance.arvo
    brill.post(f"{address}act/", {"do": "end"})
    assert brill.get(f"/rights/{right.code}/").status_code == 404
    assert "Revoked" in page(arvo.get(address))
    bad = {**given, "document": SimpleUploadedFile("power.exe", b"MZ"), "valid_to": "2010-01-01"}
    assert arvo.post("/rights/powers/", bad).status_code == 422
    for who in (alliance.bazaar,):
        assert browse(who).get(address).status_code == 404
    assert browse(alliance.arvo, "analyst").post("/rights/powers/", given).status_code == 403


SHIPPED = "weights:\n  replica_words: {db: 12.0}\n"
WHATIF = (
    '{"before": {"clear": 3, "review": 2, "act": 0}, "after": {"clear": 4, "review": 1, "act": 0}, "moves": '
    '[{"kind": "all", "category": "all", "before": "review", "after": "clear", "findings": 1, "listings": 1, '
    '"sellers": 1, "new_sellers": 1, "reversals": 0}]}'
)


def test_weights_are_proposed_with_what_would_change_approved_by_two_and_made_active(
    alliance: Alliance, browse: Browse
) -> None:
    lead = browse(alliance.bazaar)
    assert 'href="/lead/weights/"' in page(lead.get("/lead/"))
    assert "No file yet" in page(lead.get("/lead/weights/"))
    sent = {"file": SimpleUploadedFile("autumn.yaml", SHIPPED.encode()), "whatif": WHATIF}
    proposed = lead.post("/lead/weights/", sent)
    address = proposed.headers["Location"]
    text = page(lead.get(address))
    assert "replica_words: {db: 12.0}" in text
    assert "Sellers never found infringing" in text
    assert "Activate" not in text
    lead.post(f"{address}act/", {"do": "activate"})
    lead.post(f"{address}act/", {"do": "approve"})
    lead.post(f"{address}act/", {"do": "approve"})
    assert WeightsFile.objects.get().active_from is None
    browse(alliance.bazaar, "senior reviewer").post(f"{address}act/", {"do": "approve"})
    assert "Activate" in page(lead.get(address))
    lead.post(f"{address}act/", {"do": "activate"})
    assert WeightsFile.objects.get().active_from is not None
    assert "Active" in page(lead.get("/lead/weights/"))
    assert browse(alliance.souk).get(address).status_code == 404
    assert browse(alliance.bazaar, "reviewer").get(address).status_code == 403
    assert browse(alliance.arvo).get("/lead/weights/").status_code == 403
    lead.post(f"{address}act/", {"do": "retire"})
    assert WeightsFile.objects.get().retired_at is not None


@pytest.mark.parametrize(
    ("file", "whatif", "told"),
    [
        (b"weights:\n  replica_words: {db: 99}\n", "", "autumn.yaml: replica_words: weight 99"),
        (b"weights:\n  replica_word: {db: 9}\n", "", "Did you mean &#x27;replica_words&#x27;?"),
        (b"\xff\xfe", "", "is no UTF-8"),
        (SHIPPED.encode(), "{}x", "is not what `guildmark whatif --json` prints"),
        (SHIPPED.encode(), '{"before": {}}', "is not what `guildmark whatif --json` prints"),
    ],
)
def test_weights_that_a_scan_would_refuse_are_refused(
    alliance: Alliance, browse: Browse, file: bytes, whatif: str, told: str
) -> None:
    sent = {"file": SimpleUploadedFile("autumn.yaml", file), "whatif": whatif}
    answer = browse(alliance.bazaar).post("/lead/weights/", sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not WeightsFile.objects.exists()

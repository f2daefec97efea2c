"""The pages of indicators: tell, upload, share several, what a case shows, look for them, vouch."""

from collections.abc import Callable

import pytest
from alliance import Alliance
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from shared_made import circle

from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.models import Case
from guildmark.hub.events.lease import work_once
from guildmark.hub.exchange import sharing
from guildmark.hub.exchange.indicators import draft_indicator
from guildmark.hub.exchange.models import Item, Rarity, Use, Vouched
from guildmark.hub.members.models import Organisation

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]
PHONE, MAIL = "+44 7700 900123", "karen@fakes-karen.com"
HOME = "/tactics/indicators/"


def told(alliance: Alliance, owner: Organisation, value: str = PHONE, tlp: str = "GREEN", **more: bool) -> Item:
    by = alliance.actor(owner)
    item = draft_indicator("email" if "@" in value else "phone", value, "", f"{owner.name} knows", by=by).item
    return sharing.share(item, tlp, [], by=by, meant=True, **more)


def infringing(alliance: Alliance) -> Case:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    snapshot = case.found.get().snapshot
    snapshot.content |= {"description": f"Call {PHONE} or write {MAIL}"}
    snapshot.save()
    decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer"))
    return case


def test_a_value_is_told_kept_as_a_draft_and_shared(alliance: Alliance, browse: Browse) -> None:
    client = browse(alliance.arvo, "senior reviewer")
    wrong = client.post(f"{HOME}tell/", {"kind": "phone", "value": "07700 900123", "why": "x"})
    assert wrong.status_code == 422 and "any country" in wrong.content.decode()
    answer = client.post(f"{HOME}tell/", {"kind": "phone", "value": "07700 900123", "region": "gb", "why": "Bought"})
    item = Item.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"{HOME}{item.pk}/"
    assert "a draft, which nobody else reads" in client.get(answer["Location"]).content.decode()
    assert "Share all drafts" in client.get(f"{HOME}?which=own").content.decode()
    asked = client.post(f"{HOME}share/", {"all": "1", "tlp": "GREEN"})
    assert asked.status_code == 422 and "never shared like this" in asked.content.decode()
    client.post(f"{HOME}share/", {"item": str(item.pk), "tlp": "GREEN", "meant": "1"})
    item.refresh_from_db()
    assert item.state == "shared"
    assert "+447700900123" in browse(alliance.souk, "observer").get(HOME).content.decode()


def test_an_uploaded_table_adds_up_on_the_page(alliance: Alliance, browse: Browse) -> None:
    client = browse(alliance.arvo, "analyst")
    table = f"kind,value,region,source\nphone,{PHONE},,case 1\nphone,{PHONE},,case 2\nfax,1,,case 3\n".encode()
    said = client.post(f"{HOME}tell/", {"table": SimpleUploadedFile("v.csv", table)}).content.decode()
    assert "Line 4: “fax” is no kind of indicator" in said and "Line 3: " in said
    assert said.count("<dd>1</dd>") == 3 and "<dd>3</dd>" in said
    wrong = client.post(f"{HOME}tell/", {"table": SimpleUploadedFile("v.csv", b"\xff\xfe")})
    assert wrong.status_code == 422 and "no CSV in UTF-8" in wrong.content.decode()


def test_a_value_that_several_told_is_one_row_with_those_whom_one_may_know(alliance: Alliance, browse: Browse) -> None:
    told(alliance, alliance.arvo)
    hidden = told(alliance, alliance.brill, anonymous=True)
    sharing.relay(hidden, by=alliance.actor(alliance.secretariat))
    said = browse(alliance.bazaar, "observer").get(HOME).content.decode()
    assert said.count("+447700900123") == 1
    assert "Arvo, a member of the alliance" in said or "a member of the alliance, Arvo" in said
    page = browse(alliance.bazaar, "observer").get(f"{HOME}{hidden.pk}/").content.decode()
    assert "Arvo knows" in page and "Brill knows" in page and ">Brill<" not in page


def test_the_list_is_filtered_by_kind_marking_and_circle(alliance: Alliance, browse: Browse) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    told(alliance, alliance.arvo)
    by = alliance.actor(alliance.arvo)
    sharing.share(draft_indicator("email", MAIL, "", "Bought", by=by).item, "AMBER", [bags], by=by, meant=True)
    client = browse(alliance.bazaar, "observer")
    for asked, there in (
        ("", {PHONE, MAIL}), ("?kind=email", {MAIL}), ("?tlp=GREEN", {PHONE}), (f"?circle={bags.pk}", {MAIL}),
    ):  # fmt: skip
        said = client.get(f"{HOME}{asked}").content.decode()
        assert {value for value in (PHONE, MAIL) if value.replace(" ", "") in said} == there, asked
    assert browse(alliance.souk, "observer").get(f"{HOME}?circle={bags.pk}").status_code == 404
    assert client.get(f"{HOME}?which=none").status_code == 404
    assert "None yet" in client.get(f"{HOME}?kind=seller").content.decode()


def test_indicators_are_looked_for_and_shown_on_the_case_that_has_them(alliance: Alliance, browse: Browse) -> None:
    item, case = told(alliance, alliance.arvo), infringing(alliance)
    lead = browse(alliance.bazaar, "senior reviewer")
    answer = lead.post(f"{HOME}look-for/", {}, follow=True)
    assert "1 value is looked for from now on." in answer.content.decode()
    work_once()
    assert Use.objects.get(item=item).mode == "shadow" and Rarity.objects.get().sellers == 1
    page = lead.get(f"{HOME}{item.pk}/").content.decode()
    assert "In the shadow" in page and "1 of 1" in page
    said = browse(alliance.bazaar, "observer").get(f"/cases/{case.key}/").content.decode()
    assert "Known at other members" in said and f"{HOME}{item.pk}/" in said
    lead.post(f"/tactics/{item.pk}/use/", {"do": "stop"})
    assert Use.objects.get(item=item).mode == "off"


def test_what_a_case_shows_is_told_by_tick(alliance: Alliance, browse: Browse) -> None:
    case, client = infringing(alliance), browse(alliance.bazaar, "senior reviewer")
    page = client.get(f"/cases/{case.key}/tell/")
    assert MAIL in page.content.decode() and PHONE in page.content.decode()
    client.post(f"/cases/{case.key}/tell/", {"do": "count"})
    work_once()
    assert "with 1 of 1 sellers" in client.get(f"/cases/{case.key}/tell/").content.decode()
    form = {"value": [str(row.key) for row in Rarity.objects.filter(kind="email")], "why": "Bought", "tlp": "GREEN"}
    assert client.post(f"/cases/{case.key}/tell/", form).status_code == 422
    assert client.post(f"/cases/{case.key}/tell/", {**form, "meant": "1"}).status_code == 302
    assert [item.title for item in Item.objects.filter(state="shared")] == [MAIL]
    assert browse(alliance.souk, "senior reviewer").get(f"/cases/{case.key}/tell/").status_code == 404


def test_values_are_vouched_for_and_no_longer(alliance: Alliance, browse: Browse) -> None:
    client = browse(alliance.secretariat)
    page = f"{HOME}known-good/"
    client.post(page, {"kind": "phone", "value": PHONE, "why": "hot line"})
    row = Vouched.objects.get()
    assert "hot line" in browse(alliance.souk, "observer").get(page).content.decode()
    assert client.post(page, {"kind": "phone", "value": PHONE, "why": "again"}).status_code == 422
    assert browse(alliance.souk, "observer").post(page, {"end": str(row.pk)}).status_code == 403
    assert browse(alliance.souk).post(page, {"end": str(row.pk)}).status_code == 404
    client.post(page, {"end": str(row.pk)})
    assert "None yet" in client.get(page).content.decode()


def test_a_false_alarm_on_a_hit_holds_the_value_and_its_author_answers(alliance: Alliance, browse: Browse) -> None:
    from guildmark.hub.cases.models import TacticHit

    item, case = told(alliance, alliance.arvo), infringing(alliance)
    TacticHit.objects.create(
        case=case, organisation=alliance.bazaar, tactic=item.pk, version=1, mode="shadow", band="review",
        without_band="clear",
    )  # fmt: skip
    lead = browse(alliance.bazaar, "senior reviewer")
    assert "False alarm" in lead.get(f"{HOME}{item.pk}/").content.decode()
    lead.post(f"/tactics/{item.pk}/use/", {"do": "false alarm", "case": str(case.key)})
    assert "told a false alarm" in browse(alliance.souk, "observer").get(f"{HOME}{item.pk}/").content.decode()
    browse(alliance.arvo).post(f"/tactics/{item.pk}/act/", {"do": "let go", "words": "It is another seller."})
    item.refresh_from_db()
    assert item.held_at is None


def test_the_list_takes_few_queries_however_many_values_there_are(
    alliance: Alliance, browse: Browse, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(12):
        told(alliance, alliance.arvo, f"+44 7700 9001{number:02d}")
    client = browse(alliance.bazaar)
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        assert client.get(HOME).status_code == 200

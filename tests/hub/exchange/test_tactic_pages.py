"""The pages of tactics and circles: write, look over, share, use, tell a false alarm, take back."""

from collections.abc import Callable

import pytest
from alliance import Alliance
from delivered import row
from django.test import Client
from shared_made import circle, hit_case, shared, tactic_text

from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.intake import bring
from guildmark.hub.cases.models import Case
from guildmark.hub.events.lease import work_once
from guildmark.hub.exchange import backtest, evidence, sharing, sightings, uses
from guildmark.hub.exchange.models import Attachment, Backtest, Item, Use, UseChange
from guildmark.hub.exchange.sharing import UNNAMED
from guildmark.hub.registry.models import Right

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


def offered(alliance: Alliance, *words: str, title: str = "Orvane tote") -> list[Case]:
    """Cases of Bazaar about Arvo's right, whose listings say these words."""
    rows = []
    for n, said in enumerate(words):
        one = row(f"L{n}", "orvane", title=title, finding={"seller_id": f"s{n}"})
        one["listing"]["description"] = said
        rows.append(one)
    bring(rows, run="r", context="c", by=alliance.actor(alliance.bazaar))
    return list(Case.objects.order_by("pk"))


def test_what_is_written_is_looked_over_on_listings_that_one_sees(
    alliance: Alliance, browse: Browse, orvane: Right
) -> None:
    cases = offered(alliance, "price in chat, friend", "price firm", "price in chat")
    decide(cases[0], "not", by=alliance.actor(alliance.bazaar, "reviewer"))
    for organisation in (alliance.bazaar, alliance.arvo):
        page = browse(organisation, "analyst").post("/tactics/look-over/", {"text": tactic_text()})
        said = page.content.decode()
        assert "All examples do what they say" in said
        assert "2 of the newest 3 listings of cases: 0 found infringing, 1 found not to." in said
        assert "price in chat</mark>" in said.replace('<sup><span class="unseen">evidence </span>0</sup>', "")
        assert 'data-mark="ORVANE"' in said
    nobody = browse(alliance.brill, "analyst").post("/tactics/look-over/", {"text": tactic_text()}).content.decode()
    assert "0 of the newest 0 listings" in nobody


def test_what_is_wrong_with_a_text_is_told_while_it_is_written(alliance: Alliance, browse: Browse) -> None:
    page = browse(alliance.arvo, "analyst").post("/tactics/look-over/", {"text": "title: x\nwhen: {}\n"})
    assert page.status_code == 200
    assert "is missing" in page.content.decode()


def test_a_tactic_is_written_and_shared_once_it_is_meant(alliance: Alliance, browse: Browse) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    client = browse(alliance.arvo, "senior reviewer")
    assert client.get("/tactics/write/").status_code == 200
    answer = client.post("/tactics/write/", {"text": tactic_text().replace("\n", "\r\n")})
    item = Item.objects.get()
    assert answer.headers["Location"] == f"/tactics/{item.pk}/"
    assert "is a draft" in client.get(f"/tactics/{item.pk}/").content.decode()
    form = {"tlp": "AMBER", "circles": [str(bags.pk)]}
    asked = client.post(f"/tactics/{item.pk}/share/", form)
    assert "shared nothing with the circle" in asked.content.decode()
    assert client.post(f"/tactics/{item.pk}/share/", {**form, "meant": "1"}).status_code == 302
    seen = browse(alliance.bazaar, "observer").get("/tactics/").content.decode()
    assert "Price in chat" in seen
    assert "Price in chat" not in browse(alliance.souk, "administrator").get("/tactics/").content.decode()


def test_the_form_of_a_tactic_begins_with_one_that_can_be_kept(alliance: Alliance, browse: Browse) -> None:
    client = browse(alliance.arvo, "analyst")
    form = client.get("/tactics/write/").context["form"]
    assert client.post("/tactics/write/", {"text": form.initial["text"]}).status_code == 302


def test_advice_brings_its_files_and_gives_them_as_bytes(alliance: Alliance, browse: Browse) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = browse(alliance.arvo, "senior reviewer")
    file = SimpleUploadedFile("how.html", b"<script>alert(1)</script>", "text/html")
    client.post("/tactics/advice/", {"title": "This season", "text": "They say AAA.", "files": [file]})
    item = Item.objects.get()
    sharing.share(item, "GREEN", [], by=alliance.actor(alliance.arvo), meant=True)
    page = browse(alliance.souk, "reviewer").get(f"/tactics/{item.pk}/").content.decode()
    assert "They say AAA." in page and "how.html" in page
    attachment = Attachment.objects.get()
    answer = browse(alliance.souk, "reviewer").get(f"/tactics/{item.pk}/attachments/{attachment.pk}/")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert b"".join(answer) == b"<script>alert(1)</script>"  # type: ignore[arg-type]


def test_a_tactic_begins_from_decided_cases(alliance: Alliance, browse: Browse, orvane: Right) -> None:
    cases = offered(
        alliance, "Super mirror grade, ask me", "super mirror grade with box", "normal listing with box", "other"
    )
    by = alliance.actor(alliance.bazaar, "reviewer")
    for case in cases[:2]:
        decide(case, "infringing", by=by)
    decide(cases[2], "not", by=by)
    client = browse(alliance.bazaar, "reviewer")
    assert "Make a tactic of the chosen" in client.get("/cases/?state=decided").content.decode()
    answer = client.post("/tactics/from-cases/", {"case": [str(case.key) for case in cases[:3]]})
    item = Item.objects.get()
    assert answer.headers["Location"] == f"/tactics/{item.pk}/write/"
    text = client.get(answer.headers["Location"]).context["form"].initial["text"]
    assert "super mirror grade" in text and "with box" not in text.split("fires_on")[0]
    over = client.post("/tactics/look-over/", {"text": text}).content.decode()
    assert "All examples do what they say" in over
    assert "2 found infringing, 0 found not to" in over


def test_no_tactic_begins_from_what_was_not_found_infringing(alliance: Alliance, browse: Browse, orvane: Right) -> None:
    cases = offered(alliance, "words")
    client = browse(alliance.bazaar, "reviewer")
    page = client.post("/tactics/from-cases/", {"case": [str(cases[0].key), "rubbish"]}, follow=True)
    assert "Choose cases that were found infringing" in page.content.decode()


def test_a_marketplace_tries_a_tactic_and_lets_it_go_further(
    alliance: Alliance, browse: Browse, orvane: Right, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = shared(alliance, alliance.arvo)
    first = browse(alliance.bazaar, "senior reviewer")
    second = browse(alliance.bazaar, "senior reviewer", 2)
    address = f"/tactics/{item.pk}/"
    first.post(f"{address}use/", {"do": "take up"})
    use = Use.objects.get()
    assert "In the shadow" in first.get(address).content.decode()
    told = {"tactic": str(item.pk), "version": 1, "mode": "shadow", "without_band": "clear"}
    rows = [row(f"L{n}", "orvane", finding={"seller_id": f"s{n}"}, tactics=[told]) for n in range(9)]
    bring(rows, run="r", context="c", by=alliance.actor(alliance.bazaar))
    first.post(f"{address}use/", {"do": "sample"})
    draw = use.samples.get().draw_id
    reviewer = browse(alliance.bazaar, "reviewer")
    for _ in range(9):
        turn = reviewer.get(f"/audits/{draw}/next/").headers["Location"]
        assert reviewer.post(f"{turn}decide/", {"outcome": "infringing"}).status_code == 302
    page = first.get(address).content.decode()
    assert "9 sellers, 0 wrong" in page
    first.post(f"{address}use/", {"do": "propose", "mode": "review", "db": str(evidence.of_use(use).most_db - 0.1)})
    work_once()
    change = UseChange.objects.get()
    assert "Whom it would have hit" in second.get(address).content.decode()
    for client in (first, second):
        client.post(f"/tactics/changes/{change.pk}/", {"do": "approve"})
    use.refresh_from_db()
    assert use.mode == "review"
    first.post(f"{address}use/", {"do": "false alarm", "case": str(Case.objects.earliest("pk").key), "example": "on"})
    use.refresh_from_db()
    assert use.mode == "shadow"
    assert "told a false alarm" in browse(alliance.arvo, "senior reviewer").get(address).content.decode()


def test_a_holder_asks_for_a_backtest_and_reads_counts_that_hide_what_is_small(
    alliance: Alliance, browse: Browse, orvane: Right
) -> None:
    offered(alliance, *["price in chat"] * 12, "price firm")
    item = shared(alliance, alliance.arvo)
    author = browse(alliance.arvo, "senior reviewer")
    author.post(f"/tactics/{item.pk}/use/", {"do": "backtest", "marketplace": str(alliance.bazaar.pk)})
    lead = browse(alliance.bazaar, "senior reviewer")
    assert "asks to try it on your listings" in lead.get("/tactics/").content.decode()
    test = Backtest.objects.get()
    lead.post(f"/tactics/backtests/{test.pk}/", {"do": "approve"})
    work_once()
    cells = author.get(f"/tactics/{item.pk}/").context["backtests"][0]["cells"]
    assert {name: cell.value for name, cell in cells.items()} == {
        "listings": 15, "hits": 10, "sellers": 10, "infringing": 0, "cleared": 0
    }  # fmt: skip
    exact = lead.get(f"/tactics/{item.pk}/").context["backtests"][0]["cells"]
    assert (exact["listings"].value, exact["hits"].value, exact["new_sellers"].value) == (13, 12, 12)


def test_the_secretariat_forms_a_circle_and_members_leave_it(alliance: Alliance, browse: Browse) -> None:
    from guildmark.hub.exchange.models import Circle

    office = browse(alliance.secretariat)
    office.post("/circles/", {"name": "Bags", "purpose": "Fakes of bags"})
    made = Circle.objects.get()
    assert office.post("/circles/", {"name": "Bags", "purpose": "again"}).status_code == 422
    for member in (alliance.arvo, alliance.bazaar):
        office.post(f"/circles/{made.pk}/", {"do": "add", "organisation": str(member.pk)})
    own = browse(alliance.arvo)
    assert "Bazaar" in own.get(f"/circles/{made.pk}/").content.decode()
    own.post(f"/circles/{made.pk}/", {"do": "remove", "organisation": str(alliance.arvo.pk)})
    assert own.get(f"/circles/{made.pk}/").status_code == 404
    assert browse(alliance.brill).post("/circles/", {"name": "X", "purpose": "y"}).status_code == 403


def test_the_secretariat_shares_without_a_name(alliance: Alliance, browse: Browse) -> None:
    item = shared(alliance, alliance.arvo, anonymous=True)
    office = browse(alliance.secretariat)
    assert "Price in chat" in office.get("/tactics/?which=handed").content.decode()
    office.post(f"/tactics/{item.pk}/act/", {"do": "relay"})
    page = browse(alliance.souk).get(f"/tactics/{item.pk}/").content.decode()
    assert "a member of the alliance" in page and "Arvo" not in page


def test_recalling_takes_a_tactic_from_the_pages_of_others(alliance: Alliance, browse: Browse) -> None:
    item = shared(alliance, alliance.arvo)
    uses.take_up(item, by=alliance.actor(alliance.souk, "senior reviewer"))
    browse(alliance.arvo, "senior reviewer").post(f"/tactics/{item.pk}/act/", {"do": "recall", "words": "wrong"})
    assert browse(alliance.souk).get(f"/tactics/{item.pk}/").status_code == 404
    assert Use.objects.get().stopped_why == "recalled"


def test_who_begins_from_anothers_tactic_asks_for_it(alliance: Alliance, browse: Browse) -> None:
    item = shared(alliance, alliance.arvo)
    client = browse(alliance.souk, "analyst")
    assert client.get(f"/tactics/{item.pk}/write/").headers["Location"] == f"/tactics/{item.pk}/"
    assert Item.objects.count() == 1
    answer = client.post(f"/tactics/{item.pk}/write/")
    copy = Item.objects.get(owner=alliance.souk)
    assert answer.headers["Location"] == f"/tactics/{copy.pk}/write/"


def test_the_words_that_a_member_gave_of_a_false_alarm_are_read_by_the_author_alone(
    alliance: Alliance, browse: Browse, orvane: Right
) -> None:
    item = shared(alliance, alliance.arvo)
    case = offered(alliance, "price in chat, honest words")[0]
    hit_case(case, item)
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    sightings.tell_false_alarm(item, case, by=lead)
    page = f"/tactics/{item.pk}/"
    assert "honest words" not in browse(alliance.arvo, "reviewer").get(page).content.decode()
    sightings.tell_false_alarm(item, case, by=lead, give_example=True)
    told = browse(alliance.arvo, "reviewer").get(page).content.decode()
    assert "honest words" in told and "Bazaar" not in told
    assert "honest words" not in browse(alliance.brill, "reviewer").get(page).content.decode()


def test_no_button_is_offered_that_is_refused(alliance: Alliance, browse: Browse) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    red = shared(alliance, alliance.arvo, "RED", [bags])
    page = browse(alliance.bazaar, "senior reviewer").get(f"/tactics/{red.pk}/").content.decode()
    assert 'value="take up"' not in page and 'value="backtest"' not in page and "eyes of single people" in page
    green = shared(alliance, alliance.arvo)
    for organisation, role, may in (
        (alliance.bazaar, "analyst", True),
        (alliance.bazaar, "observer", False),
        (alliance.arvo, "senior reviewer", True),
        (alliance.arvo, "analyst", False),
    ):
        page = browse(organisation, role).get(f"/tactics/{green.pk}/").content.decode()
        assert ('value="backtest"' in page) == may
    Item.objects.update(held_at="2026-11-27T00:00Z")
    page = browse(alliance.bazaar, "senior reviewer").get(f"/tactics/{green.pk}/").content.decode()
    assert 'value="take up"' not in page and "A false alarm holds this" in page


def test_who_shared_without_a_name_asks_for_a_backtest_without_one(alliance: Alliance, browse: Browse) -> None:
    item = shared(alliance, alliance.arvo, anonymous=True)
    sharing.relay(item, by=alliance.actor(alliance.secretariat))
    backtest.ask_for_backtest(item, alliance.bazaar, by=alliance.actor(alliance.arvo))
    page = browse(alliance.bazaar, "senior reviewer").get("/tactics/").content.decode()
    assert f"{UNNAMED} asks to try it on your listings" in page
    assert "Arvo asks" not in page
    backtest.ask_for_backtest(item, alliance.bazaar, by=alliance.actor(alliance.brill))
    assert "Brill asks to try it" in browse(alliance.bazaar, "senior reviewer").get("/tactics/").content.decode()


@pytest.mark.parametrize("page", ["/tactics/", "/tactics/indicators/"])
def test_a_page_of_a_list_that_cannot_be_is_not_there(alliance: Alliance, browse: Browse, page: str) -> None:
    client = browse(alliance.bazaar, "reviewer")
    assert client.get(f"{page}?from=50").status_code == 200
    for start in ("99999999999999999999", "-1", "x"):
        assert client.get(f"{page}?from={start}").status_code == 404
    assert client.get(f"{page}?q=%00&kind=%00").status_code == 200

"""The pages of what flows back: what one's tactics caught, the ledger, confidence, and remembered false alarms."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from alliance import Alliance
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from shared_made import as_if_shared, hit_case

from guildmark.hub.exchange import sightings
from guildmark.hub.exchange.models import ConfidenceChoice, Item, Use
from guildmark.hub.exchange.weekly import weeks_over
from guildmark.hub.members.models import Organisation

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]
MOST_QUERIES = 20


@pytest.fixture
def item(alliance: Alliance) -> Item:
    """A tactic of Arvo's that hit 12 listings at Bazaar and 3 at Souk last week; 2 at Bazaar were wrong, 10 right."""
    item = as_if_shared(alliance.arvo)
    right = alliance.right(alliance.arvo)
    when = datetime.combine(weeks_over(timezone.now())[-1] + timedelta(days=1), time(), UTC)
    for where, many in ((alliance.bazaar, 12), (alliance.souk, 3)):
        for n in range(many):
            case = alliance.case(
                where, right, f"L-{n}", state="decided", outcome="not" if n < 2 else "infringing", decided_at=when,
                decided_by=item.pk,
            )  # fmt: skip
            hit_case(case, item, at=when)
    use(item, alliance.bazaar, "review")
    return item


def use(item: Item, where: Organisation, mode: str, **columns: object) -> Use:
    return Use.objects.create(item=item, organisation=where, version=item.current, mode=mode, db=3.0, **columns)


def rows(page: str, name: str) -> list[str]:
    """The cells of the rows of tables that begin with a name."""
    found = []
    for row in page.split("<tr>")[1:]:
        cells = [part.split(">", 1)[1].split("</t")[0] for part in row.split("<t")[1:] if part[:2] in ("d>", "h ")]
        if cells and name in cells[0]:
            found.append(" | ".join(cells[1:]))
    return found


def test_an_author_reads_what_its_tactic_caught_by_member_and_week(
    alliance: Alliance, browse: Browse, item: Item, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    as_if_shared(alliance.arvo, "Never seen", anonymous=True)
    client = browse(alliance.arvo, "observer")
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/tactics/back/").content.decode()
    assert rows(page, "Bazaar") == ["10 | 0 | 10 | 1–7 | 0 | 10"]
    assert rows(page, "Souk") == ["1–7 | 0 | 1–7 | 1–7 | 0 | 1–7"]
    assert rows(page, "Together") == ["at least 10 | 0 | at least 10 | hidden | 0 | at least 10"]
    assert page.count('class="bar at-least"') == 2, "the week of the tactic, and of all"
    assert "Never seen" in page


def test_nobody_else_reads_it(alliance: Alliance, browse: Browse, item: Item) -> None:
    for organisation in (alliance.bazaar, alliance.brill, alliance.secretariat):
        page = browse(organisation).get("/tactics/back/").content.decode()
        assert "has shared no tactic yet" in page and item.title not in page
    assert browse(alliance.arvo).get("/tactics/").content.decode().count("/tactics/back/") == 1


def test_what_was_not_caught_yet_is_said(alliance: Alliance, browse: Browse) -> None:
    as_if_shared(alliance.arvo)
    assert "hit nothing at other members" in browse(alliance.arvo).get("/tactics/back/").content.decode()


def test_the_ledger_has_both_sides(
    alliance: Alliance, browse: Browse, item: Item, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browse(alliance.bazaar, "observer")
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/tactics/back/ledger/").content.decode()
    assert rows(page, "Arvo") == ["1–7 | 0 | 1–7 | 0 | 0 | at least 10 | at least 10 | hidden | –"]
    assert rows(page, "Bazaar") == ["0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | –", "1 | 12 | 10 | 2"], "its own listings exactly"
    assert rows(page, "Souk")[1] == "0 | 1–7 | 1–7 | 1–7"
    empty = browse(alliance.secretariat)
    Item.objects.update(tlp="AMBER")
    assert "Nobody uses a tactic" in empty.get("/tactics/back/ledger/").content.decode()


def test_confidence_is_shown_step_by_step_and_a_person_may_choose(
    alliance: Alliance, browse: Browse, item: Item, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for who in (alliance.brill, alliance.souk):
        sightings.sight(item, sightings.SEEN, by=alliance.actor(who))
    path = f"/tactics/back/{item.pk}/confidence/"
    client = browse(alliance.brill, "analyst")
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(path).content.decode()
    assert "Confidence: 84" in page and "1 member<" in page and "365 days" in page and "Souk" not in page
    client.post(path, {"do": "choose", "value": "25 %", "words": "We bought some."})
    page = client.get(path).content.decode()
    assert "Confidence: 25" in page and "We bought some." in page and "84" in page
    assert "Confidence: 84" in browse(alliance.bazaar).get(path).content.decode(), "a choice is its organisation's own"
    for wrong, told in (({"value": "much", "words": "x"}, "no number"), ({"value": "50"}, "Say why")):
        assert told in client.post(path, {"do": "choose"} | wrong, follow=True).content.decode()
    client.post(path, {"do": "take back", "words": "Sold out."})
    assert "Confidence: 84" in client.get(path).content.decode()
    assert ConfidenceChoice.objects.count() == 2
    watching = browse(alliance.brill, "observer")
    assert "<form" not in watching.get(path).content.decode().split("s-choice")[1].split("</section>")[0]
    assert watching.post(path, {"do": "choose", "value": "50", "words": "x"}).status_code == 403


def test_a_marketplace_reads_which_false_alarms_would_come_again(
    alliance: Alliance, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    item = as_if_shared(alliance.arvo)
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo), title="Zelvano bag of a museum")
    client = browse(alliance.bazaar, "observer")
    assert "No tactic in use here would repeat" in client.get("/tactics/back/remembered/").content.decode()
    use(item, alliance.bazaar, "shadow", remembered=[str(case.key)])
    use(item, alliance.souk, "shadow", remembered=[])
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/tactics/back/remembered/").content.decode()
    assert "It would repeat 1 false alarm." in page and f"/cases/{case.key}/" in page
    assert "would repeat 1 false alarm that was told here" in client.get(f"/tactics/{item.pk}/").content.decode()
    assert "which marketplaces have" in browse(alliance.arvo).get("/tactics/back/remembered/").content.decode()

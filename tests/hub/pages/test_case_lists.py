"""Lists of cases: walks along indexes, whoever asks and whatever for, which lose no case between their pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from alliance import Alliance
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rights_made import PDF

from guildmark.hub.cases import decide
from guildmark.hub.cases.beside import seller_record
from guildmark.hub.cases.models import Case
from guildmark.hub.cases.walks import of_listing_or_seller, place_of, walked, walks_of
from guildmark.hub.members.actor import Actor
from guildmark.hub.registry import blobs
from guildmark.hub.registry.models import PowerOfAttorney

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


def acts_for(alliance: Alliance, agent: str, holder: str) -> None:
    """Let one holder act for another, from yesterday to tomorrow."""
    today = timezone.now().date()
    PowerOfAttorney.objects.create(
        holder=getattr(alliance, holder), agent=getattr(alliance, agent), document=blobs.keep(PDF, "application/pdf"),
        valid_from=today - timedelta(days=1), valid_to=today + timedelta(days=1), verified_at=timezone.now(),
    )  # fmt: skip


def one_by_one(actor: Actor, state: str) -> list[str]:
    """The listings of an actor's list, page by page, one on a page."""
    listings: list[str] = []
    newest_first, place = state == "decided", None
    while page := walked(walks_of(actor, state), newest_first=newest_first, after=place, most=1):
        listings.append(page[0].listing_id)
        place = place_of(page[0], newest_first=newest_first)
    return listings


@pytest.fixture
def some(alliance: Alliance) -> dict[str, Case]:
    """Cases of two holders at two marketplaces; two of them do as much harm."""
    own, other = alliance.right(alliance.arvo), alliance.right(alliance.brill, "Mirabol")
    told = [
        ("a", alliance.bazaar, own, 3.0), ("b", alliance.souk, other, 9.0), ("c", alliance.bazaar, other, 3.0),
        ("d", alliance.souk, own, 5.0), ("e", alliance.bazaar, own, 1.0),
    ]  # fmt: skip
    return {name: alliance.case(place, right, name, harm=harm) for name, place, right, harm in told}


def test_who_acts_for_two_holders_sees_the_cases_of_both_in_one_order(
    alliance: Alliance, some: dict[str, Case]
) -> None:
    assert one_by_one(alliance.actor(alliance.arvo), "open") == ["d", "a", "e"]
    acts_for(alliance, "arvo", "brill")
    assert one_by_one(alliance.actor(alliance.arvo), "open") == ["b", "d", "a", "c", "e"]
    assert one_by_one(alliance.actor(alliance.brill), "open") == ["b", "c"]


def test_decided_cases_come_newest_first_from_both_marketplaces(alliance: Alliance, some: dict[str, Case]) -> None:
    for name in "adbec":
        case = some[name]
        decide.decide(case, "not", by=alliance.actor(case.organisation, "reviewer"))
    assert one_by_one(alliance.actor(alliance.arvo), "decided") == ["e", "d", "a"]
    assert one_by_one(alliance.actor(alliance.bazaar), "decided") == ["c", "e", "a"]


def test_an_id_finds_the_listing_and_the_seller_that_it_names_at_each_marketplace(alliance: Alliance) -> None:
    right, other = alliance.right(alliance.arvo), alliance.right(alliance.brill, "Mirabol")
    alliance.case(alliance.bazaar, right, "77", harm=1.0)
    alliance.case(alliance.souk, right, "L-2", seller_id="77", harm=3.0)
    alliance.case(alliance.souk, other, "77", seller_id="77", harm=2.0)
    alliance.case(alliance.souk, right, "L-3", harm=9.0)

    def found(actor: Actor) -> list[tuple[str, str]]:
        walks = of_listing_or_seller(walks_of(actor, "open"), "77")
        page = walked(walks, newest_first=False, after=None, most=50)
        return [(case.listing_id, case.organisation.name) for case in page]

    assert found(alliance.actor(alliance.arvo)) == [("L-2", "Souk"), ("77", "Bazaar")]
    assert found(alliance.actor(alliance.souk)) == [("L-2", "Souk"), ("77", "Souk")]
    assert found(alliance.actor(alliance.bazaar)) == [("77", "Bazaar")]


def test_a_page_after_a_case_that_was_reopened_begins_anew(
    alliance: Alliance, browse: Browse, some: dict[str, Case]
) -> None:
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    for name in "ae":
        decide.decide(some[name], "not", by=lead)
    decide.reopen(some["e"], by=lead, note="the holder wrote")
    page = browse(alliance.bazaar).get("/cases/", {"state": "decided", "after": some["e"].key})
    assert page.status_code == 200
    assert f"/cases/{some['a'].key}/" in page.content.decode()


def test_the_record_of_a_seller_counts_each_state(alliance: Alliance) -> None:
    right, reviewer = alliance.right(alliance.arvo), alliance.actor(alliance.bazaar, "reviewer")
    cases = [alliance.case(alliance.bazaar, right, f"L-{n}") for n in range(6)]
    alliance.case(alliance.souk, right, "L-9")
    for case, outcome in zip(cases, ("infringing", "infringing", "not", "undetermined"), strict=False):
        decide.decide(case, outcome, by=reviewer)
    record = seller_record(cases[0], reviewer)
    assert record is not None
    assert (record.cases, record.infringing, record.cleared, record.undetermined, record.open) == (5, 1, 1, 1, 2)
    assert not record.more


@pytest.mark.parametrize("who", ["bazaar", "arvo"])
@pytest.mark.parametrize("state", ["open", "decided", "referred"])
@pytest.mark.parametrize("asked", ["", "right", "band", "right band", "after", "right after", "q"])
def test_no_list_of_cases_is_sorted_since_an_index_has_it_in_order(
    alliance: Alliance, browse: Browse, some: dict[str, Case], who: str, state: str, asked: str
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL sorts a table of five rows, which costs less; bench/hub_pages.py measures a million")
    if state == "decided":
        for case in some.values():
            decide.decide(case, "not", by=alliance.actor(case.organisation, "reviewer"))
    asking = {"state": state}
    told = {"right": str(some["a"].right_id), "band": "review", "after": str(some["a"].key), "q": "S-1"}
    asking |= {name: told[name] for name in asked.split()}
    with CaptureQueriesContext(connection) as queries:
        assert browse(getattr(alliance, who)).get("/cases/", asking).status_code == 200
    lists = [one["sql"] for one in queries if 'FROM "cases_case"' in one["sql"] and "ORDER BY" in one["sql"]]
    assert lists
    for sql in lists:
        if '"cases_case"."id" IN' in sql or (state == "decided" and asked == "q"):
            continue  # some cases by their numbers; those of one seller
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [row[3] for row in cursor.fetchall()]
        assert not any("TEMP B-TREE" in step or step.startswith("SCAN cases_case") for step in plan), (sql, plan)

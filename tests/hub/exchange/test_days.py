"""Each day what expired stops and is told once; each week authors hear what their tactics caught, nothing small."""

from datetime import UTC, date, datetime, timedelta

import pytest
from alliance import Alliance
from figures_made import at
from shared_made import as_if_shared, hit_case, tactic_text

from guildmark.hub.cases.decide import decide
from guildmark.hub.events.models import Deadline, Event, Message
from guildmark.hub.exchange import daily, drafts, sharing, uses
from guildmark.hub.exchange.models import Item, Use
from guildmark.hub.members.models import Organisation, Person

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 0, 3, tzinfo=UTC)
LAST_WEEK = datetime(2026, 11, 25, tzinfo=UTC)


def day(instant: datetime, asked_for: datetime | None = None) -> None:
    """Look at a day as the worker does, when it came to it, and do what that asks for."""
    row = Deadline(kind=daily.DAILY, payload={"day": str((asked_for or instant).date())})
    at(instant, lambda: daily.look_at_day(row))
    for kind, do in ((daily.EXPIRE, daily.end_what_expired), (daily.LETTERS, daily.tell_authors)):
        for asked in Deadline.objects.filter(kind=kind):
            at(instant, lambda do=do, asked=asked: do(asked))
            asked.delete()


def hits(alliance: Alliance, item: Item, many: int, upheld: int = 0, at_souk: bool = False) -> None:
    """Cases of last week, some of which were found infringing."""
    where = alliance.souk if at_souk else alliance.bazaar
    right, by = alliance.right(alliance.arvo), alliance.actor(where, "reviewer")
    for n in range(many):
        case = hit_case(alliance.case(where, right, f"{item.pk}-{n}", seller_id=f"s{n}"), item, at=LAST_WEEK)
        if n < upheld:
            at(LAST_WEEK, lambda case=case: decide(case, "infringing", by=by))


def letters(owner: Organisation) -> list[Message]:
    return list(Message.objects.filter(kind="mail", key__startswith=f"tactics:{owner.pk}").order_by("id"))


def test_authors_hear_once_a_week_and_nothing_small(alliance: Alliance) -> None:
    for role in ("senior reviewer", "analyst"):  # who shares hears of it, others do not
        alliance.person(alliance.arvo, role)
    Person.objects.filter(organisation=alliance.arvo, role="senior reviewer").update(language="fr")
    alliance.person(alliance.brill, "administrator")
    chat = as_if_shared(alliance.arvo, "Price in chat", anonymous=True)
    logo = as_if_shared(alliance.arvo, "Covered logo")
    as_if_shared(alliance.arvo, "Never seen")
    hits(alliance, chat, 13, upheld=9)
    hits(alliance, logo, 6, upheld=3)
    hits(alliance, logo, 6, at_souk=True)
    hits(alliance, as_if_shared(alliance.bazaar), 9)  # at home alone: that flows back to nobody
    for asked in (MONDAY, MONDAY, MONDAY + timedelta(days=1)):
        day(asked)
    assert [one.payload["to"] for one in letters(alliance.arvo)] == ["senior-reviewer-1@arvo.example"]
    alliance.person(alliance.arvo, "administrator")
    day(MONDAY)
    [french, english] = letters(alliance.arvo)
    assert english.payload["to"] == "administrator-1@arvo.example"
    body = english.payload["body"]
    assert "“Price in chat”: hit 15, found infringing 10, found wrong 0" in body
    assert "“Covered logo”: hit a few at each of several members, found infringing a few, found wrong 0" in body
    assert "from 2026-11-23 to 2026-11-29" in body and "/tactics/back/" in body
    assert "Never seen" not in body and "Bazaar" not in body
    assert french.payload["subject"] != english.payload["subject"]
    assert letters(alliance.brill) == letters(alliance.bazaar) == []


def test_a_monday_without_a_worker_is_made_up_for(alliance: Alliance) -> None:
    alliance.person(alliance.arvo, "administrator")
    hits(alliance, as_if_shared(alliance.arvo), 9)
    day(MONDAY - timedelta(days=1))
    day(MONDAY + timedelta(days=2), asked_for=MONDAY + timedelta(days=1))
    assert letters(alliance.arvo) == []
    day(MONDAY + timedelta(days=2), asked_for=MONDAY)
    assert len(letters(alliance.arvo)) == 1
    assert Deadline.objects.filter(kind=daily.DAILY, payload__day="2026-12-03").count() == 1


@pytest.mark.parametrize("change", ["for single people", "recalled", "suspended"])
def test_no_letter_tells_of_what_no_letter_may_tell(alliance: Alliance, change: str) -> None:
    alliance.person(alliance.arvo, "administrator")
    item = as_if_shared(alliance.arvo)
    hits(alliance, item, 9)
    match change:
        case "for single people":
            Item.objects.update(tlp="RED")
        case "recalled":
            sharing.recall(item, "wrong", by=alliance.actor(alliance.arvo))
        case "suspended":
            Organisation.objects.filter(pk=alliance.arvo.pk).update(suspended_at=MONDAY)
    day(MONDAY)
    assert letters(alliance.arvo) == []


def test_what_expired_stops_is_told_once_and_a_renewed_one_expires_again(alliance: Alliance) -> None:
    item, by = as_if_shared(alliance.arvo, expires_on=date(2026, 11, 30)), alliance.actor(alliance.arvo)
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    use = at(MONDAY, lambda: uses.take_up(item, by=lead))
    day(MONDAY)
    assert Use.objects.get().mode == "shadow", "the day until which it is to be used is not over"
    for _ in range(2):
        day(MONDAY + timedelta(days=1))
    use.refresh_from_db()
    assert (use.mode, use.stopped_why) == ("off", "expired")
    assert [one.data["on"] for one in Event.objects.filter(kind="item.expired")] == ["2026-11-30"]
    text = tactic_text("Renewed", key=item.pk).replace("2027-12-31", "2026-12-31")
    drafts.draft_tactic(text, by=by)
    sharing.share(item, "GREEN", [], by=by, meant=True)
    day(MONDAY + timedelta(days=2))
    at(MONDAY + timedelta(days=2), lambda: uses.take_up(item, by=lead))
    day(datetime(2027, 1, 1, 0, 3, tzinfo=UTC))
    use.refresh_from_db()
    assert (use.mode, use.stopped_why) == ("off", "expired")
    assert [one.data["on"] for one in Event.objects.filter(kind="item.expired")] == ["2026-11-30", "2026-12-31"]

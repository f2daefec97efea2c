"""Searches that stand: what comes in is held against them once, and told to whoever may see it."""

from datetime import timedelta
from typing import Any

import pytest
from alliance import Alliance
from delivered import row, verified_right
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from pictured import drawn, pictured
from test_look_up import brought

from guildmark.hub.cases.intake import bring
from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Deadline, Event, Message
from guildmark.hub.members.models import Person
from guildmark.hub.registry.models import PowerOfAttorney
from guildmark.hub.searches import follow
from guildmark.hub.searches.examples import give_example
from guildmark.hub.searches.models import Example, Followed, Hit, Search, Trace
from guildmark.hub.searches.question import Question
from guildmark.hub.searches.standing import end_search, keep_search


@pytest.fixture(autouse=True)
def rights(alliance: Alliance) -> None:
    verified_right(alliance.arvo, "arvo")
    verified_right(alliance.brill, "brill")


def hits(search: Search) -> list[str]:
    """The listings that a search found, in order."""
    return list(Hit.objects.filter(search=search).order_by("id").values_list("case__listing_id", flat=True))


def due(kind: str) -> None:
    """Let what is due later be due now, and do it."""
    Deadline.objects.filter(kind=kind, done_at__isnull=True).update(due_at=timezone.now())
    work_once()


def test_a_search_finds_what_comes_in_from_then_on_once(alliance: Alliance) -> None:
    brought(alliance, [row("L1", title="Arvo tote")])
    holder = alliance.actor(alliance.arvo, "analyst")
    search = keep_search("totes", Question(text="tote"), by=holder)
    brought(
        alliance, [row("L2", title="Arvo TOTE, new"), row("L3", title="Arvo belt"), row("L4", "brill", title="tote")]
    )
    brought(alliance, [row("L2", title="Arvo TOTE, changed")])
    assert hits(search) == ["L2"]
    [event] = Event.objects.filter(kind="search.found")
    assert (event.subject, event.data) == (search.pk, {"cases": 1})


def test_each_organisation_finds_among_the_cases_that_it_sees(alliance: Alliance) -> None:
    kept = {
        name: keep_search("totes", Question(text="tote"), by=alliance.actor(getattr(alliance, name), "analyst"))
        for name in ("bazaar", "souk", "arvo", "brill")
    }
    brought(alliance, [row("L1", title="tote")])
    brought(alliance, [row("M1", "brill", marketplace="souk", title="tote")], "souk")
    found = {name: hits(search) for name, search in kept.items()}
    assert found == {"bazaar": ["L1"], "souk": ["M1"], "arvo": ["L1"], "brill": ["M1"]}


def test_the_marks_own_look_alikes_are_found_by_the_evidence(alliance: Alliance) -> None:
    holder = alliance.actor(alliance.arvo, "analyst")
    search = keep_search("like ours", Question(right="arvo", likeness="lookalike"), by=holder)
    brought(alliance, [
        row("L1", signals=[{"detector": "disguised_mark", "family": "mark", "direction": "for"}]),
        row("L2", signals=[{"detector": "mark_in_text", "family": "mark", "direction": "for"}]),
    ])  # fmt: skip
    assert hits(search) == ["L1"]


def test_a_picture_stands_and_finds_what_is_near_to_it(alliance: Alliance) -> None:
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    example = give_example(drawn(5), by=reviewer)
    search = keep_search("this picture", Question(), by=reviewer, example=example)
    brought(alliance, [pictured("L1", drawn(5, 60, 300)), pictured("L2", drawn(6)), pictured("L3", drawn(5))])
    assert hits(search) == ["L1", "L3"]


def test_a_listing_stands_as_an_example_and_finds_what_is_like_it(alliance: Alliance) -> None:
    brought(alliance, [row("L1", title="Arvo tote, blue")])
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    search = keep_search("like L1", Question(text="https://bazaar.example/L1"), by=reviewer)
    other = {"seller_id": "s7", "seller_name": "Seven"}
    brought(alliance, [row("L2", title="blue ARVO tote", finding=other), row("L3", title="Arvo belt", finding=other)])
    assert hits(search) == ["L2"]


def test_an_ended_search_finds_no_more_and_keeps_what_it_found(alliance: Alliance) -> None:
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    search = keep_search("totes", Question(text="tote"), by=reviewer)
    brought(alliance, [row("L1", title="tote")])
    end_search(search, by=reviewer)
    end_search(search, by=reviewer)
    brought(alliance, [row("L2", title="tote")])
    assert hits(search) == ["L1"]
    assert Event.objects.filter(kind="search.ended").count() == 1
    keep_search("totes", Question(text="tote"), by=reviewer)  # its name is free again


def test_an_agent_whose_power_ended_finds_and_sees_nothing_more(alliance: Alliance) -> None:
    today = timezone.now().date()
    power = PowerOfAttorney.objects.create(
        holder=alliance.arvo, agent=alliance.brill, valid_from=today - timedelta(days=9),
        valid_to=today + timedelta(days=9), verified_at=timezone.now(), document=document(),
    )  # fmt: skip
    agent = alliance.actor(alliance.brill, "analyst")
    search = keep_search("totes", Question(text="tote"), by=agent)
    brought(alliance, [row("L1", title="tote")])
    assert hits(search) == ["L1"]
    PowerOfAttorney.objects.filter(pk=power.pk).update(valid_to=today - timedelta(days=1))
    brought(alliance, [row("L2", title="tote")])
    assert hits(search) == ["L1"]
    due("searches.letter")
    assert not Message.objects.exists()


def document() -> Any:
    from guildmark.hub.registry.blobs import keep

    return keep(b"%PDF-1.7", "application/pdf")


def test_one_letter_a_day_tells_how_much_was_found_and_nothing_of_the_listings(alliance: Alliance) -> None:
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    Person.objects.filter(pk=reviewer.id).update(language="fr")
    search = keep_search("sacs", Question(text="tote"), by=reviewer)
    keep_search("quiet", Question(text="tote"), by=reviewer, by_mail=False)
    for number in range(3):
        brought(alliance, [row(f"L{number}", title="Qqsecret tote")])
    due("searches.letter")
    [message] = Message.objects.all()
    assert message.payload["to"] == Person.objects.get(pk=reviewer.id).email
    assert "3" in message.payload["subject"]
    assert f"/look-up/searches/{search.pk}/" in message.payload["body"]
    assert "Qqsecret" not in str(message.payload)


@pytest.mark.parametrize(
    ("name", "question", "told"),
    [("a\nb", Question(text="tote"), "needs a name"),
     ("", Question(text="tote"), "needs a name"), ("one", Question(), "what to look for"),
     ("taken", Question(text="tote"), "already")],
)  # fmt: skip
def test_what_cannot_be_kept_is_told(alliance: Alliance, name: str, question: Question, told: str) -> None:
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    keep_search("taken", Question(text="belt"), by=reviewer)
    with pytest.raises(ValidationError, match=told):
        keep_search(name, question, by=reviewer)


def test_observers_look_up_but_keep_nothing(alliance: Alliance) -> None:
    with pytest.raises(PermissionDenied):
        keep_search("totes", Question(text="tote"), by=alliance.actor(alliance.bazaar, "observer"))


def test_whoever_moved_on_meanwhile_is_gone_on_from(alliance: Alliance) -> None:
    bring([row("L1"), row("L2")], run="one", context="c" * 64, by=alliance.actor(alliance.bazaar, "analyst"))
    early = follow.read_on(None)
    bring([row("L3")], run="two", context="c" * 64, by=alliance.actor(alliance.bazaar, "analyst"))
    work_once()
    traces, followed = Trace.objects.count(), Followed.objects.get().event
    bring([row("L4")], run="three", context="c" * 64, by=alliance.actor(alliance.bazaar, "analyst"))
    follow.follow(Deadline.objects.latest("id"), early)  # a worker that read before the other wrote
    work_once()
    assert Followed.objects.get().event > followed
    assert set(Trace.objects.values_list("case__listing_id", flat=True)) == {"L1", "L2", "L3", "L4"}
    assert Trace.objects.count() > traces


def test_what_came_before_a_search_is_not_found_by_it_though_it_is_read_later(alliance: Alliance) -> None:
    bring([row("L1", title="tote")], run="one", context="c" * 64, by=alliance.actor(alliance.bazaar, "analyst"))
    search = keep_search("totes", Question(text="tote"), by=alliance.actor(alliance.bazaar, "reviewer"))
    work_once()
    assert hits(search) == []
    assert Trace.objects.exists()


def test_more_than_is_read_at_once_is_read_on(alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "AT_ONCE", 3)
    brought(alliance, [row(f"L{number}") for number in range(10)])
    assert Trace.objects.values("case").distinct().count() == 10


def test_a_picture_on_which_no_search_stands_is_forgotten(alliance: Alliance) -> None:
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    kept, forgotten = (give_example(drawn(seed), by=reviewer) for seed in (1, 2))
    search = keep_search("picture", Question(), by=reviewer, example=kept)
    due("searches.forget_example")
    assert list(Example.objects.all()) == [kept]
    assert not Example.objects.filter(pk=forgotten.pk).exists()
    end_search(search, by=reviewer)
    due("searches.forget_example")
    assert not Example.objects.exists()
    assert Search.objects.get().ended_at is not None


def test_on_the_pages_a_search_is_kept_looked_at_and_ended(alliance: Alliance, browse: Any) -> None:
    client = browse(alliance.arvo, "analyst")
    answer = client.post(
        "/look-up/searches/", {"name": "Our totes", "q": "tote", "right": "arvo", "by_mail": "on"}, follow=True
    )
    assert "The search is kept" in answer.content.decode()
    brought(alliance, [row("L1", title="Tote from nowhere")])
    search = Search.objects.get()
    assert "Our totes" in client.get("/look-up/searches/").content.decode()
    assert "Tote from nowhere" in client.get(f"/look-up/searches/{search.pk}/").content.decode()
    assert client.post(f"/look-up/searches/{search.pk}/end/", follow=True).status_code == 200
    assert "Ended on" in client.get(f"/look-up/searches/{search.pk}/").content.decode()
    observer = browse(alliance.arvo, "observer")
    assert observer.post(f"/look-up/searches/{search.pk}/end/").status_code == 403

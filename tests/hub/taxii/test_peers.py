"""Between two sites: what is pulled and pushed, under which marking it is shown, and what follows when it ends."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from alliance import Alliance
from django.utils import timezone
from north_site import AUTHOR, FIRST, North, advice, peer_of
from shared_made import circle, tactic_text
from taxii_tools import Tool, advised

from guildmark.hub.events.models import Event
from guildmark.hub.exchange import sharing
from guildmark.hub.exchange.models import Item
from guildmark.hub.members.wall import seen
from guildmark.hub.taxii import pulling
from guildmark.hub.taxii.following import keep_up
from guildmark.hub.taxii.models import Peer
from guildmark.hub.taxii.peers import known_peer
from guildmark.hub.taxii.pulling import pull
from guildmark.hub.taxii.pushing import push
from guildmark.records import InputError
from guildmark.stix import Shared, identity_of, object_of
from guildmark.tactics import parse_tactic

pytestmark = pytest.mark.django_db


def said(items: Iterable[Item]) -> set[str]:
    return {one.current.content.strip() for one in items if one.current is not None}


def counts(pulled: Any) -> tuple[int, int, int, int, int]:
    assert pulled.seen == pulled.shared + pulled.ended + pulled.known + pulled.beside + len(pulled.aside)
    return pulled.shared, pulled.ended, pulled.known, pulled.beside, len(pulled.aside)


def test_what_is_pulled_is_shared_with_all_members_as_the_other_alliances(alliance: Alliance, other: North) -> None:
    text = tactic_text()
    parsed = parse_tactic("x", text)
    tactic = Shared(parsed.id, "tactic", 1, parsed.title, text, "GREEN", AUTHOR, FIRST, FIRST)
    other.add(identity_of(AUTHOR), object_of(tactic), object_of(advice("CLEAR")))
    assert counts(pull(peer_of(other))) == (2, 0, 0, 1, 0)
    items = list(seen(Item, alliance.actor(alliance.souk)))
    assert {(one.owner.name, one.owner.kind, one.tlp) for one in items} == {
        ("Alliance North", "alliance", "GREEN"), ("Alliance North", "alliance", "CLEAR"),
    }  # fmt: skip
    assert Item.objects.get(kind="tactic").pk == tactic.id


def test_pulling_again_takes_what_is_new_alone(alliance: Alliance, other: North) -> None:
    peer = peer_of(other)
    other.add(*(object_of(advice(words=f"Advice {number}")) for number in range(60)))
    assert counts(pull(peer)) == (60, 0, 0, 0, 0)
    assert counts(pull(peer)) == (0, 0, 0, 0, 0)
    other.add(object_of(advice(words="Late")))
    assert counts(pull(peer)) == (1, 0, 0, 0, 0)
    assert Event.objects.filter(kind="item.shared").count() == 61


def test_taking_the_same_twice_changes_nothing(alliance: Alliance, other: North) -> None:
    peer = peer_of(other)
    other.add(object_of(advice()))
    pull(peer)
    Peer.objects.update(pulled={})
    events = Event.objects.count()
    assert counts(pull(peer)) == (0, 0, 1, 0, 0)
    assert Event.objects.count() == events


def test_a_later_version_and_a_recall_are_followed(alliance: Alliance, other: North) -> None:
    peer, one = peer_of(other), advice()
    other.add(object_of(one))
    pull(peer)
    other.add(object_of(replace(advice(key=one.id, words="Two receipts.", day=2), title="More")))
    assert counts(pull(peer))[0] == 1
    item = Item.objects.get()
    assert (item.title, said([item])) == ("More", {"Two receipts."})
    other.add(object_of(replace(advice(key=one.id, day=3), state="recalled")))
    assert counts(pull(peer))[1] == 1
    assert Item.objects.get().state == "recalled"
    assert list(seen(Item, alliance.actor(alliance.souk))) == []


def test_nothing_is_shown_wider_than_its_marking(alliance: Alliance, other: North) -> None:
    circle(alliance, alliance.arvo, alliance.bazaar)
    other.add(*(object_of(advice(tlp, words=tlp)) for tlp in ("RED", "AMBER+STRICT", "AMBER", "GREEN")))
    assert counts(pull(peer_of(other))) == (1, 0, 0, 0, 3)
    assert said(Item.objects.all()) == {"GREEN"}
    # With a circle for it, what was left out is pulled too.
    assert counts(pull(known_peer(other.address, circle="Bags"))) == (1, 0, 1, 0, 2)
    assert said(seen(Item, alliance.actor(alliance.arvo, "reviewer"))) == {"AMBER", "GREEN"}
    assert said(seen(Item, alliance.actor(alliance.souk))) == {"GREEN"}


def test_what_is_narrowed_there_is_read_here_no_longer(alliance: Alliance, other: North) -> None:
    peer, one = peer_of(other), advice()
    other.add(object_of(one))
    pull(peer)
    other.add(object_of(advice("AMBER+STRICT", key=one.id, day=2)))
    assert counts(pull(peer))[1] == 1
    assert list(seen(Item, alliance.actor(alliance.souk))) == []


def test_what_is_withdrawn_there_is_over_here_until_it_is_shared_with_this_site_again(
    alliance: Alliance, other: North
) -> None:
    peer, one = peer_of(other), advice()
    other.add(object_of(one), object_of(replace(advice(key=one.id, day=2), state="withdrawn")))
    pull(peer)
    assert list(seen(Item, alliance.actor(alliance.souk))) == [], "it was never read here"
    Peer.objects.update(pulled={})
    other.rows.clear()
    other.add(object_of(advice(key=one.id, words="Here.", day=3)))
    pull(peer)
    assert said(seen(Item, alliance.actor(alliance.souk))) == {"Here."}
    other.add(object_of(replace(advice(key=one.id, day=4), state="withdrawn")))
    assert counts(pull(peer))[1] == 1
    assert list(seen(Item, alliance.actor(alliance.souk))) == []
    other.add(object_of(advice(key=one.id, words="Here again.", day=5)))
    assert counts(pull(peer))[0] == 1
    assert said(seen(Item, alliance.actor(alliance.souk))) == {"Here again."}


def test_a_site_whose_feed_has_no_end_is_left_after_so_many_pages(
    alliance: Alliance, other: North, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "MOST_PAGES", 2)
    other.add(*(object_of(advice(words=f"Advice {number}")) for number in range(60)))
    assert (counts(pull(peer_of(other)))[0], counts(pull(Peer.objects.get()))[0]) == (50, 10)


def test_an_id_of_a_member_is_never_taken_over(alliance: Alliance, other: North) -> None:
    mine = advised(alliance, alliance.arvo)
    other.add(object_of(advice(key=mine.pk)), object_of(replace(advice(key=mine.pk), state="recalled")))
    assert counts(pull(peer_of(other))) == (0, 0, 0, 0, 2)
    mine.refresh_from_db()
    assert (mine.state, mine.owner) == ("shared", alliance.arvo)


def test_what_cannot_be_taken_is_set_aside_with_its_reason(alliance: Alliance, other: North) -> None:
    wrong = tactic_text().replace("description: price firm", "description: price in chat")
    tactic = Shared(parse_tactic("x", wrong).id, "tactic", 1, "x", wrong, "GREEN", AUTHOR, FIRST, FIRST)
    other.add(7, {"type": "malware"}, object_of(tactic), object_of(advice()))
    pulled = pull(peer_of(other))
    assert counts(pulled) == (1, 0, 0, 0, 3)
    assert any("fires on" in why for _, why in pulled.aside)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((500, b""), "answers 500"),
        ((401, b'{"title": "No key"}'), "answers 401. No key"),
        ((302, b""), "answers 302"),
        ((200, b"<html>"), "no JSON"),
        ((200, b"[" * 100_000), "no JSON"),
        ((200, b'{"objects": 7}'), "no list"),
        ((200, b'{"objects": [{}]}'), "no time"),
    ],
)
def test_a_site_that_answers_otherwise_is_told_and_nothing_is_kept(
    alliance: Alliance, other: North, answer: tuple[int, bytes], told: str
) -> None:
    other.answers = lambda path: answer if "objects" in path else None
    peer = peer_of(other)
    with pytest.raises(InputError, match=told):
        pull(peer)
    peer.refresh_from_db()
    assert peer.pulled == {} and not Item.objects.exists()


def test_a_site_that_gives_the_same_page_for_ever_is_left(alliance: Alliance, other: North) -> None:
    other.add(*(object_of(advice(words=f"Advice {number}")) for number in range(60)))
    other.forgets = True
    with pytest.raises(InputError, match="asked for already"):
        pull(peer_of(other))
    assert Item.objects.count() == 25  # the first page stays


def test_collections_whose_id_is_none_are_not_asked_for(alliance: Alliance, other: North) -> None:
    pull(peer_of(other))
    assert not any("secret" in path for path in other.asked)


def test_what_is_for_all_is_pushed_once_and_what_came_from_there_is_not(alliance: Alliance, other: North) -> None:
    peer = peer_of(other)
    other.add(object_of(advice(words="Theirs")))
    pull(peer)
    mine = advised(alliance, alliance.arvo, words="Mine")
    advised(alliance, alliance.arvo, "AMBER", [circle(alliance, alliance.arvo)], words="Not for them")
    push(peer)
    assert [one["description"].strip() for one in other.brought if one["type"] == "report"] == ["Mine"]
    peer.refresh_from_db()
    assert push(peer).sent == 0
    sharing.recall(mine, "Wrong.", by=alliance.actor(alliance.arvo))
    peer.refresh_from_db()
    push(peer)
    assert other.brought[-1]["revoked"] is True


def test_what_was_not_taken_is_tried_again(alliance: Alliance, other: North) -> None:
    peer, mine = peer_of(other), advised(alliance, alliance.arvo)
    other.refuses = {f"report--{mine.pk}": "Wait."}
    assert push(peer).aside == [(f"report--{mine.pk}", "Wait.")]
    peer.refresh_from_db()
    other.refuses = {}
    assert (push(peer).sent, push(Peer.objects.get()).sent) == (1, 0)
    assert other.brought[-1]["id"] == f"report--{mine.pk}"


def test_a_key_is_kept_sealed_and_needed_once(alliance: Alliance, other: North) -> None:
    with pytest.raises(InputError, match="--name"):
        known_peer(other.address)
    assert "gm_north" not in peer_of(other).key
    assert known_peer(other.address + "/") == Peer.objects.get()
    with pytest.raises(InputError, match="no circle"):
        known_peer(other.address, circle="Nowhere")
    with pytest.raises(InputError, match="is a member already"):
        known_peer("https://other.example", name="Arvo", key="gm_x")
    with pytest.raises(InputError, match="never sent unencrypted"):
        known_peer("http://other.example", name="Other", key="gm_x")


def test_the_worker_keeps_up_within_seconds_and_asks_less_often_while_it_fails(
    alliance: Alliance, other: North
) -> None:
    peer_of(other)
    other.answers = lambda path: (500, b"")
    waits = []
    for _ in range(3):
        assert keep_up() == 1
        peer = Peer.objects.get()
        assert "answers 500" in peer.problem
        waits.append((peer.due_at - timezone.now()).total_seconds())
        Peer.objects.update(due_at=FIRST)
    assert 15 < waits[0] < waits[1] / 1.5 < waits[2] / 3
    other.answers = lambda path: None
    other.add(object_of(advice()))
    assert keep_up() == 1
    peer = Peer.objects.get()
    assert (peer.problem, peer.failures, peer.lease, Item.objects.count()) == ("", 0, None, 1)
    assert peer.due_at - timezone.now() < timedelta(seconds=21)
    assert keep_up() == 0  # until then


def test_a_peer_that_a_worker_is_at_is_left_to_it(alliance: Alliance, other: North) -> None:
    peer_of(other)
    Peer.objects.update(lease=uuid4(), leased_until=timezone.now() + timedelta(minutes=1))
    assert keep_up() == 0
    Peer.objects.update(leased_until=FIRST)  # it was killed
    assert keep_up() == 1


def test_the_same_again_is_no_new_version(alliance: Alliance, other: North) -> None:
    peer, one = peer_of(other), advice()
    other.add(object_of(one))
    pull(peer)
    other.add(object_of(advice(key=one.id, day=2)))
    assert counts(pull(peer)) == (0, 0, 1, 0, 0)
    assert Item.objects.get().versions.count() == 1


def test_two_sites_speak_with_each_other(alliance: Alliance, other: North, tool: Callable[..., Tool]) -> None:
    """What one site's feed gives is what the other takes: the same objects, through the real views."""
    advised(alliance, alliance.arvo, words="One")
    given = tool(alliance.souk).get("collections/all/objects/").json()["objects"]
    Item.objects.filter(owner=alliance.arvo).update(owner=alliance.brill)  # so that it is not known here
    other.add(*(json.loads(json.dumps(given).replace(str(Item.objects.get().pk), str(uuid4())))))
    assert counts(pull(peer_of(other))) == (1, 0, 0, 4, 0)


def test_the_command_tells_what_came_of_each_object(alliance: Alliance, other: North) -> None:
    from typer.testing import CliRunner

    from guildmark.cli import app

    other.add(object_of(advice()), {"type": "malware"})
    run, env = CliRunner().invoke, {"GUILDMARK_KEY": "gm_north"}
    told = run(app, ["alliance", "pull", "--from", other.address, "--name", "Alliance North"], env=env)
    assert told.exit_code == 0, told.output
    assert "seen 2, shared 1, ended 0, known 0, beside 0, set aside 1\n  an object: is not STIX 2.1" in told.output
    again = run(app, ["alliance", "pull", "--from", other.address, "--json"], env={"GUILDMARK_KEY": ""})
    assert json.loads(again.output)["seen"] == 0
    sent = run(app, ["alliance", "push", "--to", other.address], env={"GUILDMARK_KEY": ""})
    assert sent.output == "sent 4, set aside 0\n"  # what objects refer to; what came from there is not sent back
    unknown = run(app, ["alliance", "pull", "--from", "https://nowhere.example"], env={"GUILDMARK_KEY": ""})
    assert unknown.exit_code == 2 and "--name" in unknown.output

"""Killed with -9 at every step of an action, from the decision to what the marketplace answered, and at every step of
closing a store: nothing is lost, nothing is done twice."""

import shutil
from collections import Counter
from collections.abc import Iterator
from copy import copy
from pathlib import Path

import pytest
from own_site import OwnSite
from receiver import Receiver, receiving

pytestmark = pytest.mark.soak  # processes of its own

LISTINGS = 7
MAKE = """
from alliance import organisations
from django.conf import settings
from guildmark.hub.enforcement.connect import connect
from guildmark.hub.stores.batches import tell_listings
made = organisations()
right = made.right(made.arvo)
cases = [made.case(made.bazaar, right, f"L-{{n}}", seller_id="") for n in range({listings})]
_, secret = connect("webhook", "{address}", "", by=made.actor(made.bazaar))
tell_listings("S-9", [f"M-{{n}}" for n in range(95)], by=made.actor(made.bazaar))
"""
TELL = "print(json.dumps(secret))\n"
# Dies at the first call of what stands in {place}: before it, or after it, within its transaction if it has one.
DYING = """
import os
from datetime import timedelta
from alliance import Alliance, PASSWORD
from guildmark.hub.cases import decide
from guildmark.hub.cases.choices import review_policy
from guildmark.hub.cases.models import Case
from guildmark.hub.connectors.webhook import Webhook
from guildmark.hub.enforcement import act, deliver, follow, outbox, statements
from guildmark.hub.enforcement.models import Action, Connection, Delivery
from guildmark.hub.events import lease
from guildmark.hub.events.models import Deadline, Message
from guildmark.hub.members.actor import actor_of_person
from guildmark.hub.members.models import Organisation, Person
from guildmark.hub.stores import batches
from django.utils import timezone
Webhook.most_at_once = 3
batches.AT_ONCE = 20
def die_at(owner, name, after, turn):
    times, real = 0, getattr(owner, name)
    def dying(*given, **named):
        global times
        dying.times += 1
        if dying.times == turn and not after:
            os.kill(os.getpid(), 9)
        done = real(*given, **named)
        if dying.times == turn and after:
            os.kill(os.getpid(), 9)
        return done
    dying.times = 0
    setattr(owner, name, dying)
def as_later():
    now = timezone.now()
    Delivery.objects.filter(status="waiting").update(due_at=now)
    Connection.objects.update(due_at=now, leased_until=now)
    Deadline.objects.filter(done_at=None, lease__isnull=False).update(leased_until=now)
reviewer = actor_of_person(Person.objects.get(email="reviewer-1@bazaar.example"))
def decide_all():
    for case in Case.objects.filter(state="open", seller_id="").order_by("id"):
        decide.decide(case, "infringing", by=reviewer)
"""
PEOPLE = """
from alliance import Alliance
from guildmark.hub.members.models import Organisation, Person
bazaar = Organisation.objects.get(name="Bazaar")
made = Alliance(bazaar, bazaar, bazaar, bazaar, bazaar)
for role in ("reviewer", "senior reviewer", "administrator"):
    made.person(bazaar, role)
"""
DECIDE = "die_at({owner}, '{name}', {after}, {turn})\ndecide_all()\n"
DELIVER = "decide_all()\nas_later()\ndie_at({owner}, '{name}', {after}, {turn})\nlease.work_once()\n"
GO_ON = """
decide_all()
for _ in range(3):
    as_later()
    lease.work_once()
from guildmark.hub.enforcement.models import Statement
from guildmark.hub.events.models import Event
print(json.dumps([
    Case.objects.filter(state="decided").count(), Action.objects.count(), Statement.objects.count(),
    Event.objects.filter(kind="action.taken").count(), Delivery.objects.filter(status="acknowledged").count(),
    Event.objects.filter(kind="delivery.acknowledged").count(), Delivery.objects.count(),
]))
"""
WHILE_DECIDING = [
    ("statements.Statement.objects", "bulk_create", False), ("act", "state_reasons", True), ("act", "tell", False),
    ("outbox", "insert_rows", True), ("decide", "record_all", True), ("follow", "propose_all", True),
]  # fmt: skip
WHILE_DELIVERING = [
    ("deliver", "_send", False), ("Webhook", "_post", False), ("Webhook", "_post", True), ("deliver", "keep", False),
    ("deliver", "_acknowledge", True), ("deliver", "record_all", True), ("deliver", "keep", True),
    ("deliver", "_send", True),
]  # fmt: skip


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OwnSite, Receiver]]:
    """A site with a marketplace that sends to the receiver, as each test begins with it."""
    with receiving() as listening:
        port = listening.address.split(":")[2].split("/")[0]
        template = OwnSite(tmp_path_factory.mktemp("template"))
        template.env |= {"GUILDMARK_LOOPBACK_PORTS": port}
        listening.secret = template.run(MAKE.format(address=listening.address, listings=LISTINGS) + PEOPLE + TELL)
        yield template, listening


@pytest.fixture
def site(made_once: tuple[OwnSite, Receiver], tmp_path: Path) -> OwnSite:
    """A copy of it."""
    template, _ = made_once
    own = copy(template)
    own.folder = Path(shutil.copytree(template.folder, tmp_path / "hub"))
    own.env = template.env | {"GUILDMARK_HUB": str(own.folder)}
    return own


@pytest.fixture
def receiver(made_once: tuple[OwnSite, Receiver]) -> Receiver:
    """The receiver, which has heard nothing yet."""
    _, listening = made_once
    for kept in (listening.states, listening.heard, listening.made, listening.asks):
        kept.clear()
    return listening


def dies(site: OwnSite, code: str) -> None:
    """Run it to its death, which must come where it was to come."""
    process = site.start(DYING + code)
    _, errors = process.communicate(timeout=90)
    assert process.returncode == -9, errors


@pytest.mark.parametrize(("owner", "name", "after"), WHILE_DECIDING)
def test_killed_while_it_decides_leaves_all_of_an_action_or_nothing(
    site: OwnSite, receiver: Receiver, owner: str, name: str, after: bool
) -> None:
    dies(site, DECIDE.format(owner=owner, name=name, after=after, turn=3))
    assert site.run(DYING + GO_ON) == [LISTINGS] * 7
    assert receiver.made == Counter(state["key"] for state in receiver.states.values())
    assert len(receiver.states) == LISTINGS


@pytest.mark.parametrize(("owner", "name", "after"), WHILE_DELIVERING)
def test_killed_while_it_delivers_loses_nothing_and_the_marketplace_does_nothing_twice(
    site: OwnSite, receiver: Receiver, owner: str, name: str, after: bool
) -> None:
    dies(site, DELIVER.format(owner=owner, name=name, after=after, turn=2))
    assert site.run(DYING + GO_ON) == [LISTINGS] * 7
    assert set(receiver.made.values()) == {1}
    assert len(receiver.states) == LISTINGS
    # Sent again is only what was on its way when it died.
    assert len(receiver.heard) <= LISTINGS + 3


CLOSE = """
from guildmark.hub.enforcement.act import Wanted, approve, lift, propose_all
from guildmark.hub.events.record import SITE
from guildmark.hub.stores.models import Store
from django.db import transaction
from guildmark.hub.enforcement.models import Target
lead = actor_of_person(Person.objects.get(email="senior-reviewer-1@bazaar.example"))
boss = actor_of_person(Person.objects.get(email="administrator-1@bazaar.example"))
store = Store.objects.get()
if not Action.objects.exists():
    with transaction.atomic():
        [closing] = propose_all(store.organisation_id, [Wanted(
            subject=store.pk, target="store", name="S-9", seller_id="S-9", measure="close-store",
            rule="ladder: closing", policy="p", eyes=2, facts={"step": "closing", "points": 12, "at": 12},
        )], by=SITE)
    approve(closing, by=lead)
    approve(closing, by=boss)
[closing] = Action.objects.all()
"""
LIFT = "lease.work_once()\nlift(closing, by=lead, note='wrong')\n"
BATCH = "die_at({owner}, '{name}', {after}, {turn})\nlease.work_once()\n"
COUNT = """
for _ in range(20):
    as_later()
    lease.work_once()
from guildmark.hub.events.models import Event
def told(kind):
    return sum(event.data["listings"] for event in Event.objects.filter(kind=kind))
print(json.dumps([
    Target.objects.filter(down_with__isnull=False).count(), told("store.taken_down"), told("store.put_back"),
    Delivery.objects.filter(status="waiting").count(),
]))
"""
BATCHED = [
    ("batches", "held", True), ("batches", "write", True), ("batches", "record", True), ("batches", "ask", True),
    ("lease", "carry_out", True),
]  # fmt: skip


@pytest.mark.parametrize(("owner", "name", "after"), BATCHED)
def test_a_closing_killed_between_and_within_batches_takes_down_everything_once(
    site: OwnSite, receiver: Receiver, owner: str, name: str, after: bool
) -> None:
    dies(site, CLOSE + BATCH.format(owner=owner, name=name, after=after, turn=3))
    assert site.run(DYING + CLOSE + COUNT) == [95, 95, 0, 0]
    listed = {name: one for (kind, name), one in receiver.states.items() if kind == "listing"}
    assert {one["state"]["availability"] for one in listed.values()} == {"removed"}
    assert len(listed) == 95
    assert set(receiver.made.values()) == {1}


@pytest.mark.parametrize(("owner", "name", "after"), [("batches", "write", True), ("lease", "carry_out", True)])
def test_undoing_a_closing_survives_being_killed(
    site: OwnSite, receiver: Receiver, owner: str, name: str, after: bool
) -> None:
    dies(site, CLOSE + LIFT + BATCH.format(owner=owner, name=name, after=after, turn=3))
    assert site.run(DYING + CLOSE + COUNT) == [0, 95, 95, 0]
    states = {one["state"].get("availability", "listed") for one in receiver.states.values()}
    assert states == {"listed"}
    assert receiver.states["store", "S-9"]["state"] == {"standing": "active", "payout": "free"}

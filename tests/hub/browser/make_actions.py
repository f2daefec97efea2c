"""Makes actions, statements, answers and a store that is to be closed, for the pages of them. See make_site.py."""

import io
from datetime import timedelta
from typing import Any

from alliance import Alliance
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from make_pictures import drawing
from papers_made import paged

from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.models import Case, Second
from guildmark.hub.enforcement import act
from guildmark.hub.enforcement.answers import give_answer, settle
from guildmark.hub.enforcement.models import Action, Brake, Connection, Delivery, Statement
from guildmark.hub.enforcement.policies import propose_policy
from guildmark.hub.enforcement.policy import read_policy, shipped_text
from guildmark.hub.enforcement.preview import preview_of
from guildmark.hub.enforcement.tokens import statement_link
from guildmark.hub.events.record import SITE
from guildmark.hub.registry.models import Right
from guildmark.hub.stores.batches import tell_listings
from guildmark.hub.stores.models import Strike

LICENSED = "rules:\n  - name: by licence\n    when: {band: act}\n    measures: [pause]\n"
NEVER = timezone.now() + timedelta(days=3650)  # so that no worker of these tests sends anything


def make_actions(made: Alliance, right: Right) -> dict[str, Any]:
    """Fill the area of actions; gives what stands in the addresses of its pages."""
    lead, reviewer = made.actor(made.bazaar, "senior reviewer"), made.actor(made.bazaar, "reviewer", 1)
    Connection.objects.create(
        organisation=made.bazaar, kind="webhook", address="https://bazaar.example/states", due_at=NEVER, failures=3,
        last_error="https://bazaar.example/states answered 503: maintenance",
    )  # fmt: skip
    plain, answered, restored = (_decided(made, right, number) for number in range(3))
    answer = give_answer(answered, "I have sold bags for ten years.\nThe invoice is attached.", _papers())
    settled = give_answer(restored, "It is a genuine bag of mine.")
    settle(settled, "reversed", by=reviewer, told="The serial number is right. We are sorry.", reason="genuine")
    policy = read_policy("night.yaml", text := shipped_text().replace("rules:\n", LICENSED, 1))
    file = propose_policy("night.yaml", text, preview_of(policy, by=lead), by=lead)
    figures = {"actions": 812, "most": 400}
    Brake.objects.create(organisation=made.bazaar, rule="by licence", why="volume", figures=figures)
    tell_listings("S-9", [f"M-{number}" for number in range(30)], by=lead, name="Bags and more")
    closing = _climbed(made, right)
    held = Action.objects.filter(measure="suspend-store").first()
    Delivery.objects.filter(subject=plain.action.subject).update(
        status="dead", ended_at=timezone.now(), attempts=12, last_error="no such listing"
    )
    Second.objects.all().delete()  # no chance: the journeys know which case comes next
    return {
        "statement": _token(plain),
        "answered": _token(answered),
        "restored": _token(restored),
        "action": str(plain.action_id),
        "held": str(closing.pk),
        "answer": str(answer.pk),
        "settled": str(settled.pk),
        "policy": str(file.pk),
        "store": str(closing.subject),
        "served": str(held.pk if held else ""),
    }


def _decided(made: Alliance, right: Right, number: int, seller: str = "", **columns: Any) -> Statement:
    title = f"Zelvano clutch, AAA grade, number {number}"
    case = made.case(
        made.bazaar, right, f"A-{seller}{number}", title=title, seller_id=seller or f"S-{number}", would_band="act",
        seller_name="Bags and more", **columns,
    )  # fmt: skip
    decide(case, "infringing", by=made.actor(made.bazaar, "reviewer", 2), reason="said-to-be-copy")
    return Statement.objects.get(action__case=case)


def _climbed(made: Alliance, right: Right) -> Action:
    """A store up to a closing that waits for its second pair of eyes."""
    lead = made.actor(made.bazaar, "senior reviewer")
    for number in range(4):
        week = timedelta(days=7)
        Strike.objects.update(at=F("at") - week)
        Action.objects.filter(taken_at__isnull=False).update(taken_at=F("taken_at") - week)
        _decided(made, right, number, "S-9", touches_health=True)
        for suspended in Action.objects.filter(measure="suspend-store", state="proposed"):
            act.approve(suspended, by=lead)
            with transaction.atomic():
                act.lift_all([suspended], "served", by=SITE)
    closing = Action.objects.get(measure="close-store")
    act.approve(closing, by=lead)
    assert Case.objects.filter(seller_id="S-9", outcome="infringing").count() == 4
    return closing


def _papers() -> list[tuple[str, io.BytesIO]]:
    return [("invoice.pdf", io.BytesIO(paged(2))), ("bag.jpg", io.BytesIO(drawing("white")))]


def _token(statement: Statement) -> str:
    return statement_link(statement.pk).rstrip("/").rpartition("/")[2]

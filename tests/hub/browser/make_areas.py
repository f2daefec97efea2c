"""Makes something in every area of the site, so that each of its pages has something to show. See make_site.py."""

from datetime import date
from typing import Any

from alliance import Alliance
from django.db import transaction
from rights_made import PDF, entry

from guildmark.hub.cases import audits, referrals
from guildmark.hub.cases.intake import bring
from guildmark.hub.cases.kinds import OPENED
from guildmark.hub.cases.models import Case, Intake
from guildmark.hub.events.lease import work_once
from guildmark.hub.events.record import SITE, Happening, record_all
from guildmark.hub.members.keys import make_key
from guildmark.hub.members.people import invite
from guildmark.hub.registry.approval import submit
from guildmark.hub.registry.brought import Brought
from guildmark.hub.registry.drafts import begin_draft, change_draft, register_right
from guildmark.hub.registry.models import Right
from guildmark.hub.registry.powers import grant_power
from guildmark.hub.registry.weights import propose_weights
from guildmark.hub.searches.examples import give_example
from guildmark.hub.searches.question import Question
from guildmark.hub.searches.standing import keep_search

WEIGHTS = "weights:\n  replica_words: {db: 12.0}\n"
MOVED = {"before": "review", "after": "clear", "findings": 1, "listings": 1, "sellers": 1, "new_sellers": 1}
WHATIF = {
    "before": {"clear": 3, "review": 2, "act": 0},
    "after": {"clear": 4, "review": 1, "act": 0},
    "moves": [
        {"kind": "trademark", "category": "Bags", "reversals": 0, **MOVED},
        {"kind": "all", "category": "all", "reversals": 0, **MOVED},
    ],
}


def make_areas(made: Alliance, right: Right, picture: bytes) -> dict[str, Any]:
    """Fill what the cases leave empty; gives what stands in the addresses of the pages."""
    holder, lead = made.actor(made.arvo), made.actor(made.bazaar, "senior reviewer")
    floor = {"goods": "bags", "price": "420", "currency": "EUR", "source": "price list", "dated": "2026-03-01"}
    waits = register_right(entry("Vellmark", price_floors=[floor], ships_from=["FR"]), by=holder)
    submit(waits.versions.get(), by=holder)
    draft = register_right(entry("Sablemont", innocent_words=["sable"], private=["prices"]), by=holder)
    later = begin_draft(right, by=holder)
    change_draft(later, {"kind": "trademark", "mark": right.mark, "goods": ["bags", "wallets"]}, by=holder)
    power = grant_power(
        made.arvo, Brought("power.pdf", PDF), date(2020, 1, 1), date(2040, 1, 1), by=made.actor(made.brill)
    )
    weights = propose_weights("autumn.yaml", WEIGHTS, by=lead, whatif=WHATIF)
    bring([{"finding": "none"}], run="run-of-the-night", context="", by=lead)
    make_key("publishing checks", ["check"], by=made.actor(made.bazaar))
    invite(made.bazaar, "invited@bazaar.example", "analyst", by=made.actor(made.bazaar))
    asked = Case.objects.filter(organisation=made.bazaar, state="open").order_by("harm").first()
    assert asked is not None
    question = referrals.refer(asked, by=made.actor(made.bazaar, "reviewer"), question="Is this clasp one of yours?")
    reviewer = made.actor(made.bazaar, "reviewer")
    example = give_example(picture, by=reviewer)
    search = keep_search("Grade words", Question(text="AAA grade"), by=reviewer, example=None)
    with transaction.atomic():  # as if an intake had told of them
        record_all((Happening(OPENED, key) for key in Case.objects.values_list("key", flat=True)), by=SITE)
    draw = audits.ask_for_draw(1, 366, 20, by=lead)
    work_once()
    return {
        "right": right.code,
        "waits": waits.code,
        "draft": draft.code,
        "power": str(power.pk),
        "weights": str(weights.pk),
        "delivery": str(Intake.objects.get(run="run-of-the-night").pk),
        "example": str(example.pk),
        "search": str(search.pk),
        "question": str(question.pk),
        "draw": str(draw.pk),
    }

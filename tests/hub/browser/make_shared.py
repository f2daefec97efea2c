"""Makes what members share: tactics at every step, advice, values, and what flows back. See make_site.py."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from alliance import Alliance
from django.utils import timezone
from shared_made import circle, hit_case, shared, tactic_text

from guildmark.hub.exchange import backtest, circles, drafts, sharing, uses
from guildmark.hub.exchange.confidence import choose
from guildmark.hub.exchange.indicators import draft_indicator
from guildmark.hub.exchange.models import Backtest, Item, UseChange
from guildmark.hub.exchange.sightings import sight
from guildmark.hub.exchange.try_out import Counts
from guildmark.hub.exchange.vouched import vouch
from guildmark.hub.exchange.weekly import weeks_over
from guildmark.hub.registry.models import Right

LONG = "address", "builder.example.com/" + "a-very-long-name-of-a-page-" * 8
COUNTED = Counts(
    listings=5_212, hits=41, sellers=17, new_sellers=12, infringing=18, cleared=2, overturned=1, to_review=9
).as_json()


def make_shared(made: Alliance, right: Right) -> dict[str, Any]:
    """Fill the area of tactics; gives what stands in the addresses of its pages."""
    bags = circle(made, made.arvo, made.bazaar, made.souk, name="Bags and what is carried in them")
    circles.form_circle("Watches", "Fakes of watches", by=made.actor(made.secretariat))
    tactic = shared(made, made.arvo, "AMBER", [bags], text=tactic_text("Real price told in the chat"))
    unnamed = shared(made, made.brill, text=tactic_text("Covered logo", "logo is covered"), anonymous=True)
    sharing.relay(unnamed, by=made.actor(made.secretariat))
    draft = drafts.draft_tactic(tactic_text("Without a box", "comes without a box"), by=made.actor(made.arvo)).item
    return {
        "circle": str(bags.pk),
        "tactic": str(tactic.pk),
        "unshared": str(draft.pk),
        "advice": str(_advice(made).pk),
        **_used(made, right, tactic, unnamed),
        **_values(made),
    }


def _advice(made: Alliance) -> Item:
    by = made.actor(made.arvo)
    prose = "Since summer our bags are offered without their name.\n\nAsk for the clasp."
    item = drafts.draft_advice("Bags without their name", prose, by=by, files=[("clasp.txt", b"two screws")]).item
    sharing.share(item, "GREEN", [], by=by, meant=True)
    handed = drafts.draft_advice("A seller moves to another shop", "Its shops write alike.", by=by).item
    sharing.share(handed, "GREEN", [], by=by, anonymous=True, meant=True)
    return item


def _used(made: Alliance, right: Right, tactic: Item, unnamed: Item) -> dict[str, str]:
    """At the marketplace: weeks of hits, a backtest that is done, one that waits, and a step that waits for two."""
    lead, author = made.actor(made.bazaar, "senior reviewer"), made.actor(made.arvo)
    use = uses.take_up(tactic, by=lead)
    uses.take_up(unnamed, by=lead)
    for place, week in enumerate(weeks_over(timezone.now())):
        when = datetime.combine(week + timedelta(days=2), time(), UTC)
        for where, many in ((made.bazaar, place * 2), (made.souk, place % 4)):
            for number in range(many):
                outcome = "not" if (number, place) == (1, 9) else "infringing"
                decided = {"state": "decided", "outcome": outcome, "decided_at": when, "decided_by": author.id}
                case = made.case(where, right, f"T-{place}-{number}", title="Zelvano tote, price in chat", **decided)
                hit_case(case, tactic, *([unnamed] if place == 3 else []), at=when)
    done = backtest.ask_for_backtest(tactic, made.bazaar, by=author)
    now = timezone.now()
    Backtest.objects.filter(pk=done.pk).update(approved_by=lead.id, approved_at=now, done_at=now, counts=COUNTED)
    backtest.ask_for_backtest(tactic, made.bazaar, by=author)
    UseChange.objects.create(use=use, version=use.version, mode="review", db=6.0, preview=COUNTED, proposed_by=lead.id)
    sight(tactic, "seen", by=made.actor(made.souk))
    choose(tactic, 0.9, "We bought three of them, and all were fakes.", by=author)
    use.remembered = [str(case.key)]
    use.save()
    return {"hit": str(case.key)}


def _values(made: Alliance) -> dict[str, str]:
    for owner in (made.arvo, made.brill):
        by = made.actor(owner)
        for kind, value in (LONG, ("text", "Mirror grade goods from our own workshop"), ("phone", "+44 7700 900123")):
            item = draft_indicator(kind, value, "", "We bought three of them in May.", by=by).item
            sharing.share(item, "GREEN", [], by=by, meant=True)
        draft_indicator("email", "karen@fakes-karen.com", "", "A test purchase.", by=by)
    vouch("phone", "+44 7700 900100", "hot line of a holder", by=made.actor(made.secretariat))
    return {"value": str(item.pk)}

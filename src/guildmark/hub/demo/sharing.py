"""What the demo's members share: a circle, some of the library, one of their own; and how marketplaces try it."""

from importlib.resources import files
from pathlib import Path

from django.core.exceptions import ValidationError

from guildmark.hub.cases.models import Case
from guildmark.hub.demo.members import LARGE, SMALL, Members, actors
from guildmark.hub.exchange import backtest, circles, drafts, evidence, sharing, uses
from guildmark.hub.exchange.from_cases import tactic_from
from guildmark.hub.exchange.models import Circle, Item, Use
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.wall import seen

# Of the library those that fire in a market like the sample.
OF_LIBRARY = (
    "buyers-say-fake-and-cheap", "claims-authentic-buyers-say-fake", "mirror-quality-translated",
    "no-brand-field-and-cheap", "same-contact-at-several-sellers",
)  # fmt: skip
IN_CIRCLE = 6  # holders
ADVICE = """\
Since the summer our watches are offered without their name: the title says "the crown model" or names the year alone,
and the pictures show the dial with the name blurred. Prices begin at a fifth of ours.

Buyers are asked to write before they order. We saw the same three texts at sellers who have nothing else in common.
"""


def library_files() -> list[Path]:
    """The tactics of the library that the marketplaces try."""
    folder = Path(str(files("guildmark.tactics") / "library"))
    return [folder / f"{name}.yaml" for name in OF_LIBRARY]


def share_first(members: Members) -> Circle:
    """Before the first scan: the secretariat forms a circle and shares some of the library; marketplaces try it."""
    office = actors(members.secretariat, "administrator")[0]
    circle = circles.form_circle(
        "First movers", "What fakes of our goods look like this season, before it is known to all",
        "Nothing leaves the circle under our names. Whoever tries a tactic says what came of it.", by=office,
    )  # fmt: skip
    for member in (*members.marketplaces.values(), *list(members.holders.values())[:IN_CIRCLE]):
        circles.add_member(circle, member, by=office)
    for path in library_files():
        version = drafts.draft_tactic(path.read_text("utf-8"), by=office)
        item = sharing.share(version.item, "CLEAR", [], by=office, meant=True)
        for market in members.marketplaces.values():
            uses.take_up(item, by=_lead(market))
    return circle


def share_more(members: Members, circle: Circle) -> None:
    """Once cases are decided: holders share what they learned, marketplaces are asked to try it."""
    holders = list(members.holders.values())[:IN_CIRCLE]
    for holder in holders:
        by = actors(holder, "administrator")[0]
        guilty = list(seen(Case, by).filter(state="decided", outcome="infringing").order_by("-id")[:20])
        try:
            item = drafts.draft_tactic(tactic_from(guilty, by=by), by=by).item
            sharing.share(item, "AMBER", [circle], by=by, meant=True)
        except ValidationError:
            continue  # whose listings say nothing alike
        _try(item, members, by)
        break
    advisor = actors(holders[1], "administrator")[0]
    advice = drafts.draft_advice("Watches without their name", ADVICE, by=advisor).item
    sharing.share(advice, "AMBER+STRICT", [circle], by=advisor, meant=True)
    unnamed = drafts.draft_advice(
        "A seller moves to another shop", "Its three shops share one way of writing.", by=advisor
    )
    sharing.share(unnamed.item, "GREEN", [], by=advisor, anonymous=True, meant=True)
    for market in members.marketplaces.values():
        _sample(market)


def _try(item: Item, members: Members, by: Actor) -> None:
    large, small = members.marketplaces[LARGE], members.marketplaces[SMALL]
    uses.take_up(item, by=_lead(large))
    test = backtest.ask_for_backtest(item, large, by=by)
    backtest.approve(test, by=_lead(large))
    backtest.ask_for_backtest(item, small, by=by)  # which waits


def _sample(market: Organisation) -> None:
    """Draw from what was hit most, for reviewers to judge."""
    for seed, use in enumerate(Use.objects.filter(organisation=market).order_by("item")[:3]):
        try:
            evidence.draw_sample(use, seed, by=_lead(market))
        except ValidationError:
            continue  # it hit nobody


def _lead(market: Organisation) -> Actor:
    return actors(market, "senior reviewer")[0]

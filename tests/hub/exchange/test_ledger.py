"""The ledger of giving and using, and standings: exact of one's own listings, hidden and rounded of all else."""

from datetime import UTC, datetime

import pytest
from alliance import Alliance
from shared_made import as_if_shared, circle, hit_case

from guildmark.hub.cases.models import Case
from guildmark.hub.exchange.ledger import Line, ledger
from guildmark.hub.exchange.models import Audience, CountedWeek, Item, Use
from guildmark.hub.exchange.standing import Standing
from guildmark.hub.exchange.weekly import FIGURES, weeks_over
from guildmark.hub.hiding import SMALL, Cell
from guildmark.hub.members.models import Organisation

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LAST_WEEK = datetime(2026, 11, 18, tzinfo=UTC)


def cell(count: int) -> Cell:
    return Cell(count, "rounded")


def hits(alliance: Alliance, item: Item, where: Organisation, many: int, *, wrong: int = 0, start: str = "") -> None:
    """Cases of last week, all decided then."""
    right = alliance.right(alliance.arvo)
    for n in range(many):
        case = alliance.case(
            where, right, f"{start}{item.pk}-{n}", state="decided", outcome="not" if n < wrong else "infringing",
            decided_at=LAST_WEEK, decided_by=item.pk,
        )  # fmt: skip
        hit_case(case, item, at=LAST_WEEK)


def use(item: Item, where: Organisation, mode: str) -> None:
    Use.objects.create(item=item, organisation=where, version=item.current, mode=mode, db=3.0)


def lines(alliance: Alliance, viewer: Organisation, role: str = "observer") -> dict[str, Line]:
    return {str(line.organisation or ""): line for line in ledger(alliance.actor(viewer, role), NOW)}


def test_ones_own_listings_are_counted_exactly_and_all_else_is_hidden_or_rounded(alliance: Alliance) -> None:
    chat, logo = as_if_shared(alliance.arvo, "Chat"), as_if_shared(alliance.arvo, "Logo")
    home = as_if_shared(alliance.bazaar, "Home")
    hits(alliance, chat, alliance.bazaar, 12, wrong=3)
    hits(alliance, chat, alliance.souk, 6)
    hits(alliance, logo, alliance.bazaar, 2)
    hits(alliance, home, alliance.bazaar, 9)
    for item, where, mode in (
        (chat, alliance.bazaar, "act"), (logo, alliance.bazaar, "shadow"), (chat, alliance.souk, "review"),
        (home, alliance.bazaar, "act"), (home, alliance.souk, "off"),
    ):  # fmt: skip
        use(item, where, mode)
    seen = lines(alliance, alliance.bazaar)
    assert list(seen) == ["Bazaar", "Arvo", "Souk"]
    own = seen["Bazaar"]
    assert own.own and (own.shared, own.using) == (cell(1), cell(2))
    assert own.here is not None
    assert [own.here[name] for name in ("hits", "upheld", "wrong")] == [cell(14), cell(11), cell(3)]
    assert own.caught["hits"] == cell(0), "what it caught at home is no gift"
    arvo = seen["Arvo"]
    assert (arvo.shared, arvo.using, arvo.here) == (SMALL, None, None)
    assert arvo.at == {"act": SMALL, "review": SMALL, "shadow": cell(0)}, "a marketplace counts once, as its furthest"
    assert arvo.caught["hits"] == Cell(10, "at least"), "Bazaar cannot take its 14 off and be left with Souk's 6"
    souk = seen["Souk"]
    assert souk.here is not None and souk.here["hits"] == SMALL
    assert (souk.using, souk.shared) == (SMALL, cell(0))
    mine = lines(alliance, alliance.arvo)["Arvo"]
    assert mine.own and mine.shared == cell(2), "one's own are counted as they are"
    assert mine.caught == arvo.caught, "others' listings are not"


def test_what_another_alliance_told_of_its_weeks_stands_with_what_was_caught(alliance: Alliance) -> None:
    north = Organisation.objects.create(name="North", kind="alliance")
    item, other = as_if_shared(alliance.arvo), as_if_shared(alliance.arvo)
    figures = dict.fromkeys(FIGURES, (None, "small")) | {"hits": (40, "at least")}
    for one in (item, other):
        CountedWeek.objects.create(item=one, organisation=north, week=weeks_over(NOW)[-1], figures=figures)
    as_if_shared(north)
    seen = lines(alliance, alliance.bazaar)
    assert list(seen) == ["Bazaar", "Arvo", "North"]
    arvo, told = seen["Arvo"], seen["North"]
    assert (arvo.beyond, arvo.caught["hits"], arvo.standing) == (SMALL, Cell(80, "at least"), None)
    assert told.here is not None
    assert (told.shared, told.using, told.here["hits"]) == (SMALL, SMALL, Cell(80, "at least"))
    assert seen["Bazaar"].beyond == cell(0)
    CountedWeek.objects.all().delete()
    assert lines(alliance, alliance.bazaar)["North"].here is None, "nobody knows what it uses"


def test_what_has_no_name_is_its_owners_in_its_own_ledger_alone(alliance: Alliance) -> None:
    item = as_if_shared(alliance.arvo, anonymous=True)
    hits(alliance, item, alliance.bazaar, 40)
    as_if_shared(alliance.brill, anonymous=True)
    seen = lines(alliance, alliance.souk)
    assert list(seen) == ["Souk", "Bazaar", ""]
    assert seen[""].caught["hits"] == cell(40) and seen[""].shared == SMALL
    mine = lines(alliance, alliance.arvo)
    assert list(mine) == ["Arvo", "Bazaar", ""]
    assert (mine["Arvo"].shared, mine["Arvo"].caught["hits"], mine[""].caught["hits"]) == (cell(1), cell(40), cell(0))
    assert [line.standing for line in (*seen.values(), *mine.values())] == [None] * 6, "it would tell whose it is"


def test_nothing_shows_of_circles_that_one_does_not_belong_to(alliance: Alliance) -> None:
    item = as_if_shared(alliance.arvo, tlp="AMBER")
    Audience.objects.create(item=item, circle=circle(alliance, alliance.arvo, alliance.bazaar))
    hits(alliance, item, alliance.bazaar, 40)
    use(item, alliance.bazaar, "act")
    assert list(lines(alliance, alliance.bazaar)) == ["Bazaar", "Arvo"]
    assert list(lines(alliance, alliance.brill)) == ["Brill"]
    Item.objects.update(tlp="RED")
    assert list(lines(alliance, alliance.bazaar)) == ["Bazaar"], "an observer is not told of what is for single people"
    assert list(lines(alliance, alliance.bazaar, "senior reviewer")) == ["Bazaar", "Arvo"]


def test_a_standing_is_the_lower_bound_of_what_was_upheld_elsewhere(alliance: Alliance) -> None:
    item = as_if_shared(alliance.arvo)
    hits(alliance, item, alliance.bazaar, 28)
    assert lines(alliance, alliance.brill)["Arvo"].standing == Standing(90, 30), "28 are told as 30"
    Case.objects.filter(listing_id=f"{item.pk}-0").update(outcome="not")
    # One that is wrong counts as seven, so that nobody learns that it is one: 25 of 32.
    assert lines(alliance, alliance.brill)["Arvo"].standing == Standing(62, 32)
    hits(alliance, item, alliance.souk, 7)  # too few to be told: they do not count
    assert lines(alliance, alliance.brill)["Arvo"].standing == Standing(62, 32)
    # What was recalled since counts on: nobody mends a standing by taking back what was wrong.
    Item.objects.update(state="recalled", ended_at=NOW)
    assert lines(alliance, alliance.brill)["Arvo"].standing == Standing(62, 32)


def test_little_makes_no_standing_nor_does_what_one_finds_at_home(alliance: Alliance) -> None:
    hits(alliance, as_if_shared(alliance.arvo), alliance.bazaar, 27)
    hits(alliance, as_if_shared(alliance.souk), alliance.souk, 60)
    seen = lines(alliance, alliance.brill)
    assert (seen["Arvo"].standing, seen["Souk"].standing) == (None, None)

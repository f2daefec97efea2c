"""What the pages of what flows back show: tactics by week and member, and the rows of the ledger, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guildmark.hub.exchange.ledger import FURTHEST, Line
from guildmark.hub.exchange.models import Item
from guildmark.hub.exchange.sharing import UNNAMED
from guildmark.hub.exchange.standing import Standing
from guildmark.hub.exchange.weekly import FIGURES, Part, Weekly, elsewhere, shown
from guildmark.hub.hiding import Cell
from guildmark.hub.pages.bars import Bar, bars
from guildmark.hub.pages.figures_shown import words_of

IN_LEDGER = ("hits", "upheld", "wrong")
Dated = tuple[date, Part]  # of a tactic at a marketplace: a week, and what came of it


@dataclass(frozen=True, slots=True)
class Drawn:
    """Hits by week as bars, with the words for those who do not see them."""

    id: str
    name: str
    bars: list[Bar]
    says: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Card:
    """A tactic that caught something elsewhere: the sum of the weeks in words, by figure, and the same by member."""

    item: Item
    parts: list[Dated]
    told: dict[str, str]
    members: list[tuple[str, dict[str, str]]]
    drawn: Drawn
    most: int


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A member's line in words: `count` are tactics that it shared, or uses; `at` by how far these go, last beyond."""

    name: str
    own: bool
    count: str
    at: list[str]
    told: dict[str, str]
    standing: Standing | None


def caught_by_tactic(
    items: Iterable[Item], found: Weekly, weeks: Sequence[date], names: Mapping[UUID, str]
) -> tuple[list[Card], list[Item]]:
    """The tactics that caught something elsewhere, those with most hits first, and those that did not."""
    cards, quiet = [], []
    for item in items:
        at = elsewhere(found, item.pk, item.owner_id)
        parts = [part for of_week in at.values() for part in of_week.items()]
        if not parts:
            quiet.append(item)
            continue
        cells = shown(one for _week, one in parts)
        members = sorted((names.get(key) or UNNAMED, _words(shown(of_week.values()))) for key, of_week in at.items())
        picture = drawn(item.pk.hex[:8], item.title, parts, weeks)
        cards.append(Card(item, parts, _words(cells), members, picture, cells["hits"].value or 0))
    return sorted(cards, key=lambda card: (-card.most, card.item.title)), quiet


def drawn(name: str, title: str, parts: Sequence[Dated], weeks: Sequence[date]) -> Drawn:
    """Hits by week as bars."""
    cells = [shown(one for day, one in parts if day == week)["hits"] for week in weeks]
    said = [f"{_week(week)}: {words_of(cell, 'count')}" for week, cell in zip(weeks, cells, strict=True)]
    first, last = _week(weeks[0]), _week(weeks[-1])
    says = _("Hits by week, from that of %(first)s to that of %(last)s.") % {"first": first, "last": last}
    return Drawn(name, title, bars(list(zip(cells, said, strict=True))), says, first, last)


def week_rows(parts: Sequence[Dated], weeks: Sequence[date]) -> list[tuple[date, dict[str, str]]]:
    """Each week in words, the newest first."""
    return [(week, _words(shown(one for day, one in parts if day == week))) for week in reversed(weeks)]


def ledger_rows(lines: Iterable[Line], side: str) -> list[LedgerRow]:
    """One side of the ledger: `caught`, what was given, or `here`, what was used."""
    made = []
    for line in lines:
        cells: dict[str, Cell] = getattr(line, side)
        count = line.shared if side == "caught" else line.using
        assert count is not None
        name = _("Without a name") if line.organisation is None else line.organisation.name
        at = [words_of(cell, "count") for cell in (*(line.at[mode] for mode in FURTHEST), line.beyond)]
        told = {name: words_of(cells[name], "count") for name in IN_LEDGER}
        made.append(LedgerRow(name, line.own, words_of(count, "count"), at, told, line.standing))
    return made


def _words(cells: Mapping[str, Cell]) -> dict[str, str]:
    return {name: words_of(cells[name], "count") for name in FIGURES}


def _week(monday: date) -> str:
    return date_format(monday, "SHORT_DATE_FORMAT")

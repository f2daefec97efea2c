"""What the page of figures shows, on the site and as files: months, groups of figures with their bars, the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from guildmark.hub.disclosure.figures import Figure, figures, groups
from guildmark.hub.disclosure.periods import Period, due
from guildmark.hub.disclosure.told import Month, changes, over
from guildmark.hub.hiding import Cell, rule
from guildmark.hub.pages.bars import MONTHS, Bar, bars

NO_BREAK = "\N{NO-BREAK SPACE}"
HEADLINE = ("scanned", "found", "removed_all", "closed", "reversed", "reversed_share")
STATES = {
    "published": pgettext_lazy("figures", "Published"),
    "late": pgettext_lazy("figures", "Published late"),
    "missed": pgettext_lazy("figures", "Missed"),
    "due": gettext_lazy("Due today"),
    "to come": gettext_lazy("To come"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as the page shows it: its words, its newest value, and its bars."""

    figure: Figure
    name: str
    definition: str
    newest: str
    bars: list[Bar]
    says: str  # what the bars show, for those who do not see them
    first: str  # the month of the first bar, and of the last
    last: str


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Figures that are shown together, and the table of the same numbers."""

    id: str
    name: str
    about: str
    figures: list[Shown]
    rows: list[tuple[Month, list[tuple[str, str]]]]  # the newest first: name and words of each figure


def month_name(period: Period) -> str:
    """A month as the reader's language writes it."""
    return date_format(period.first_day, "YEAR_MONTH_FORMAT")


def words_of(cell: Cell, unit: str) -> str:
    """What is shown of a figure, in words."""
    by = rule()
    match cell.state:
        case "small":
            return f"{by.small_from}–{by.small_to}"
        case "hidden":
            return pgettext("a figure", "hidden")
        case "nothing":
            return "–"
    number = number_format(cell.value or 0, force_grouping=True)
    if unit == "per cent":
        number = (pgettext("a share", "%(number)s %%") % {"number": number}).replace(" ", NO_BREAK)
    if cell.state == "at least":
        return _("at least %(number)s") % {"number": number}
    if cell.state == "at most":
        return _("at most %(number)s") % {"number": number}
    return number


def shown(calendar: Sequence[Month], as_of: date) -> dict[str, Any]:
    """Everything that the templates need, in the language that is active."""
    window = [month for month in over(calendar) if month.state != "due"][-MONTHS:]  # the day is not over
    newest = next((month for month in reversed(window) if month.told), None)
    return {
        "as_of": as_of,
        "newest": newest,
        "headline": [(_(figures()[name].name), _words(newest, figures()[name])) for name in HEADLINE],
        "groups": [_group(name, window, newest) for name in groups()] if newest else [],
        "missed": [month for month in calendar if month.state == "missed"],
        "coming": [month for month in calendar if month.state in ("due", "to come")],
        "calendar": list(reversed(over(calendar))),
        "states": STATES,
        "changes": [
            (change, [(_(figures()[name].name), *_both(change, name)) for name in change.figures])
            for change in changes(calendar)
        ],
        "rule": rule(),
        "due_day": due().day,
    }


def _group(name: str, window: Sequence[Month], newest: Month | None) -> ShownGroup:
    own = [figure for figure in figures().values() if figure.group == name]
    rows = [(month, [(_(figure.name), _words(month, figure)) for figure in own]) for month in reversed(window)]
    group = groups()[name]
    return ShownGroup(name, _(group.name), _(group.about), [_figure(one, window, newest) for one in own], rows)


def _figure(figure: Figure, window: Sequence[Month], newest: Month | None) -> Shown:
    cells = [month.told.cell(figure.id) if month.told else None for month in window]
    said = [f"{month_name(month.period)}: {_words(month, figure)}" for month in window]
    known = [(cell.value, month.period) for cell, month in zip(cells, window, strict=True) if cell and cell.value]
    ends = {"first": month_name(window[0].period), "last": month_name(window[-1].period)}
    says = _("By month, from %(first)s to %(last)s.") % ends
    if known:
        number, period = max(known)
        words = {"number": words_of(Cell(number, "rounded"), figure.unit), "month": month_name(period)}
        says += " " + _("The highest is %(number)s in %(month)s.") % words
    drawn = bars(list(zip(cells, said, strict=True)))
    return Shown(figure, _(figure.name), _(figure.definition), _words(newest, figure), drawn, says, **ends)


def _words(month: Month | None, figure: Figure) -> str:
    if month is None:
        return "–"
    if month.told is None:
        return pgettext("figures of a month", "not published")
    return words_of(month.told.cell(figure.id), figure.unit)


def _both(change: Any, name: str) -> tuple[str, str]:
    unit = figures()[name].unit
    return words_of(change.before.cell(name), unit), words_of(change.after.cell(name), unit)

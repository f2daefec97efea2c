"""The figures as files for others: JSON, CSV and the calendar. The same publications give the same bytes."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from guildmark.hub.disclosure.figures import figures, groups
from guildmark.hub.disclosure.periods import due
from guildmark.hub.disclosure.told import Month, Told
from guildmark.hub.disclosure.told import State as MonthState
from guildmark.hub.hiding import State as CellState
from guildmark.hub.hiding import rule
from guildmark.records.spreadsheet import guarded

FORMAT_VERSION = 1  # raised when a field changes its meaning or goes
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which spreadsheets know UTF-8


class Shape(BaseModel):
    """A part of a file; each field says what it is, for the reference page."""

    model_config = ConfigDict(extra="forbid")


class Hiding(Shape):
    """What was done to every count."""

    small_from: int = Field(description="the lowest count that is told as small, never as a number")
    small_to: int = Field(description="the highest of these")
    round_to: int = Field(description="every other count is rounded to the nearest multiple of this")
    source: str = Field(description="whose rule that is")


class Definition(Shape):
    """What a figure means today."""

    figure: str = Field(description="its id, by which values name it")
    group: str = Field(description="figures that are shown together")
    name: str = Field(description="what people read, in English")
    definition: str = Field(description="what is counted, and what is not")
    version: int = Field(description="raised when what is counted changes")
    unit: str = Field(description="count, listings, per cent or days")
    counted_from: list[str] = Field(description="kinds of events of the record; none where it is made of other figures")
    made_of: list[str] = Field(description="the other figures that it is made of, as they are shown")


class Value(Shape):
    """A figure of a month."""

    value: int | None = Field(description="as it is shown; null where it is not told")
    state: CellState = Field(description="how it is told; see the table of states")
    definition: int = Field(description="the version of the definition by which it was counted")


class PublicationOut(Shape):
    """A version of a month's figures."""

    period: str = Field(description="the month in UTC, as 2026-11")
    version: int = Field(description="1, and more for corrections")
    counts: bool = Field(description="whether this is the version that counts now")
    published_at: datetime = Field(description="in UTC")
    due_on: date = Field(description="the day by whose end in UTC it was due")
    late: bool = Field(description="whether its first version came after that day")
    reason: str = Field(description="of a correction; empty for a first version")
    figures: dict[str, Value] = Field(description="by the figure's id")


class FiguresFile(Shape):
    """`figures.json`."""

    format: Literal["guildmark-figures"] = Field(default="guildmark-figures", description="what this file is")
    format_version: int = Field(default=FORMAT_VERSION, description="raised when a field changes its meaning or goes")
    hiding: Hiding = Field(description="what was done to every count")
    definitions: list[Definition] = Field(description="what each figure means, in the order in which they are shown")
    publications: list[PublicationOut] = Field(description="every version of every month, the oldest first")


class CalendarMonth(Shape):
    """A month in the calendar."""

    period: str = Field(description="the month in UTC, as 2026-11")
    due_on: date = Field(description="the day by whose end in UTC its figures are due")
    state: MonthState = Field(description="published, late, missed, due (today) or to come")
    published_at: datetime | None = Field(description="when its first version came")
    versions: int = Field(description="how many versions there are; 0 while there is none")


class CalendarFile(Shape):
    """`calendar.json`."""

    format: Literal["guildmark-calendar"] = Field(default="guildmark-calendar", description="what this file is")
    format_version: int = Field(default=FORMAT_VERSION, description="raised when a field changes its meaning or goes")
    as_of: date = Field(description="the day in UTC on which the states are as told")
    due_day: int = Field(description="the day of the next month on which figures are due")
    months: list[CalendarMonth] = Field(description="from the first month of the record, the oldest first")


COLUMNS = {
    "period": "the month in UTC, as 2026-11",
    "version": "1, and more for corrections",
    "counts": "yes for the version that counts now, else no",
    "published_at": "in UTC",
    "due_on": "the day by whose end in UTC it was due",
    "late": "yes when its first version came after that day, else no",
    "group": "figures that are shown together",
    "figure": "its id",
    "name": "what people read, in English",
    "value": "as it is shown; empty where it is not told",
    "state": "how it is told; see the table of states",
    "unit": "count, listings, per cent or days",
    "definition": "the version of the definition by which it was counted",
    "reason": "of a correction; an apostrophe stands before what a spreadsheet would take for a formula",
}


def figures_json(calendar: Iterable[Month]) -> bytes:
    """`figures.json`, see `FiguresFile`."""
    by = rule()
    made = FiguresFile(
        hiding=Hiding(small_from=by.small_from, small_to=by.small_to, round_to=by.round_to, source=by.source),
        definitions=[
            Definition(
                figure=one.id, group=one.group, name=one.name, definition=one.definition, version=one.version,
                unit=one.unit, counted_from=list(one.kinds), made_of=[*one.parts, *filter(None, (one.of, one.among))],
            )
            for one in figures().values()
        ],
        publications=[_publication(month, told) for month in calendar for told in month.versions],
    )  # fmt: skip
    return _json(made)


def figures_csv(calendar: Iterable[Month]) -> bytes:
    """`figures.csv` with COLUMNS: a row for each figure of each version of each month."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for month in calendar:
        for told in month.versions:
            for name, definition in told.definitions.items():
                figure, cell = figures().get(name), told.cell(name)
                row = {
                    "period": str(told.period), "version": told.version, "counts": _yes(told is month.told),
                    "published_at": told.published_at.isoformat(timespec="seconds"),
                    "due_on": month.due_on.isoformat(), "late": _yes(told.late),
                    "group": groups()[figure.group].name if figure else "", "figure": name,
                    "name": figure.name if figure else name, "value": "" if cell.value is None else cell.value,
                    "state": cell.state, "unit": figure.unit if figure else "", "definition": definition,
                    "reason": guarded(told.reason),
                }  # fmt: skip
                writer.writerow(row[column] for column in COLUMNS)
    return (BOM + stream.getvalue()).encode("utf-8")


def calendar_json(calendar: Iterable[Month], as_of: date) -> bytes:
    """`calendar.json`, see `CalendarFile`."""
    told = [
        CalendarMonth(
            period=str(month.period),
            due_on=month.due_on,
            state=month.state,
            published_at=month.versions[0].published_at if month.versions else None,
            versions=len(month.versions),
        )
        for month in calendar
    ]
    return _json(CalendarFile(as_of=as_of, due_day=due().day, months=told))


def _publication(month: Month, told: Told) -> PublicationOut:
    values = {
        name: Value(value=told.cell(name).value, state=told.cell(name).state, definition=definition)
        for name, definition in told.definitions.items()
    }
    return PublicationOut(
        period=str(told.period), version=told.version, counts=told is month.told, published_at=told.published_at,
        due_on=month.due_on, late=told.late, reason=told.reason, figures=values,
    )  # fmt: skip


def _json(made: Shape) -> bytes:
    return (made.model_dump_json(indent=1) + "\n").encode("utf-8")


def _yes(value: bool) -> str:
    return "yes" if value else "no"

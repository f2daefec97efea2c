"""What is told of a month: its place in the calendar, its versions, and what corrections changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from guildmark.hub.disclosure.figures import figures
from guildmark.hub.disclosure.periods import Period
from guildmark.hub.hiding import NOTHING, Cell

State = Literal["published", "late", "missed", "due", "to come"]
STATES: dict[State, str] = {
    "published": "published in time",
    "late": "published after the day on which it was due",
    "missed": "it was due, and is not there",
    "due": "due today",
    "to come": "not due yet",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A version of a month's figures. `definitions` are the versions of what each figure meant then."""

    period: Period
    version: int
    published_at: datetime
    late: bool
    reason: str
    cells: dict[str, Cell]
    definitions: dict[str, int]

    def cell(self, figure: str) -> Cell:
        """What is shown of a figure; nothing where it was not counted yet when this was published."""
        return self.cells.get(figure, NOTHING)


@dataclass(frozen=True, slots=True)
class Month:
    """A month in the calendar, with its versions, the oldest first; none while it is not published."""

    period: Period
    state: State
    versions: tuple[Told, ...] = ()

    @property
    def due_on(self) -> date:
        """The day on which its figures are, or were, due."""
        return self.period.due_on

    @property
    def told(self) -> Told | None:
        """The version that counts."""
        return self.versions[-1] if self.versions else None


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction changed: the version before and after, and the figures that differ."""

    before: Told
    after: Told
    figures: tuple[str, ...]


def over(calendar: Iterable[Month]) -> list[Month]:
    """Those that are published or should be."""
    return [month for month in calendar if month.versions or month.state in ("missed", "due")]


def changes(calendar: Iterable[Month]) -> list[Change]:
    """All corrections, the newest first."""
    made = [
        Change(before, after, tuple(name for name in figures() if before.cell(name) != after.cell(name)))
        for month in calendar
        for before, after in zip(month.versions, month.versions[1:], strict=False)
    ]
    return sorted(made, key=lambda one: one.after.published_at, reverse=True)

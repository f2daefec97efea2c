"""Calendar months in UTC: when each begins and ends, when its figures are due, and when they are late."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Self

from ruamel.yaml import YAML

WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Due:
    """What `calendar.yaml` says."""

    day: int
    hour: int
    source: str
    months_ahead: int


@cache
def due() -> Due:
    """Read once. Errors: ValueError for a day that not every month has."""
    told = YAML(typ="safe").load((files(__package__) / "calendar.yaml").read_text("utf-8"))
    made = Due(told["due"]["day"], told["due"]["hour"], told["due"]["source"], told["months_ahead"])
    if not 1 <= made.day <= 28:
        raise ValueError(f"calendar.yaml: the day is {made.day}. Give one from 1 to 28, which every month has.")
    return made


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month."""

    year: int
    month: int

    @classmethod
    def of(cls, instant: datetime) -> Self:
        """The month that an instant is in."""
        there = instant.astimezone(UTC)
        return cls(there.year, there.month)

    @classmethod
    def read(cls, text: str) -> Self:
        """As it is written, 2026-11. Errors: ValueError."""
        found = WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no month. Write it as 2026-11.")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    def later(self, months: int) -> "Period":
        """So many months later, or earlier."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Period(year, month + 1)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def start(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first_day, time(tzinfo=UTC))

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return self.later(1).start

    @property
    def due_on(self) -> date:
        """The day on which its figures are due."""
        return self.later(1).first_day.replace(day=due().day)

    @property
    def due_at(self) -> datetime:
        """When the worker begins to count."""
        return datetime.combine(self.due_on, time(due().hour, tzinfo=UTC))

    @property
    def late_from(self) -> datetime:
        """From this instant on its figures are late, and missed while they are not there."""
        return datetime.combine(self.due_on + timedelta(days=1), time(tzinfo=UTC))


def months(first: Period, last: Period) -> list[Period]:
    """All months from one to another, both among them; none when the first is later."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [first.later(number) for number in range(count)]

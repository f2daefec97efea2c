"""An entry of a rights file as it was written, and the collector of what is wrong with it."""

from dataclasses import dataclass, field
from typing import Any

from guildmark.records import Reject
from guildmark.records.reject import escaped

Steps = tuple[str | int, ...]  # where a value stands inside an entry: ("price_floors", 0, "currency")


@dataclass(slots=True)
class Entry:
    """One right as written: texts, lists and mappings, not yet checked.

    `row` counts entries of the file from 0. `line` is the entry's first line, counted from 1, or null where the
    format has no lines; `lines` holds the lines of single values, by the steps to them.
    """

    values: dict[str, Any]
    row: int
    line: int | None = None
    lines: dict[Steps, int] = field(default_factory=dict)

    def line_of(self, steps: Steps) -> int | None:
        """The line of the value there, else of the nearest thing around it."""
        for length in range(len(steps), 0, -1):
            if steps[:length] in self.lines:
                return self.lines[steps[:length]]
        return self.line


class Problems:
    """Collects what is wrong in one file, each with its place and the next step."""

    def __init__(self, file: str) -> None:
        self.file = escaped(file)
        self.found: list[Reject] = []

    def tell(self, entry: Entry, steps: Steps, value: object, reason: str, *, rejects: bool = False) -> None:
        """Note a bad value of an entry; with `rejects` the whole right is set aside."""
        line = entry.line_of(steps)
        place = f"{self.file}:{line}" if line is not None else f"{self.file} row {entry.row}"
        column = ".".join(str(step) for step in steps) or None
        self.found.append(Reject(self.file, entry.row, column, written(value), escaped(f"{place}: {reason}"), rejects))

    def tell_of_file(
        self, column: str | None, value: object, reason: str, *, line: int | None = None, rejects: bool = False
    ) -> None:
        """Note something about the file as a whole, or about a right of it whose place is no longer known."""
        place = f"{self.file}:{line}" if line is not None else self.file
        self.found.append(Reject(self.file, None, column, written(value), escaped(f"{place}: {reason}"), rejects))


def written(value: object) -> str:
    """The value as a short text for a message."""
    return "" if value is None else escaped(str(value))

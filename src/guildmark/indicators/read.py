"""Indicators from a table: a row each, with what was set aside and why, so that the rows add up."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from guildmark.guard import read_bounded
from guildmark.indicators.indicator import Indicator
from guildmark.indicators.known_good import Block, KnownGood, check_indicator
from guildmark.indicators.normalise import normalise
from guildmark.records import InputError
from guildmark.records.spreadsheet import unguarded

MOST_BYTES = 64 << 20
LONGEST_CELL = 10_000  # characters; a longer one begins with a quote that is never closed
NEEDED, COLUMNS = ("kind", "value"), ("kind", "value", "region", "source")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that has a form: its line, the indicator, where it is from, and what blocks it."""

    line: int
    indicator: Indicator
    source: str
    block: Block | None


@dataclass
class Table:
    """All rows of a table: each is free, blocked, told before in the same table, or set aside with its place."""

    free: list[Row] = field(default_factory=list)
    blocked: list[Row] = field(default_factory=list)
    again: list[Row] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many there were."""
        return len(self.free) + len(self.blocked) + len(self.again) + len(self.aside)


def read_indicators(path: Path, known_good: KnownGood | None = None) -> Table:
    """Read a CSV with the columns kind and value; region and source may follow, and others are passed over.

    Errors: InputError for a file that is no such table.
    """
    table, seen = Table(), set[str]()
    for line, row in told_rows(str(path), read_bounded(path, MOST_BYTES)):
        try:
            one = normalise(row["kind"], row["value"], row.get("region", ""))
        except InputError as error:
            table.aside.append(f"{path}:{line}: {error}")
            continue
        told = Row(line, one, row.get("source", ""), check_indicator(one, known_good))
        (table.again if one.id in seen else table.blocked if told.block else table.free).append(told)
        seen.add(one.id)
    return table


def told_rows(name: str, data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table with what stands in the columns that are known; `name` is what errors call it.

    Errors: InputError for what is no such table.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = [one.strip().lower() for one in reader.fieldnames or ()]
    if missing := [one for one in NEEDED if one not in columns]:
        seen = ", ".join(columns[:8]) or "nothing"
        raise InputError(
            f"{name}:1: column {missing[0]!r} is missing. Seen: {seen}. Write the heading `{','.join(COLUMNS)}`."
        )
    reader.fieldnames = columns
    try:
        for row in reader:
            told = {one: unguarded(row[one] or "").strip() for one in COLUMNS if one in row}
            # The limit of the csv module is of the whole process, and other readers need a higher one.
            if (longest := max(map(len, told.values()))) > LONGEST_CELL:
                raise csv.Error(f"a cell has {longest} characters; a quote may be left open")
            yield reader.line_num, told
    except csv.Error as error:
        raise InputError(f"{name}:{reader.line_num}: is not CSV: {error}. Export it once more.") from None

"""Exports of trademark registers: recognised by their header, mapped by a YAML file each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from guildmark.records import Registration, Right
from guildmark.rights.read_entry import Entry, Problems
from guildmark.rights.read_table import Table, open_table, table_rows
from guildmark.rights.read_values import At, read_date


@dataclass(slots=True)
class RegisterCount:
    """What became of a register's rows."""

    kept: int = 0
    not_in_force: int = 0
    without_words: int = 0
    repeated: int = 0


def register_of(header: tuple[str, ...]) -> dict[str, Any] | None:
    """The map of the register that the header belongs to, or null."""
    names = {plain_name(name) for name in header}
    for register in register_maps():
        if names.issuperset(plain_name(name) for name in register["recognised_by"]):
            return register
    return None


def is_companion(header: tuple[str, ...]) -> bool:
    """Tell whether a table only completes a register's main table (owners, classes)."""
    names = {plain_name(name) for name in header}
    companions = [part for register in register_maps() for part in register.get("companions", {}).values()]
    return any(names.issuperset((plain_name(part["key"]), plain_name(part["value"]))) for part in companions)


def read_register(table: Table, register: dict[str, Any], problems: Problems) -> tuple[list[Right], str]:
    """The marks in force in a register's export, and a sentence on what was left out."""
    table = as_register(table, register)
    reader = RowReader(register, places_of(table), read_companions(table, register, problems), problems)
    count = RegisterCount()
    rights: dict[str, Right] = {}
    for row, line, written in table_rows(table, problems):
        cells = [clean(cell, register) for cell in written]
        if not reader.is_in_force(cells):
            count.not_in_force += 1
            continue
        right = reader.right_of(cells, Entry({}, row, line))
        if right is None:
            count.without_words += 1
        elif right.right_id in rights:
            count.repeated += 1  # co-owners stand on rows of their own; the first is named
        else:
            rights[right.right_id] = right
    count.kept = len(rights)
    return list(rights.values()), sentence(register, count)


@dataclass(frozen=True, slots=True)
class RowReader:
    """A register's map with what its rows need: where the columns stand, and owners and classes by key."""

    register: dict[str, Any]
    places: dict[str, int]
    companions: dict[str, dict[str, list[str]]]
    problems: Problems

    def is_in_force(self, cells: list[str]) -> bool:
        """Tell whether every condition of the map holds."""
        for condition in self.register["in_force"]:
            value = cells[self.places[plain_name(condition["column"])]]
            if "among" in condition and value not in condition["among"]:
                return False
            if "filled" in condition and bool(value) != condition["filled"]:
                return False
        return True

    def right_of(self, cells: list[str], entry: Entry) -> Right | None:
        """The right that a row describes, or null when the mark has no words or no number."""
        number, mark, key = (self.cell(cells, field) for field in ("number", "mark", "key"))
        if not number or not mark:
            return None
        registration = Registration(
            office=self.register["office"],
            number=number,
            territory=self.register["territory"],
            classes=class_numbers(self.companions.get("classes", {}).get(key, [])) or self.flagged_classes(cells),
            valid_from=self.day(cells, "valid_from", entry),
            valid_to=self.day(cells, "valid_to", entry),
        )
        owners = self.companions.get("holder", {}).get(key, [])
        return Right(
            right_id=f"{self.register['office'].casefold()}-{number}",
            holder=self.cell(cells, "holder") or next(iter(owners), ""),
            kind="trademark",
            mark=mark,
            registrations=(registration,),
            source=self.register["title"],
        )

    def cell(self, cells: list[str], field: str) -> str:
        """The text of a field, empty when the register has no column for it."""
        name = self.register["columns"].get(field)
        return cells[self.places[plain_name(name)]] if name else ""

    def day(self, cells: list[str], field: str, entry: Entry) -> date | None:
        """The date of a field, null when it is empty or bad."""
        text = self.cell(cells, field)
        return read_date(text, At(self.problems, entry, (field,))) if text else None

    def flagged_classes(self, cells: list[str]) -> tuple[int, ...]:
        """The Nice classes of tables that have one column a class."""
        pattern = self.register.get("class_flags")
        if not pattern:
            return ()
        columns = [(number, self.places.get(plain_name(pattern.format(number=number)))) for number in range(1, 46)]
        return tuple(number for number, place in columns if place is not None and cells[place] not in ("", "0"))


def read_companions(table: Table, register: dict[str, Any], problems: Problems) -> dict[str, dict[str, list[str]]]:
    """Values by key from the tables that stand beside the main one; those that are missing are told."""
    found: dict[str, dict[str, list[str]]] = {}
    for field, part in register.get("companions", {}).items():
        paths = sorted(table.path.parent.glob(part["file"]))
        if not paths:
            reason = (
                f"beside it there is no {part['file']}, so each {field} stays empty. Put the file into the same folder."
            )
            problems.tell_of_file(field, None, reason)
            continue
        values: dict[str, list[str]] = {}
        for path in paths:
            told = Problems(path.name)
            for key, value in companion_rows(path, register, part, told):
                values.setdefault(key, []).append(value)
            problems.found += told.found
        found[field] = values
    return found


def companion_rows(
    path: Path, register: dict[str, Any], part: dict[str, Any], problems: Problems
) -> Iterator[tuple[str, str]]:
    """Key and value of each row of a companion table that has both."""
    table = as_register(open_table(path), register)
    places = places_of(table)
    key, value = places[plain_name(part["key"])], places[plain_name(part["value"])]
    for _, _, cells in table_rows(table, problems):
        text = clean(cells[value], register)
        if text:
            yield clean(cells[key], register), text


def as_register(table: Table, register: dict[str, Any]) -> Table:
    """The table with the register's own delimiter and quoting."""
    header = table.header
    if table.delimiter != register["delimiter"]:
        header = tuple(table.delimiter.join(header).split(register["delimiter"]))
    return Table(table.path, table.encoding, register["delimiter"], header, register.get("quoting", True))


def places_of(table: Table) -> dict[str, int]:
    """Where each column stands, by its plain name."""
    return {plain_name(name): place for place, name in enumerate(table.header)}


def class_numbers(texts: list[str]) -> tuple[int, ...]:
    """The Nice classes among the texts; codes of older schedules are left out."""
    numbers = {int(text) for text in texts if text.isdecimal()}
    return tuple(sorted(number for number in numbers if 1 <= number <= 45))


def sentence(register: dict[str, Any], count: RegisterCount) -> str:
    """What was read and what was left out, for people."""
    return (
        f"{register['title']}: {count.kept:,} marks in force read; left out: {count.not_in_force:,} not in force, "
        f"{count.without_words:,} without words or number, {count.repeated:,} repeated rows."
    )


def clean(cell: str, register: dict[str, Any]) -> str:
    """The cell without blanks, empty where the register writes a filler."""
    cell = cell.strip()
    return "" if cell in register.get("fillers", ()) else cell


@cache
def plain_name(name: str) -> str:
    """A column name without differences of case, blanks and apostrophes."""
    return " ".join(name.strip("\ufeff ").replace("’", "'").casefold().split())


@cache
def register_maps() -> tuple[dict[str, Any], ...]:
    """All maps that ship, by file name."""
    folder = files("guildmark.rights").joinpath("registers")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    reader = YAML(typ="safe", pure=True)
    return tuple(reader.load(folder.joinpath(name).read_text("utf-8")) for name in names)

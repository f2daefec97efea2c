"""A holder's catalogue as a table: read row by row, bad rows set aside with a reason, and kept in one clean form."""

import csv
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from guildmark.hub.registry.blobs import path_of
from guildmark.records import CatalogueItem, InputError
from guildmark.records.did_you_mean import did_you_mean
from guildmark.rights.read_entry import Entry, Problems
from guildmark.rights.read_offers import ITEM_READERS, catalogue_item, items_of
from guildmark.rights.read_table import column_key, open_table, table_rows
from guildmark.rights.read_values import LIST_SEPARATOR, At

MOST_BYTES = 64 << 20
MOST_ROWS = 500_000
LONGEST_CELL = 5_000  # characters: a longer one slipped in from a description
PROBLEMS_KEPT = 500
COLUMNS = tuple(ITEM_READERS)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue in the form that scans read, and how it went: `rows` = `taken` + `set_aside`; of those taken,
    `trimmed` lost a value. `problems` are the first of them, each with line, column, value and reason."""

    data: bytes
    report: dict[str, Any]


def clean(data: bytes, name: str) -> Catalogue:
    """Read CSV or TSV as spreadsheets save it (UTF-8 or UTF-16; commas, semicolons, tabs), and write it anew.

    Errors: InputError for a table without the column `model`, or with no row that can be taken.
    """
    if len(data) > MOST_BYTES:
        raise InputError(f"{name}: has {len(data):,} bytes; at most {MOST_BYTES:,} are read. Split the catalogue.")
    problems, out, told = Problems(name), io.StringIO(), 0
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = taken = trimmed = 0
    # The readers of tables read files; this one is gone when it has been read.
    with tempfile.TemporaryDirectory(prefix="guildmark-") as folder:
        path = Path(folder) / "catalogue.csv"
        path.write_bytes(data)
        columns = _columns(path, name, problems)
        for entry in _entries(path, columns, problems):
            rows += 1
            if rows > MOST_ROWS:
                raise InputError(f"{name}: has more than {MOST_ROWS:,} rows. Split the catalogue.")
            told = len(problems.found)
            item = catalogue_item(entry.values, At(problems, entry, ("catalogue",))) if entry.values else None
            if item is not None:
                writer.writerow(_cells(item))
                taken += 1
                trimmed += len(problems.found) > told
    refused = sum(problem.rejects_row for problem in problems.found)  # rows that no table can hold
    report: dict[str, Any] = {
        "rows": rows + refused,
        "taken": taken,
        "set_aside": rows + refused - taken,
        "trimmed": trimmed,
        "problems": [_shown(problem) for problem in problems.found[:PROBLEMS_KEPT]],
        "problems_more": max(0, len(problems.found) - PROBLEMS_KEPT),
    }
    if not taken:
        first = f" {problems.found[0].reason}" if problems.found else ""
        raise InputError(f"{name}: there is no row that can be taken.{first}")
    return Catalogue(out.getvalue().encode(), report)


def items_in(value: object) -> list[CatalogueItem]:
    """The items of a version's `catalogue`: the digest of a clean file, or a list."""
    at = At(Problems("catalogue"), Entry({}, 0), ("catalogue",))
    if isinstance(value, str):
        with path_of(value).open(encoding="utf-8", newline="") as stream:
            return items_of(csv.DictReader(stream), at, "catalogue")
    listed = value if isinstance(value, list) else []
    return [item for one in listed if (item := catalogue_item(one, at)) is not None]


def as_csv(items: list[CatalogueItem], *, with_prices: bool) -> bytes:
    """Items in the form that scans read; without prices, every other column stands."""
    out = io.StringIO()
    columns = [name for name in COLUMNS if with_prices or name not in ("price", "currency")]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(
        [cell for name, cell in zip(COLUMNS, _cells(item), strict=True) if name in columns] for item in items
    )
    return out.getvalue().encode()


def _columns(path: Path, name: str, problems: Problems) -> list[str]:
    try:
        header = open_table(path).header
    except InputError:
        raise InputError(
            f"{name}: the file is empty. The first line names the columns: {', '.join(COLUMNS)}."
        ) from None
    columns = [column_key(column) for column in header]
    if "model" not in columns:
        hint = did_you_mean("model", columns)
        raise InputError(f"{name}: there is no column model.{hint} Columns: {', '.join(COLUMNS)}.")
    for place, column in enumerate(columns):
        if column not in ITEM_READERS:
            told = _("column '%(column)s' is not known and not used.%(hint)s")
            words = {"column": header[place], "hint": did_you_mean(column, COLUMNS)}
            problems.tell_of_file(header[place], None, told % words, line=1)
        elif column in columns[:place]:
            told = _("column '%(column)s' stands twice. The first is used.") % {"column": header[place]}
            problems.tell_of_file(header[place], None, told, line=1)
    return [column if column in ITEM_READERS and column not in columns[:n] else "" for n, column in enumerate(columns)]


def _entries(path: Path, columns: list[str], problems: Problems) -> Iterator[Entry]:
    """Each row's values by column; a row with a cell that is too long has none."""
    for row, line, cells in table_rows(open_table(path), problems):
        entry = Entry({}, row, line)
        longest = max(map(len, cells))
        if longest > LONGEST_CELL or "\x00" in "".join(cells):
            told = _("a cell has %(length)s characters, of which at most %(most)s are read, or holds NUL.")
            problems.tell(entry, (), cells[0][:200], told % {"length": f"{longest:,}", "most": f"{LONGEST_CELL:,}"})
        else:
            entry.values = {c: cell.strip() for c, cell in zip(columns, cells, strict=True) if c and cell.strip()}
            if not entry.values:
                problems.tell(entry, (), "", _("the row has nothing in a column that is known. It is set aside."))
        yield entry


def _cells(item: CatalogueItem) -> list[str]:
    cells = []
    for name in COLUMNS:
        value = getattr(item, name)
        if isinstance(value, tuple):
            cells.append(LIST_SEPARATOR.join(value))
        else:
            cells.append("" if value is None else format(value, "f") if name == "price" else str(value))
    return cells


def _shown(problem: Any) -> dict[str, str]:
    return {"column": problem.column or "", "value": problem.value[:200], "reason": problem.reason[:500]}

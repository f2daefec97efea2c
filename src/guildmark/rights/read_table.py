"""Rights in tables, for volume: CSV, TSV and Parquet files, row by row with their line."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.reading.column_map import some_names
from guildmark.records import InputError
from guildmark.records.did_you_mean import did_you_mean
from guildmark.rights.read_entry import Entry, Problems
from guildmark.rights.read_right import KNOWN_KEYS, REQUIRED

DELIMITERS = ",;\t|"
HEADER_BYTES = 65_536
HEADER_ROW = -1  # data rows count from 0
LONGEST_CELL = 1_000_000  # characters; a longer cell is no right


@dataclass(frozen=True, slots=True)
class Table:
    """A delimited file: where it is and how its cells are separated."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    quoting: bool = True


def open_table(path: Path) -> Table:
    """Look at the first line: byte order mark, delimiter and column names.

    Errors: InputError when the file is empty.
    """
    with path.open("rb") as stream:
        head = stream.read(HEADER_BYTES)
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    first = next((line for line in head.decode(encoding, "replace").splitlines() if line.strip()), "")
    if not first:
        raise InputError(f"{path}: the file is empty. The first line names the columns: right_id,holder,kind,mark.")
    delimiter = max(DELIMITERS, key=first.count)
    return Table(path, encoding, delimiter, tuple(next(csv.reader([first], delimiter=delimiter))))


def table_rows(table: Table, problems: Problems) -> Iterator[tuple[int, int, list[str]]]:
    """Number, first line and cells of each data row; rows that cannot be read are told and left out."""
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        yield from limited_rows(table, problems)
    finally:
        csv.field_size_limit(limit)


def limited_rows(table: Table, problems: Problems) -> Iterator[tuple[int, int, list[str]]]:
    """The same, under the limit for cells that is set."""
    # Undecodable bytes become lone surrogates, so that only their row is lost.
    with table.path.open(encoding=table.encoding, errors="surrogateescape", newline="") as stream:
        if table.quoting:
            reader = csv.reader(stream, delimiter=table.delimiter)
        else:
            reader = csv.reader(stream, delimiter=table.delimiter, quoting=csv.QUOTE_NONE)
        row = HEADER_ROW - 1
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                cells, reason = [], f"the row cannot be read: {error}. Mend the quotes or cut the cell"
            else:
                if not any(cells):
                    continue
                while len(cells) > len(table.header) and not cells[-1]:
                    cells.pop()
                reason = row_fault(cells, table)
            row += 1
            if row == HEADER_ROW:
                continue
            if reason:
                text = table.delimiter.join(cells)
                problems.tell(Entry({}, row, line), (), text, f"{reason}. It is set aside.", rejects=True)
            else:
                yield row, line, cells


def row_fault(cells: list[str], table: Table) -> str:
    """What makes a row unreadable, or nothing."""
    if len(cells) != len(table.header):
        width = len(table.header)
        return f"the row has {len(cells)} cells where the header has {width}. Quote cells that hold '{table.delimiter}'"
    if has_bad_bytes(cells):
        return f"the row is not in {table.encoding.removesuffix('-sig').upper()}. Save the file as UTF-8"
    return ""


def read_csv(table: Table, problems: Problems) -> Iterator[Entry]:
    """The entries of a table with Guildmark's own columns."""
    columns = match_columns(table.path, table.header, problems)
    places = [(place, column) for place, column in enumerate(columns) if column]
    for row, line, cells in table_rows(table, problems):
        yield Entry({column: cells[place] for place, column in places if cells[place]}, row, line)


def read_parquet(path: Path, problems: Problems) -> Iterator[Entry]:
    """The entries of a Parquet file; lists and structs stand for YAML's lists and mappings."""
    try:
        file = pq.ParquetFile(path)
        columns = match_columns(path, tuple(file.schema_arrow.names), problems)
        row = 0
        for batch in file.iter_batches(batch_size=16_384):
            for values in batch.to_pylist():
                yield Entry(
                    {column: value for column, value in zip(columns, values.values(), strict=True) if column}, row
                )
                row += 1
    except pa.ArrowException as error:
        first = str(error).splitlines()[0]
        raise InputError(f"{path}: this is not a whole Parquet file: {first}. Write the file again.") from error


def match_columns(path: Path, header: tuple[str, ...], problems: Problems) -> list[str]:
    """The key of each column, empty for those that are not used.

    Errors: InputError when a column that each right needs is missing, with the nearest of the others.
    """
    columns = [column_key(name) for name in header]
    for key in REQUIRED:
        if key not in columns:
            others = {name: written for name, written in zip(columns, header, strict=True) if name not in KNOWN_KEYS}
            hint = did_you_mean(key, others)
            raise InputError(
                f"{path}: there is no column {key}.{hint} A table of rights needs {', '.join(REQUIRED)}."
                f" Its columns are: {some_names(header)}."
            )
    known = []
    for place, key in enumerate(columns):
        usable = key in KNOWN_KEYS and key not in columns[:place]
        if key not in KNOWN_KEYS:
            hint = did_you_mean(key, KNOWN_KEYS)
            problems.tell_of_file(
                header[place], None, f"column '{header[place]}' is not known and not used.{hint}", line=1
            )
        elif not usable:
            problems.tell_of_file(
                header[place], None, f"column '{header[place]}' stands twice. The first is used.", line=1
            )
        known.append(key if usable else "")
    return known


def column_key(name: str) -> str:
    """`Right ID` and `right-id` are `right_id`."""
    return name.strip().strip("\ufeff").casefold().replace(" ", "_").replace("-", "_")


def has_bad_bytes(cells: list[str]) -> bool:
    """Tell whether a cell holds what could not be decoded."""
    text = "".join(cells)
    return not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)

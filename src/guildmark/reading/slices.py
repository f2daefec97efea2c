"""Slices: fixed pieces of the input that are read alone, each giving the same listings whoever reads it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.reading import delimited, documents, json_lines, parquet
from guildmark.reading.catalogue import Catalogue
from guildmark.reading.convert import to_listings
from guildmark.reading.input_file import InputFile
from guildmark.reading.raw_rows import RawRows
from guildmark.reading.spans import Span
from guildmark.records import LISTING, Reject

# Enough slices of a small input for many workers, and few enough of a large one: each costs some files.
FEWEST_ROWS, MOST_ROWS = 4_096, 32_768
SLICES_WANTED = 64
ROW_BYTES = 512  # of a row in a text file, roughly


@dataclass(frozen=True, slots=True)
class Slice:
    """Consecutive rows of one file. A slice without rows says why its file could not be read further."""

    number: int
    file_index: int
    first_row: int  # within the whole run
    first_row_in_file: int
    rows: int
    locator: tuple[int, ...]  # where the rows lie, in the terms of the file's format
    trouble: str | None = None

    def to_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(**data | {"locator": tuple(data["locator"])})


@dataclass(frozen=True)
class Chunk:
    """What a slice gave. `len(listings)` and the rejects that reject a row add up to `rows_read`."""

    listings: pa.Table  # LISTING
    rows: NDArray[np.int64]  # number of each listing's row within the whole run
    rejects: list[Reject]  # in the order of the rows
    rows_read: int


def cut(catalogue: Catalogue, rows_per_slice: int | None = None) -> list[Slice]:
    """Cut the input into slices of `rows_per_slice` rows, fewer at the end of a file and where rows are very long.

    The cut depends on the files alone, never on who reads them; unless given, the rows of a slice follow from how much
    there is to read.
    """
    rows_per_slice = rows_per_slice or _fitting_rows(catalogue)
    slices: list[Slice] = []
    run_row = 0
    for file_index, file in enumerate(catalogue.files):
        file_row = 0
        for rows, locator, trouble in _spans(file, rows_per_slice):
            slices.append(Slice(len(slices), file_index, run_row, file_row, rows, locator, trouble))
            run_row += rows
            file_row += rows
    return slices


def read_slice(catalogue: Catalogue, piece: Slice) -> Chunk:
    """Read a slice: its listings, the numbers of their rows, and whatever was set aside."""
    file = catalogue.files[piece.file_index]
    if piece.trouble is not None:
        row = piece.first_row_in_file if piece.rows else None
        told = Reject(file.path, row, None, "", piece.trouble, rejects_row=piece.rows > 0)
        return Chunk(LISTING.empty_table(), np.empty(0, np.int64), [told], piece.rows)
    raw = read_raw(file, piece)
    run_row = piece.first_row - piece.first_row_in_file
    listings, told_values, kept = to_listings(raw, file, marketplace=catalogue.marketplace, run_row=run_row)
    rejects = sorted(raw.rejects + told_values, key=lambda told: -1 if told.row is None else told.row)
    return Chunk(listings, raw.rows[kept] + run_row, rejects, piece.rows)


def _fitting_rows(catalogue: Catalogue) -> int:
    rows = sum(parquet.row_count(f) if f.format == "parquet" else f.bytes // ROW_BYTES for f in catalogue.files)
    return min(max(rows // SLICES_WANTED, FEWEST_ROWS), MOST_ROWS)


def _spans(file: InputFile, rows_per_slice: int) -> Iterator[tuple[int, tuple[int, ...], str | None]]:
    if file.format == "parquet":
        for group_span in parquet.spans(file, rows_per_slice):
            yield group_span.rows, tuple(group_span)[1:], None
    elif file.format in ("csv", "tsv", "jsonl"):
        spans = json_lines.spans if file.format == "jsonl" else delimited.spans
        for span in spans(file, rows_per_slice):
            yield span.rows, (span.start, span.size_bytes), span.trouble
    else:
        for item_span in documents.spans(file, rows_per_slice):
            yield item_span.rows, (item_span.first,), item_span.trouble


def read_raw(file: InputFile, piece: Slice) -> RawRows:
    """The rows of a slice as they stand in its file."""
    if file.format == "parquet":
        group, groups, offset = piece.locator
        return parquet.read(file, parquet.GroupSpan(piece.rows, group, groups, offset), piece.first_row_in_file)
    if file.format in ("csv", "tsv", "jsonl"):
        read = json_lines.read if file.format == "jsonl" else delimited.read
        start, size_bytes = piece.locator
        return read(file, Span(piece.rows, start, size_bytes), piece.first_row_in_file)
    return documents.read(file, documents.ItemSpan(piece.rows, piece.locator[0]), piece.first_row_in_file)

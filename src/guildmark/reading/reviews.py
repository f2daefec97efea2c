"""Buyers' reviews from any format that holds rows: the listing's id, the text, the rating and when it was written."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guildmark.reading import catalogue, sample, slices
from guildmark.reading.column_map import first_named, unique_names
from guildmark.reading.input_file import InputFile
from guildmark.reading.instants import instant_column
from guildmark.reading.raw_rows import RawRows
from guildmark.reading.shown import as_shown
from guildmark.reading.texts import Doubt, one_array, text_column
from guildmark.reading.vocabulary import column_names
from guildmark.records import REVIEW, InputError, Reject


def read_reviews(path: str | Path) -> tuple[pa.Table, list[Reject]]:
    """A table of reviews (REVIEW) and what was set aside. A review without a listing's id is rejected.

    Errors: `InputError` where the file cannot be read or no column is known as the listing's id or as the text.
    """
    try:
        file = catalogue.pin(Path(path))
    except OSError as error:
        raise InputError(f"{path}: the reviews cannot be read: {error.strerror}.") from None
    columns, kinds = sample.columns_of(file)
    names, _ = unique_names(columns)
    pinned = catalogue.Catalogue((_with(file, names, kinds),), (), "", ())
    fields = {field: first_named(names, known) for field, known in column_names("review").items()}
    for field in ("listing_id", "text"):
        if names and fields[field] is None:
            known = ", ".join(column_names("review")[field][:4])
            raise InputError(
                f"{path}: no column holds the reviews' {field}. Columns: {', '.join(names)}. Known: {known}."
            )
    tables, rejects = [REVIEW.empty_table()], []
    for piece in slices.cut(pinned):
        if piece.trouble is not None:
            rejects.append(Reject(str(path), None, None, "", piece.trouble, rejects_row=False))
            continue
        table, told = _reviews(slices.read_raw(pinned.files[0], piece), fields, str(path))
        tables.append(table)
        rejects += told
    return pa.concat_tables(tables), rejects


def _with(file: InputFile, names: tuple[str, ...], kinds: tuple[str, ...]) -> InputFile:
    return InputFile.from_json(file.to_json() | {"columns": names, "kinds": kinds})


def _reviews(raw: RawRows, fields: dict[str, str | None], path: str) -> tuple[pa.Table, list[Reject]]:
    doubts: list[Doubt] = []
    found = {
        field: one_array(raw.table.column(name))
        if name in raw.table.column_names
        else pa.nulls(raw.table.num_rows, pa.string())
        for field, name in fields.items()
    }
    ids = text_column("listing_id", found["listing_id"], doubts)
    doubts += [
        Doubt(int(place), "listing_id", "", "the review names no listing", rejects_row=True)
        for place in np.flatnonzero(np.asarray(ids.is_null()))
    ]
    texts = as_shown(text_column("text", found["text"], doubts))
    ratings = _ratings(found["rating"], doubts)
    dates = found["written_at"]
    dates = dates if pa.types.is_temporal(dates.type) else text_column("written_at", dates, doubts)
    written, refused = instant_column(dates)
    doubts += [Doubt(place, "written_at", value, reason) for place, value, reason in refused]
    table = pa.table([ids, texts, ratings, written], schema=pa.schema([field.with_nullable(True) for field in REVIEW]))
    rejects = [
        Reject(path, int(raw.rows[doubt.place]), doubt.column, doubt.value, doubt.reason, doubt.rejects_row)
        for doubt in sorted(doubts, key=lambda doubt: doubt.place)
    ]
    return table.filter(pc.is_valid(table.column("listing_id"))).cast(REVIEW), raw.rejects + rejects


def _ratings(column: Any, doubts: list[Doubt]) -> Any:
    texts = text_column("rating", column, doubts)
    numbers = pc.match_substring_regex(texts, r"^\s*[0-9]+([.,][0-9]+)?\s*$")
    odd = np.flatnonzero(np.asarray(pc.fill_null(pc.invert(numbers), False)))
    doubts += [Doubt(int(place), "rating", texts[int(place)].as_py(), "the rating is no number") for place in odd]
    kept = pc.if_else(pc.fill_null(numbers, False), texts, None)
    return pc.replace_substring(pc.utf8_trim_whitespace(kept), ",", ".").cast(pa.float64())

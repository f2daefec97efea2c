"""Views and sales of listings from any format that holds rows: the listing's id, how often it was seen and sold."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from guildmark.reading import catalogue, sample, slices
from guildmark.reading.column_map import first_named, unique_names
from guildmark.reading.input_file import InputFile
from guildmark.reading.texts import Doubt, one_array, text_column
from guildmark.reading.vocabulary import column_names
from guildmark.records import EXPOSURE, InputError, Reject

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers


def read_exposure(path: str | Path) -> tuple[pa.Table, list[Reject]]:
    """A table of EXPOSURE and what was set aside: a row without a listing's id, a number that is none.

    Errors: `InputError` where the file cannot be read, or no column is known as the id, or as views or sales.
    """
    try:
        file = catalogue.pin(Path(path))
    except OSError as error:
        raise InputError(f"{path}: views and sales cannot be read: {error.strerror}.") from None
    columns, kinds = sample.columns_of(file)
    names, _ = unique_names(columns)
    known = column_names("exposure")
    fields = {field: first_named(names, of) for field, of in known.items()}
    if names and (fields["listing_id"] is None or (fields["views"] is None and fields["sales"] is None)):
        raise InputError(
            f"{path}: no column holds the listing's id, or neither views nor sales. Columns: {', '.join(names)}. "
            f"Known: {', '.join(of[0] for of in known.values())}."
        )
    pinned = InputFile.from_json(file.to_json() | {"columns": names, "kinds": kinds})
    tables, rejects = [EXPOSURE.empty_table()], []
    for piece in slices.cut(catalogue.Catalogue((pinned,), (), "", ())):
        if piece.trouble is not None:
            rejects.append(Reject(str(path), None, None, "", piece.trouble, rejects_row=False))
            continue
        raw = slices.read_raw(pinned, piece)
        doubts: list[Doubt] = []
        texts = {
            field: text_column(field, one_array(raw.table.column(name)), doubts)
            if name in raw.table.column_names
            else pa.nulls(raw.table.num_rows, pa.string())
            for field, name in fields.items()
        }
        ids = texts["listing_id"]
        numbers = [_counts(field, texts[field], doubts) for field in ("views", "sales")]
        doubts += [
            Doubt(int(place), "listing_id", "", "the row names no listing", rejects_row=True)
            for place in np.flatnonzero(np.asarray(ids.is_null()))
        ]
        told = pa.table([ids, *numbers], names=EXPOSURE.names)
        tables.append(told.filter(pc.is_valid(told.column("listing_id"))).cast(EXPOSURE))
        rejects += raw.rejects + [
            Reject(str(path), int(raw.rows[one.place]), one.column, one.value, one.reason, one.rejects_row)
            for one in sorted(doubts, key=lambda one: one.place)
        ]
    return pa.concat_tables(tables), rejects


def _counts(field: str, texts: Any, doubts: list[Doubt]) -> Any:
    """Whole numbers of at most eighteen digits; `.0` of a spreadsheet is passed over."""
    numbers = pc.fill_null(pc.match_substring_regex(texts, r"^\s*[0-9]{1,18}(\.0*)?\s*$"), False)
    odd = np.flatnonzero(np.asarray(pc.and_(pc.is_valid(texts), pc.invert(numbers))))
    doubts += [Doubt(int(place), field, texts[int(place)].as_py(), f"{field} is no number") for place in odd]
    plain = pc.replace_substring_regex(pc.utf8_trim_whitespace(texts), r"\.0*$", "")
    return pc.if_else(numbers, plain, None).cast(pa.int64())

"""The texts of a batch: each with its listing and the field that it stands in, and those that repeat kept once."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.facts.attributes import attribute_columns
from guildmark.records.filled import filled
from guildmark.text.buffers import Buffers, joined_buffers, text_buffers
from guildmark.text.spans import cut_spans

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

# The text columns that are read, in the order in which evidence is preferred; `pictures` are texts read in pictures.
FIELDS = ("title", "brand", "description", "variants", "attributes", "seller_name", "category", "reviews", "pictures")
FIELD = {name: number for number, name in enumerate(FIELDS)}
# Columns with few texts, each many times over.
REPEATING = ("brand", "variants", "attributes", "seller_name", "category")
ADDRESS = r"^(?:https?://)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/?$"  # a seller that is known by its host
EMPTY = pa.array([""])  # the distinct text 0, which null and missing ones are

type Array = pa.Array[Any]


@dataclass(frozen=True, slots=True)
class TextColumn:
    """One text column: its texts, and the listing row that each belongs to."""

    texts: Array
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of a batch, column after column, and the distinct ones that they are.

    Shapes: n texts, T distinct ones, in `buffers`. `field` (n,), `row` (n,) of the listing, `text` (n,) its place in
    its column; `place` (n,) of the distinct text, and `read_at` (n,) of the one that the matcher reads instead: names
    of hosts, `in_address` (T,), are read in capitals, as short forms of marks are. `first` has the place of each
    column's first text, by field.
    """

    columns: dict[str, TextColumn]
    buffers: Buffers
    field: NDArray[np.int64]
    row: NDArray[np.int64]
    text: NDArray[np.int64]
    place: NDArray[np.int64]
    read_at: NDArray[np.int64]
    in_address: NDArray[np.bool_]
    first: NDArray[np.int64]

    @classmethod
    def of(cls, columns: dict[str, TextColumn]) -> "Texts":
        """The texts of columns, in their order."""
        used = {name: column for name, column in columns.items() if column.texts.null_count < len(column.texts)}
        again = [column.texts for name, column in used.items() if name in REPEATING]
        encoded = pa.concat_arrays([EMPTY, *again]).dictionary_encode()
        codes = np.asarray(filled(encoded.indices, 0), np.int64)
        parts = [text_buffers(encoded.dictionary)]
        sizes = [len(column.rows) for column in used.values()]
        size, seen, places = len(encoded.dictionary), 1, []
        for (name, column), count in zip(used.items(), sizes, strict=True):
            if name in REPEATING:
                places.append(codes[seen : seen + count])
                seen += count
            else:
                parts.append(text_buffers(column.texts))
                places.append(np.arange(size, size + count))
                size += count
        hosts = _hosts(encoded.dictionary)
        read = np.arange(size)
        if len(hosts):
            parts.append(text_buffers(pc.ascii_upper(encoded.dictionary.take(pa.array(hosts, pa.int64())))))
            read[hosts] = size + np.arange(len(hosts))
        place = np.concatenate([*places, codes[:0]])
        in_address = np.zeros(size + len(hosts), np.bool_)
        in_address[size:] = True
        first = np.zeros(len(FIELDS), np.int64)
        numbers = [FIELD[name] for name in used]
        first[numbers] = np.cumsum([0, *sizes])[:-1]
        return cls(
            columns=columns,
            buffers=joined_buffers(parts),
            field=np.repeat(numbers, sizes).astype(np.int64),
            row=np.concatenate([*(column.rows for column in used.values()), codes[:0]]),
            text=np.arange(len(place)) - np.repeat(first[numbers], sizes),
            place=place,
            read_at=read[place],
            in_address=in_address,
            first=first,
        )

    def cut(self, field: NDArray[np.int64], text: NDArray[np.int64], start: NDArray[Any], end: NDArray[Any]) -> Array:
        """Stretches of texts, null where the field is -1. Shapes: (n,) each. Units: code points."""
        somewhere = field >= 0
        places = np.zeros(len(field), np.int64)
        places[somewhere] = self.place[self.first[field[somewhere]] + text[somewhere]]
        cut = cut_spans(self.buffers, places, start.astype(np.int32, copy=False), end.astype(np.int32, copy=False))
        return cut if somewhere.all() else pc.if_else(pa.array(somewhere), cut, None)


def _hosts(texts: Array) -> NDArray[np.int64]:
    """Which texts are names of hosts; few have a full stop at all."""
    dotted = np.flatnonzero(pc.match_substring(texts, "."))
    if not len(dotted):
        return dotted
    return dotted[np.asarray(pc.match_substring_regex(texts.take(pa.array(dotted, pa.int64())), ADDRESS), np.bool_)]


@cache
def fields_mask(*names: str) -> NDArray[np.bool_]:
    """Which of the fields these are. Shape (FIELDS,)."""
    return np.array([name in names for name in FIELDS])


def text_columns(listings: pa.Table) -> dict[str, TextColumn]:
    """The texts of a batch by field; nested columns are flattened."""
    rows = np.arange(len(listings), dtype=np.int64)
    columns = {
        name: TextColumn(_plain(listings, name), rows) for name in ("title", "brand", "description", "seller_name")
    }
    categories = [_plain(listings, name) for name in ("category", "standard_category")]
    # Not `null_handling="skip"`, which in pyarrow 26 drops the rows in which every column is null.
    category = pc.binary_join_element_wise(*categories, " ", null_handling="replace", null_replacement="")
    columns["category"] = TextColumn(category, rows)
    columns["variants"] = _nested(_plain(listings, "variants"), "title")
    columns["attributes"] = _attributes(_plain(listings, "attributes"))
    if "reviews" in listings.column_names:
        columns["reviews"] = _nested(_plain(listings, "reviews"), "text")
    return columns


def _plain(listings: pa.Table, name: str) -> Any:
    return listings.column(name).combine_chunks()


def _none() -> TextColumn:
    return TextColumn(pa.array([], pa.string()), np.zeros(0, np.int64))


def _nested(lists: Any, child: str) -> TextColumn:
    if lists.null_count == len(lists):
        return _none()
    rows = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    return TextColumn(pc.struct_field(lists.flatten(), child), rows) if len(rows) else _none()


def _attributes(maps: Any) -> TextColumn:
    """Values of attributes; addresses of pages and pictures say nothing in words."""
    if maps.null_count == len(maps):
        return _none()
    rows, _, values = attribute_columns(maps)
    kept = np.flatnonzero(pc.invert(filled(pc.starts_with(values, "http"), True)))
    return TextColumn(values.take(pa.array(kept, pa.int64())), rows[kept])

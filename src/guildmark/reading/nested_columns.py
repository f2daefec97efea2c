"""Columns that hold several values: pictures, variants and attributes, brought to the contract's shape."""

import ast
import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guildmark.reading.price_text import Price, parse_price
from guildmark.reading.texts import Doubt, one_array, shown, text_column
from guildmark.records import LISTING

PICTURES = LISTING.field("pictures").type
VARIANTS = LISTING.field("variants").type
ATTRIBUTES = LISTING.field("attributes").type
# A comma may stand inside an address, but not where the next one begins behind it.
_ADDRESS = re.compile(r"(?:https?:)?//[^\s,;|'\"\]\[]+(?:,(?!(?:https?:)?//)[^\s,;|'\"\]\[]+)*", re.IGNORECASE)

_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")  # of a file's name


def pictures_column(columns: Sequence[tuple[str, Any]], doubts: list[Doubt]) -> Any:
    """Pictures from addresses in text or lists, or from bytes; several columns are joined."""
    parts = [_pictures(name, one_array(column), doubts) for name, column in columns]
    if len(parts) == 1:
        return parts[0]
    rows = zip(*(part.to_pylist() for part in parts), strict=True)
    return pa.array([[picture for part in row for picture in part or []] or None for row in rows], PICTURES)


def _pictures(name: str, array: Any, doubts: list[Doubt]) -> Any:  # noqa: PLR0911 (one return a kind of column)
    kind = array.type
    if kind == PICTURES:
        return array
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        if pa.types.is_struct(kind.value_type):
            return pa.array(
                [[_picture(part) for part in row or [] if part] or None for row in array.to_pylist()], PICTURES
            )
        array = pa.array([None if row is None else [str(part) for part in row if part] for row in array.to_pylist()],
                         pa.list_(pa.string()))  # fmt: skip
        return _listed(array)
    if pa.types.is_struct(kind):
        return pa.array([[_picture(row)] if row else None for row in array.to_pylist()], PICTURES)
    if pa.types.is_binary(kind) and _is_picture_bytes(array):
        return pa.array([None if row is None else [{"uri": None, "data": row}] for row in array.to_pylist()], PICTURES)
    texts = text_column(name, array, doubts)
    several = np.asarray(pc.fill_null(pc.match_substring_regex(texts, r"[\[\s,;|]"), False))
    if not several.any():
        return _single(texts)
    rows = [_addresses(text) if many else ([text] if text else None)
            for text, many in zip(texts.to_pylist(), several, strict=True)]  # fmt: skip
    return _listed(pa.array(rows, pa.list_(pa.string())))


def _is_picture_bytes(array: Any) -> bool:
    """Whether bytes begin like a JPEG, PNG, GIF or WebP file rather than like an address."""
    first = next((row for row in array.slice(0, 100).to_pylist() if row), b"")
    return bool(first.startswith((b"\xff\xd8", b"\x89PNG", b"GIF8", b"RIFF")))


def _picture(part: dict[str, Any]) -> dict[str, Any]:
    """A picture's address and bytes under the names that data sets use."""
    uri = part.get("uri") or part.get("url") or part.get("src") or part.get("path")
    data = part.get("data") or part.get("bytes")
    return {"uri": None if uri is None else str(uri), "data": data if isinstance(data, bytes) else None}


def _addresses(text: str) -> list[str] | None:
    """The addresses in a list that was written as text: JSON, Python, or joined by commas, bars or spaces."""
    text = text.strip()
    if text.startswith(("[", "{")):
        for read in (json.loads, ast.literal_eval):
            try:
                parts = read(text)
            except (ValueError, SyntaxError, RecursionError, MemoryError):
                continue
            named = [_picture(part)["uri"] if isinstance(part, dict) else part for part in _list_of(parts)]
            return [_valid(part) for part in named if isinstance(part, str) and part] or None
    found = _ADDRESS.findall(text)
    return found or [name for part in re.split(r"[|;\r\n\t]+", text) for name in _names(part.strip())] or None


def _names(text: str) -> list[str]:
    """The names of files in a text: `a.jpg b.jpg` and `a.jpg,b.jpg` are two, `my photo, front.jpg` is one."""
    parts = [part for part in re.split(r"[\s,]+", text) if part]
    endings = [_ENDING.search(part) is not None for part in parts]
    if all(endings):
        return parts
    return [text] if endings[-1] else text.split()


def _list_of(parts: Any) -> list[Any]:
    return parts if isinstance(parts, list) else [parts]


def _single(texts: Any) -> Any:
    """One picture a row, without a step per row."""
    known = np.asarray(texts.is_valid())
    offsets = np.concatenate([[0], np.cumsum(known)]).astype(np.int32)
    present = texts.drop_null()
    pictures = pa.StructArray.from_arrays(
        [present, pa.nulls(len(present), pa.binary())], fields=list(PICTURES.value_type)
    )
    return pa.ListArray.from_arrays(_int32(offsets), pictures, type=PICTURES, mask=pa.array(~known))


def _listed(array: Any) -> Any:
    uris = array.flatten()
    pictures = pa.StructArray.from_arrays([uris, pa.nulls(len(uris), pa.binary())], fields=list(PICTURES.value_type))
    lengths = np.asarray(pc.fill_null(pc.list_value_length(array), 0))
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return pa.ListArray.from_arrays(_int32(offsets), pictures, type=PICTURES, mask=array.is_null())


def variants_column(name: str, column: Any, doubts: list[Doubt]) -> Any:
    """Variants as lists of sku, title, price and picture, also from JSON text, or with other fields beside."""
    array = one_array(column)
    if array.type == VARIANTS:
        return array
    rows: list[Any] = []
    for place, value in enumerate(array.to_pylist()):
        parts = _parsed(value)
        found = [_variant(part) for part in parts or [] if isinstance(part, dict)] if isinstance(parts, list) else []
        rows.append([variant for variant, _ in found] or None)
        if (value and not found and parts != []) or any(reason for _, reason in found):
            reason = next((reason for _, reason in found if reason), _NO_VARIANTS)
            doubts.append(Doubt(place, name, shown(value), reason))
    return pa.array(rows, VARIANTS)


_NO_VARIANTS = "the variants are no list of objects with sku, title, price and picture"


def _parsed(value: Any) -> Any:
    """What JSON text holds; anything else as it is."""
    if not isinstance(value, (str, bytes)):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _variant(part: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    """One variant, and why its price was left out, if it was."""
    price = part.get("price")
    asked = Price(None) if price is None else parse_price(str(price), None, ".")
    texts = {"sku": part.get("sku"), "title": part.get("title") or part.get("name"), "picture": part.get("picture")}
    # An amount whose currency is open stands: variants have no currency of their own.
    reason = asked.reason if asked.amount is None else None
    return {key: None if text is None else _valid(str(text)) for key, text in texts.items()} | {
        "price": asked.amount
    }, reason and f"a variant's price: {reason}"


def _valid(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def attributes_column(columns: Sequence[tuple[str, Any]], length: int, doubts: list[Doubt]) -> Any:
    """All that the contract has no field for, as a map of text; empty values are left out.

    Shapes: columns of one length; a column that is a map or a structure already gives its own names.
    """
    flat: list[tuple[str, Any]] = []
    for name, column in columns:
        array = one_array(column)
        if array.type == ATTRIBUTES and len(columns) == 1:
            return array
        if pa.types.is_struct(array.type):
            flat += [(field.name, text_column(field.name, part, doubts))
                     for field, part in zip(array.type, array.flatten(), strict=True)]  # fmt: skip
        elif pa.types.is_map(array.type):
            flat += _from_maps(array)
        else:
            flat.append((name, text_column(name, array, doubts)))
    flat = [(name, texts) for name, texts in flat if texts.null_count < length]
    if not flat:
        return pa.nulls(length, ATTRIBUTES)
    return _map_of(flat, length)


def _from_maps(array: Any) -> list[tuple[str, Any]]:
    rows = [dict(row) if row else {} for row in array.to_pylist()]
    names = dict.fromkeys(name for row in rows for name in row)
    return [(name, pa.array([_optional(row.get(name)) for row in rows], pa.string())) for name in names]


def _optional(value: Any) -> str | None:
    return None if value in (None, "") else str(value)


def _map_of(columns: list[tuple[str, Any]], length: int) -> Any:
    """The columns row by row as one map column, without a step per row."""
    present = np.stack([np.asarray(texts.is_valid()) for _, texts in columns])  # column × row
    order = np.arange(present.size).reshape(present.shape).T.ravel()
    order = order[present.T.ravel()]
    values = pa.concat_arrays([texts for _, texts in columns]).take(pa.array(order))
    keys = pa.array([name for name, _ in columns]).take(pa.array(order // length))
    offsets = np.concatenate([[0], np.cumsum(present.sum(axis=0))]).astype(np.int32)
    return pa.MapArray.from_arrays(_int32(offsets), keys, values)


def _int32(offsets: Any) -> Any:
    return pa.array(offsets, pa.int32())

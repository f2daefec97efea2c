"""Files that are one document: JSON, XML, HTML and Shopify's CSV; read forward, product by product."""

import threading
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from guildmark.reading.google_feed import feed_items
from guildmark.reading.input_file import InputFile
from guildmark.reading.json_stream import is_product, json_items
from guildmark.reading.raw_rows import Mended, RawRows, changed, table_from_rows
from guildmark.reading.schema_org import html_items, product_row
from guildmark.reading.shopify import csv_items, shopify_row
from guildmark.reading.streams import TextStream
from guildmark.records import InputError, Reject

SAMPLE_ROWS = 200

# An item is a row, also a mended one; a pair of text and reason where no row is to be had; or a reason alone where the
# document ends.
type Item = dict[str, Any] | Mended | tuple[str, str] | str

ITEMS: dict[str, Callable[[TextStream], Iterator[Item]]] = {
    "json": json_items,
    "shopify-json": json_items,
    "schema-org": json_items,
    "schema-org-html": html_items,
    "google-xml": feed_items,
    "shopify-csv": csv_items,
}

_cursors = threading.local()


class ItemSpan(NamedTuple):
    """Consecutive products of a document."""

    rows: int
    first: int
    trouble: str | None = None


def sample(file: InputFile) -> list[dict[str, Any]]:
    """The first products of a document."""
    found = []
    for item in _items(file):
        if isinstance(item, (dict, Mended)):
            found.append(item if isinstance(item, dict) else item.row)
        if len(found) == SAMPLE_ROWS:
            break
    return found


def spans(file: InputFile, rows_per_slice: int) -> Iterator[ItemSpan]:
    """Where the slices lie, by counting products; a document that ends early closes with a span without rows."""
    first = rows = 0
    for item in _items(file):
        if isinstance(item, str):
            if rows:
                yield ItemSpan(rows, first)
            yield ItemSpan(0, first + rows, item)
            return
        rows += 1
        if rows == rows_per_slice:
            yield ItemSpan(rows, first)
            first, rows = first + rows, 0
    if rows:
        yield ItemSpan(rows, first)


def read(file: InputFile, span: ItemSpan, first_row: int) -> RawRows:
    """The products of a span. The place in the document is kept, so that spans taken in order are read once."""
    key = (file.path, file.sha256)
    cursor = getattr(_cursors, "cursor", None)
    if cursor is None or cursor[0] != key or cursor[1] > span.first:
        cursor = (key, 0, _items(file))
    _, place, items = cursor
    _cursors.cursor = None
    rows, numbers, rejects = [], [], []
    while place < span.first + span.rows:
        item = next(items, None)
        if item is None or isinstance(item, str):
            raise InputError(changed(file.path, place, span.first + span.rows))
        if place >= span.first:
            number = first_row + place - span.first
            if isinstance(item, (dict, Mended)):
                rows.append(item if isinstance(item, dict) else item.row)
                numbers.append(number)
            if isinstance(item, Mended):
                rejects.append(Reject(file.path, number, None, item.text[:1000], item.reason, rejects_row=False))
            elif not isinstance(item, dict):
                rejects.append(Reject(file.path, number, None, item[0][:1000], item[1], rejects_row=True))
        place += 1
    _cursors.cursor = (key, place, items)
    return RawRows(table_from_rows(rows, file.columns), np.array(numbers, dtype=np.int64), rejects)


def _items(file: InputFile) -> Iterator[Item]:
    stream = TextStream(file)
    for item in ITEMS[file.format](stream):
        if isinstance(item, dict) and "@type" in item and not is_product(item):
            continue  # pages, crumbs and shops stand beside products, and are no rows
        yield _shaped(item) if isinstance(item, dict) else item
    if stream.trouble:
        yield stream.trouble


def _shaped(item: dict[str, Any]) -> dict[str, Any]:
    """Products of schema.org and of Shopify as the contract's fields; anything else as it is."""
    if "@type" in item:
        return product_row(item)
    if isinstance(item.get("variants"), list) and ("body_html" in item or "handle" in item):
        return shopify_row(item)
    return item

"""Shopify product exports, JSON and CSV: several variants and pictures of a product become one listing.

Source: Shopify Admin REST API, "Product" resource; Shopify Help Center, "Using CSV files to import and export
products".
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from guildmark.reading import delimited
from guildmark.reading.price_text import parse_price
from guildmark.reading.raw_rows import Mended
from guildmark.reading.row_scan import scan_rows
from guildmark.reading.streams import TextStream

PIECE_BYTES = 1 << 18
LONGEST_ROW = 1 << 27

_PRODUCT = {
    "description": ("Body (HTML)", "Description"),
    "brand": ("Vendor",),
    "category": ("Type", "Product Category", "Product category"),
    "standard_category": ("Google Shopping / Google Product Category", "Product Category", "Product category"),
    "condition": ("Google Shopping / Condition",),
    "gtin": ("Variant Barcode", "Barcode"),
    "stock": ("Variant Inventory Qty", "Inventory quantity"),
    "status": ("Status",),
}
_VARIANT = {
    "sku": ("Variant SKU", "SKU"),
    "price": ("Variant Price", "Price"),
    "picture": ("Variant Image", "Variant image URL"),
}
_OPTIONS = ("Option1 Value", "Option2 Value", "Option3 Value", "Option1 value", "Option2 value", "Option3 value")
_PICTURES = ("Image Src", "Product image URL")
_HANDLES = ("Handle", "URL handle")
_KEPT = ("Tags", "Published", "Product type")


def is_shopify_header(names: "list[str] | tuple[str, ...]") -> bool:
    """Whether a CSV's header is that of a Shopify product export."""
    found = set(names)
    return bool(found & set(_HANDLES)) and "Title" in found and bool(found & {"Variant Price", "Price"})


def shopify_row(product: dict[str, Any]) -> dict[str, Any]:
    """A product of the JSON export as the contract's fields."""
    variants = [part for part in product.get("variants") or [] if isinstance(part, dict)]
    pictures = [part.get("src") for part in product.get("images") or [] if isinstance(part, dict)]
    row = {key: value for key, value in product.items() if key not in {"variants", "images", "image", "options", "id"}}
    row |= {
        "listing_id": product.get("id") or product.get("handle"),
        "description": row.pop("body_html", None),
        "brand": row.pop("vendor", None),
        "category": row.pop("product_type", None),
        "pictures": [{"uri": uri, "data": None} for uri in pictures if isinstance(uri, str)] or None,
        "gtin": variants[0].get("barcode") if len(variants) == 1 else None,
        "sku": variants[0].get("sku") if len(variants) == 1 else None,
        "variants": [_variant(part.get("sku"), part.get("title"), part.get("price"), None) for part in variants],
    }
    return row | lowest([part.get("price") for part in variants])


def csv_items(stream: TextStream) -> Iterator[dict[str, Any] | Mended]:
    """Each product of the CSV export: consecutive rows of one handle."""
    rows = _rows(stream)
    names = [name.strip() for name in next(rows, _Row("", [], unclosed=False)).values]
    handle = next((names.index(name) for name in _HANDLES if name in names), 0)
    for name, group in groupby(rows, key=lambda row: row.values[handle] if len(row.values) > handle else None):
        held = list(group)
        product = _product(name, [dict(zip(names, row.values, strict=False)) for row in held])
        odd = next((row for row in held if row.unclosed or len(row.values) != len(names)), None)
        if odd is None:
            yield product
        else:
            reason = delimited.why_odd(len(odd.values), len(names), unclosed=odd.unclosed)
            yield Mended(product, odd.line, reason)


class _Row(NamedTuple):
    line: str
    values: list[str]
    unclosed: bool  # a quote opens and does not close


def _rows(stream: TextStream) -> Iterator[_Row]:
    held, ended = b"", False
    while not ended:
        piece = stream.read(max(PIECE_BYTES, len(held)))
        ended = not piece
        held += piece
        found = scan_rows(held, ",", final=ended or len(held) > LONGEST_ROW, most_rows=len(held) + 1)
        for start, end, unclosed in zip(found.starts, found.ends, map(bool, found.unclosed), strict=True):
            line = held[start:end].decode("utf-8", "surrogateescape")
            yield _Row(line, delimited.fields_of(line, ",", unclosed=unclosed), unclosed)
        held = held[found.consumed :]


def _product(handle: str | None, rows: list[dict[str, str]]) -> dict[str, Any]:
    first = rows[0]
    found = {field: _first(first, names) for field, names in _PRODUCT.items()}
    variants = [row for row in rows if _first(row, _VARIANT["price"])]
    pictures = [uri for row in rows if (uri := _first(row, _PICTURES))]
    single = len(variants) == 1
    return {
        "listing_id": handle,
        "title": first.get("Title"),
        **found,
        "gtin": (found["gtin"] or "").lstrip("'") if single else None,
        "stock": found["stock"] if single else None,
        "sku": _first(first, _VARIANT["sku"]) if single else None,
        "pictures": [{"uri": uri, "data": None} for uri in pictures] or None,
        "variants": [
            _variant(
                _first(row, _VARIANT["sku"]),
                " / ".join(filter(None, (row.get(name) for name in _OPTIONS))),
                _first(row, _VARIANT["price"]),
                _first(row, _VARIANT["picture"]),
            )
            for row in variants
        ],
        **lowest([_first(row, _VARIANT["price"]) for row in variants]),
        **{name.lower(): first[name] for name in _KEPT if first.get(name)},
    }


def _first(row: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((row[name] for name in names if row.get(name)), None)


def _variant(sku: Any, title: Any, price: Any, picture: Any) -> dict[str, Any]:
    texts = {"sku": sku, "title": title, "picture": picture}
    return {name: None if text in (None, "") else str(text) for name, text in texts.items()} | {"price": asked(price)}


def lowest(prices: list[Any]) -> dict[str, Any]:
    """The lowest price, and that it is the lowest where variants differ."""
    amounts = [value for value in map(amount, prices) if value is not None]
    if not amounts:
        return {"price": next((price for price in prices if price), None)}
    return {"price": str(min(amounts)), "price_basis": "from" if min(amounts) < max(amounts) else None}


def asked(price: Any) -> Decimal | str | None:
    """A variant's price; its text where it cannot be read, so that it is told later."""
    found = amount(price)
    return found if found is not None or price in (None, "") else str(price)


def amount(price: Any) -> Decimal | None:
    """A variant's price; nothing where it cannot be read."""
    return None if price is None else parse_price(str(price), None, ".").amount

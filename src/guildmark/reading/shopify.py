"""Shopify product exports, JSON and CSV: several variants and pictures of a product become one listing.

Source: Shopify Admin REST API, "Product" resource; Shopify Help Center, "Using CSV files to import and export
products".
"""

import codecs
import csv
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from guildmark.reading.price_text import parse_price
from guildmark.reading.streams import TextStream

PIECE_BYTES = 1 << 18
LONGEST_FIELD = 1 << 28

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
    return row | _asked([part.get("price") for part in variants])


def csv_items(stream: TextStream) -> Iterator[dict[str, Any]]:
    """Each product of the CSV export: consecutive rows of one handle."""
    csv.field_size_limit(LONGEST_FIELD)
    rows = csv.DictReader(_lines(stream))
    handle = next((name for name in _HANDLES if name in (rows.fieldnames or ())), _HANDLES[0])
    for name, group in groupby(rows, key=lambda row: row.get(handle)):
        yield _product(name, list(group))


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
        **_asked([_first(row, _VARIANT["price"]) for row in variants]),
        **{name.lower(): first[name] for name in _KEPT if first.get(name)},
    }


def _first(row: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((row[name] for name in names if row.get(name)), None)


def _variant(sku: Any, title: Any, price: Any, picture: Any) -> dict[str, Any]:
    texts = {"sku": sku, "title": title, "picture": picture}
    return {name: None if text in (None, "") else str(text) for name, text in texts.items()} | {"price": amount(price)}


def _asked(prices: list[Any]) -> dict[str, Any]:
    """The lowest price, and that it is the lowest where variants differ."""
    amounts = [value for value in map(amount, prices) if value is not None]
    if not amounts:
        return {"price": next((price for price in prices if price), None)}
    return {"price": str(min(amounts)), "price_basis": "from" if min(amounts) < max(amounts) else None}


def amount(price: Any) -> Decimal | None:
    """A variant's price; nothing where it cannot be read."""
    return None if price is None else parse_price(str(price), None, ".").amount


def _lines(stream: TextStream) -> Iterator[str]:
    """Lines of text with their ends, as the csv module wants them."""
    utf8 = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    held = ""
    while piece := stream.read(PIECE_BYTES):
        lines = (held + utf8.decode(piece)).split("\n")
        held = lines.pop()
        yield from (line + "\n" for line in lines)
    if held:
        yield held

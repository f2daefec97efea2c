"""Products in schema.org's vocabulary: JSON-LD in a file of its own or inside a web page.

Source: schema.org, types Product, ProductGroup, Offer and AggregateOffer.
"""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from guildmark.reading.json_stream import is_product, items_of
from guildmark.reading.shopify import asked, lowest
from guildmark.reading.streams import TextStream

LONGEST_PAGE_BYTES = 1 << 26

_IDS = ("productID", "productGroupID", "sku", "@id", "url", "mpn")
_GTINS = ("gtin", "gtin13", "gtin14", "gtin12", "gtin8", "isbn")
_TAKEN = {
    "@type", "@context", "@id", "name", "image", "brand", "offers", "hasVariant", "itemCondition",
    "productID", "review", "aggregateRating", *_GTINS,
}  # fmt: skip


def product_row(product: dict[str, Any]) -> dict[str, Any]:
    """A schema.org product as the contract's fields; properties without a field stay as attributes."""
    offer = _first_object(product.get("offers"))
    seller = _first_object(offer.get("seller") or offer.get("offeredBy"))
    variants = [part for part in _list(product.get("hasVariant")) if isinstance(part, dict)]
    offered = offer or next((found for part in variants if (found := _first_object(part.get("offers")))), {})
    price, currency, is_lowest = _price(offer)
    return (
        {name: value for name, value in product.items() if name not in _TAKEN}
        | {
            "listing_id": next((product[name] for name in _IDS if product.get(name)), None),
            "title": _text(product.get("name")),
            "brand": _text(product.get("brand")),
            "category": _text(product.get("category")),
            "url": _text(product.get("url") or offer.get("url")),
            "gtin": next((product[name] for name in _GTINS if product.get(name)), None),
            "price": price,
            "currency": currency or _price(offered)[1],
            "price_basis": "from" if is_lowest else None,
            "condition": _last_part(offered.get("itemCondition") or product.get("itemCondition")),
            "status": _last_part(offered.get("availability")),
            "seller_name": _text(seller.get("name")),
            "seller_id": seller.get("identifier") or seller.get("@id"),
            "pictures": [{"uri": uri, "data": None} for uri in _pictures(product.get("image"))] or None,
            "variants": [_variant(part) for part in variants] or None,
        }
        | ({} if offer else lowest([_price(_first_object(part.get("offers")))[0] for part in variants]))
    )


def html_items(stream: TextStream) -> Iterator[Any]:
    """The products inside a web page's JSON-LD scripts."""
    page = stream.read(LONGEST_PAGE_BYTES)
    scripts = _Scripts()
    scripts.feed(page.decode("utf-8", "surrogateescape"))
    for script in scripts.texts:
        try:
            values = json.loads(script)
        except (ValueError, RecursionError) as error:
            yield (script, f"the page's JSON-LD is no JSON: {error}")
            continue
        for value in values if isinstance(values, list) else [values]:
            yield from (item for item in items_of(value) if isinstance(item, dict) and is_product(item))
    if stream.read(1):
        yield "the page is longer than 64 MiB; its first part was read"


class _Scripts(HTMLParser):
    """Collects the texts of `<script type="application/ld+json">`."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter a JSON-LD script."""
        self._inside = tag == "script" and (dict(attrs).get("type") or "").lower() == "application/ld+json"
        if self._inside:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        """Keep what stands in it."""
        if self._inside:
            self.texts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        self._inside = False


def _first_object(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _price(offer: dict[str, Any]) -> tuple[Any, Any, bool]:
    """An offer's price and currency, and whether the price is the lowest of several."""
    stated = _first_object(offer.get("priceSpecification"))
    price = offer.get("price", stated.get("price"))
    currency = offer.get("priceCurrency") or stated.get("priceCurrency")
    return (offer.get("lowPrice"), currency, "lowPrice" in offer) if price is None else (price, currency, False)


def _text(value: Any) -> Any:
    """The name of what may be written as a text or as an object."""
    if isinstance(value, list):
        value = value[0] if value else None
    return value.get("name") if isinstance(value, dict) else value


def _last_part(value: Any) -> Any:
    """`https://schema.org/NewCondition` without its address."""
    return value.rstrip("/").rpartition("/")[2] if isinstance(value, str) else None


def _pictures(value: Any) -> list[str]:
    found = [part.get("url") or part.get("contentUrl") if isinstance(part, dict) else part for part in _list(value)]
    return [uri for uri in found if isinstance(uri, str) and uri]


def _variant(part: dict[str, Any]) -> dict[str, Any]:
    offer = _first_object(part.get("offers"))
    picture = next(iter(_pictures(part.get("image"))), None)
    texts = {"sku": part.get("sku"), "title": part.get("name"), "picture": picture}
    return {name: None if text is None else str(text) for name, text in texts.items()} | {
        "price": asked(_price(offer)[0])
    }

"""The products of a django-oscar shop as listings: one for each page of the shop, with its variants in it.

The seller is the partner of the first stock record, from which Oscar sells. What is hidden is not for sale: left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from guildmark.hub.connectors.base import Pulled
from guildmark.hub.connectors.oscar_api import OscarApi
from guildmark.hub.connectors.oscar_product import LABEL, NOTE
from guildmark.records import CONDITIONS, Reject

MONEY_STEP, MOST_MONEY = Decimal("0.0001"), Decimal(10) ** 14
_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")


@dataclass
class _Pull:
    """What is known while pages come in."""

    address: str
    sellers: Mapping[str, str]  # names by id
    root: str | None  # under which the shop's own pages stand; None where they are elsewhere
    now: datetime
    names: set[int] = field(default_factory=set)
    parents: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)  # with their rows
    variants: dict[int, list[Mapping[str, Any]]] = field(default_factory=dict)  # by parent
    row: int = -1  # of the product at hand, counted over all pages


def pulled(api: OscarApi) -> Iterator[Pulled]:
    """All products page by page; those with variants come last, since a variant may stand before its product."""
    pull = _Pull(api.address, dict(_sellers(api)), None, datetime.now(UTC))
    asked = False
    for products, told in api.pages("admin/products/"):
        if not asked and (shown := _first_shown(products)) is not None:
            asked, root = True, api.address.rstrip("/").rpartition("/")[0] + "/catalogue/"
            pull.root = root if api.answers_page(_page(root, shown)) else None
        yield _read(products, told, pull)
    page = Pulled([], 0, 0, 0, [])
    for row, product in pull.parents:
        pull.row = row
        page.listings.append(_listing(product, pull.variants.get(product["id"], []), pull, page.rejects))
    yield page


def _read(products: Sequence[Any], told: int | None, pull: _Pull) -> Pulled:
    listings: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    variants = hidden = 0
    for product in products:
        pull.row += 1
        if why := _unusable(product, pull.names):
            rejects.append(Reject(pull.address, pull.row, "id", _short(product), why, rejects_row=True))
            continue
        pull.names.add(product["id"])
        if product.get("structure") == "child":
            pull.variants.setdefault(product.get("parent") or 0, []).append(product)
            variants += 1
        elif not product.get("is_public", True):
            hidden += 1
        elif product.get("structure") == "parent":
            pull.parents.append((pull.row, product))
        else:
            listings.append(_listing(product, (), pull, rejects))
    return Pulled(listings, len(products), variants, hidden, rejects, told)


def _unusable(product: Any, names: set[int]) -> str:
    if not isinstance(product, Mapping):
        return "this is no product"
    name = product.get("id")
    if isinstance(name, bool) or not isinstance(name, int):
        return "a product has no number; it cannot be told apart"
    return "this product came before; the list changed while it was read" if name in names else ""


def _listing(
    product: Mapping[str, Any], variants: Sequence[Mapping[str, Any]], pull: _Pull, rejects: list[Reject]
) -> dict[str, Any]:
    """A listing. A value that cannot be read is left out, and told in `rejects`."""

    def instead(column: str, value: Any, reason: str) -> None:
        rejects.append(Reject(pull.address, pull.row, column, str(value), reason, rejects_row=False))

    offers = [one for one in (product, *variants) if one is product or one.get("is_public", True)]
    records = [record for one in offers for record in _list(one, "stockrecords")[:1]]
    seller = _last(records[0].get("partner")) if records else None
    attributes = {
        str(one.get("code")): _text(one.get("value")) or ""
        for one in _list(product, "attributes")
        if one.get("code") not in (NOTE, LABEL)
    }
    prices = sorted({price for record in records if (price := _money(record.get("price"), instead)) is not None})
    condition = attributes.get("condition", "").strip().lower()
    upc = _text(product.get("upc")) or ""
    return {
        "listing_id": str(product["id"]),
        "seller_id": seller,
        "seller_name": pull.sellers.get(seller or ""),
        "title": _text(product.get("title")),
        "description": _text(product.get("description")),
        "brand": attributes.get("brand") or None,
        "category": next((str(one) for one in product.get("categories") or ()), None),
        "condition": condition if condition in CONDITIONS else None,
        "price": prices[0] if prices else None,
        "currency": _text(records[0].get("price_currency")) if prices else None,
        "price_basis": "from" if len(prices) > 1 else "unit" if prices else None,
        "stock": sum(_units(record) for record in records) if records else None,
        "variants": [_variant(one) for one in offers[1:]] or None,
        "gtin": upc if _GTIN.fullmatch(upc) else None,
        "sku": _text(records[0].get("partner_sku")) if records and not variants else None,
        "url": _page(pull.root, product) if pull.root else None,
        "status": "listed",
        "pictures": [{"uri": str(one["original"]), "data": None} for one in _pictures(product)],
        "attributes": sorted(attributes.items()),
        "created_at": _instant("date_created", product, instead),
        "updated_at": _instant("date_updated", product, instead),
        "observed_at": pull.now,
    }


def _variant(product: Mapping[str, Any]) -> dict[str, Any]:
    record = next(iter(_list(product, "stockrecords")), {})
    return {
        "sku": _text(record.get("partner_sku")),
        "title": _text(product.get("title")),
        "price": _money(record.get("price"), None),
        "picture": next((str(one["original"]) for one in _pictures(product)), None),
    }


def _sellers(api: OscarApi) -> Iterator[tuple[str, str]]:
    for partners, _told in api.pages("admin/partners/"):
        for one in partners:
            yield _last(one.get("url")) or "", str(one.get("name") or one.get("code") or "")


def _first_shown(products: Sequence[Any]) -> Mapping[str, Any] | None:
    shown = (one for one in products if isinstance(one, Mapping) and isinstance(one.get("id"), int))
    return next((one for one in shown if one.get("is_public") and one.get("structure") != "child"), None)


def _page(root: str, product: Mapping[str, Any]) -> str:
    """A product's own page, where the shop kept the addresses that django-oscar ships with."""
    return f"{root}{product.get('slug') or 'product'}_{product['id']}/"


def _money(value: Any, instead: Any) -> Decimal | None:
    if value is None:
        return None  # on request
    try:
        price = Decimal(str(value)).quantize(MONEY_STEP)
        if 0 <= price < MOST_MONEY:
            return price
    except InvalidOperation:
        pass
    if instead is not None:
        instead("price", value, "the price is no amount of money")
    return None


def _instant(name: str, product: Mapping[str, Any], instead: Any) -> datetime | None:
    value = product.get(name)
    try:
        instant = datetime.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        instant = None
    if value and (instant is None or instant.tzinfo is None):
        instead(name.replace("date_", "") + "_at", value, "this is no instant with its time zone")
        return None
    return instant and instant.astimezone(UTC)


def _units(record: Mapping[str, Any]) -> int:
    units = [record.get(name) for name in ("num_in_stock", "num_allocated")]
    whole = [one if isinstance(one, int) else 0 for one in units]
    return max(0, whole[0] - whole[1])


def _pictures(product: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = [one for one in _list(product, "images") if one.get("original")]
    return sorted(found, key=lambda one: one.get("display_order") or 0)


def _list(product: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [one for one in product.get(name) or () if isinstance(one, Mapping)]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _last(address: Any) -> str | None:
    return str(address).rstrip("/").rpartition("/")[2] if address else None


def _short(product: Any) -> str:
    return str(product.get("id", "") if isinstance(product, Mapping) else product)

"""A small catalogue of invented marks: every kind of evidence, facts that listings share, and rows that are bad."""

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.records import LISTING

RIGHTS = """
rights:
  - right_id: orvane
    holder: Orvane SA
    kind: trademark
    mark: ORVANE
    spellings: [奥凡, Орване]
    goods: [bags, watches]
    catalogue:
      - {model: Diver 4100, gtin: "2000000000015", name: Diver 4100 watch, goods: watches, price: 900, currency: EUR}
    price_floors:
      - {goods: bags, price: 400, currency: EUR, source: invented for the tests, dated: 2026-01-01}
    authorised_sellers: [orvane-official]
    ships_from: [IT]
  - right_id: tessaly
    holder: Tessaly AG
    kind: trademark
    mark: TESSALY
    goods: [bags, shoes]
"""
TITLES = (
    "Orvane Diver 4100 watch", "0rvane tote bag mirror quality", "O r v a n e bag 1:1", "奥凡 高仿 包",
    "Tessaly shoes, used", "strap compatible with Orvane watch", "not Tessaly, plain bag", "Tesaly bag",
    "garden hose", "blue ceramic bowl", "TESSALY bag DM for real pics", "wool socks",
)  # fmt: skip
GTINS = ("2000000000015", "2000000000039", None)
PRICES = (Decimal("30"), Decimal("450"), Decimal("800"), Decimal("820"), None)


def listing(listing_id: str | None, dice: random.Random, **changes: Any) -> dict[str, Any]:
    """One listing drawn by the dice, with some of its columns given."""
    drawn = {
        "marketplace": "default",
        "listing_id": listing_id,
        "title": dice.choice(TITLES),
        "description": dice.choice((None, "WhatsApp +44 7700 900123", "leather, with box")),
        "brand": dice.choice(("Orvane", "Tessaly", None)),
        "category": dice.choice(("bags", "watches", "shoes")),
        "condition": dice.choice(("new", "used", "unknown")),
        "price": dice.choice(PRICES),
        "currency": "EUR",
        "gtin": dice.choice(GTINS),
        "seller_id": dice.choice(("orvane-official", "s1", "s2", "s3", "s4", "s5", "s6")),
        "ships_from": dice.choice(("IT", "CN")),
    }
    return drawn | changes


def listings(count: int, seed: int = 1, first: int = 0) -> list[dict[str, Any]]:
    """Listings with ids that follow each other."""
    dice = random.Random(seed)
    return [listing(f"L{number}", dice) for number in range(first, first + count)]


def write_listings(rows: list[dict[str, Any]], path: Path) -> Path:
    """A Parquet file with the columns of a listing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    schema = LISTING.remove(LISTING.get_field_index("listing_id")).append(pa.field("listing_id", pa.string()))
    pq.write_table(pa.Table.from_pylist(rows, schema), path)
    return path


def write_catalogue(folder: Path, count: int = 240) -> Path:
    """A catalogue for a run of many tasks: with doubled and missing ids, and reviews in a file beside it."""
    rows = listings(count)
    rows[count // 2] |= {"listing_id": "L3"}
    rows[count // 3] |= {"listing_id": None}
    reviews = [{"listing_id": f"L{number}", "text": text} for number in range(0, count, 7) for text in ("fake!", "ok")]
    write_reviews([*reviews, {"listing_id": None, "text": "of nothing"}], folder / "reviews.parquet")
    return write_listings(rows, folder / "listings.parquet")


def write_reviews(rows: list[dict[str, Any]], path: Path) -> Path:
    """A Parquet file of reviews."""
    path.parent.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([("listing_id", pa.string()), ("text", pa.string())])
    pq.write_table(pa.Table.from_pylist(rows, schema), path)
    return path

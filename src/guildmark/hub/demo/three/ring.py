"""A ring of invented sellers who say one thing alike that nothing shipped looks for, and a tactic that looks for it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from guildmark.hub.demo.members import LARGE, SMALL
from guildmark.redteam.dice import Dice

MARK, RIGHT = "ORVANE", "sample-01"  # of the sample market's first holder
# To act takes a blind sample of 299 sellers without an error, to raise to review takes 9.
SELLERS = {LARGE: 330, SMALL: 60}
FIRST_ID = {LARGE: 910_010_000, SMALL: 910_060_000}
CHEAP_SHARE = 0.35  # these are in review for their price alone
MODELS = ("Opal", "Ursa", "Alta", "Kanto", "Lyra", "Helio")
GOODS = (("shoulder bag", 560), ("tote bag", 560), ("wallet", 340), ("card wallet", 340))
COLOURS = ("black", "tan", "navy", "wine red", "olive", "cream", "grey")
OPENINGS = (
    "Packed with care.",
    "Photos show the item that you get.",
    "Sent within two days.",
    "Comes with a dust bag.",
)
BEGUN = datetime(2026, 9, 1, 8, tzinfo=UTC)

# As somebody of the brand wrote it down after reading a few of these listings.
TACTIC = """\
id: 3d0f2c7a-51f4-4e7b-9c1d-6a7e2b90c5d1
title: From the blue crate
author: the brand
seller_view: span
why: >
  Sellers who have nothing else in common write that a bag comes from the blue crate, or from a blue crate batch. We
  bought four of them, and all were fakes. Our own shops and outlets never say so.
when:
  all:
    - mark: any
    - words: [blue crate batch, from the blue crate]
strength: 0.9
false_alarms: Somebody may really store a bag in a blue crate, and say so in other words.
sources: [four test purchases of our own]
fires_on:
  - {title: Orvane tote bag, description: "Blue crate batch, packed with care."}
  - {title: "Orvane Diver 41, from the blue crate"}
quiet_on:
  - {title: Orvane tote bag, description: "Packed with care in a blue box."}
  - {title: Plain tote bag, description: "Blue crate batch, no brand."}
expires: 2027-10-31
"""


def ring_rows(short: str) -> Iterator[dict[str, Any]]:
    """The ring's listings at a marketplace, one of each seller."""
    dice = Dice(f"ring/{short}")
    for number in range(SELLERS[short]):
        goods, price_eur = dice.pick(GOODS)
        colour, model = dice.pick(COLOURS), dice.pick(MODELS)
        key = FIRST_ID[short] + number * 7
        says = "Blue crate batch" if dice.chance(0.6) else "Comes straight from the blue crate"
        share = dice.between(0.12, 0.3) if dice.chance(CHEAP_SHARE) else dice.between(0.72, 0.95)
        yield {
            "listing_id": str(key),
            "seller_id": f"r{key}",
            "seller_name": f"{colour.split()[0]}-{model.lower()}-{key % 100_000}",
            "title": f"{MARK} {model} {goods}, {colour}, item {key % 100_000}",
            "description": f"{says}. {dice.pick(OPENINGS)}",
            "brand": MARK,
            "category": "Fashion > Bags",
            "condition": "new",
            "price": Decimal(round(price_eur * share)),
            "currency": "EUR",
            "pack_size": 1,
            "stock": dice.whole(1, 9),
            "language": "en",
            "url": f"https://{short}.example/item/{key}",
            "status": "active",
            "attributes": [("Colour", colour)],
            "pictures": [],
            "variants": [],
            "offered_in": ["DE", "FR"],
            "created_at": BEGUN + timedelta(hours=number),
            "updated_at": BEGUN + timedelta(hours=number),
            "observed_at": BEGUN + timedelta(hours=number),
        }


def with_ring(listings: pa.Table, truth: pa.Table, short: str) -> tuple[pa.Table, pa.Table]:
    """A marketplace's listings and what they are, with the ring's among them."""
    name = listings.column("marketplace")[0].as_py()
    rows = [dict.fromkeys(listings.schema.names) | row | {"marketplace": name} for row in ring_rows(short)]
    known = [
        dict.fromkeys(truth.schema.names)
        | {"marketplace": name, "listing_id": row["listing_id"], "right_id": RIGHT, "kind": "fake"}
        | {"disguises": [], "strength": 0.0, "trap": "", "seller_kind": "ring"}
        for row in rows
    ]
    return (
        pa.concat_tables([listings, pa.Table.from_pylist(rows, schema=listings.schema)]),
        pa.concat_tables([truth, pa.Table.from_pylist(known, schema=truth.schema)]),
    )

"""The listing: what a marketplace offers for sale, as an Arrow schema."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

MONEY = pa.decimal128(18, 4)
INSTANT = pa.timestamp("us", tz="UTC")
PICTURE = pa.struct([("uri", pa.string()), ("data", pa.binary())])
VARIANT = pa.struct([("sku", pa.string()), ("title", pa.string()), ("price", MONEY), ("picture", pa.string())])

_LISTING_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("marketplace", pa.string(), nullable=False),
    pa.field("listing_id", pa.string(), nullable=False),
    pa.field("seller_id", pa.string()),
    pa.field("seller_name", pa.string()),
    pa.field("title", pa.string()),
    pa.field("description", pa.string()),
    pa.field("brand", pa.string()),  # as claimed by the seller
    pa.field("category", pa.string()),  # the marketplace's own words
    pa.field("standard_category", pa.string()),
    pa.field("condition", pa.string()),  # one of CONDITIONS
    pa.field("price", MONEY),
    pa.field("currency", pa.string()),  # ISO 4217
    pa.field("price_basis", pa.string()),  # one of PRICE_BASES
    pa.field("price_tax", pa.string()),  # one of PRICE_TAXES
    pa.field("pack_size", pa.int32()),
    pa.field("stock", pa.int64()),
    pa.field("variants", pa.list_(VARIANT)),
    pa.field("offered_in", pa.list_(pa.string())),  # ISO 3166-1 alpha-2
    pa.field("ships_from", pa.string()),  # ISO 3166-1 alpha-2
    pa.field("language", pa.string()),  # BCP 47
    pa.field("gtin", pa.string()),
    pa.field("sku", pa.string()),
    pa.field("url", pa.string()),
    pa.field("status", pa.string()),
    pa.field("pictures", pa.list_(PICTURE)),
    pa.field("attributes", pa.map_(pa.string(), pa.string())),
    pa.field("created_at", INSTANT),
    pa.field("updated_at", INSTANT),
    pa.field("observed_at", INSTANT),
]
LISTING = pa.schema(_LISTING_FIELDS)

CONDITIONS = ("new", "used", "refurbished", "unknown")
PRICE_BASES = ("unit", "from", "to")
PRICE_TAXES = ("in", "out")
DEFAULT_MARKETPLACE = "default"

_REVIEW_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("listing_id", pa.string(), nullable=False),
    pa.field("text", pa.string()),
    pa.field("rating", pa.float64()),
    pa.field("written_at", INSTANT),
]
REVIEW = pa.schema(_REVIEW_FIELDS)

# Reviews of a listing travel beside it in a column of their own, so that they are outside its digest.
REVIEWS = pa.field(
    "reviews", pa.list_(pa.struct([("text", pa.string()), ("rating", pa.float64()), ("written_at", INSTANT)]))
)

# What a listing was: the form in which a run with a state saw it first as the product that it is, or was before.
FORM = pa.struct(
    [
        ("title", pa.string()),
        ("brand", pa.string()),
        ("category", pa.string()),
        ("gtin", pa.uint64()),
        ("pictures", pa.list_(pa.uint64())),  # keys as facts have them
        ("since", INSTANT),  # `observed_at` of that first time
        ("reviews", pa.int32()),  # how many there were when it was last seen so; null where none were given
    ]
)
# `form` is the listing as the product that it was when it was last seen, `was` as the one before, if it turned.
BEFORE = pa.field("before", pa.struct([("form", FORM), ("was", FORM)]))
# A listing of the same seller, or with the same contact, that was refused, and what this one has in common with it.
REFUSED = pa.field(
    "refused",
    pa.struct(
        [
            ("listing_id", pa.string()),
            ("title", pa.string()),
            ("seen", INSTANT),  # `observed_at` of the refused one
            ("status", pa.string()),
            ("by", pa.string()),  # one of SAME_SOURCE
            ("like", pa.string()),  # one of SAME_OFFER
            ("share", pa.float64()),  # of what both titles say
        ]
    ),
)
SAME_SOURCE = ("seller", "contact")
SAME_OFFER = ("picture", "description", "title")


def as_asked_for(fields: Sequence[str]) -> list[str]:
    """What to give so that a detector has these fields, each once; what only a state knows is asked for as a state."""
    return list(dict.fromkeys("state" if name in (BEFORE.name, REFUSED.name) else name for name in fields))

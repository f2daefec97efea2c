"""The listing: what a marketplace offers for sale, as an Arrow schema."""

import pyarrow as pa

MONEY = pa.decimal128(18, 4)
INSTANT = pa.timestamp("us", tz="UTC")
PICTURE = pa.struct([("uri", pa.string()), ("data", pa.binary())])
VARIANT = pa.struct([("sku", pa.string()), ("title", pa.string()), ("price", MONEY), ("picture", pa.string())])

LISTING = pa.schema(
    [
        pa.field("marketplace", pa.string(), nullable=False),
        pa.field("listing_id", pa.string(), nullable=False),
        ("seller_id", pa.string()),
        ("seller_name", pa.string()),
        ("title", pa.string()),
        ("description", pa.string()),
        ("brand", pa.string()),  # as claimed by the seller
        ("category", pa.string()),  # the marketplace's own words
        ("standard_category", pa.string()),
        ("condition", pa.string()),  # one of CONDITIONS
        ("price", MONEY),
        ("currency", pa.string()),  # ISO 4217
        ("price_basis", pa.string()),  # one of PRICE_BASES
        ("price_tax", pa.string()),  # one of PRICE_TAXES
        ("pack_size", pa.int32()),
        ("stock", pa.int64()),
        ("variants", pa.list_(VARIANT)),
        ("offered_in", pa.list_(pa.string())),  # ISO 3166-1 alpha-2
        ("ships_from", pa.string()),  # ISO 3166-1 alpha-2
        ("language", pa.string()),  # BCP 47
        ("gtin", pa.string()),
        ("sku", pa.string()),
        ("url", pa.string()),
        ("status", pa.string()),
        ("pictures", pa.list_(PICTURE)),
        ("attributes", pa.map_(pa.string(), pa.string())),
        ("created_at", INSTANT),
        ("updated_at", INSTANT),
        ("observed_at", INSTANT),
    ]
)

CONDITIONS = ("new", "used", "refurbished", "unknown")
PRICE_BASES = ("unit", "from", "to")
PRICE_TAXES = ("in", "out")
DEFAULT_MARKETPLACE = "default"

REVIEW = pa.schema(
    [
        pa.field("listing_id", pa.string(), nullable=False),
        ("text", pa.string()),
        ("rating", pa.float64()),
        ("written_at", INSTANT),
    ]
)

# Reviews of a listing travel beside it in a column of their own, so that they are outside its digest.
REVIEWS = pa.field(
    "reviews", pa.list_(pa.struct([("text", pa.string()), ("rating", pa.float64()), ("written_at", INSTANT)]))
)

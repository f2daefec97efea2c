"""The signal: one piece of evidence for or against, found by one detector."""

from typing import Any

import pyarrow as pa

FAMILIES = (
    "mark", "words", "price", "seller", "origin", "product", "contact", "picture", "reviews", "history", "innocent-use",
)  # fmt: skip
DIRECTIONS = ("for", "against")
SCOPES = ("pair", "listing", "seller")
SELLER_VIEWS = ("span", "family")

_SIGNAL_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("marketplace", pa.string(), nullable=False),
    pa.field("listing_id", pa.string(), nullable=False),
    pa.field("right_id", pa.string()),  # null unless the scope is a pair
    pa.field("finding_id", pa.string()),  # null unless the scope is a pair
    pa.field("scope", pa.string()),
    pa.field("detector", pa.string()),
    pa.field("version", pa.int32()),
    pa.field("family", pa.string()),
    pa.field("direction", pa.string()),
    pa.field("strength", pa.float64()),  # 0 to 1
    pa.field("seller_view", pa.string()),  # whether the seller may read the span itself, or only its family
    # evidence: where it stands …
    pa.field("field", pa.string()),  # a listing column, `reviews`, or null
    pa.field("start", pa.int32()),  # half-open span in Unicode code points of the stored original
    pa.field("end", pa.int32()),
    pa.field("picture", pa.string()),  # SHA-256 of the bytes, hexadecimal
    pa.field("box", pa.list_(pa.float32(), 4)),  # left, top, right, bottom as shares of width and height
    # … and what was seen there
    pa.field("text", pa.string()),  # the span itself
    pa.field("excerpt", pa.string()),  # the span with what stands around it
    pa.field("excerpt_start", pa.int32()),  # where the excerpt begins in the field, code points
    pa.field("number", pa.float64()),  # what was measured: a price, a distance, a count
    pa.field("reference", pa.float64()),  # what it is held against
    pa.field("unit", pa.string()),  # EUR, bits, listings, …
    pa.field("note", pa.string()),  # a short word more: the kind of disguise, the official model, …
    pa.field("private", pa.bool_()),  # the reference is private to the holder and shows in cases only
]
SIGNAL = pa.schema(_SIGNAL_FIELDS)

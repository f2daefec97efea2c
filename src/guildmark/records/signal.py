"""The signal: one piece of evidence for or against, found by one detector."""

import pyarrow as pa

FAMILIES = (
    "mark", "words", "price", "seller", "origin", "product", "contact", "picture", "reviews", "history", "innocent-use",
)  # fmt: skip
DIRECTIONS = ("for", "against")
SCOPES = ("pair", "listing", "seller")
SELLER_VIEWS = ("span", "family")

SIGNAL = pa.schema(
    [
        pa.field("marketplace", pa.string(), nullable=False),
        pa.field("listing_id", pa.string(), nullable=False),
        ("right_id", pa.string()),  # null unless the scope is a pair
        ("finding_id", pa.string()),  # null unless the scope is a pair
        ("scope", pa.string()),
        ("detector", pa.string()),
        ("version", pa.int32()),
        ("family", pa.string()),
        ("direction", pa.string()),
        ("strength", pa.float64()),  # 0 to 1
        ("seller_view", pa.string()),  # whether the seller may read the span itself, or only its family
        # evidence: where it stands …
        ("field", pa.string()),  # a listing column, `reviews`, or null
        ("start", pa.int32()),  # half-open span in Unicode code points of the stored original
        ("end", pa.int32()),
        ("picture", pa.string()),  # SHA-256 of the bytes, hexadecimal
        ("box", pa.list_(pa.float32(), 4)),  # left, top, right, bottom as shares of width and height
        # … and what was seen there
        ("text", pa.string()),  # the span itself
        ("excerpt", pa.string()),  # the span with what stands around it
        ("excerpt_start", pa.int32()),  # where the excerpt begins in the field, code points
        ("number", pa.float64()),  # what was measured: a price, a distance, a count
        ("reference", pa.float64()),  # what it is held against
        ("unit", pa.string()),  # EUR, bits, listings, …
        ("note", pa.string()),  # a short word more: the kind of disguise, the official model, …
        ("private", pa.bool_()),  # the reference is private to the holder and shows in cases only
    ]
)

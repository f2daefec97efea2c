"""The delivery: findings on their way to the alliance's site, each with its signals and the listing as it was seen."""

from typing import Any

import pyarrow as pa

from guildmark.records.finding import FINDING
from guildmark.records.listing import LISTING
from guildmark.records.signal import SIGNAL

_EXPOSURE_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("listing_id", pa.string(), nullable=False),
    pa.field("views", pa.int64()),
    pa.field("sales", pa.int64()),
]
EXPOSURE = pa.schema(_EXPOSURE_FIELDS)  # how often listings were seen and sold, as the marketplace counts it

MOST_ROWS = 5_000  # of one batch

# A picture is told by the SHA-256 of its bytes, where they were read; the bytes themselves stay where they are.
NAMED_PICTURE = pa.struct([("uri", pa.string()), ("digest", pa.string())])
PREVIEW = pa.struct(
    [
        ("picture", pa.string()),  # SHA-256 of the picture's bytes, hexadecimal
        ("jpeg", pa.binary()),  # small
        ("hash", pa.binary()),  # PDQ, 32 bytes as `pictures.hash_hex` writes them; null where it could not be hashed
    ]
)

# A tactic that fired on the finding's listing and right, as `records.TACTIC_HIT` tells it.
FIRED = pa.struct(
    [("tactic", pa.string()), ("version", pa.int32()), ("mode", pa.string()), ("without_band", pa.string())]
)


def _listing() -> Any:
    kept = [field.with_type(pa.list_(NAMED_PICTURE)) if field.name == "pictures" else field for field in LISTING]
    return pa.struct([field.with_nullable(True) for field in kept])


_DELIVERY_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("finding", pa.struct([field.with_nullable(True) for field in FINDING]), nullable=False),
    pa.field("signals", pa.list_(pa.struct([field.with_nullable(True) for field in SIGNAL]))),
    pa.field("listing", _listing()),  # null: what the finding says of it is all that is known
    pa.field("views", pa.int64()),
    pa.field("sales", pa.int64()),
    pa.field("tactics", pa.list_(FIRED)),  # also where the finding has no other evidence, and is clear
    pa.field("previews", pa.list_(PREVIEW)),  # of pictures that were not sent before, in any row of the run
]
DELIVERY = pa.schema(_DELIVERY_FIELDS)

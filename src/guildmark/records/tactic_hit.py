"""A hit of a tactic: what fired on which listing and right, in whatever mode the tactic is."""

from typing import Any

import pyarrow as pa

_HIT_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("tactic", pa.string(), nullable=False),  # its id, a UUID
    pa.field("version", pa.int32()),
    pa.field("mode", pa.string()),  # shadow, review or act
    pa.field("marketplace", pa.string(), nullable=False),
    pa.field("listing_id", pa.string(), nullable=False),
    pa.field("right_id", pa.string(), nullable=False),
    pa.field("seller_id", pa.string()),
    pa.field("listing_digest", pa.string()),  # of the content that was judged, where no finding tells it
    pa.field("score_db", pa.float64()),  # of the pair
    pa.field("band", pa.string()),  # of the finding, or that it would have
    pa.field("would_band", pa.string()),
    pa.field("without_band", pa.string()),  # what would_band is without this and any other tactic
]
TACTIC_HIT = pa.schema(_HIT_FIELDS)

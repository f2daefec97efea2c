"""The finding: a listing, a right, and what speaks for and against."""

from typing import Any

import pyarrow as pa

from guildmark.records.listing import MONEY

BANDS = ("clear", "review", "act")

CONTRIBUTION = pa.struct(
    [
        ("detector", pa.string()),
        ("family", pa.string()),
        ("direction", pa.string()),
        ("strength", pa.float64()),
        ("weight_db", pa.float64()),
        ("contribution_db", pa.float64()),  # signed: above 0 speaks for a fake
        ("counted", pa.bool_()),  # per family and direction only the largest counts
    ]
)

_FINDING_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("finding_id", pa.string(), nullable=False),
    pa.field("marketplace", pa.string(), nullable=False),
    pa.field("listing_id", pa.string(), nullable=False),
    pa.field("right_id", pa.string(), nullable=False),
    pa.field("right_version", pa.int32()),
    pa.field("right_kind", pa.string()),  # one of KINDS
    pa.field("mark", pa.string()),
    pa.field("holder", pa.string()),
    pa.field("seller_id", pa.string()),
    pa.field("seller_name", pa.string()),
    pa.field("title", pa.string()),
    pa.field("category", pa.string()),
    pa.field("condition", pa.string()),
    pa.field("price", MONEY),
    pa.field("currency", pa.string()),
    pa.field("price_eur", pa.float64()),
    pa.field("reference_eur", pa.float64()),  # the price it was held against, where there is one
    pa.field("reference_private", pa.bool_()),
    pa.field("url", pa.string()),
    pa.field("listing_digest", pa.string()),  # 32 hexadecimal digits: the content that was judged
    pa.field("start_db", pa.float64()),  # log-odds of the assumed share of fakes, from the policy
    pa.field("score_db", pa.float64()),  # start plus the counted contributions
    pa.field("probability", pa.float64()),  # null until calibrated on local decisions
    pa.field("band", pa.string()),
    pa.field("would_band", pa.string()),  # what it would be with every licence
    pa.field("contributions", pa.list_(CONTRIBUTION)),
    pa.field("sentence", pa.string()),  # one plain sentence for a reviewer
    pa.field("seller_sentence", pa.string()),  # the same as far as the seller may read it
    pa.field("picture", pa.string()),  # digest of the listing's picture to show
    pa.field("official_picture", pa.string()),  # digest of the right's picture to show beside it
]
FINDING = pa.schema(_FINDING_FIELDS)

# Small previews of the pictures that findings name, so that a report needs no network.
_THUMBNAIL_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("picture", pa.string(), nullable=False),
    pa.field("jpeg", pa.binary()),
]
THUMBNAIL = pa.schema(_THUMBNAIL_FIELDS)

"""The finding: a listing, a right, and what speaks for and against."""

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

FINDING = pa.schema(
    [
        pa.field("finding_id", pa.string(), nullable=False),
        pa.field("marketplace", pa.string(), nullable=False),
        pa.field("listing_id", pa.string(), nullable=False),
        pa.field("right_id", pa.string(), nullable=False),
        ("right_version", pa.int32()),
        ("mark", pa.string()),
        ("holder", pa.string()),
        ("seller_id", pa.string()),
        ("seller_name", pa.string()),
        ("title", pa.string()),
        ("category", pa.string()),
        ("condition", pa.string()),
        ("price", MONEY),
        ("currency", pa.string()),
        ("price_eur", pa.float64()),
        ("reference_eur", pa.float64()),  # the price it was held against, where there is one
        ("reference_private", pa.bool_()),
        ("url", pa.string()),
        ("listing_digest", pa.string()),  # 32 hexadecimal digits: the content that was judged
        ("start_db", pa.float64()),  # log-odds of the assumed share of fakes, from the policy
        ("score_db", pa.float64()),  # start plus the counted contributions
        ("probability", pa.float64()),  # null until calibrated on local decisions
        ("band", pa.string()),
        ("would_band", pa.string()),  # what it would be with every licence
        ("contributions", pa.list_(CONTRIBUTION)),
        ("sentence", pa.string()),  # one plain sentence for a reviewer
        ("seller_sentence", pa.string()),  # the same as far as the seller may read it
        ("picture", pa.string()),  # digest of the listing's picture to show
        ("official_picture", pa.string()),  # digest of the right's picture to show beside it
    ]
)

# Small previews of the pictures that findings name, so that a report needs no network.
THUMBNAIL = pa.schema([pa.field("picture", pa.string(), nullable=False), ("jpeg", pa.binary())])

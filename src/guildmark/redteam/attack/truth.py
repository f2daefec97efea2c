"""The truth beside a disguised catalogue: which listing wears what, and what stood there before."""

from typing import Any

import pyarrow as pa

_FIELDS: dict[str, pa.DataType] = {
    "marketplace": pa.string(),
    "listing_id": pa.string(),  # in the file named by `file`
    "right_id": pa.string(),  # that the listing named openly before
    "mix": pa.string(),  # all that the listing wears, as it would be written on the command line
    "disguise_id": pa.string(),  # GM-T01, …
    "disguise": pa.string(),  # its slug
    "kind": pa.string(),  # text, picture, offer, conduct
    "strength": pa.float64(),  # 0 to 1
    "language": pa.string(),  # in which sellers' words were chosen
    "file": pa.string(),  # `listings`, or `before`: how it stood at the earlier point in time
    "field": pa.string(),  # the column that was changed; `listing_id` also for a row that came or went
    "before": pa.string(),  # text, number, or digests of pictures; null: nothing, or no such row
    "after": pa.string(),
}
TRUTH = pa.schema(_FIELDS)

Row = dict[str, Any]


def table(rows: list[Row]) -> pa.Table:
    """Rows of the truth as an Arrow table."""
    return pa.Table.from_pylist(rows, schema=TRUTH)

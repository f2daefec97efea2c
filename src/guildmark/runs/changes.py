"""What is new since the run before: findings that were added, changed or are gone."""

from pathlib import Path

import duckdb
import pyarrow as pa

from guildmark.records import FINDING
from guildmark.runs.parts import CHANGES, FINDINGS
from guildmark.runs.row_stream import GroupWriter
from guildmark.runs.sql import literal, stream

CHANGE = pa.schema(
    [
        pa.field("finding_id", pa.string(), nullable=False),
        pa.field("marketplace", pa.string(), nullable=False),
        pa.field("listing_id", pa.string(), nullable=False),
        pa.field("right_id", pa.string(), nullable=False),
        pa.field("change", pa.string(), nullable=False),  # added, changed, removed
        pa.field("band_before", pa.string()),
        pa.field("band_after", pa.string()),
    ]
)
QUERY = """
    SELECT coalesce(now.finding_id, before.finding_id) AS finding_id,
           coalesce(now.marketplace, before.marketplace) AS marketplace,
           coalesce(now.listing_id, before.listing_id) AS listing_id,
           coalesce(now.right_id, before.right_id) AS right_id,
           CASE WHEN before.finding_id IS NULL THEN 'added' WHEN now.finding_id IS NULL THEN 'removed'
                ELSE 'changed' END AS change,
           before.band AS band_before, now.band AS band_after
    FROM read_parquet({now}) now FULL JOIN {before} before ON now.finding_id = before.finding_id
    WHERE {differs} ORDER BY finding_id
"""


def write_changes(connection: duckdb.DuckDBPyConnection, before: Path | None, target: Path) -> None:
    """Compare the findings in `target` with those of the state before, in the order of their ids."""
    now = literal(target / FINDINGS)
    earlier = f"read_parquet({now}) LIMIT 0" if before is None else f"read_parquet({literal(before / FINDINGS)})"
    differs = " OR ".join(f"now.{name} IS DISTINCT FROM before.{name}" for name in FINDING.names)
    writer = GroupWriter(target / CHANGES, CHANGE)
    query = QUERY.format(now=now, before=f"(SELECT * FROM {earlier})", differs=differs)
    for batch in stream(connection, query):
        writer.append(pa.Table.from_batches([batch]).cast(CHANGE))
    writer.close()

"""The files that tasks leave for each other, by name, and how they are written."""

import json
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.records import Reject

KEYS = "keys.parquet"
FACTS = "facts.parquet"
REJECTED = "rejected.jsonl"
FINDINGS = "findings.parquet"
SIGNALS = "signals.parquet"
HITS = "hits.parquet"  # of tactics
THUMBNAILS = "thumbnails.parquet"
EVALUATED = "evaluated.parquet"
CHANGES = "changes.parquet"
CARRIED = "carried.parquet"
REPEATED_ROW, REPEATED_FIRST = "repeated_row.npy", "repeated_first.npy"
STATE_ROWS = "rows.parquet"
STATE_FACTS = "facts.parquet"
HISTORY = "history.parquet"
REFUSED_PART = "refused.parquet"


def write_part(table: pa.Table, path: Path) -> None:
    """Write a part that is read once more and then deleted: quickly rather than small."""
    pq.write_table(table, path, compression="lz4", use_dictionary=False, write_statistics=False)


def write_rejects(rejects: Iterable[Reject], path: Path) -> None:
    """Write one line of JSON a reject."""
    with path.open("w", encoding="utf-8") as file:
        for reject in rejects:
            file.write(json.dumps(reject.as_json(), ensure_ascii=False) + "\n")

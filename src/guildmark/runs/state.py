"""What is kept from run to run: an immutable generation of digests, fact keys and current findings."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.facts.columns import read_column
from guildmark.records.digest import listing_keys
from guildmark.runs.parts import (
    CARRIED,
    EVALUATED,
    FACTS,
    FINDINGS,
    HISTORY,
    HITS,
    KEYS,
    REFUSED_PART,
    REPEATED_ROW,
    SIGNALS,
    STATE_FACTS,
    STATE_ROWS,
    THUMBNAILS,
)
from guildmark.runs.request import Shared
from guildmark.runs.sql import (
    EVALUATED_COLUMNS,
    KEY_COLUMNS,
    STATE_COLUMNS,
    Means,
    copy_to,
    database,
    literal,
    rows_table,
    view,
)

# What a listing said, which facts were read for it (0: none), and the context in which it was judged.
ROWS_QUERY = """
    SELECT keys.key_low, keys.key_high, keys.content_low, keys.content_high, keys.observed_us,
           coalesce(evaluated.facts, before.facts) AS facts, '{context}' AS context
    FROM keys ANTI JOIN repeated USING (row)
    LEFT JOIN evaluated USING (row) LEFT JOIN before USING (key_low, key_high)
"""
CARRIED_ROWS_QUERY = """
    SELECT key_low, key_high, content_low, content_high, observed_us, facts, context
    FROM before ANTI JOIN keys USING (key_low, key_high)
"""
# Listings that were judged are remembered as they stand; of the others what was known is kept.
JUDGED_HISTORY = "SELECT key_low, key_high, judged.before, judged.refused FROM judged JOIN keys USING (row)"
KEPT_HISTORY = """
    SELECT key_low, key_high, history.before, history.refused FROM {history} history
    SEMI JOIN (SELECT key_low, key_high FROM keys ANTI JOIN repeated USING (row) ANTI JOIN evaluated USING (row))
    USING (key_low, key_high)
"""
CARRIED_HISTORY = """
    SELECT key_low, key_high, history.before, history.refused FROM {history} history
    ANTI JOIN keys USING (key_low, key_high)
"""
FACTS_QUERY = "SELECT * FROM facts ANTI JOIN repeated USING (row)"


@dataclass(frozen=True)
class StateTask:
    """Writes the generation that the next run starts from."""

    folder: Path
    surveys: tuple[Path, ...]
    detects: tuple[Path, ...]
    index: Path  # folder of the IndexTask
    merged: Path  # folder of the MergeTask
    before: Path | None
    snapshot: bool
    means: Means

    def build(self, target: Path, shared: Shared) -> dict[str, Any]:
        """Returns the number of listings in the generation."""
        for name in (FINDINGS, SIGNALS, HITS):
            _add_keys(self.merged / name, target / name)
        shutil.copyfile(self.merged / THUMBNAILS, target / THUMBNAILS)
        before = [] if self.before is None else [self.before / STATE_ROWS]
        facts = [path / FACTS for path in self.surveys]
        facts += [self.index / CARRIED] if (self.index / CARRIED).exists() else []
        with database(target.with_name(target.name + ".spill"), self.means) as connection:
            view(connection, "keys", [path / KEYS for path in self.surveys], KEY_COLUMNS)
            view(connection, "evaluated", [path / EVALUATED for path in self.detects], EVALUATED_COLUMNS)
            view(connection, "before", before, STATE_COLUMNS)
            view(connection, "facts", facts, "row BIGINT")
            rows_table(connection, "repeated", read_column(self.index / REPEATED_ROW))
            query = ROWS_QUERY.format(context=shared.evaluator.digest)
            copy_to(
                connection, query if self.snapshot else f"{query} UNION ALL {CARRIED_ROWS_QUERY}", target / STATE_ROWS
            )
            copy_to(connection, FACTS_QUERY, target / STATE_FACTS)
            self._history(connection, target)
        shutil.copyfile(self.index / REFUSED_PART, target / REFUSED_PART)
        return {"listings": pq.read_metadata(target / STATE_ROWS).num_rows}

    def _history(self, connection: duckdb.DuckDBPyConnection, target: Path) -> None:
        """What the next run is to know of each listing."""
        parts = []
        judged = [detect / HISTORY for detect in self.detects if (detect / HISTORY).exists()]
        if judged:
            connection.read_parquet([str(path) for path in judged]).create_view("judged")
            parts.append(JUDGED_HISTORY)
        if self.before is not None and (self.before / HISTORY).exists():
            history = f"read_parquet({literal(self.before / HISTORY)})"
            parts += [
                query.format(history=history) for query in (KEPT_HISTORY, *([] if self.snapshot else [CARRIED_HISTORY]))
            ]
        if parts:
            copy_to(connection, " UNION ALL ".join(parts), target / HISTORY)


def _add_keys(source: Path, target: Path) -> None:
    """Copy a table of results, with the key of its listing beside each row."""
    with pq.ParquetFile(source) as file:
        schema = file.schema_arrow.append(pa.field("key_low", pa.uint64())).append(pa.field("key_high", pa.uint64()))
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                keys = listing_keys(table.select(["marketplace", "listing_id"]))
                writer.write_table(
                    table.append_column("key_low", pa.array(keys[:, 0])).append_column("key_high", pa.array(keys[:, 1]))
                )

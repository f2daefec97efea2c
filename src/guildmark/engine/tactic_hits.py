"""Hits of tactics as a table: what fired on which listing and right, and what came of it."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.assessment import Assessed
from guildmark.detectors.batch import Batch
from guildmark.engine.context import Context
from guildmark.engine.findings import listing_digests_of
from guildmark.records import BANDS, TACTIC_HIT
from guildmark.tactics import Fired

NO_HITS = TACTIC_HIT.empty_table()
BAND_NAMES = pa.array(BANDS)
OF_TACTIC = ("tactic", "version", "mode")


def hits_table(
    batch: Batch,
    fired: Fired,
    assessed: Assessed,
    alone: Assessed,
    written: NDArray[np.int64],
    context: Context,
) -> tuple[pa.Table, NDArray[np.int64]]:
    """A row a tactic and pair, in the order of listings, rights and tactics; and the listing of each.

    `alone` is what the detectors come to without any tactic; `written` are the pairs that have a finding.
    """
    if not len(fired.pair):
        return NO_HITS, fired.pair
    order = np.lexsort((fired.tactic, fired.pair))
    pair, which = fired.pair[order], pa.array(fired.tactic[order], pa.int64())
    row, rights = batch.pair_row[pair], context.index.rights.column("right_id").combine_chunks()
    columns: dict[str, Any] = {name: context.roster.used.column(name).chunk(0).take(which) for name in OF_TACTIC}
    columns |= {
        "right_id": rights.take(pa.array(batch.pair_right[pair], pa.int64())),
        "listing_digest": _untold_digests(batch, row, np.isin(pair, written)),
        "score_db": pa.array(assessed.score_db[pair]),
        "band": BAND_NAMES.take(pa.array(assessed.band[pair], pa.int64())),
        "would_band": BAND_NAMES.take(pa.array(assessed.would_band[pair], pa.int64())),
        "without_band": BAND_NAMES.take(pa.array(alone.would_band[pair], pa.int64())),
    }
    taken = batch.taken(row, "marketplace", "listing_id", "seller_id")
    columns |= {name: taken.column(name).combine_chunks() for name in taken.column_names}
    return pa.Table.from_arrays([columns[name] for name in TACTIC_HIT.names], schema=TACTIC_HIT), row


def _untold_digests(batch: Batch, row: NDArray[np.int64], told: NDArray[np.bool_]) -> "pa.Array[Any]":
    """The digest of the listing of each hit that no finding tells of; null for the others."""
    digests = np.full(len(row), None, np.object_)
    if not told.all():
        digests[~told] = listing_digests_of(batch.listings, row[~told]).to_pylist()
    return pa.array(digests, pa.string())

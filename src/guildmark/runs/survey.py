"""The first pass over a slice: which listings stand there, and under which keys they count for facts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.facts.keys import observed_microseconds
from guildmark.facts.kinds import UNDATED_US
from guildmark.facts.refused import is_refused, refused_listings
from guildmark.reading import Slice
from guildmark.records import REVIEWS
from guildmark.records.digest import CONTENT, listing_keys, row_digests
from guildmark.runs.parts import FACTS, KEYS, REFUSED_PART, REJECTED, write_part, write_rejects
from guildmark.runs.pictures.load import pieces_of
from guildmark.runs.pictures.tally import by_class, count_given, unread_rejects
from guildmark.runs.pinned import read_pinned
from guildmark.runs.request import Shared
from guildmark.runs.reviews import attach_reviews

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class SurveyTask:
    """Reads a slice and writes its keys, the keys of its facts, and what could not be read."""

    folder: Path
    slice: Slice

    def build(self, target: Path, shared: Shared) -> dict[str, Any]:
        """Returns counts, the newest `observed_at` and the first reject."""
        chunk = read_pinned(shared, self.slice)
        whole, rows = attach_reviews(chunk.listings, shared.reviews), chunk.rows
        pieces, unread = pieces_of(whole, shared.pictures)
        counts, keys, facts, refused = [], [], [], []
        for first, listings in pieces:
            piece_rows = rows[first : first + len(listings)]
            keys.append(_keys(listings, piece_rows, shared))
            listing = keys[-1].column("key_low").to_numpy()
            own_facts = shared.evaluator.fact_keys(listings, listing, shared.evaluator.price_eur(listings))
            facts.append(_in_run(own_facts, piece_rows))
            if shared.keeps_state:
                refused.append(_refused(listings, own_facts, listing, piece_rows))
            counts.append(count_given(listings))
        write_part(pa.concat_tables(keys), target / KEYS)
        write_part(pa.concat_tables(facts), target / FACTS)
        if any(len(table) for table in refused):
            write_part(pa.concat_tables(refused), target / REFUSED_PART)
        rejects = chunk.rejects
        if unread:
            told = unread_rejects(unread, shared.catalogue, self.slice, rows.tolist())
            rejects = sorted(rejects + told, key=lambda one: -1 if one.row is None else one.row)
        write_rejects(rejects, target / REJECTED)
        observed = observed_microseconds(whole)
        dated = observed[observed != UNDATED_US]
        whole_rows = sum(reject.rejects_row for reject in rejects)
        return {
            "rows_read": chunk.rows_read,
            "rejected": whole_rows,
            "values_set_aside": len(rejects) - whole_rows,
            "newest_us": int(dated.max()) if len(dated) else None,
            "first_reject": rejects[0].as_json() if rejects else None,
            "pictures": {
                "given": sum(given for given, _ in counts),
                "with_bytes": sum(with_bytes for _, with_bytes in counts),
                "not_read": by_class(unread),
            },
        }


def _keys(listings: pa.Table, rows: Rows, shared: Shared) -> pa.Table:
    """Which listings stand in which rows, and what they say where a state is kept."""
    keys = listing_keys(listings)
    columns: dict[str, Any] = {"row": rows, "key_low": keys[:, 0], "key_high": keys[:, 1]}
    if shared.keeps_state:
        content = content_digests(listings)
        observed = observed_microseconds(listings)
        columns |= {"content_low": content[:, 0], "content_high": content[:, 1], "observed_us": observed}
    return pa.table(columns)


def _refused(listings: pa.Table, facts: pa.Table, listing: NDArray[np.uint64], rows: Rows) -> pa.Table:
    """The refused ones among the listings, with their rows in the run."""
    kept = pa.array(rows[np.flatnonzero(is_refused(listings))])
    return refused_listings(listings, facts, listing).append_column("row", kept)


def _in_run(facts: pa.Table, rows: Rows) -> pa.Table:
    """Under which keys listings count, with their rows in the run."""
    place = facts.schema.get_field_index("row")
    run_rows = pa.array(rows[facts.column("row").to_numpy()])
    return facts.set_column(place, facts.schema.field("row"), run_rows)


def content_digests(listings: pa.Table) -> NDArray[np.uint64]:
    """The digest of what a listing says and what its buyers say of it, shape (n, 2)."""
    if REVIEWS.name not in listings.column_names:
        listings = listings.append_column(REVIEWS, pa.nulls(listings.num_rows, REVIEWS.type))
    return row_digests(listings, (*CONTENT, REVIEWS.name))

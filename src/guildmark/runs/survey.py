"""The first pass over a slice: which listings stand there, and under which keys they count for facts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from guildmark.facts.keys import observed_microseconds
from guildmark.facts.kinds import UNDATED_US
from guildmark.facts.refused import refused_listings
from guildmark.reading import Slice
from guildmark.records import REVIEWS
from guildmark.records.digest import CONTENT, listing_keys, row_digests
from guildmark.runs.parts import FACTS, KEYS, REFUSED_PART, REJECTED, write_part, write_rejects
from guildmark.runs.pinned import read_pinned
from guildmark.runs.request import Shared
from guildmark.runs.reviews import attach_reviews


@dataclass(frozen=True)
class SurveyTask:
    """Reads a slice and writes its keys, the keys of its facts, and what could not be read."""

    folder: Path
    slice: Slice

    def build(self, target: Path, shared: Shared) -> dict[str, Any]:
        """Returns counts, the newest `observed_at` and the first reject."""
        chunk = read_pinned(shared, self.slice)
        listings = attach_reviews(chunk.listings, shared.reviews)
        keys = listing_keys(listings)
        columns = {"row": chunk.rows, "key_low": keys[:, 0], "key_high": keys[:, 1]}
        if shared.keeps_state:
            content = content_digests(listings)
            observed = observed_microseconds(listings)
            columns |= {"content_low": content[:, 0], "content_high": content[:, 1], "observed_us": observed}
        write_part(pa.table(columns), target / KEYS)
        price_eur = shared.evaluator.price_eur(listings)
        facts = shared.evaluator.fact_keys(listings, keys[:, 0], price_eur)
        if shared.keeps_state and (refused := refused_listings(listings, facts, keys[:, 0])).num_rows:
            write_part(refused, target / REFUSED_PART)
        row = facts.schema.get_field_index("row")
        run_rows = pa.array(chunk.rows[facts.column("row").to_numpy()])
        write_part(facts.set_column(row, facts.schema.field("row"), run_rows), target / FACTS)
        rejects = chunk.rejects
        write_rejects(rejects, target / REJECTED)
        observed = observed_microseconds(listings)
        dated = observed[observed != UNDATED_US]
        whole_rows = sum(reject.rejects_row for reject in rejects)
        return {
            "rows_read": chunk.rows_read,
            "rejected": whole_rows,
            "values_set_aside": len(rejects) - whole_rows,
            "newest_us": int(dated.max()) if len(dated) else None,
            "first_reject": rejects[0].as_json() if rejects else None,
        }


def content_digests(listings: pa.Table) -> "np.ndarray[Any, np.dtype[np.uint64]]":
    """The digest of what a listing says and what its buyers say of it, shape (n, 2)."""
    if REVIEWS.name not in listings.column_names:
        listings = listings.append_column(REVIEWS, pa.nulls(listings.num_rows, REVIEWS.type))
    return row_digests(listings, (*CONTENT, REVIEWS.name))

"""What is found in the pieces of a slice, gathered and written as the slice's parts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.facts import FactTable, Own, fact_digests
from guildmark.records import FINDING, SIGNAL, TACTIC_HIT, THUMBNAIL
from guildmark.runs.history import history_table
from guildmark.runs.parts import EVALUATED, FINDINGS, HISTORY, HITS, SIGNALS, THUMBNAILS, write_part
from guildmark.runs.pictures.tally import by_class
from guildmark.runs.request import BadPicture, Shared

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

Rows = NDArray[np.int64]


@dataclass
class Found:
    """Tables of what was found, in the order of rows, and what was counted."""

    findings: list[pa.Table] = field(default_factory=list)
    signals: list[pa.Table] = field(default_factory=list)
    hits: list[pa.Table] = field(default_factory=list)
    thumbnails: list[pa.Table] = field(default_factory=list)
    evaluated: list[pa.Table] = field(default_factory=list)
    history: list[pa.Table] = field(default_factory=list)
    seconds: Counter[str] = field(default_factory=Counter)
    not_read: Counter[str] = field(default_factory=Counter)
    looked_at: int = 0
    scanned: int = 0

    def judge(
        self, listings: pa.Table, rows: Rows, keys: pa.Table, facts: FactTable, shared: Shared
    ) -> Sequence[BadPicture]:
        """Judge listings and keep what was found; returns the pictures that could not be decoded."""
        if not len(rows):
            return ()
        found = shared.evaluator.evaluate(listings, facts)
        self.scanned += len(rows)
        self.seconds.update(found.seconds)
        self.looked_at += found.pictures_looked_at
        self.not_read.update(by_class(found.bad_pictures))
        for table, schema, kept in (
            (found.findings, FINDING, self.findings),
            (found.signals, SIGNAL, self.signals),
            (found.hits, TACTIC_HIT, self.hits),
        ):
            if table.num_rows:
                kept.append(_with_rows(table.select(schema.names).cast(schema), listings, rows))
        if found.thumbnails.num_rows:
            self.thumbnails.append(found.thumbnails.cast(THUMBNAIL))
        if shared.keeps_state:
            readers = np.flatnonzero(found.read_facts)
            read = np.zeros(len(rows), np.uint64)
            read[readers] = read_facts(listings.take(readers), keys.take(readers), facts, shared)
            self.evaluated.append(pa.table({"row": rows, "facts": read}))
            self.history.append(history_table(listings, rows))
        return found.bad_pictures

    def write(self, target: Path) -> None:
        """Write the parts that have rows."""
        tables = {
            FINDINGS: self.findings,
            SIGNALS: self.signals,
            HITS: self.hits,
            THUMBNAILS: self.thumbnails,
            EVALUATED: self.evaluated,
            HISTORY: self.history,
        }
        for name, pieces in tables.items():
            if pieces:
                write_part(pa.concat_tables(pieces), target / name)

    def told(self, *, unchanged: int, repeated: int, first_reject: dict[str, Any] | None = None) -> dict[str, Any]:
        """What the run must know."""
        return {
            "repeated": repeated,
            "unchanged": unchanged,
            "scanned": self.scanned,
            "values_set_aside": self.not_read.total(),
            "first_reject": first_reject,
            "pictures": {"looked_at": self.looked_at, "not_read": dict(sorted(self.not_read.items()))},
            "seconds": dict(self.seconds),
        }


def read_facts(listings: pa.Table, keys: pa.Table, facts: FactTable, shared: Shared) -> NDArray[np.uint64]:
    """The digest of every fact that a listing could read; never 0, which stands for none read."""
    if not listings.num_rows:
        return np.zeros(0, np.uint64)
    listing = keys.column("key_low").to_numpy()
    price_eur = shared.evaluator.price_eur(listings)
    fact_keys = shared.evaluator.fact_keys(listings, listing, price_eur)
    return np.maximum(fact_digests(fact_keys, facts, Own.of(listings, price_eur, listing)), np.uint64(1))


def _with_rows(table: pa.Table, listings: pa.Table, rows: Rows) -> pa.Table:
    """The table in the order of listings, each row with its listing's row in the run."""
    places = pc.index_in(_names(table), value_set=_names(listings)).to_numpy(zero_copy_only=False)
    order = np.argsort(places, kind="stable")
    return table.take(order).append_column("row", pa.array(rows[places[order]]))


def _names(table: pa.Table) -> Any:
    names = pc.binary_join_element_wise(table.column("marketplace"), table.column("listing_id"), "\x1f")
    return names.combine_chunks()

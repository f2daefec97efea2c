"""What a judgement of a batch gave, and how a second one of some of its listings takes the place of the first."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Judged:
    """Findings, signals and hits of tactics of n listings, and what says whether a closer look is worth it.

    Shapes: `finding_row`, `signal_row` and `hit_row` the listing of each, in order; `pairs` (p, 2) listing and right
    where one is tied to the other; `goods` (n, kinds) the kinds of goods that title and category name; `score_db` (n,)
    the highest of a listing's findings, -inf where it has none.
    """

    findings: pa.Table
    finding_row: NDArray[np.int64]
    signals: pa.Table
    signal_row: NDArray[np.int64]
    hits: pa.Table
    hit_row: NDArray[np.int64]
    pairs: NDArray[np.int64]
    goods: NDArray[np.bool_]
    score_db: NDArray[np.float64]

    @property
    def tied(self) -> NDArray[np.int64]:
        """The listings that are tied to a right, in order."""
        return np.unique(self.pairs[:, 0])

    def tied_to(self, rights: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The listings that are tied to one of these rights, in order. Shape of `rights`: (rights,)."""
        return np.unique(self.pairs[rights[self.pairs[:, 1]], 0])

    def with_rows(self, rows: NDArray[np.int64], anew: "Judged") -> "Judged":
        """The listings `rows`, in order, as they were judged anew; the others as they were."""
        findings, finding_row = replaced(self.findings, self.finding_row, rows, anew.findings, anew.finding_row)
        signals, signal_row = replaced(self.signals, self.signal_row, rows, anew.signals, anew.signal_row)
        hits, hit_row = replaced(self.hits, self.hit_row, rows, anew.hits, anew.hit_row)
        score_db = self.score_db.copy()
        score_db[rows] = anew.score_db
        others = self.pairs[~np.isin(self.pairs[:, 0], rows)]
        pairs = np.concatenate((others, np.column_stack((rows[anew.pairs[:, 0]], anew.pairs[:, 1]))))
        return Judged(findings, finding_row, signals, signal_row, hits, hit_row, pairs, self.goods, score_db)


def replaced(
    table: pa.Table, row: NDArray[np.int64], rows: NDArray[np.int64], anew: pa.Table, anew_row: NDArray[np.int64]
) -> tuple[pa.Table, NDArray[np.int64]]:
    """A table in the order of listings, with those of `rows` taken from another, whose listings are 0, 1, … of them."""
    kept: Any = np.flatnonzero(~np.isin(row, rows))
    joined = np.concatenate((row[kept], rows[anew_row]))
    order = np.argsort(joined, kind="stable")
    return pa.concat_tables([table.take(kept), anew]).take(order).combine_chunks(), joined[order]

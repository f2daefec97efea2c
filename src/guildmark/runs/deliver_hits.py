"""The hits of tactics on their way to the alliance's site: beside their findings, and alone where there is none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from guildmark.engine.findings import finding_ids
from guildmark.records import DELIVERY, FINDING
from guildmark.runs.deliver_listings import SeenListings
from guildmark.runs.parts import FINDINGS, HITS
from guildmark.runs.sql import copy_to, literal

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

FIRED = DELIVERY.field("tactics").type
OF_HIT = ("finding_id", "marketplace", "listing_id", "right_id", "seller_id", "listing_digest", "score_db", "band",
          "would_band")  # fmt: skip
OF_LISTING = ("seller_name", "title", "category", "condition", "price", "currency", "url")
EACH = "list({'tactic': tactic, 'version': version, 'mode': mode, 'without_band': without_band} ORDER BY tactic)"
PAIR = "marketplace, listing_id, right_id"
BESIDE = """
    SELECT found.file_row_number AS row, {each} AS tactics
    FROM read_parquet({hits}) JOIN read_parquet({findings}, file_row_number=true) found USING ({pair}) GROUP BY row
"""
# Any value of a pair is the same in all its hits.
ALONE = """
    SELECT {pair}, any_value(seller_id) AS seller_id, any_value(listing_digest) AS listing_digest,
        any_value(score_db) AS score_db, any_value(band) AS band, any_value(would_band) AS would_band,
        {each} AS tactics
    FROM (SELECT hits.* FROM read_parquet({hits}) hits ANTI JOIN read_parquet({findings}) found USING ({pair}))
    GROUP BY {pair}
"""


class Fired:
    """The tactics that fired in a finished run; what is read of them lies in files, so that memory does not grow."""

    def __init__(self, folder: Path, place: Path) -> None:
        self._beside, self._alone = place / "beside.parquet", place / "alone.parquet"
        self._next = 0  # row of the findings
        if not (folder / HITS).exists():
            self._rows = None
            return
        names = {"hits": literal(folder / HITS), "findings": literal(folder / FINDINGS), "each": EACH, "pair": PAIR}
        with duckdb.connect(config={"temp_directory": str(place)}) as connection:
            copy_to(connection, f"{BESIDE.format(**names)} ORDER BY row", self._beside)
            copy_to(connection, f"{ALONE.format(**names)} ORDER BY {PAIR}", self._alone)
        self._rows = pq.read_table(self._beside, columns=["row"]).column("row").to_numpy()

    def of_next(self, count: int) -> Any:
        """The tactics that fired on the next findings, in their order. Shape (count,)."""
        start, self._next = self._next, self._next + count
        if self._rows is None:
            return pa.nulls(count, FIRED)
        low, high = self._rows.searchsorted([start, start + count])
        if low == high:
            return pa.nulls(count, FIRED)
        lists = pq.read_table(self._beside, filters=[("row", ">=", start), ("row", "<", start + count)])
        place = pc.index_in(pa.array(range(start, start + count), pa.int64()), value_set=lists.column("row"))
        return lists.column("tactics").combine_chunks().cast(FIRED).take(place)

    def listings(self) -> list[pa.Table]:
        """The listings (marketplace, listing_id) of hits without a finding."""
        if self._rows is None:
            return []
        return [pq.read_table(self._alone, columns=["marketplace", "listing_id"])]

    def alone(self, listings: SeenListings, rows: int) -> Iterator[tuple[pa.Table, Any]]:
        """Pairs that tactics fired on and that have no finding, as clear FINDINGs, with the tactics of each."""
        if self._rows is None:
            return
        for batch in pq.ParquetFile(self._alone).iter_batches(rows):
            hits = pa.Table.from_batches([batch])
            yield _as_findings(hits, listings), hits.column("tactics").combine_chunks().cast(FIRED)


def _as_findings(hits: pa.Table, listings: SeenListings) -> pa.Table:
    ids = finding_ids(*(hits.column(name).to_pylist() for name in ("marketplace", "listing_id", "right_id")))
    hits = hits.append_column("finding_id", ids)
    seen = listings.of(hits)
    columns: dict[str, Any] = {name: hits.column(name) for name in OF_HIT}
    columns |= {name: pc.struct_field(seen, name) for name in OF_LISTING}
    columns["contributions"] = pa.array([[]] * len(hits), FINDING.field("contributions").type)
    nothing = {name: pa.nulls(len(hits)) for name in FINDING.names if name not in columns}
    return pa.table({name: (columns | nothing)[name] for name in FINDING.names}).cast(FINDING).combine_chunks()

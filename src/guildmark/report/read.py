"""What the page needs of a run's Parquet files, asked of DuckDB so that no table is ever held whole."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from guildmark.records import InputError

Row = dict[str, Any]

NEEDED = ("findings", "signals")
LONGEST_KEY = 120  # code points of an id, as the page carries it
MEMORY_LIMIT_MB = 512
GROUPS_SHOWN = 30  # rows of a chart
MARK_KEY = f"left(coalesce(mark, right_id), {LONGEST_KEY})"
SELLER_KEY = f"concat_ws(chr(31), left(marketplace, {LONGEST_KEY}), left(seller_id, {LONGEST_KEY}))"
SCORE_BIN_DB = 2.5
SCORE_RANGE_DB = (-60.0, 80.0)  # scores beyond are counted in the outermost bins
PRICE_BIN = 0.1  # of the reference
PRICE_BINS = 15  # the last but one ends at 1.5; one more holds all above

# A reference that its holder keeps private takes no part in any figure from which it could be worked back.
RATIO = (
    "CASE WHEN NOT coalesce(reference_private, false) AND isfinite(price_eur) AND isfinite(reference_eur) "
    "AND price_eur >= 0 AND reference_eur > 0 THEN price_eur / reference_eur END"
)
BANDS_COUNTED = (
    "count(*) FILTER (band = 'act') AS act, count(*) FILTER (band = 'review') AS review, "
    "count(*) FILTER (band = 'clear') AS clear"
)


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over all findings of a run."""

    findings: int
    act: int
    review: int
    clear: int
    would_act: int  # in `review` only because no licence is open
    listings: int  # distinct ones in `act` or `review`
    with_price: int  # findings with a price and a reference that may be shown
    private_price: int  # findings whose reference is the holder's own business
    marks: int  # distinct ones
    sellers: int  # distinct ones; the same id on two marketplaces is two sellers


class RunTables:
    """The tables of one run; made by `open_run_tables`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, run_dir: Path) -> None:
        self._connection = connection
        self._has_thumbnails = (run_dir / "thumbnails.parquet").exists()
        for name in (*NEEDED, *(["thumbnails"] if self._has_thumbnails else [])):
            path = str(run_dir / f"{name}.parquet").replace("'", "''")
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}', file_row_number = true)")

    def totals(self) -> Totals:
        """Counts over all findings."""
        [row] = self._rows(f"""
            SELECT count(*) AS findings, {BANDS_COUNTED},
                count(*) FILTER (band = 'review' AND would_band = 'act') AS would_act,
                (SELECT count(*) FROM (
                    SELECT DISTINCT marketplace, listing_id FROM findings WHERE band IN ('act', 'review')
                )) AS listings,
                count({RATIO}) AS with_price,
                count(*) FILTER (coalesce(reference_private, false) AND price_eur IS NOT NULL) AS private_price,
                count(DISTINCT {MARK_KEY}) AS marks,
                count(DISTINCT {SELLER_KEY}) FILTER (seller_id IS NOT NULL) AS sellers
            FROM findings""")
        return Totals(**row)

    def marks(self) -> list[Row]:
        """Findings per mark and band, the marks with most to look at first."""
        return self._groups(MARK_KEY, f"min({MARK_KEY})", "''", "coalesce(mark, right_id) IS NOT NULL")

    def sellers(self) -> list[Row]:
        """Findings per seller and band, the sellers with most to look at first."""
        seller_id, marketplace = (f"left({column}, {LONGEST_KEY})" for column in ("seller_id", "marketplace"))
        name = f"coalesce(left(min(seller_name), {LONGEST_KEY}), min({seller_id}))"
        many = "(SELECT count(DISTINCT marketplace) FROM findings) > 1"
        where = f"CASE WHEN {many} THEN ' on ' || min({marketplace}) ELSE '' END"
        note = f"CASE WHEN {name} = min({seller_id}) THEN '' ELSE min({seller_id}) END || {where}"
        return self._groups(SELLER_KEY, name, note, "seller_id IS NOT NULL")

    def detectors(self) -> list[Row]:
        """Findings per detector and band, the detectors with most to look at first."""
        return self._rows(f"""
            SELECT detector AS key, detector AS label,
                CASE WHEN direction = 'against' THEN 'against a fake' ELSE '' END AS note,
                {BANDS_COUNTED}, count(*) AS findings
            FROM (
                SELECT DISTINCT findings.file_row_number, band, piece.detector, piece.direction
                FROM findings, unnest(contributions) AS pieces(piece)
            )
            GROUP BY detector, direction
            ORDER BY act + review DESC, findings DESC, detector, direction LIMIT {GROUPS_SHOWN}""")

    def scores(self) -> list[Row]:
        """Findings per bin of `SCORE_BIN_DB` and band; `bin` counts bins from zero decibans."""
        low, high = (bound / SCORE_BIN_DB for bound in SCORE_RANGE_DB)
        return self._rows(f"""
            SELECT least(greatest(floor(score_db / {SCORE_BIN_DB}), {low}), {high})::INTEGER AS bin, {BANDS_COUNTED}
            FROM findings WHERE isfinite(score_db) GROUP BY bin ORDER BY bin""")

    def prices(self) -> list[Row]:
        """Findings per bin of listing price over reference and band; private references are left out."""
        return self._rows(f"""
            SELECT least(floor(round({RATIO} / {PRICE_BIN}, 9)), {PRICE_BINS})::INTEGER AS bin, {BANDS_COUNTED}
            FROM findings WHERE {RATIO} IS NOT NULL GROUP BY bin ORDER BY bin""")

    def top_findings(self, count: int, longest_text: int) -> list[Row]:
        """The findings with the highest scores, their texts cut to `longest_text` code points.

        `title_length` says how long the title was before.
        """
        texts = ("seller_name", "title", "category", "sentence", "seller_sentence", "url", "holder", "condition")
        keys = ("mark", "seller_id", "right_id")
        cut = ", ".join(
            [f"left({column}, {longest_text}) AS {column}" for column in texts]
            + [f"left({column}, {LONGEST_KEY}) AS {column}" for column in keys]
        )
        self._connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE top AS
            SELECT file_row_number AS place, row_number() OVER (ORDER BY score_db DESC NULLS LAST, finding_id) AS rank
            FROM (
                SELECT file_row_number, finding_id, CASE WHEN isfinite(score_db) THEN score_db END AS score_db
                FROM findings ORDER BY score_db DESC NULLS LAST, finding_id LIMIT {int(count)}
            )""")
        self._connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE shown AS
            SELECT rank, findings.* EXCLUDE (file_row_number) REPLACE ({cut}), length(title) AS title_length
            FROM findings JOIN top ON findings.file_row_number = top.place""")
        ids = ", ".join(f"left({column}, {LONGEST_KEY}) AS {column}" for column in ("marketplace", "listing_id"))
        return self._rows(f"SELECT * REPLACE ({ids}) FROM shown ORDER BY rank")

    def top_signals(self, most: int, longest_text: int) -> list[Row]:
        """Signals of the findings of `top_findings`, by `rank`: strongest first, at most `most` for a finding.

        Signals that are about a listing or a seller as a whole come with each finding of that listing. `signals` says
        how many a finding has in all.
        """
        cut = ", ".join(f"left({column}, {longest_text}) AS {column}" for column in ("text", "excerpt", "note"))
        return self._rows(f"""
            WITH matched AS (
                SELECT shown.rank, signals.* REPLACE ({cut})
                FROM signals JOIN shown ON signals.finding_id = shown.finding_id
                WHERE signals.finding_id IS NOT NULL
                UNION ALL
                SELECT shown.rank, signals.* REPLACE ({cut})
                FROM signals JOIN shown USING (marketplace, listing_id) WHERE signals.finding_id IS NULL
            )
            SELECT * EXCLUDE (file_row_number), count(*) OVER (PARTITION BY rank) AS signals FROM matched
            WINDOW strongest AS (PARTITION BY rank ORDER BY strength DESC NULLS LAST, file_row_number)
            QUALIFY row_number() OVER strongest <= {int(most)}
            ORDER BY rank, direction DESC, strength DESC NULLS LAST, file_row_number""")

    def thumbnails(self, digests: list[str]) -> Iterator[tuple[str, bytes]]:
        """Small JPEGs by digest of the picture, for those digests that have one, in the order asked."""
        if not self._has_thumbnails or not digests:
            return
        found = self._connection.execute(
            """SELECT asked.picture, min(jpeg) FROM (SELECT unnest(?) AS picture, unnest(?) AS place) AS asked
            JOIN thumbnails USING (picture) WHERE jpeg IS NOT NULL GROUP BY asked.picture, place ORDER BY place""",
            [digests, list(range(len(digests)))],
        )
        while row := found.fetchone():
            yield row[0], row[1]

    def _groups(self, key: str, label: str, note: str, known: str) -> list[Row]:
        return self._rows(f"""
            SELECT {key} AS key, {label} AS label, {note} AS note, {BANDS_COUNTED}, count(*) AS findings
            FROM findings WHERE {known} GROUP BY 1
            ORDER BY act + review DESC, findings DESC, key LIMIT {GROUPS_SHOWN}""")

    def _rows(self, query: str) -> list[Row]:
        answer = self._connection.execute(query)
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


@contextmanager
def open_run_tables(run_dir: Path) -> Iterator[RunTables]:
    """The tables of the run in a folder, in bounded memory; what does not fit is spilled to a temporary folder.

    Errors: `InputError` when a needed file is missing.
    """
    for name in NEEDED:
        if not (run_dir / f"{name}.parquet").exists():
            raise InputError(
                f"{run_dir / name}.parquet: not there, so there is nothing to report. Run `guildmark scan`."
            )
    with tempfile.TemporaryDirectory(prefix="guildmark-report-") as spill, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT_MB}MB'")
        connection.execute("SET temp_directory = $1", [spill])
        yield RunTables(connection, run_dir)

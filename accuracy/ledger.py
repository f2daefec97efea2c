"""The ledger: what the scans said about the listings of all sets, in one database that the figures are read from."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from halves import half

from guildmark.reading import Catalogue, cut, read_reviews, read_slice
from guildmark.rights import RightsFile

# A pair is a finding: a listing and a mark that it names. `seller` is what the set was split by, `seller_id` who sells.
SCHEMA = """
create table listings (set_name text, listing_id text, half text, seller text, seller_id text);
create table rights (set_name text, right_id text, generic bool, has_floor bool, has_catalogue bool, has_gtins bool,
                     has_sellers bool, has_origins bool, has_pictures bool);
create table pairs (set_name text, listing_id text, right_id text, band text, would_band text, score_db double,
                    price_eur double, condition text);
create table fired (set_name text, listing_id text, right_id text, detector text, strength double);
create table switches (set_name text, detector text, is_on bool);
create table reviews (set_name text, listing_id text, rating double);
create table truth (set_name text, listing_id text, right_id text, kind text, disguises text[], trap text);
"""


class Ledger:
    """Tables of `SCHEMA` in memory; `rows` reads from them."""

    def __init__(self) -> None:
        self._database = duckdb.connect(":memory:")
        self._database.execute(SCHEMA)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        return self._database.execute(query, list(values)).fetchall()

    def add_scan(self, name: str, catalogue: Catalogue, split_by: str, rights: RightsFile, result: Path) -> None:
        """Enter a scan: its listings, its rights, the pairs that it found, and what fired for each.

        `result` is the folder of the run.
        """
        self._insert("listings", _listings(name, catalogue, split_by))
        self._insert("rights", _rights(name, rights))
        findings = _quoted(result / "findings.parquet")
        self._database.execute(
            "insert into pairs select ?, listing_id, right_id, band, would_band, score_db, price_eur, condition"
            f" from {findings}",
            [name],
        )
        self._database.execute(
            "insert into fired select ?, listing_id, right_id, c.detector, max(c.strength)"
            f" from (select listing_id, right_id, unnest(contributions) as c from {findings}) group by all",
            [name],
        )
        record = json.loads((result / "run.json").read_text("utf-8"))
        self._insert(
            "switches",
            pa.table(
                {
                    "set_name": [name] * len(record["detectors"]),
                    "detector": [d["name"] for d in record["detectors"]],
                    "is_on": [d["on"] for d in record["detectors"]],
                }
            ),
        )

    def add_reviews(self, name: str, reviews: Path) -> None:
        """Enter the rating of each review; one stands under each listing."""
        self._insert("reviews", _ratings(name, reviews))

    def add_truth(self, name: str, truth: Path) -> None:
        """Enter what the listings of a made market really are."""
        self._database.execute(
            f"insert into truth select ?, listing_id, right_id, kind, disguises, trap from {_quoted(truth)}", [name]
        )

    def _insert(self, table: str, rows: pa.Table) -> None:
        self._database.register("arriving", rows)
        self._database.execute(f"insert into {table} select * from arriving")
        self._database.unregister("arriving")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _listings(name: str, catalogue: Catalogue, split_by: str) -> pa.Table:
    ids: list[Any] = []
    units: list[Any] = []
    sellers: list[Any] = []
    for piece in cut(catalogue):
        listings = read_slice(catalogue, piece).listings
        ids += listings.column("listing_id").to_pylist()
        units += listings.column(split_by).to_pylist()
        sellers += listings.column("seller_id").to_pylist()
    # Of repeated ids the scan takes the first.
    first = dict(zip(reversed(ids), zip(reversed(units), reversed(sellers), strict=True), strict=True))
    split = [unit or f"no seller, listing {listing}" for listing, (unit, _) in first.items()]
    return pa.table(
        {
            "set_name": [name] * len(first),
            "listing_id": list(first),
            "half": [half(unit) for unit in split],
            "seller": split,
            "seller_id": pa.array([seller for _, seller in first.values()], pa.string()),
        }
    )


def _ratings(name: str, path: Path) -> pa.Table:
    reviews, _ = read_reviews(path)
    return pa.table(
        {
            "set_name": [name] * len(reviews),
            "listing_id": reviews.column("listing_id"),
            "rating": reviews.column("rating"),
        }
    )


def _rights(name: str, rights: RightsFile) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "set_name": name,
                "right_id": right.right_id,
                "generic": right.generic,
                "has_floor": bool(right.price_floors) or any(item.price for item in right.catalogue),
                "has_catalogue": any(item.price for item in right.catalogue),
                "has_gtins": any(item.gtin for item in right.catalogue),
                "has_sellers": bool(right.authorised_sellers),
                "has_origins": bool(right.ships_from),
                "has_pictures": bool(right.pictures),
            }
            for right in rights.rights
        ]
    )

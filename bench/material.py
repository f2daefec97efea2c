"""What is measured on: a made market without pictures, and its rights with enough others to make a round number."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from guildmark.redteam import bench_rights, make_market
from guildmark.rights import read_rights

SEED = 11


@dataclass(frozen=True)
class Material:
    """Paths of a catalogue and its rights, and what they hold."""

    listings: Path
    rights: Path
    listing_count: int
    right_count: int
    mean_letters: float  # of title and description together


def make_material(folder: Path, listings: int, rights: int) -> Material:
    """Make the catalogue and the rights, or use those that are there."""
    market = folder / f"market-{listings}"
    if not (market / "truth.parquet").exists():
        make_market(market, listings=listings, seed=SEED, pictures=False)
    together = folder / f"rights-{rights}"
    together.mkdir(exist_ok=True)
    (together / "market.yaml").write_bytes((market / "rights.yaml").read_bytes())
    own = len(read_rights(market / "rights.yaml").rights)
    with (together / "others.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["right_id", "holder", "kind", "mark", "goods"])
        for right in bench_rights(rights - own, SEED):
            rows.writerow([right.right_id, right.holder, right.kind, right.mark, "|".join(right.goods)])
    return Material(market / "listings.parquet", together, listings, rights, _mean_letters(market / "listings.parquet"))


def _mean_letters(listings: Path) -> float:
    texts = pq.ParquetFile(listings).read_row_group(0, columns=["title", "description"])
    return sum(sum(map(len, filter(None, column.to_pylist()))) for column in texts.columns) / len(texts)

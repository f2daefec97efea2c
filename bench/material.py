"""What is measured on: a made market without pictures, and its rights with enough others to make a round number."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.redteam import bench_rights, make_market
from guildmark.rights import read_rights

SEED = 11
MOST_MADE = 1_000_000  # larger catalogues hold such a market several times, each as a marketplace of its own


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
    made = min(listings, MOST_MADE)
    market = folder / f"market-{made}"
    if not (market / "truth.parquet").exists():
        make_market(market, listings=made, seed=SEED, pictures=False)
    catalogue = market / "listings.parquet" if listings == made else _repeated(market, listings)
    together = folder / f"rights-{rights}"
    together.mkdir(exist_ok=True)
    (together / "market.yaml").write_bytes((market / "rights.yaml").read_bytes())
    own = len(read_rights(market / "rights.yaml").rights)
    with (together / "others.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["right_id", "holder", "kind", "mark", "goods"])
        for right in bench_rights(rights - own, SEED):
            rows.writerow([right.right_id, right.holder, right.kind, right.mark, "|".join(right.goods)])
    return Material(catalogue, together, listings, rights, _mean_letters(market / "listings.parquet"))


def _repeated(market: Path, listings: int) -> Path:
    """A folder with the market's file as often as it takes, under other names of the marketplace."""
    folder = market.with_name(f"market-{listings}")
    folder.mkdir(exist_ok=True)
    for number in range(listings // MOST_MADE):
        path = folder / f"listings-{number:02}.parquet"
        if not path.exists():
            _copy(market / "listings.parquet", path, f"market-{number}")
    return folder


def _copy(source: Path, target: Path, marketplace: str) -> None:
    aside = target.with_suffix(".partial")
    with pq.ParquetFile(source) as file, pq.ParquetWriter(aside, file.schema_arrow, compression="zstd") as writer:
        for batch in file.iter_batches(32_768):
            place = batch.schema.get_field_index("marketplace")
            names = pa.repeat(pa.scalar(marketplace, batch.schema.field(place).type), batch.num_rows)
            writer.write_batch(batch.set_column(place, batch.schema.field(place), names))
    aside.rename(target)


def _mean_letters(listings: Path) -> float:
    texts = pq.ParquetFile(listings).read_row_group(0, columns=["title", "description"])
    return sum(sum(map(len, filter(None, column.to_pylist()))) for column in texts.columns) / len(texts)

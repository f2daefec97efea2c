"""The sets of products: official items on one side, offers of them on the other, and which offer is of which item."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from halves import half

PAIRS_FOLDER = "pyjedai_products"
MOST_OFFERS = 1_500  # of a half: the peers compare every offer with every item


@dataclass(frozen=True, slots=True)
class ProductSet:
    """Items and offers. `true` is the item of each offer, -1 where the set names none; unknown prices are None."""

    name: str
    what: str
    items: list[str]
    item_prices: list[float | None]
    offers: list[str]
    offer_prices: list[float | None]
    true: list[int]

    def of_half(self, wanted: str) -> list[int]:
        """The offers of a half: those of one item stand in the same half, by its name."""
        units = (self.items[item] if item >= 0 else offer for item, offer in zip(self.true, self.offers, strict=True))
        numbers = [number for number, unit in enumerate(units) if half(unit) == wanted]
        return sorted(sorted(numbers, key=lambda number: _place(self.offers[number]))[:MOST_OFFERS])

    def items_of_half(self, wanted: str) -> list[int]:
        """The items of a half."""
        return [number for number, item in enumerate(self.items) if half(item) == wanted]


def product_sets(data: Path) -> Iterator[ProductSet]:
    """The sets that lie below the data folder."""
    folder = data / PAIRS_FOLDER
    yield _pairs("Abt-Buy", "two shops of electronics", folder, ("D2_abt", "D2_buy", "D2_gt"), "|", "name")
    yield _pairs("Amazon-Google", "software, two shops", folder, ("D3_amazon", "D3_gp", "D3_gt"), "#", "title")
    yield _pricerunner(data / "pricerunner" / "offers.parquet")


def _pairs(name: str, what: str, folder: Path, files: tuple[str, str, str], separator: str, title: str) -> ProductSet:
    items, offers, pairs = (pd.read_csv(folder / f"{file}.csv", sep=separator) for file in files)
    true = dict(zip(pairs["D2"], pairs["D1"], strict=True))
    return ProductSet(
        name,
        what,
        items[title].fillna("").tolist(),
        _prices(items["price"]),
        offers[title].fillna("").tolist(),
        _prices(offers["price"]),
        [int(true.get(number, -1)) for number in range(len(offers))],
    )


def _pricerunner(path: Path) -> ProductSet:
    frame = pd.read_parquet(path).rename(columns=str.strip)
    items = frame.drop_duplicates("Cluster ID")
    place = {cluster: number for number, cluster in enumerate(items["Cluster ID"])}
    none: list[float | None] = [None]
    return ProductSet(
        "PriceRunner",
        "six kinds of electronics and appliances, many shops; no prices",
        items["Cluster Label"].tolist(),
        none * len(items),
        frame["Product Title"].tolist(),
        none * len(frame),
        [place[cluster] for cluster in frame["Cluster ID"]],
    )


def _place(offer: str) -> bytes:
    """A place that never changes, so that a sample has offers of every kind."""
    return hashlib.blake2b(offer.encode(), digest_size=8).digest()


def _prices(column: Any) -> list[float | None]:
    """Prices above 0; some are written with a currency."""
    numbers = pd.to_numeric(column.astype(str).str.extract(r"([\d.]+)")[0], errors="coerce")
    return [float(price) if price > 0 else None for price in numbers]

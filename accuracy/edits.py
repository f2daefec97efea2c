"""Measures which edits make another product of a listing: honest edits of real titles, and other goods instead."""

import argparse
import csv
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from halves import HALVES, half
from intervals import interval
from sets import HERE, data_folder

from guildmark.detectors.forms import compare, forms_of
from guildmark.engine import ContextEvaluator, compile_context
from guildmark.records import BEFORE, DEFAULT_MARKETPLACE, LISTING
from guildmark.rights import read_rights

FOLDER = HERE / "edits"
DETECTOR = "turned_product"
FIRES_FROM = 0.5  # strength, as for weights
DRAWN = 3_000  # pairs of each group of a set
SEED = 20261126
# Titles with their categories: (set, file, title, category).
LISTINGS = (
    ("pricerunner", "pricerunner/offers.parquet", "Product Title", "Category Label"),
    ("shopee_tw", "shopee_tw/listings.parquet", "title", "catId"),
    ("lazada", "brightdata_samples/lazada-products.parquet", "title", "breadcrumb"),
    ("momoshop_id", "momoshop_id/products.parquet", "name", "category"),
    ("amazon_in", "amazon_in/Amazon-Products.parquet", "name", "sub_category"),
)
# What sellers write before or behind a title, by rule.
BEFORE_TITLE = ("2026 NEW", "SALE", "HOT", "Promo", "【現貨】", "限時特價", "Ready Stock", "[Autumn]")
BEHIND_TITLE = ("- red", "size M", "XL / black", "2-pack", "free shipping", "黑色 M", "warna hitam", "(new colours)")


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of a listing; `unit` is the product or listing by whose hash the halves are cut."""

    group: str
    honest: bool
    unit: str
    before: str
    after: str
    category_before: str | None
    category_after: str | None


def main() -> int:
    """Measure, print and write; returns the exit code."""
    arguments = _arguments()
    edits = [edit for edit in all_edits(data_folder()) if edit.before and edit.after]
    with tempfile.TemporaryDirectory(prefix="guildmark-edits-") as work:
        page = "\n".join(table(edits, Path(work)))
    print(page)
    if arguments.out:
        arguments.out.write_text(f"{HEAD}\n{page}\n", "utf-8")
    return 0


HEAD = """# Which edits turn a listing into another product

Made by `.venv/bin/python accuracy/edits.py`. [README.md](README.md) says what the rows are.
"""


def table(edits: list[Edit], work: Path) -> Iterator[str]:
    """A row a group and half: how many count as another product, and of those that name a mark how many fire."""
    yield "| edits | honest | half | edits | another product | name a mark now | of these the detector fires |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    rights = read_rights("starter")
    evaluator = ContextEvaluator.of(compile_context(rights, work))
    for group in dict.fromkeys(edit.group for edit in edits):
        for which in HALVES:
            own = [edit for edit in edits if edit.group == group and half(edit.unit) == which]
            turned, named, fired = measure(own, evaluator)
            shares = f"{_share(turned, len(own))} | {named} | {_share(fired, named)}"
            yield f"| {group} | {'yes' if own[0].honest else 'no'} | {which} | {len(own)} | {shares} |"


def measure(edits: list[Edit], evaluator: ContextEvaluator) -> tuple[int, int, int]:
    """How many edits make another product, name a mark, and fire the detector for it."""
    earlier = [{"title": edit.before, "category": edit.category_before} for edit in edits]
    rows: list[dict[str, Any]] = [
        {"marketplace": DEFAULT_MARKETPLACE, "listing_id": str(n), "title": edit.after, "category": edit.category_after,
         "before": {"form": was}}
        for n, (edit, was) in enumerate(zip(edits, earlier, strict=True))
    ]  # fmt: skip
    listings = pa.Table.from_pylist(rows, LISTING.append(BEFORE))
    form = listings.column("before").combine_chunks().field("form")
    other, _ = compare(form, forms_of(listings), np.full(len(rows), np.nan), np.zeros(len(rows), np.bool_))
    found = evaluator.evaluate(listings, None)
    named = set(found.findings.column("listing_id").to_pylist())
    fired = {
        signal["listing_id"]
        for signal in found.signals.to_pylist()
        if signal["detector"] == DETECTOR and signal["strength"] >= FIRES_FROM
    }
    return int(other.sum()), len(named), len(fired)


def all_edits(data: Path) -> Iterator[Edit]:
    """Edits of every set that is there."""
    dice = random.Random(SEED)
    yield from two_shops(data, dice)
    yield from matched(data)
    yield from translated(data)
    for name, path, title, category in LISTINGS:
        if (data / path).exists():
            columns = pq.read_table(data / path).rename_columns([c.strip() for c in pq.read_schema(data / path).names])
            pairs = zip(*(columns.column(c).to_pylist() for c in (title, category)), strict=True)
            rows = sorted({(str(t), str(c)) for t, c in pairs if t})
            yield from by_rule(name, rows, dice)
            yield from swapped(name, rows, dice)


def two_shops(data: Path, dice: random.Random) -> Iterator[Edit]:
    """The titles that two shops give to one product: as far as an honest title is ever written anew."""
    path = data / "pricerunner/offers.parquet"
    if not path.exists():
        return
    clusters: dict[str, list[tuple[str, str]]] = {}
    offers = pq.read_table(path).rename_columns([name.strip() for name in pq.read_schema(path).names])
    for row in offers.select(["Cluster ID", "Product Title", "Category Label"]).to_pylist():
        clusters.setdefault(str(row["Cluster ID"]), []).append((row["Product Title"], row["Category Label"]))
    for unit, own in clusters.items():
        if len(own) > 1:
            (a, category), (b, _) = dice.sample(own, 2)
            yield Edit("one product, two shops: pricerunner", True, unit, a, b, category, category)


def matched(data: Path) -> Iterator[Edit]:
    """The same, of the two sets for product matching."""
    for name, left, right, title_column, mark in (
        ("D2", "abt", "buy", "name", "|"),
        ("D3", "amazon", "gp", "title", "#"),
    ):
        folder = data / "pyjedai_products"
        if (folder / f"{name}_gt.csv").exists():
            titles = []
            for side in (left, right):
                with (folder / f"{name}_{side}.csv").open(encoding="utf-8", errors="replace", newline="") as file:
                    titles.append({row["id"]: row[title_column] for row in csv.DictReader(file, delimiter=mark)})
            with (folder / f"{name}_gt.csv").open(encoding="utf-8", newline="") as file:
                truth = [row for row in csv.reader(file, delimiter=mark) if len(row) == 2]
            for a, b in truth:
                if a in titles[0] and b in titles[1]:
                    yield Edit(
                        f"one product, two shops: {left} and {right}", True, a, titles[0][a], titles[1][b], None, None
                    )


def translated(data: Path) -> Iterator[Edit]:
    """Titles of Wish, in English and as they are shown in another language."""
    path = data / "wish_summer/summer-products-with-rating-and-performance_2020-08.parquet"
    if path.exists():
        for row in pq.read_table(path, columns=["product_id", "title", "title_orig"]).to_pylist():
            yield Edit("translated: wish_summer", True, row["product_id"], row["title_orig"], row["title"], "c", "c")


def by_rule(name: str, rows: list[tuple[str, str]], dice: random.Random) -> Iterator[Edit]:
    """Made honest edits: words added on both sides, words in another order, words left out."""
    for title, category in dice.sample(rows, min(DRAWN, len(rows))):
        words = title.split()
        dice.shuffle(words)
        kept = words[: max(1, round(0.6 * len(words)))]
        edited = dice.choice(
            (
                f"{dice.choice(BEFORE_TITLE)} {title} {dice.choice(BEHIND_TITLE)}",
                " ".join(words),
                " ".join(kept),
                title.upper(),
            )
        )
        yield Edit(f"made by rule: {name}", True, title, title, edited, category, category)


def swapped(name: str, rows: list[tuple[str, str]], dice: random.Random) -> Iterator[Edit]:
    """Hostile edits: the title and category of a listing in the place of one of another category."""
    drawn = 0
    while drawn < DRAWN:
        (before, category), (after, other) = dice.choice(rows), dice.choice(rows)
        if category != other:
            drawn += 1
            yield Edit(f"other goods: {name}", False, after, before, after, category, other)
            yield Edit(f"other goods, category as before: {name}", False, after, before, after, category, category)


def _share(k: int, n: int) -> str:
    if not n:
        return "–"
    low, high = interval(k, n)
    return f"{k} of {n}: {100 * k / n:.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="a file for the table")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

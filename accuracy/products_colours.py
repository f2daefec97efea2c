"""Official catalogues held against themselves: honest goods at the holder's own price, in their own colours or not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from halves import REPORT, half
from measure import Share

from guildmark.detectors.batch import Batch
from guildmark.detectors.library.never_made_so import never_made_so
from guildmark.detectors.library.price_below_catalogue import price_below_catalogue
from guildmark.records import LISTING, CatalogueItem, Right
from guildmark.records.money import Rates
from guildmark.rights.compile import compile_index
from guildmark.rights.index import Index
from guildmark.text.colours import colour_names, with_near
from guildmark.text.matcher import Matcher

BATCH_ROWS = 8_192
MARK = "Louis Vuitton"
# The catalogue's own basic colours, in the words of `colours.yaml`; those that are no basic colour are left out.
BASIC = {
    "ブラック": "black", "ブルー": "blue", "ホワイト": "white", "グレー": "grey", "マロン": "brown",
    "ベージュ": "beige", "グリーン": "green", "ピンク": "pink", "ゴールド": "gold", "レッド": "red",
    "シルバー": "silver", "オレンジ": "orange", "イエロー": "yellow", "パープル": "purple",
}  # fmt: skip
SHOP_LISTS = {"Brandy Melville": ("brandy-melville.csv", "USD"), "Rao's": ("raos.csv", "USD")}


def measure_catalogue(data: Path) -> list[dict[str, Any]]:
    """Rows of what was held against what, and how often a detector spoke."""
    return [*_of_fashion(data), *_of_shop_lists(data)]


def _of_fashion(data: Path) -> Iterator[dict[str, Any]]:
    frame = pd.read_parquet(data / "lv_catalog" / "skus.parquet")
    frame = frame[frame["name"].fillna("").ne("") & frame["color"].fillna("").ne("")].reset_index(drop=True)
    listed = frame[[half(name) == REPORT for name in frame["name"]]]
    rows, whole = listed.to_dict("records"), _index(MARK, map(_item, frame.to_dict("records")))
    part = [row for row in frame.to_dict("records") if half(row["sku"]) == REPORT]
    honest = [_listing(row, BASIC.get(row["macroColor"])) for row in rows]
    others = [_listing(row, BASIC.get(row["macroColor"])) for row in rows if half(row["sku"]) != REPORT]
    name = f"{MARK}, Japanese, {len(frame):,} rows"
    yield _row(name, "honest, own price and colour; the catalogue is whole", whole, honest)
    yield _row(
        name, "the same, of rows that are missing from half the catalogue", _index(MARK, map(_item, part)), others
    )
    yield _row(name, "said to be in a colour that it is not made in", whole, _recoloured(listed, whole))


def _of_shop_lists(data: Path) -> Iterator[dict[str, Any]]:
    for mark, (file, currency) in SHOP_LISTS.items():
        frame = pd.read_csv(data / "brand_products" / file).drop_duplicates("title")
        amounts = pd.to_numeric(frame["price"].astype(str).str.extract(r"([\d.]+)")[0], errors="coerce")
        rows = [
            {"title": f"{mark} {title}", "name": title, "price": float(price), "currency": currency}
            for title, price in zip(frame["title"], amounts, strict=True)
            if price > 0
        ]
        held = [
            CatalogueItem(row["name"], name=row["name"], price=Decimal(str(row["price"])), currency=currency)
            for row in rows
            if half(row["name"]) == REPORT
        ]
        missing = [row | {"colour": None} for row in rows if half(row["name"]) != REPORT]
        yield _row(
            f"{mark}, {len(rows)} rows",
            "own price, of rows missing from half the catalogue",
            _index(mark, held),
            missing,
        )


def _item(row: Mapping[str, Any]) -> CatalogueItem:
    price = Decimal(str(row["price"])) if row["price"] > 0 else None
    return CatalogueItem(
        row["sku"], name=row["name"], price=price, currency="JPY" if price else "", colours=(row["color"],)
    )


def _listing(row: Mapping[str, Any], colour: str | None) -> dict[str, Any]:
    return {
        "title": f"{MARK} {row['name']}",
        "price": row["price"] if row["price"] > 0 else None,
        "currency": "JPY",
        "colour": colour,
    }


def _recoloured(listed: pd.DataFrame, index: Index) -> list[dict[str, Any]]:
    """Each listing in the basic colour furthest down the list that neither it nor any like it has."""
    models = index.items.column("model").to_pylist()
    place = {model: number for number, model in enumerate(models)}
    result = []
    for row in listed.to_dict("records"):
        item = place[row["sku"]]
        allowed = int(with_near(index.products.colours[item : item + 1])[0])
        free = [name for bit, name in enumerate(colour_names()) if not allowed >> bit & 1 and name != "clear"]
        if index.products.colours_known[item] and free:
            result.append(_listing(row, free[int(half_number(row["sku"]) % len(free))]))
    return result


def half_number(text: str) -> int:
    """A number that never changes for a text."""
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(text))


def _index(mark: str, items: Iterable[CatalogueItem]) -> Index:
    right = Right("measured", mark, "trademark", mark, catalogue=tuple(items))
    return compile_index([right], Rates.load())


def _row(who: str, what: str, index: Index, listings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    colour, price, asked = 0, 0, 0
    matcher, rates = Matcher(index.automaton), Rates.load()
    for start in range(0, len(listings), BATCH_ROWS):
        batch = Batch.read(_table(listings[start : start + BATCH_ROWS]), index, rates, matcher)
        colour += len(np.unique(never_made_so(batch, index, None).row))
        price += len(np.unique(price_below_catalogue(batch, index, None).row))
        asked += sum(bool(row["colour"]) for row in listings[start : start + BATCH_ROWS])
    return {
        "who": who,
        "what": what,
        "listings": len(listings),
        "never_made_so": Share(colour, asked).to_json(),
        "price_below_catalogue": Share(price, len(listings)).to_json(),
    }


def _table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    columns: dict[str, list[Any]] = {
        "marketplace": ["measured"] * len(rows),
        "listing_id": [str(number) for number in range(len(rows))],
        "title": [row["title"] for row in rows],
        "condition": ["new"] * len(rows),
        "price": [Decimal(str(row["price"])) if row["price"] else None for row in rows],
        "currency": [row["currency"] for row in rows],
        "attributes": [[("Color", row["colour"])] if row["colour"] else None for row in rows],
    }
    given = [pa.array(columns.get(field.name, [None] * len(rows)), field.type) for field in LISTING]
    return pa.Table.from_arrays(given, schema=LISTING)

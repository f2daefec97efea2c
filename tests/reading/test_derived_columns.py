"""Fields inside objects, values of folders and several prices become fields of a listing."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from read_all import read_all

from guildmark.reading import open_catalogue
from guildmark.reading.catalogue import Catalogue

NESTED: list[dict[str, Any]] = [
    {"id": "1", "name": "Tote", "seller": {"id": "s1", "name": "Shop"}, "price": {"amount": 12.5, "currency": "EUR"}},
    {"id": "2", "name": "Belt", "seller": None, "price": {"amount": 1.299, "currency": "USD"}},
]


def assert_nested(found: Any) -> None:
    assert found.column("listing_id") == ["1", "2"]
    assert found.column("seller_id") == ["s1", None]
    assert found.column("seller_name") == ["Shop", None]
    assert found.column("price") == [Decimal("12.5000"), Decimal("1.2990")]
    assert found.column("currency") == ["EUR", "USD"]


@pytest.mark.parametrize("spoiler", ["", '{"id": "3", "seller": "plain text", "more": NaN}\n', "no json\n"])
def test_fields_inside_objects_of_json_lines_are_found(tmp_path: Path, spoiler: str) -> None:
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in NESTED))
    assert_nested(read_all(tmp_path / "x.jsonl"))
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in NESTED) + spoiler)
    found = read_all(tmp_path / "x.jsonl")
    assert found.column("seller_name")[:2] == ["Shop", None]
    assert found.column("price")[:2] == [Decimal("12.5000"), Decimal("1.2990")]


def test_fields_inside_objects_of_json_and_parquet_are_found(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps(NESTED, indent=1))
    assert_nested(read_all(tmp_path / "x.json"))
    pq.write_table(pa.Table.from_pylist(NESTED), tmp_path / "x.parquet")
    assert_nested(read_all(tmp_path / "x.parquet"))


def test_a_map_may_name_a_field_inside_objects(tmp_path: Path) -> None:
    rows = [{"key": "1", "offer": {"shop": {"label": "Shop"}}}]
    (tmp_path / "x.jsonl").write_text(json.dumps(rows[0]) + "\n")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "x.parquet")
    (tmp_path / "map.yaml").write_text("listing_id: key\nseller_name: offer.shop.label\n")
    for name in ("x.jsonl", "x.parquet"):
        assert read_all(tmp_path / name, column_map=tmp_path / "map.yaml").column("seller_name") == ["Shop"]


def test_a_picture_that_is_an_object_stays_whole(tmp_path: Path) -> None:
    rows = [{"id": "1", "image": {"bytes": b"\x89PNG", "path": "1.png"}}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "x.parquet")
    assert read_all(tmp_path / "x.parquet").column("pictures") == [[{"uri": "1.png", "data": b"\x89PNG"}]]


def test_folders_that_name_a_value_give_a_column(tmp_path: Path) -> None:
    for marketplace in ("north%20shop", "south"):
        folder = tmp_path / "in" / f"marketplace={marketplace}" / "currency=EUR" / "day=__HIVE_DEFAULT_PARTITION__"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"listing_id": ["1"], "price": ["5.00"]}), folder / "part-0.parquet")
    found = read_all(tmp_path / "in")
    assert found.column("marketplace") == ["north shop", "south"]
    assert found.column("currency") == ["EUR", "EUR"]
    catalogue = open_catalogue([tmp_path / "in"])
    assert Catalogue.from_json(json.loads(json.dumps(catalogue.to_json()))) == catalogue


def test_a_column_of_the_file_wins_over_its_folder(tmp_path: Path) -> None:
    (tmp_path / "currency=EUR").mkdir()
    (tmp_path / "currency=EUR" / "x.csv").write_text("listing_id,price,currency\n1,5,USD\n")
    assert read_all(tmp_path / "currency=EUR" / "x.csv").column("currency") == ["USD"]


def test_a_sale_price_counts_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        "id,price,sale price\n1,15.00 USD,12.00 USD\n2,15.00 USD,\n3,15.00 USD,0\n4,,0\n5,9 EUR,oops\n"
    )
    found = read_all(tmp_path / "x.csv")
    assert [None if price is None else int(price) for price in found.column("price")] == [12, 15, 15, 0, 9]
    assert found.column("currency") == ["USD", "USD", "USD", None, "EUR"]
    assert [reject.row for reject in found.rejects if reject.row is not None] == [4]


def test_a_currency_in_the_name_of_the_price_is_taken(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("id,price_usd\n1,15.00\n")
    assert read_all(tmp_path / "x.csv").column("currency") == ["USD"]

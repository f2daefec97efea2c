"""Every format gives the same listings, guessed from its content or named."""

import csv
import gzip
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from read_all import read_all

from guildmark.reading import open_catalogue, suggest_map
from guildmark.records import InputError

ROWS = [
    {"listing_id": "a1", "title": "Orvane tote, brown", "price": "640.00", "currency": "EUR", "seller_id": "s1"},
    {"listing_id": "a2", "title": "奥凡 手袋", "price": "39.90", "currency": "USD", "seller_id": "s2"},
    {"listing_id": "a3", "title": 'Bag "quoted"; with, signs', "price": "", "currency": "", "seller_id": ""},
]


def as_csv(rows: list[dict[str, Any]], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def assert_rows(found: Any) -> None:
    assert found.column("listing_id") == ["a1", "a2", "a3"]
    assert found.column("title") == [row["title"] for row in ROWS]
    assert found.column("price") == [Decimal("640.0000"), Decimal("39.9000"), None]
    assert found.column("currency") == ["EUR", "USD", None]
    assert found.column("seller_id") == ["s1", "s2", None]
    assert found.rejects == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", as_csv(ROWS).encode()),
        ("semicolon.csv", as_csv(ROWS, ";").encode()),
        ("x.tsv", as_csv(ROWS, "\t").encode()),
        ("bar.txt", as_csv(ROWS, "|").encode()),
        ("bom.csv", as_csv(ROWS).encode("utf-8-sig")),
        ("sheet.csv", ("sep=;\r\n" + as_csv(ROWS, ";")).encode()),
        ("x.jsonl", as_lines(ROWS).encode()),
        ("misleading.csv", as_lines(ROWS).encode()),
        ("packed.gz", gzip.compress(as_csv(ROWS).encode())),
        ("packed.jsonl.zst", pa.Codec("zstd").compress(as_lines(ROWS).encode(), asbytes=True)),
    ],
)
def test_text_formats_are_told_by_their_content(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert_rows(read_all(tmp_path / name))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "gb18030", "big5", "shift_jis", "cp1252"])
def test_text_in_another_encoding_is_read_and_told(tmp_path: Path, encoding: str) -> None:
    titles = {
        "gb18030": "奥凡 手袋 高级 真皮 女士 单肩包", "big5": "奧凡 手提袋 高級 真皮 女士 單肩包",
        "shift_jis": "オルヴァン ハンドバッグ 本革 ブラウン", "cp1252": "Sac à main en cuir véritable, été",
    }  # fmt: skip
    title = titles.get(encoding, "Orvane 奥凡 сумка")
    rows = [{"listing_id": f"a{number}", "title": f"{title} {number}"} for number in range(40)]
    (tmp_path / "x.csv").write_bytes(as_csv(rows).encode(encoding))
    found = read_all(tmp_path / "x.csv")
    assert found.column("title") == [row["title"] for row in rows]
    assert found.rejected == 0
    assert [reject.row for reject in found.rejects] == [None] * len(found.rejects)


def test_parquet_is_read_as_a_file_a_folder_and_a_glob(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    for number, row in enumerate(ROWS):
        pq.write_table(pa.Table.from_pylist([row]), tmp_path / "parts" / f"{number}.parquet")
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "whole.parquet")
    for path in (tmp_path / "whole.parquet", tmp_path / "parts", tmp_path / "parts" / "*.parquet"):
        assert_rows(read_all(path))


def test_a_merchant_feed_is_read(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(
        """<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title>
        <item><g:id>m1</g:id><g:title>Orvane tote &amp; belt</g:title><g:price>640.00 EUR</g:price>
        <g:condition>used</g:condition><g:gtin>2000000000015</g:gtin><g:brand>ORVANE</g:brand>
        <g:image_link>https://shop.example/1.jpg</g:image_link></item>
        <item><g:id>m2</g:id><g:title>Hat</g:title><g:price>12.00 EUR</g:price></item></channel></rss>""",
        encoding="utf-8",
    )
    found = read_all(tmp_path / "feed.xml")
    assert found.column("listing_id") == ["m1", "m2"]
    assert found.column("title") == ["Orvane tote & belt", "Hat"]
    assert found.column("price") == [Decimal("640.0000"), Decimal("12.0000")]
    assert found.column("currency") == ["EUR", "EUR"]
    assert found.column("condition") == ["used", None]
    assert found.column("pictures")[0][0]["uri"] == "https://shop.example/1.jpg"


def test_a_merchant_feed_of_tabs_is_read(tmp_path: Path) -> None:
    (tmp_path / "feed.txt").write_text(
        "id\ttitle\tprice\tavailability\tlink\timage_link\nm1\tOrvane tote\t640.00 EUR\tin stock\thttps://x.example/1\t\n"
    )
    found = read_all(tmp_path / "feed.txt")
    assert found.column("listing_id") == ["m1"]
    assert found.column("price") == [Decimal("640.0000")]
    assert found.column("url") == ["https://x.example/1"]


def test_a_shop_export_of_products_with_variants_is_read(tmp_path: Path) -> None:
    product = {
        "id": 7, "title": "Orvane tote", "body_html": "<p>Brown</p>", "vendor": "ORVANE", "product_type": "Bags",
        "handle": "orvane-tote", "variants": [{"id": 1, "sku": "S", "title": "small", "price": "640.00"},
                                               {"id": 2, "sku": "L", "title": "large", "price": "690.00"}],
        "images": [{"src": "https://shop.example/1.jpg"}],
    }  # fmt: skip
    (tmp_path / "products.json").write_text(json.dumps({"products": [product]}))
    found = read_all(tmp_path / "products.json")
    assert found.column("title") == ["Orvane tote"]
    assert found.column("brand") == ["ORVANE"]
    assert [variant["sku"] for variant in found.column("variants")[0]] == ["S", "L"]
    rows = [
        {"Handle": "orvane-tote", "Title": "Orvane tote", "Body (HTML)": "<p>Brown</p>", "Vendor": "ORVANE",
         "Variant SKU": "S", "Variant Price": "640.00", "Option1 Value": "small", "Image Src": "https://shop.example/1.jpg"},
        {"Handle": "orvane-tote", "Title": "", "Body (HTML)": "", "Vendor": "", "Variant SKU": "L",
         "Variant Price": "690.00", "Option1 Value": "large", "Image Src": ""},
    ]  # fmt: skip
    (tmp_path / "products.csv").write_text(as_csv(rows))
    found = read_all(tmp_path / "products.csv")
    assert found.column("listing_id") == ["orvane-tote"]
    assert [variant["sku"] for variant in found.column("variants")[0]] == ["S", "L"]


def test_product_data_of_schema_org_is_read(tmp_path: Path) -> None:
    product = {
        "@context": "https://schema.org", "@type": "Product", "sku": "p1", "name": "Orvane tote",
        "brand": {"@type": "Brand", "name": "ORVANE"}, "gtin13": "2000000000015",
        "offers": {"@type": "Offer", "price": "640.00", "priceCurrency": "EUR",
                   "itemCondition": "https://schema.org/UsedCondition"},
    }  # fmt: skip
    (tmp_path / "product.jsonld").write_text(json.dumps(product))
    page = f'<html><script type="application/ld+json">{json.dumps(product)}</script></html>'
    (tmp_path / "page.html").write_text(page)
    for name in ("product.jsonld", "page.html"):
        found = read_all(tmp_path / name)
        assert found.column("title") == ["Orvane tote"], name
        assert found.column("brand") == ["ORVANE"]
        assert found.column("price") == [Decimal("640.0000")]
        assert found.column("condition") == ["used"]
        assert found.column("gtin") == ["2000000000015"]


def test_a_format_can_be_named_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.dat").write_text(as_lines(ROWS))
    assert_rows(read_all(tmp_path / "x.dat", format="jsonl"))
    with pytest.raises(InputError, match="parquet"):
        open_catalogue([tmp_path / "x.dat"], format="parket")


def test_a_column_map_takes_columns_constants_and_row_numbers(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("name,about,details,cost\nTote,Brown,Leather,1.299\nBelt,,,12\n")
    (tmp_path / "map.yaml").write_text(
        "listing_id: {row: true}\ntitle: name\ndescription: [about, details]\n"
        "price: {column: cost, currency: IDR}\ncondition: {value: new}\n"
    )
    found = read_all(tmp_path / "own.csv", column_map=tmp_path / "map.yaml")
    assert found.column("title") == ["Tote", "Belt"]
    assert found.column("description") == ["Brown\nLeather", None]
    assert found.column("price") == [Decimal("1299.0000"), Decimal("12.0000")]
    assert found.column("currency") == ["IDR", "IDR"]
    assert found.column("condition") == ["new", "new"]
    assert len(set(found.column("listing_id"))) == 2


def test_the_currency_of_a_map_may_be_given_by_a_word_that_stands_for_it_alone(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("id,sale,cost\n1,,¥12\n2,,US $5\n3,7,US $8\n")
    (tmp_path / "map.yaml").write_text("listing_id: id\nprice: {columns: [sale, cost], currency: RMB}\n")
    found = read_all(tmp_path / "own.csv", column_map=tmp_path / "map.yaml")
    assert found.column("price") == [Decimal(12), Decimal(5), Decimal(7)]
    assert found.column("currency") == ["CNY", "USD", "CNY"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel: name\n", "title"),
        ("title: nam\n", "name"),
        ("title: {colum: name}\n", "column"),
        ("- title\n", "map"),
        ("", "map.yaml: the column map is empty; write lines such as"),
        ("id: x\ntitle: [name\n", r"^\S+map.yaml:3: the column map is no YAML: [^\n]+ Check indents and quotes.$"),
        ("price: {column: name, currency: EURX}\n", "Did you mean 'EUR'"),
        ("price: {column: name, currency: $}\n", "It may be USD, "),
    ],
)
def test_a_wrong_map_is_told_with_what_was_meant(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "own.csv").write_text("listing_id,name\n1,Tote\n")
    (tmp_path / "map.yaml").write_text(text)
    with pytest.raises(InputError, match=message) as told:
        open_catalogue([tmp_path / "own.csv"], column_map=tmp_path / "map.yaml")
    assert "map.yaml" in str(told.value)


def test_a_proposed_map_can_be_given_to_the_scan(tmp_path: Path) -> None:
    (tmp_path / "de.csv").write_text(
        "Artikelnummer;Bezeichnung;Beschreibung;Preis;Marke;Verkäufer\n"
        "1;Orvane Tasche;Leder;640,00 €;ORVANE;Laden\n2;Gürtel;;12,50 €;;Laden\n"
    )
    (tmp_path / "map.yaml").write_text(suggest_map(tmp_path / "de.csv"))
    found = read_all(tmp_path / "de.csv", column_map=tmp_path / "map.yaml")
    assert found.column("listing_id") == ["1", "2"]
    assert found.column("title") == ["Orvane Tasche", "Gürtel"]
    assert found.column("price") == [Decimal("640.0000"), Decimal("12.5000")]


CELLS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=12).map(
    lambda text: text.strip()
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.lists(CELLS, min_size=1, max_size=30), rows_per_slice=st.integers(1, 40))
def test_any_cut_gives_the_same_rows_in_the_same_order(tmp_path: Path, titles: list[str], rows_per_slice: int) -> None:
    rows = [{"listing_id": f"id{number}", "title": title} for number, title in enumerate(titles)]
    (tmp_path / "x.csv").write_text(as_csv(rows), encoding="utf-8", newline="")
    (tmp_path / "x.jsonl").write_text(as_lines(rows), encoding="utf-8", newline="")
    whole = read_all(tmp_path / "x.jsonl", format="jsonl")
    for name, kind in (("x.csv", "csv"), ("x.jsonl", "jsonl")):
        found = read_all(tmp_path / name, format=kind, rows_per_slice=rows_per_slice)
        assert found.column("listing_id") == [row["listing_id"] for row in rows]
        if kind == "jsonl":
            assert found.listings.equals(whole.listings)


@pytest.mark.parametrize("joint", [",", ", ", "|", " ", ";"])
def test_several_addresses_of_pictures_in_one_cell_are_told_apart(tmp_path: Path, joint: str) -> None:
    addresses = ["https://x.example/1.jpg", "https://x.example/w_1,h_2/2.jpg", "//y.example/3.jpg"]
    (tmp_path / "x.jsonl").write_text(
        as_lines(
            [
                {"listing_id": "1", "images": joint.join(addresses)},
                {"listing_id": "2", "images": [{"url": addresses[0]}]},
            ]
        )
    )
    found = read_all(tmp_path / "x.jsonl")
    assert [[picture["uri"] for picture in row] for row in found.column("pictures")] == [addresses, addresses[:1]]

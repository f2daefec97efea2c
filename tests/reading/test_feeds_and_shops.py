"""Feeds, shop exports and product data as they are met: odd, partly broken, and never a reason to lose the others."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_all import read_all

from guildmark.reading.markup import mended


def feed(*items: str) -> str:
    return (
        '<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>'
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    )


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("caf&eacute;", "café"),
        ("A & B", "A & B"),
        ("A \x02 B", "A \ufffd B"),
        ("&unheard; &#2;", "&unheard; \ufffd"),
        ("5 < 6", None),
        ("<b>open", None),
    ],
)
def test_a_broken_product_of_a_feed_costs_no_other(tmp_path: Path, title: str, read: str | None) -> None:
    items = ["<g:id>1</g:id>", f"<g:id>2</g:id><g:title>{title}</g:title>", "<g:id>3</g:id>"]
    (tmp_path / "feed.xml").write_text(feed(*items))
    found = read_all(tmp_path / "feed.xml")
    assert found.rows_read == 3
    assert found.column("listing_id") == (["1", "2", "3"] if read else ["1", "3"])
    assert read is None or found.column("title")[1] == read
    assert [(reject.row, reject.rejects_row) for reject in found.rejects] == [(1, read is None)]


def test_a_byte_of_another_encoding_in_a_feed_is_told_with_its_product(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(
        feed("<g:id>1</g:id><g:title>Täsch</g:title>", "<g:id>2</g:id><g:title>AB</g:title>")
        .encode()
        .replace(b"AB", b"A\xffB")
    )
    found = read_all(tmp_path / "feed.xml")
    assert found.column("title") == ["Täsch", "A\ufffdB"]
    assert [reject.row for reject in found.rejects] == [1]


def test_a_feed_without_its_namespace_and_one_that_ends_early_are_read(tmp_path: Path) -> None:
    whole = feed(*(f"<g:id>{number}</g:id><g:title>Bag</g:title>" for number in range(50)))
    (tmp_path / "feed.xml").write_text(whole.replace(' xmlns:g="http://base.google.com/ns/1.0"', ""))
    assert len(read_all(tmp_path / "feed.xml").listings) == 50
    (tmp_path / "feed.xml").write_text(whole[:-100])
    found = read_all(tmp_path / "feed.xml")
    assert len(found.listings) == 48
    assert "middle of a product" in found.rejects[-1].reason


def test_in_a_feed_the_prefixed_name_wins_and_tags_in_text_close_nothing(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><entry><id>tag:shop,1</id>'
        "<g:id>1</g:id><title>Plain</title><g:description><![CDATA[a </entry> b & c]]></g:description>"
        '<link rel="alternate" href="https://shop.example/1"/><g:price>15.00 USD</g:price>'
        "<g:sale_price>12.00 USD</g:sale_price></entry></feed>"
    )
    found = read_all(tmp_path / "feed.xml")
    assert found.column("listing_id") == ["1"]
    assert found.column("description") == ["a </entry> b & c"]
    assert found.column("price") == [Decimal("12.0000")]
    assert found.column("url") == ["https://shop.example/1"]
    assert found.rejects == []


def test_what_a_document_type_declares_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hush")
    (tmp_path / "feed.xml").write_text(
        f'<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "{secret.as_uri()}">]>'
        + feed("<g:id>1</g:id><g:title>&b;&c;</g:title>").partition("?>")[2]
    )
    found = read_all(tmp_path / "feed.xml")
    assert found.column("title") == ["&b;&c;"]


def test_a_feed_that_declares_an_encoding_that_nobody_knows_is_read(tmp_path: Path) -> None:
    for name in ("klingon", "base64", "undefined", "utf-16"):
        (tmp_path / "feed.xml").write_text(feed("<g:id>1</g:id>").replace('"1.0"?>', f'"1.0" encoding="{name}"?>'))
        assert read_all(tmp_path / "feed.xml").column("listing_id") == ["1"], name


@given(st.text())
def test_mended_text_is_well_formed_where_it_holds_no_tag(text: str) -> None:
    from xml.parsers import expat

    plain = mended(text.replace("<", "").replace("]]>", ""))
    expat.ParserCreate("utf-8").Parse(f"<x>{plain}</x>", True)


HEADER = "Handle,Title,Vendor,Option1 Value,Variant SKU,Variant Price,Image Src\n"


def test_an_open_quote_in_a_shop_export_costs_no_other_product(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        HEADER + 't1,"Tote,ORVANE,small,S,10.00,\nt2,Belt,,,B,-5.00,\nt3,Hat\nt4,"a\nb",,,C,5.00,\n'
    )
    found = read_all(tmp_path / "x.csv")
    assert found.column("listing_id") == ["t1", "t2", "t3", "t4"]
    assert found.column("title")[3] == "a\nb"
    assert found.column("price")[1:] == [None, None, Decimal("5.0000")]
    assert sorted({reject.row for reject in found.rejects if reject.row is not None}) == [0, 1, 2]


PRODUCT: dict[str, Any] = {
    "id": 7, "title": "Tote", "handle": "tote", "vendor": "ORVANE",
    "variants": [{"sku": "S", "title": "small", "price": "10.00"}, {"sku": "L", "title": "large", "price": "oops"}],
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"products": [PRODUCT]}),
        json.dumps({"product": PRODUCT}),
        json.dumps([PRODUCT], indent=1),
        json.dumps(PRODUCT) + "\n" + json.dumps(PRODUCT | {"id": 8}) + "\n",
    ],
)
def test_a_shop_export_is_known_in_each_of_its_wrappings(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    found = read_all(tmp_path / "x.json")
    assert found.column("brand")[0] == "ORVANE"
    assert [variant["price"] for variant in found.column("variants")[0]] == [Decimal("10.0000"), None]
    assert {reject.column for reject in found.rejects} == {"variants"}


OFFER = {"@type": "Offer", "price": 9.99, "priceCurrency": "GBP"}


def product(**more: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "Product", "sku": "p1", "name": "Tote", "offers": OFFER} | more


@pytest.mark.parametrize(
    "document",
    [
        product(),
        [product()],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "name": "Shop"}, product()]},
        product(offers={"@type": "Offer", "priceSpecification": OFFER | {"@type": "UnitPriceSpecification"}}),
        product(offers={"@type": "AggregateOffer", "lowPrice": 9.99, "highPrice": 20, "priceCurrency": "GBP"}),
        {"@context": "https://schema.org", "@type": "ItemList",
         "itemListElement": [{"@type": "ListItem", "item": product()}, {"@type": "ListItem", "url": "https://s.example/2"}]},
        {"@context": "https://schema.org", "@type": "ProductGroup", "productGroupID": "p1", "name": "Tote",
         "hasVariant": [product(sku="v1"), product(sku="v2", offers=OFFER | {"price": 15})]},
    ],
)  # fmt: skip
def test_product_data_is_known_in_each_of_its_shapes(tmp_path: Path, document: Any) -> None:
    (tmp_path / "x.json").write_text(json.dumps(document))
    found = read_all(tmp_path / "x.json")
    assert found.column("listing_id") == ["p1"]
    assert found.column("price") == [Decimal("9.9900")]
    assert found.column("currency") == ["GBP"]
    assert found.rejects == []


@pytest.mark.parametrize(
    "text",
    [
        '{"total": 1, "items": [{"id": "1", "title": "Tote"}]}',
        '{"meta": {"page": 1}, "products": [{"id": "1", "title": "Tote"}]}',
        json.dumps({"meta": {"page": 1}, "items": [{"id": "1", "title": "Tote"}]}, indent=2),
        '{"data": {"products": [{"id": "1", "title": "Tote"}]}}',
        '{"id": "1", "title": "Tote", "items": ["a", "b"]}\n',
    ],
)
def test_the_list_inside_an_answer_of_a_service_is_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    found = read_all(tmp_path / "x.json")
    assert found.column("listing_id") == ["1"]
    assert found.column("title") == ["Tote"]

"""The one evaluator: a listing is judged alike alone, in any batch, in any order, and down every path."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from example_listings import LISTINGS
from hypothesis import given, settings
from hypothesis import strategies as st

import guildmark
from guildmark.engine import Context, ContextEvaluator
from guildmark.engine.check import one_listing
from guildmark.facts import FactTable, build_facts
from guildmark.records import InputError
from guildmark.records.digest import listing_keys

NEVER_ALONE = ("price", "seller", "picture", "origin")  # a disguised mark is more than that


def table_of(listings: list[dict[str, Any]], ids: list[str] | None = None) -> pa.Table:
    ids = ids or [str(n) for n in range(len(listings))]
    return pa.concat_tables(
        [one_listing({"reviews": None, **row, "listing_id": name}) for row, name in zip(listings, ids, strict=True)]
    )


def facts_over(listings: pa.Table, context: Context, folder: Path) -> FactTable:
    evaluator = ContextEvaluator.of(context)
    keys = evaluator.fact_keys(listings, listing_keys(listings)[:, 0], evaluator.price_eur(listings))
    pq.write_table(keys, folder / "keys.parquet")
    return build_facts([folder / "keys.parquet"], None, folder / "facts")


def rows_of(found: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return found.findings.to_pylist(), found.signals.to_pylist()


@settings(max_examples=60, deadline=None)
@given(listings=st.lists(LISTINGS, min_size=1, max_size=8))
def test_a_batch_is_judged_as_its_rows_are_one_by_one(
    context: Context, listings: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    table = table_of(listings)
    facts = facts_over(table, context, tmp_path_factory.mktemp("facts"))
    evaluator = ContextEvaluator.of(context)
    together = rows_of(evaluator.evaluate(table, facts))
    apart = [rows_of(evaluator.evaluate(table.slice(n, 1), facts)) for n in range(len(table))]
    assert together[0] == [finding for findings, _ in apart for finding in findings]
    assert together[1] == [signal for _, signals in apart for signal in signals]


@settings(max_examples=40, deadline=None)
@given(listings=st.lists(LISTINGS, min_size=2, max_size=8), data=st.data())
def test_the_order_of_listings_does_not_matter(
    context: Context, listings: list[dict[str, Any]], data: st.DataObject
) -> None:
    ids = [str(n) for n in range(len(listings))]
    order = data.draw(st.permutations(range(len(listings))))
    evaluator = ContextEvaluator.of(context)
    one = rows_of(evaluator.evaluate(table_of(listings), None))
    other = rows_of(evaluator.evaluate(table_of([listings[n] for n in order], [ids[n] for n in order]), None))

    def sorted_rows(rows: list[dict[str, Any]]) -> list[str]:
        return sorted(map(repr, rows))

    assert sorted_rows(one[0]) == sorted_rows(other[0])
    assert sorted_rows(one[1]) == sorted_rows(other[1])


@settings(max_examples=60, deadline=None)
@given(listings=st.lists(LISTINGS, min_size=1, max_size=4))
def test_every_span_lies_in_its_text_and_shows_what_was_seen(context: Context, listings: list[dict[str, Any]]) -> None:
    found = ContextEvaluator.of(context).evaluate(table_of(listings), None)
    for signal in found.signals.to_pylist():
        if signal["start"] is None or signal["field"] not in ("title", "description", "brand"):
            continue
        text = listings[int(signal["listing_id"])][signal["field"]]
        assert 0 <= signal["start"] < signal["end"] <= len(text)
        assert text[signal["start"] : signal["end"]] == signal["text"]


@settings(max_examples=60, deadline=None)
@given(listings=st.lists(LISTINGS, min_size=1, max_size=4))
def test_contributions_add_up_to_the_score_and_price_never_condemns(
    context: Context, listings: list[dict[str, Any]]
) -> None:
    found = ContextEvaluator.of(context).evaluate(table_of(listings), None)
    for finding in found.findings.to_pylist():
        counted = sum(part["contribution_db"] for part in finding["contributions"] if part["counted"])
        assert finding["score_db"] == pytest.approx(context.policy.start_db + counted, abs=0.01)
        assert finding["band"] in ("clear", "review")  # `act` is shut until its licence exists
        supporting = [part for part in finding["contributions"] if part["contribution_db"] > 0]
        if all(part["family"] in NEVER_ALONE or part["detector"] == "mark_in_text" for part in supporting):
            assert finding["would_band"] != "act"


def test_scan_and_check_give_the_same_answer(context: Context, rights_path: Path, tmp_path: Path) -> None:
    listings = [
        {"title": "Orvane tote 1:1 mirror quality", "price": Decimal("39.00"), "currency": "EUR", "condition": "new"},
        {"title": "Orvane Diver 4100 watch", "gtin": "2000000000015", "price": Decimal("90"), "currency": "EUR"},
        {"title": "Case for Orvane phone", "description": "compatible with Orvane", "brand": "Casely"},
        {"title": "Harbour map"},
        {"title": "ＯＲＶＡＮＥ 高仿 手袋", "description": "WhatsApp +44 7700 900123 for real pics", "seller_id": "s1"},
    ]
    table = pa.concat_tables([one_listing({**row, "listing_id": str(n)}) for n, row in enumerate(listings)])
    pq.write_table(table, tmp_path / "listings.parquet")
    guildmark.scan(tmp_path / "listings.parquet", rights_path, out=tmp_path / "out", workers=1)
    scanned = pq.read_table(tmp_path / "out" / "findings.parquet").to_pylist()
    facts = FactTable.open(next((tmp_path / "out").glob("runs/*/facts")))
    checked = [
        finding
        for n, row in enumerate(listings)
        for finding in guildmark.check({**row, "listing_id": str(n)}, rights_path, facts).findings
    ]
    assert scanned == checked
    assert len(scanned) >= 3


@pytest.mark.parametrize("price", [39, 39.5, Decimal("39.50")])
def test_a_check_takes_a_price_as_any_number(rights_path: Path, price: float | Decimal) -> None:
    listing = {"listing_id": "1", "title": "Orvane bag", "price": price, "currency": "EUR", "condition": "new"}
    found = [s["number"] for s in guildmark.check(listing, rights_path).signals if s["detector"] == "price_below_floor"]
    assert found == [float(price)]


def test_a_check_without_facts_names_the_detectors_that_are_off(rights_path: Path) -> None:
    answer = guildmark.check({"listing_id": "1", "title": "Orvane bag"}, rights_path)
    assert answer.off["price_below_others"] == ["facts"]


@pytest.mark.parametrize(
    ("listing", "message"),
    [
        ({"title": "x"}, "listing_id is missing"),
        ({"listing_id": "1", "tilte": "x"}, "column 'tilte' is not known"),
        ({"listing_id": "1", "price": "39.90"}, "price '39.90' is no price. Give a number"),
        ({"listing_id": "1", "price": float("nan")}, "price nan is no price"),
        ({"listing_id": "1", "price": -1}, "price -1 is no price"),
        ({"listing_id": "1", "variants": [{"sku": "a", "price": "x"}]}, "variants.price 'x' is no price"),
        ({"listing_id": "1", "price": Decimal("NaN")}, r"price Decimal\('NaN'\) is no price"),
        ({"listing_id": "1", "stock": "many"}, "stock 'many' cannot be used. Give a whole number"),
        ({"listing_id": 1}, "listing_id 1 cannot be used. Give a text"),
        ({"listing_id": "1", "created_at": "2026-01-01"}, "cannot be used. Give a datetime"),
        ({"listing_id": "1", "pictures": ["a.jpg"]}, "Give a list, of which each is a mapping of uri, data"),
        ({"listing_id": "1", "title": "\ud800 bag"}, "title holds '.ud800', half of a character"),
        ({"listing_id": "1", "condition": "Used"}, "condition 'Used' is not understood. Write one of new, used"),
        ({"listing_id": "1", "currency": "eur"}, "currency 'eur' is not understood. Write its ISO 4217 code"),
        ({"listing_id": "1", "ships_from": "China"}, "ships_from 'China' is not understood. Write its ISO 3166-1"),
    ],
)
def test_a_check_says_what_is_wrong_with_a_listing(rights_path: Path, listing: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        guildmark.check(listing, rights_path)

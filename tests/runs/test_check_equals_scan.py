"""One evaluator: each listing of a scan, checked alone with the scan's facts, gives the scan's findings and signals."""

import random
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from invented_catalogue import RIGHTS, listing, write_listings, write_reviews

import guildmark
from guildmark.engine import Answer
from guildmark.facts import FactTable
from guildmark.reading import open_catalogue, read_reviews
from guildmark.reading.slices import cut, read_slice
from guildmark.redteam import make_market
from guildmark.runs import RunResult

LISTINGS = 300


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample market with pictures, where they can be drawn."""
    pytest.importorskip("PIL")
    return make_market(tmp_path_factory.mktemp("market"), listings=LISTINGS, seed=11).out


def by_listing(path: Path) -> dict[str, list[dict[str, Any]]]:
    found = defaultdict(list)
    for row in pq.read_table(path).to_pylist():
        found[row["listing_id"]].append(row)
    return found


def read_listings(path: Path) -> pa.Table:
    catalogue = open_catalogue([path])
    return pa.concat_tables(read_slice(catalogue, piece).listings for piece in cut(catalogue))


def check_all(result: RunResult, listings: Path, reviews_file: Path, check: Callable[..., Answer]) -> set[str]:
    """Check each listing of a scan alone; the detectors that fired."""
    reviews = defaultdict(list)
    for review in read_reviews(reviews_file)[0].to_pylist():
        reviews[review.pop("listing_id")].append(review)
    findings, signals = by_listing(result.folder / "findings.parquet"), by_listing(result.folder / "signals.parquet")
    for row in read_listings(listings).to_pylist():
        name = row["listing_id"]
        answer = check(row | ({"reviews": reviews[name]} if name in reviews else {}))
        assert answer.findings == findings[name]
        assert answer.signals == signals[name]
    return {signal["detector"] for found in signals.values() for signal in found}


def test_a_check_gives_what_the_scan_gave_on_a_sample_market(market: Path, tmp_path: Path) -> None:
    listings, rights, reviews = market / "listings.parquet", market / "rights.yaml", market / "reviews.parquet"
    result = guildmark.scan(listings, rights, out=tmp_path / "out", reviews=reviews, workers=1)
    facts = FactTable.open(result.folder / "facts")
    fired = check_all(result, listings, reviews, lambda row: guildmark.check(row, rights, facts))
    assert {"mark_in_text", "official_picture_copied", "price_below_catalogue", "used_resale"} <= fired


def test_a_check_gives_what_the_scan_gave_with_weights_policy_and_rates_of_ones_own(
    contexts: Path, tmp_path: Path
) -> None:
    weights, policy, rates = tmp_path / "weights.yaml", tmp_path / "policy.yaml", tmp_path / "rates.csv"
    weights.write_text("weights: {replica_words: {db: 7}, price_below_others: {db: 9}, buyers_complain: {db: 5}}")
    policy.write_text("{start_share: 0.2, review_db: -3, act_db: 2, never_act_alone: []}")
    rates.write_text("currency,per_eur,dated,source\nUSD,2,2026-11-01,invented for the test\n")
    dice = random.Random(4)
    own = [
        listing(f"L{n}", dice, currency=dice.choice(("EUR", "USD")), gtin=None if n % 3 else "2000000000039")
        for n in range(60)
    ]
    same = {"title": "Orvane watch", "brand": "Orvane", "condition": "new", "gtin": "2000000000039"}
    own += [listing(f"M{n}", dice, **same, price=800 if n else 30, seller_id=f"s{n}") for n in range(9)]
    listings = write_listings(own, tmp_path / "listings.parquet")
    reviews = write_reviews([{"listing_id": f"L{n}", "text": "fake!"} for n in range(0, 60, 2)], tmp_path / "r.parquet")
    given = {"weights": weights, "policy": policy, "rates": rates}
    rights = contexts / "rights.yaml"
    result = guildmark.scan(listings, rights, out=tmp_path / "out", reviews=reviews, workers=1, **given)
    facts = result.folder / "facts"
    fired = check_all(result, listings, reviews, lambda row: guildmark.check(row, rights, facts, **given))
    assert {"price_below_others", "buyers_complain", "disguised_mark", "denied_mark"} <= fired


def test_a_check_sees_that_rights_and_weights_were_edited(tmp_path: Path) -> None:
    rights, weights = tmp_path / "rights.yaml", tmp_path / "weights.yaml"
    asked = {"listing_id": "A", "title": "Orvane bag mirror quality"}
    scores = []
    for mark, weight in (("ORVANE", 5), ("ORVANE", 6), ("RAVELLE", 6)):
        rights.write_text(RIGHTS.replace("ORVANE", mark).replace("奥凡, Орване", mark), "utf-8")
        weights.write_text(f"weights: {{replica_words: {{db: {weight}}}}}")
        scores.append([finding["score_db"] for finding in guildmark.check(asked, rights, weights=weights).findings])
    assert len(scores[0]) == len(scores[1]) == 1
    assert scores[1][0] > scores[0][0]
    assert scores[2] == []


def test_a_check_with_facts_that_are_not_there_says_where_facts_come_from(contexts: Path, tmp_path: Path) -> None:
    with pytest.raises(guildmark.InputError, match="Facts are made by a scan"):
        guildmark.check({"listing_id": "A"}, contexts / "rights.yaml", tmp_path)

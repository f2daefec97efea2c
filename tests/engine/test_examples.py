"""Every detector fires on the examples that it gives, and stays quiet on the others."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from example_pictures import PICTURES

from guildmark.detectors import Detector, all_detectors
from guildmark.detectors.registry import SECTIONS, Example
from guildmark.engine import Context, check
from guildmark.engine.check import one_listing
from guildmark.engine.evaluator import ContextEvaluator
from guildmark.facts import FactTable, build_facts
from guildmark.records.digest import listing_keys

CASES = [
    pytest.param(detector, example, kind == "fires", id=f"{detector.name}-{kind}-{number}")
    for detector in all_detectors()
    for kind, examples in (("quiet", detector.quiet), ("fires", detector.fires))
    for number, example in enumerate(examples)
]


def listing_of(example: Example) -> dict[str, Any]:
    """The columns of a listing from an example, which writes some of them shorter."""
    columns: dict[str, Any] = {"title": example} if isinstance(example, str) else dict(example)
    columns.pop("others", None)
    if "reviews" in columns:
        columns["reviews"] = [{"text": text} for text in columns["reviews"]]
    if "price" in columns:
        columns["price"] = Decimal(str(columns["price"]))
    if "pictures" in columns:
        columns["pictures"] = [{"uri": name, "data": PICTURES[name]} for name in columns["pictures"]]
    return {"listing_id": "example", **columns}


def facts_of(example: Example, context: Context, folder: Path) -> FactTable:
    """The facts of a market that holds the example and what others ask for the same model."""
    listing = listing_of(example)
    prices = example.get("others", []) if isinstance(example, Mapping) else []
    others = [
        {**listing, "listing_id": f"other {n}", "seller_id": f"seller {n}", "price": Decimal(str(price))}
        for n, price in enumerate(prices)
    ]
    listings = pa.concat_tables([one_listing(row) for row in (listing, *others)])
    evaluator = ContextEvaluator.of(context)
    keys = evaluator.fact_keys(listings, listing_keys(listings)[:, 0], evaluator.price_eur(listings))
    pq.write_table(keys, folder / "keys.parquet")
    return build_facts([folder / "keys.parquet"], None, folder / "facts")


@pytest.mark.parametrize(("detector", "example", "fires"), CASES)
def test_an_example_does_what_it_says(
    detector: Detector, example: Example, fires: bool, context: Context, tmp_path: Path
) -> None:
    facts = facts_of(example, context, tmp_path) if detector.needs_facts else None
    answer = check(listing_of(example), context, facts)
    fired = [signal for signal in answer.signals if signal["detector"] == detector.name]
    assert bool(fired) == fires, answer.signals


@pytest.mark.parametrize("detector", all_detectors(), ids=lambda one: one.name)
def test_a_detector_documents_itself(detector: Detector) -> None:
    assert detector.doc.splitlines()[0].endswith(".")
    for section in SECTIONS:
        assert f"\n{section}" in detector.doc, section


@pytest.mark.parametrize("detector", all_detectors(), ids=lambda one: one.name)
def test_a_quiet_example_stays_quiet_in_a_crowd(detector: Detector, context: Context, tmp_path: Path) -> None:
    """Among many other listings, in one batch, each example is judged as it is alone."""
    quiet = [listing_of(example) for example in detector.quiet]
    crowd = [listing_of(example) for one in all_detectors() for example in one.fires]
    rows = [{**row, "listing_id": f"{n}"} for n, row in enumerate([*crowd, *quiet, *crowd])]
    table = pa.concat_tables([one_listing({"reviews": None, "before": None, "refused": None, **row}) for row in rows])
    found = ContextEvaluator.of(context).evaluate(table, None)
    wanted = {str(n) for n in range(len(crowd), len(crowd) + len(quiet))}
    fired = [
        row for row in found.signals.to_pylist() if row["listing_id"] in wanted and row["detector"] == detector.name
    ]
    assert fired == []

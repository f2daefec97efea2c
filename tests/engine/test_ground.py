"""A detector that is passed over, since a batch holds nothing that it speaks of, would have said nothing."""

from typing import Any

import pytest
from example_listings import LISTINGS
from hypothesis import given, settings
from hypothesis import strategies as st

from guildmark.detectors import all_detectors
from guildmark.detectors.batch import Batch
from guildmark.detectors.ground import has_ground
from guildmark.engine import Context
from guildmark.engine.check import listings_table


def batch_of(listings: list[dict[str, Any]], context: Context) -> Batch:
    table = listings_table([{"reviews": None, "listing_id": "1", **listing} for listing in listings])
    return Batch.read(table, context.index, context.rates, context.matcher)


@settings(max_examples=100, deadline=None)
@given(listings=st.lists(LISTINGS, min_size=1, max_size=3))
def test_a_detector_without_ground_says_nothing(context: Context, listings: list[dict[str, Any]]) -> None:
    batch = batch_of(listings, context)
    for detector in all_detectors():
        if not has_ground(detector, batch, None):
            assert not len(detector.run(batch, batch.index, None)), detector.name


@pytest.mark.parametrize(
    ("title", "name", "has_it"),
    [
        ("Orvane tote 1:1 mirror quality", "replica_words", True),
        ("Orvane tote", "replica_words", False),
        ("tote 1:1 mirror quality", "replica_words", False),  # no right is named
        ("Orvane tote", "price_below_others", False),  # there are no facts
        ("Orvane tote", "official_picture_copied", False),  # no picture was seen
    ],
)
def test_ground_is_a_pair_and_what_the_detector_speaks_of(
    context: Context, title: str, name: str, has_it: bool
) -> None:
    detector = next(one for one in all_detectors() if one.name == name)
    assert has_ground(detector, batch_of([{"title": title}], context), None) is has_it

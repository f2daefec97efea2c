"""Price below others: other sellers ask far more for the same model."""

import numpy as np

from guildmark.detectors.batch import USED, Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.shortfall import shortfall_strength
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

FIRES_BELOW = 0.4  # of the median of the others
FEWEST_LISTINGS, FEWEST_SELLERS = 4, 3
WINDOW = 2  # the longest one: 30 days


@detector(
    version=1,
    family="price",
    direction="for",
    seller_view="family",
    fields=("price",),
    needs_facts=True,
    quiet=[{"title": "Orvane Diver 4100 watch", "price": 120, "currency": "EUR", "gtin": "2000000000015"}],
    fires=[
        {
            "title": "Orvane watch",
            "price": 120,
            "currency": "EUR",
            "condition": "new",
            "gtin": "2000000000039",
            "others": [800, 820, 790, 810, 805],  # what other sellers ask for the same model
        }
    ],
)
def price_below_others(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The price is far below the median of what others ask for the same model.

    Fires when at least four other listings of at least three sellers carry the same GTIN, or the same brand and maker's
    number, within 30 days, and a single unit costs less than 40 % of their median.

    False alarms: one number used for goods of several sizes; clearance sales.

    Source: facts of this marketplace; weights measured.
    """
    asked = batch.claimed & ~np.isnan(batch.offer_eur[batch.pair_row]) & (batch.condition[batch.pair_row] != USED)
    if facts is None or not asked.any():
        return Signals.none()
    rows = np.unique(batch.pair_row[asked])
    found = batch.model_facts(facts, rows)
    offer, median = batch.offer_eur[rows], found.median_price_eur[:, WINDOW]
    enough = (found.listings[:, WINDOW] >= FEWEST_LISTINGS) & (found.sellers[:, WINDOW] >= FEWEST_SELLERS)
    with np.errstate(invalid="ignore"):
        low = enough & (offer < FIRES_BELOW * median)
    low &= ~batch.spoken_of("resale", "parts", "compatible")[rows]
    place, pair = batch.pairs_of_rows(rows[low])
    place, pair = place[batch.claimed[pair]], pair[batch.claimed[pair]]
    return Signals.build(
        batch.pair_row[pair],
        shortfall_strength(offer[low][place] / median[low][place], FIRES_BELOW),
        pair=pair,
        number=offer[low][place],
        reference=median[low][place],
        note="median of others for the same model",
        unit="EUR",
    )

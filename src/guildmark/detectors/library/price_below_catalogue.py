"""Price below the catalogue: the same model costs far more at the holder."""

import numpy as np

from guildmark.detectors.batch import NEW, USED, Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.shortfall import strength_by_condition
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

FIRES_BELOW = 0.5  # of the recommended price


@detector(
    version=2,
    family="price",
    direction="for",
    seller_view="family",
    fields=("price",),
    of_rights="catalogue",
    quiet=[
        {"title": "Orvane Diver 4100 watch", "price": 500, "currency": "EUR", "condition": "new"},
        {"title": "Orvane Diver 4100 watch", "price": 200, "currency": "EUR", "condition": "used"},
        {"title": "Strap for Orvane Diver 4100", "price": 20, "currency": "EUR", "condition": "new"},
    ],
    fires=[
        {"title": "Orvane Diver 4100 watch", "price": 120, "currency": "EUR", "condition": "new"},
        {"title": "Diver watch", "gtin": "2000000000015", "price": 120, "currency": "EUR", "condition": "new"},
    ],
)
def price_below_catalogue(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The price is far below the recommended price of the official model that the listing names.

    Fires when the listing names a model of the official catalogue beside its mark, or carries its GTIN, and a single
    unit costs less than half of the recommended price. Off for used goods, parts, boxes and samples, and for what is
    compatible. Where the condition is not known, at half strength, or as if the recommended price were a quarter of it
    where that says more.

    False alarms: clearance of old models; a model's name used for a size or a colour.

    Source: the holder's catalogue; weights measured.
    """
    pair, item = batch.official_items
    reference, offer = index.item_price_eur[item], batch.offer_eur[batch.pair_row[pair]]
    condition = batch.condition[batch.pair_row[pair]]
    with np.errstate(invalid="ignore"):
        low = (offer < FIRES_BELOW * reference) & (condition != USED)
    low &= batch.claimed[pair] & ~batch.spoken_of("resale", "parts", "compatible")[batch.pair_row[pair]]
    pair, item, reference, offer, condition = (a[low] for a in (pair, item, reference, offer, condition))
    strength = strength_by_condition(offer / reference, FIRES_BELOW, condition == NEW)
    models = np.array(index.items.column("model").take(item).to_pylist() or [], np.object_)
    signals = Signals.build(
        batch.pair_row[pair],
        strength,
        pair=pair,
        number=offer,
        reference=reference,
        private=index.floor_private[batch.pair_right[pair]],
        note=models,
        unit="EUR",
    )
    return signals.strongest()

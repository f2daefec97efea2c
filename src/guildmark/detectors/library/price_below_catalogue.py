"""Price below the catalogue: the same goods cost far more at the holder."""

import numpy as np

from guildmark.detectors.batch import NEW, USED, Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.shortfall import strength_by_condition
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

FIRES_BELOW = 0.5  # of the recommended price


@detector(
    version=3,
    family="price",
    direction="for",
    seller_view="family",
    fields=("price",),
    of_rights="catalogue",
    quiet=[
        {"title": "Orvane Diver 4100 watch", "price": 500, "currency": "EUR", "condition": "new"},
        {"title": "Orvane Diver 4100 watch", "price": 200, "currency": "EUR", "condition": "used"},
        {"title": "Strap for Orvane Diver 4100", "price": 20, "currency": "EUR", "condition": "new"},
        # Another model than the official one, and two that the title cannot tell apart: held against the cheaper one.
        {"title": "Orvane Diver 5200 watch", "price": 120, "currency": "EUR", "condition": "new"},
        {"title": "Orvane Nocturne eau de parfum", "price": 30, "currency": "EUR", "condition": "new"},
        # One candle of the official box of six.
        {"title": "Orvane Halo candle", "price": 15, "currency": "EUR", "condition": "new"},
        {"title": "Orvane Nocturne eau de parfum 10 ml", "price": 15, "currency": "EUR", "condition": "new"},
    ],
    fires=[
        {"title": "Orvane Diver 4100 watch", "price": 120, "currency": "EUR", "condition": "new"},
        {"title": "Diver watch", "gtin": "2000000000015", "price": 120, "currency": "EUR", "condition": "new"},
        {"title": "ORVANE DIVER-4100 men's watch", "price": 120, "currency": "EUR", "condition": "new"},
        {"title": "Orvane tote bag, Quill", "price": 90, "currency": "EUR", "condition": "new"},
        {"title": "Orvane Nocturne eau de parfum 100ml", "price": 30, "currency": "EUR", "condition": "new"},
        {"title": "Orvane Halo candle, pack of 6", "price": 40, "currency": "EUR", "condition": "new"},
        {"title": "オルヴァン ノクターン オードパルファム 100ml", "price": 30, "currency": "EUR", "condition": "new"},
    ],
)
def price_below_catalogue(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The price is far below the recommended price of the official goods that the listing names.

    Fires when the listing carries the GTIN of an item of the official catalogue, its title is near to the item's name
    or model, or the model stands in it, and a single unit costs less than half of the recommended price. Another number
    of a model, or another size in the title, is another item. Of items that the title cannot tell apart it is the one
    beside which the price looks least low, and nothing is said where the price of one of them is not known. Off for
    used goods, parts, boxes and samples, and for what is compatible. Where the condition is not known, at half
    strength, or as if the recommended price were a quarter of it where that says more.

    False alarms: clearance of old models; goods that are not in the catalogue and named like ones that are.

    Source: the holder's catalogue; nearness measured in accuracy/products.md; weights measured.
    """
    offered = batch.official_items.most_innocent()
    pair, item, reference, offer = offered.pair, offered.item, offered.reference_eur, offered.offer_eur
    condition = batch.condition[batch.pair_row[pair]]
    low = (offer < FIRES_BELOW * reference) & (condition != USED)
    low &= batch.claimed[pair] & ~batch.spoken_of("resale", "parts", "compatible")[batch.pair_row[pair]]
    pair, item, reference, offer, condition = (a[low] for a in (pair, item, reference, offer, condition))
    strength = strength_by_condition(offer / reference, FIRES_BELOW, condition == NEW)
    models = np.array(index.items.column("model").take(item).to_pylist() or [], np.object_)
    return Signals.build(
        batch.pair_row[pair],
        strength,
        pair=pair,
        number=offer,
        reference=reference,
        private=index.floor_private[batch.pair_right[pair]],
        note=models,
        unit="EUR",
    )

"""Price below the floor: cheaper than the holder ever sells this kind of goods new."""

import numpy as np

from guildmark.detectors.batch import NEW, USED, Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.shortfall import strength_by_condition
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

FIRES_BELOW = 0.7  # of the floor: sales of last season's goods reach 30 % off


@detector(
    version=2,
    family="price",
    direction="for",
    seller_view="family",
    fields=("price",),
    of_rights="price_floors",
    quiet=[
        {"title": "Orvane bag", "price": 390, "currency": "EUR", "condition": "new"},
        {"title": "Orvane bag", "price": 80, "currency": "EUR", "condition": "used"},
        {"title": "Orvane bag, second hand", "price": 80, "currency": "EUR"},
        {"title": "Dust bag for Orvane bag", "price": 9, "currency": "EUR", "condition": "new"},
        {"title": "Orvane bag", "price": 80},  # no currency
        {"title": "Orvane gift", "price": 80, "currency": "EUR", "condition": "new"},  # not said what it is
        {"title": "Leather bag, not Orvane", "price": 80, "currency": "EUR", "condition": "new"},
        {"title": "Belmoro hoodie", "price": 30, "currency": "EUR", "condition": "new"},  # goods of another kind
        {"title": "Orvnae bag", "price": 80, "currency": "EUR", "condition": "new"},  # cheap, and of another name
    ],
    fires=[
        {"title": "Orvane bag", "price": 80, "currency": "EUR", "condition": "new"},
        {"title": "Orvane tote bag", "price": 90, "currency": "USD"},
        {"title": "Orvane bag with box and papers", "price": 80, "currency": "EUR", "condition": "new"},
        {"title": "Belmoro Datewind 36 blue", "price": 190, "currency": "EUR", "condition": "new"},
    ],
)
def price_below_floor(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The price is far below the lowest that the holder asks for any new goods of this kind.

    Fires when title or category name a kind of goods for which the right has a floor (given with its source, or the
    cheapest item of the official catalogue), and a single unit costs less than 70 % of it. Where they name none, a mark
    that stands for one kind alone, and is no word besides, stands for that kind. Of several kinds the lowest floor
    holds, and none where one of them has no floor. Off for goods that are used by their condition or their words, for
    parts, boxes and samples, and where the mark is denied or only nearly written. Where the condition is not known, at
    half strength, or as if the floor were a quarter of it where that says more.

    False alarms: outlet sales, goods with faults, parts that do not say so, prices for a deposit or an instalment.
    Price alone never goes beyond review.

    Source: floors carry their own source and date; weights measured.
    """
    floors = np.where(batch.pair_goods, index.floor_eur[batch.pair_right], np.inf)
    floor = np.min(np.where(np.isnan(floors).any(axis=1)[:, None], np.inf, floors), axis=1, initial=np.inf)
    offer = batch.offer_eur[batch.pair_row]
    condition = batch.condition[batch.pair_row]
    with np.errstate(invalid="ignore"):
        low = (offer < FIRES_BELOW * floor) & np.isfinite(floor) & (condition != USED)
    low &= batch.claimed & ~batch.spoken_of("resale", "parts", "compatible")[batch.pair_row]
    pairs = np.flatnonzero(low)
    strength = strength_by_condition(offer[pairs] / floor[pairs], FIRES_BELOW, condition[pairs] == NEW)
    return Signals.build(
        batch.pair_row[pairs],
        strength,
        pair=pairs,
        number=offer[pairs],
        reference=floor[pairs],
        private=index.floor_private[batch.pair_right[pairs]],
        note="lowest price that the holder asks for such goods",
        unit="EUR",
    )

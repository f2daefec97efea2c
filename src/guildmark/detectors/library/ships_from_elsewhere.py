"""Ships from elsewhere: the goods come from a country where the holder ships nothing from."""

import numpy as np

from guildmark.detectors.batch import USED, Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import COUNTRIES, Index
from guildmark.rights.names import is_listed


@detector(
    version=1,
    family="origin",
    direction="for",
    seller_view="family",
    fields=("ships_from",),
    of_rights="ships_from",
    quiet=[
        {"title": "Orvane bag", "ships_from": "IT"},
        {"title": "Orvane bag"},
        {"title": "Tessaly bag", "ships_from": "XK"},  # the holder names no countries
        {"title": "Orvane bag", "ships_from": "JP", "condition": "used"},
    ],
    fires=[{"title": "Orvane bag", "ships_from": "JP", "condition": "new"}],
)
def ships_from_elsewhere(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """New goods under the mark shipped from a country that the holder does not ship from.

    Fires when the holder gave the countries that it ships from, and the listing ships from another. Off for used
    and for compatible goods.

    False alarms: parallel imports, which are lawful in many places; fulfilment warehouses abroad.

    Source: the holder's list; weights measured.
    """
    origin = batch.ships_from[batch.pair_row]
    asked = index.has_origins[batch.pair_right] & (origin >= 0) & (batch.condition[batch.pair_row] != USED)
    asked &= batch.claimed & ~batch.spoken_of("resale", "compatible")[batch.pair_row]
    pairs = np.flatnonzero(asked & ~is_listed(batch.pair_right * COUNTRIES + origin, index.origin_keys))
    country = np.array(batch.taken(batch.pair_row[pairs], "ships_from").column(0).to_pylist(), np.object_)
    return Signals.build(batch.pair_row[pairs], 1.0, pair=pairs, note=country)

"""Picture of many sellers: several others show the same picture, and it is not the holder's."""

import numpy as np

from guildmark.detectors.batch import USED, Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable, Kind
from guildmark.facts.keys import picture_keys
from guildmark.rights.index import Index

FEWEST, ENOUGH = 3, 10  # other sellers: where it begins to speak, and where more say no more
WINDOW = 2  # the longest one: 30 days


@detector(
    version=1,
    family="picture",
    direction="for",
    seller_view="family",
    fields=("pictures",),
    needs_facts=True,
    quiet=[
        {"title": "Orvane bag", "pictures": ["own"], "seller_id": "s"},
        {"title": "Orvane bag", "pictures": ["own"], "seller_id": "s", "others": [500, 500]},
        # the holder's own picture, which every shop may show
        {"title": "Orvane bag", "pictures": ["official"], "seller_id": "s", "others": [500, 500, 500, 500]},
        {"title": "plain tote", "pictures": ["own"], "seller_id": "s", "others": [500, 500, 500, 500]},
    ],
    fires=[{"title": "Orvane bag", "pictures": ["own"], "seller_id": "s", "others": [500, 500, 500, 500]}],
)
def picture_of_many_sellers(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The same picture, byte for byte or by its address, stands with several other sellers.

    Fires when at least three other sellers show it within 30 days, and it is no copy of an official picture. Who sells
    what is at hand takes a picture of it; who has it sent from a factory shows the factory's.

    False alarms: shops that sell on for one wholesaler show its pictures lawfully, and so do resellers of a catalogue;
    so it weighs nothing until a marketplace has measured it, and never reaches beyond review.

    Source: facts of this marketplace; measured in docs/decisions/pictures-that-many-sellers-show.md.
    """
    asked = batch.claimed & (batch.condition[batch.pair_row] != USED)
    if facts is None or not asked.any():
        return Signals.none()
    rows = np.unique(batch.pair_row[asked])
    rows = np.setdiff1d(rows, batch.pictures.row)
    place, keys = picture_keys(batch.taken(rows, "pictures"))
    if not len(keys):
        return Signals.none()
    own = batch.own(rows[place])
    sellers = np.zeros(len(rows), np.int64)
    np.maximum.at(sellers, place, facts.lookup(Kind.PICTURE, keys, own).sellers[:, WINDOW])
    many = sellers >= FEWEST
    place, pair = batch.pairs_of_rows(rows[many])
    place, pair = place[batch.claimed[pair]], pair[batch.claimed[pair]]
    count = sellers[many][place]
    strength = 0.5 + 0.5 * np.minimum((count - FEWEST) / (ENOUGH - FEWEST), 1.0)
    return Signals.build(batch.pair_row[pair], strength, pair=pair, number=count, unit="sellers")

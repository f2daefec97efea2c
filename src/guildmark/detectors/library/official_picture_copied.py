"""Official picture copied: the listing shows the holder's own photograph."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index


@detector(
    version=1,
    family="picture",
    direction="for",
    seller_view="span",
    fields=("pictures",),
    of_rights="pictures",
    quiet=[{"title": "Orvane bag", "pictures": ["own"]}],
    fires=[
        {"title": "Orvane bag", "pictures": ["official"]},
        {"title": "Tote bag", "pictures": ["official, mirrored"]},
    ],
)
def official_picture_copied(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """A picture of the listing is an official one: the same bytes, or within 31 of 256 bits of its PDQ hash.

    Fires when a picture matches in any of its eight turns. The nearer, the stronger. Off for authorised sellers.

    False alarms: resellers of genuine goods who borrow the holder's pictures, which is why this never goes beyond
    review, alone or with a price; plain packshots of other makers on white.

    Source: PDQ and its threshold of 31 bits, as published with the ThreatExchange project; weights measured.
    """
    found = batch.pictures.take(batch.pictures.distance_bits >= 0)
    pair = batch.pair_of(found.row, found.right)
    _, is_authorised = batch.authorised
    strength = np.where(found.exact, 1.0, 1.0 - found.distance_bits / 64)
    signals = Signals.build(
        found.row,
        strength,
        pair=pair,
        picture=found.picture,
        number=found.distance_bits,
        reference=np.full(len(pair), 31),
        unit="bits",
        note=found.official,
    )
    return signals.take(~is_authorised[pair]).strongest()

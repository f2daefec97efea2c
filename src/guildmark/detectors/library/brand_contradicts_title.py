"""Brand contradicts title: the brand column says one thing, the title another."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.brands import brands_of
from guildmark.detectors.columns import mask_of
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.detectors.texts import FIELD
from guildmark.facts import FactTable
from guildmark.rights.index import Index

UNBRANDED, OTHER_MARK, OTHER = 0.8, 0.6, 0.4


@detector(
    version=1,
    family="product",
    direction="for",
    seller_view="span",
    fields=("brand",),
    quiet=[
        {"title": "Orvane tote bag", "brand": "ORVANE"},
        {"title": "Orvane tote bag"},
        {"title": "Strap compatible with Orvane watch", "brand": "Strapco"},  # its own brand, for another's goods
        {"title": "Orvane tote bag", "brand": "Orvane Paris"},
    ],
    fires=[
        {"title": "Orvane tote bag", "brand": "No brand"},
        {"title": "Orvane tote bag", "brand": "TESSALY"},
    ],
)
def brand_contradicts_title(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The title names the mark, and the brand column claims none or another.

    Fires when the mark stands in the title and not in a brand that is given. It says most when the brand is "no brand",
    less when it is another registered mark, least when it is any other name. Off where the title speaks of compatible
    goods or parts, and where the brand is another mark of the same holder.

    False alarms: sellers who put their shop into the brand; marks of one holder used together; bundles.

    Source: brand columns of public listing samples; weights measured.
    """
    pairs = batch.of_another_brand
    pairs = pairs[~batch.spoken_of("compatible", "parts")[batch.pair_row[pairs]]]
    if not len(pairs):
        return Signals.none()
    rows = batch.pair_row[pairs]
    without = mask_of(batch.phrases("unbranded", "brand").row, len(batch.listings))
    named = batch.named
    other = mask_of(batch.pair_row[named.value[named.field == FIELD["brand"]]], len(batch.listings))
    strength = np.where(without[rows], UNBRANDED, np.where(other[rows], OTHER_MARK, OTHER))
    note = np.array(brands_of(batch, rows), np.object_)
    return Signals.build(rows, strength, pair=pairs, note=note)

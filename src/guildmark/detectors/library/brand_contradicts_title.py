"""Brand contradicts title: the brand column says one thing, the title another."""

from typing import Any

import numpy as np
import pyarrow.compute

from guildmark.detectors.batch import Batch
from guildmark.detectors.hits import FIELD
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

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
    named = batch.named
    in_title = np.unique(named.value[named.field == FIELD["title"]])
    in_brand = np.unique(named.value[named.field == FIELD["brand"]])
    holder = index.holder[batch.pair_right]
    claimed = np.unique(batch.pair_row[in_brand] * len(index.rights) + holder[in_brand])
    pairs = np.setdiff1d(in_title, in_brand).astype(np.int64)
    pairs = pairs[~np.isin(batch.pair_row[pairs] * len(index.rights) + holder[pairs], claimed)]
    rows = batch.pair_row[pairs]
    brands = batch.columns["brand"].texts
    given = np.asarray(pc.greater(pc.fill_null(pc.utf8_length(brands), 0), 1))[rows]
    counted = given & ~batch.spoken_of("compatible", "parts")[rows]
    pairs, rows = pairs[counted], rows[counted]
    without = np.unique(batch.phrases("unbranded", "brand").row)
    other = np.unique(batch.pair_row[in_brand])
    strength = np.where(np.isin(rows, without), UNBRANDED, np.where(np.isin(rows, other), OTHER_MARK, OTHER))
    note = np.array(brands.take(rows).to_pylist(), np.object_)
    return Signals.build(rows, strength, pair=pairs, note=note)

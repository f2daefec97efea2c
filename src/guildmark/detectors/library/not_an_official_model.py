"""Not an official model: a GTIN that the holder never gave to any of its goods."""

from typing import Any

import numpy as np
import pyarrow.compute

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers


@detector(
    version=1,
    family="product",
    direction="for",
    seller_view="span",
    fields=("gtin",),
    quiet=[
        {"title": "Orvane Diver 4100", "gtin": "2000000000015"},
        {"title": "Orvane bag"},
        {"title": "Tessaly bag", "gtin": "2000000000039"},  # the holder gave no catalogue
        {"title": "Strap for Orvane Diver 4100", "gtin": "2000000000039"},
    ],
    fires=[{"title": "Orvane Diver watch", "gtin": "2000000000039"}],
)
def not_an_official_model(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The listing names the mark and carries a GTIN that is not in the official catalogue.

    Fires when the catalogue of the right has GTINs, and the listing's is none of them. Off where the listing speaks of
    parts or compatible goods.

    False alarms: goods older or newer than the catalogue; bundles with a number of their own.

    Source: the holder's catalogue; weights measured.
    """
    pairs = np.flatnonzero(index.has_gtins[batch.pair_right])
    column = batch.listings.column("gtin").combine_chunks()
    given = np.asarray(pc.fill_null(pc.match_substring_regex(column, r"^\d{8,14}$"), False))
    pairs = pairs[given[batch.pair_row[pairs]] & ~batch.spoken_of("compatible", "parts")[batch.pair_row[pairs]]]
    official = np.unique(batch.pair_of(batch.gtin_row, index.item_right[batch.gtin_item]))
    pairs = np.setdiff1d(pairs, official)
    note = np.array(column.take(batch.pair_row[pairs]).to_pylist(), np.object_)
    return Signals.build(batch.pair_row[pairs], 1.0, pair=pairs, note=note)

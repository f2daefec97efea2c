"""Authorised seller: the holder itself names this seller."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index


@detector(
    version=1,
    family="seller",
    direction="against",
    seller_view="span",
    fields=("seller_id", "seller_name"),
    of_rights="authorised_sellers",
    quiet=[{"title": "Orvane bag", "seller_id": "s-1"}, {"title": "Tessaly bag", "seller_id": "orvane-official"}],
    fires=[{"title": "Orvane bag", "seller_id": "orvane-official"}],
)
def authorised_seller(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The seller is on the holder's own list.

    Fires when the seller's id or name is among the authorised sellers of the right.

    False alarms: a name that somebody else took on another marketplace; an account that was taken over.

    Source: the holder's list; weights measured.
    """
    _, is_authorised = batch.authorised
    pairs = np.flatnonzero(is_authorised)
    return Signals.build(batch.pair_row[pairs], 1.0, pair=pairs, note="authorised by the holder")

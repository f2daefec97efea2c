"""Seller not authorised: the holder names its sellers, and this is none of them."""

import numpy as np

from guildmark.detectors.batch import USED, Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index


@detector(
    version=1,
    family="seller",
    direction="for",
    seller_view="family",
    fields=("seller_id", "seller_name"),
    of_rights="authorised_sellers",
    quiet=[
        {"title": "Orvane bag", "seller_id": "orvane-official"},
        {"title": "Orvane bag", "seller_name": "Orvane-Official"},
        {"title": "Orvane bag"},  # no seller given
        {"title": "Tessaly bag", "seller_id": "s-1"},  # the holder names no sellers
        {"title": "Orvane bag", "seller_id": "s-1", "condition": "used"},  # anybody may sell what they own
    ],
    fires=[{"title": "Orvane bag", "seller_id": "s-1"}],
)
def seller_not_authorised(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """New goods under the mark from a seller whom the holder did not authorise.

    Fires when the holder gave its authorised sellers and neither the seller's id nor name is among them. Off for used
    and for compatible goods.

    False alarms: resale of genuine goods is lawful where the right is exhausted; lists that are out of date. It never
    goes beyond review, alone or with a price or a picture.

    Source: the holder's list; weights measured.
    """
    known, is_authorised = batch.authorised
    pairs = np.flatnonzero(known & ~is_authorised & (batch.condition[batch.pair_row] != USED) & batch.claimed)
    pairs = pairs[~batch.spoken_of("resale", "compatible")[batch.pair_row[pairs]]]
    return Signals.build(batch.pair_row[pairs], 1.0, pair=pairs, note="not among the holder's sellers")

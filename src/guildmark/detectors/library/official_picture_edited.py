"""Official picture edited: the listing shows the holder's photograph, cropped, framed, written over or among others."""

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
    of_rights="edited pictures",
    quiet=[
        {"title": "Orvane bag", "pictures": ["own"]},
        {"title": "Orvane bag", "pictures": ["own, cropped"]},
    ],
    fires=[
        {"title": "Orvane bag", "pictures": ["official, cropped"]},
        {"title": "Orvane bag", "pictures": ["official, in a collage"]},
    ],
)
def official_picture_edited(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """A picture of the listing, or a part of it, was made of an official one.

    Fires when the vector of the picture, or of a part that stands by itself in it, is very near that of an official
    picture, or near it and most of what is not plain lies where a crop, a turn or a tilt would put it. Pictures that
    are an official one as a whole are told by `official_picture_copied`. Off for authorised sellers. Which pictures are
    looked at is in the policy.

    False alarms: resellers of genuine goods who borrow the holder's pictures, which is why this never goes beyond
    review, alone or with a price; photographs of one studio that differ in nothing but the colour of the goods.

    Source: vectors of a model for copy detection (Pizzi and others, "A self-supervised descriptor for image copy
    detection", 2022), compared by details; thresholds in the policy, measured in docs/accuracy.md.
    """
    found = batch.pictures.take(np.isfinite(batch.pictures.cosine))
    pair = batch.pair_of(found.row, found.right)
    _, is_authorised = batch.authorised
    signals = Signals.build(
        found.row,
        np.clip(found.cosine.astype(np.float64), 0.5, 1.0),
        pair=pair,
        picture=found.picture,
        box=found.box,
        number=found.cosine,
        unit="cosine",
        note=found.official,
    )
    return signals.take(~is_authorised[pair]).strongest()

"""Figurative mark: the registered figure itself stands in a picture of the listing."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.pictures import FIGURE
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index


@detector(
    version=1,
    family="mark",
    direction="for",
    seller_view="span",
    fields=("pictures",),
    of_rights="figures",
    quiet=[{"title": "Leather bag", "pictures": ["own"]}],
    fires=[{"title": "Leather bag", "pictures": ["own, with the figure"]}],
)
def figurative_mark(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The mark as it is registered as a figure is seen in a picture: printed, woven or stuck on, in any two colours.

    Fires when enough points of the figure lie in the picture as a turn, a tilt or a size would put them, and its shape
    is there. It ties the listing to the right, like a name in the text, and says no more: genuine goods bear the mark
    too. Which pictures are looked at is in the policy.

    False alarms: genuine goods, always; two figures with nearly the same shape; wordmarks in like letters.

    Source: figures registered with the right; how it is found, and what cannot be:
    docs/decisions/marks-found-by-points-and-checked-by-ink.md.
    """
    found = batch.pictures.found(FIGURE)
    return Signals.build(
        found.row,
        np.clip(found.measure, 0.0, 1.0),
        pair=batch.pair_of(found.row, found.right),
        picture=found.picture,
        box=found.box,
        number=found.measure,
        unit="score",
        note=found.official,
    ).strongest()

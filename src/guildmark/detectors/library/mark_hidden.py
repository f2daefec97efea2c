"""Mark hidden: the listing shows the holder's photograph with a part of it covered, blurred or pixelated."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.pictures import HIDDEN_BLURRED, HIDDEN_COVERED
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

COVERED = 0.5  # honest sellers write prices and banners over pictures; who blurs a part wants it not to be read


@detector(
    version=1,
    family="picture",
    direction="for",
    seller_view="span",
    fields=("pictures",),
    of_rights="edited pictures",
    quiet=[
        {"title": "Orvane bag", "pictures": ["own"]},
        {"title": "Orvane bag", "pictures": ["official"]},
        {"title": "Orvane bag", "pictures": ["official, mirrored"]},
        {"title": "Orvane bag", "pictures": ["official, cropped"]},
        {"title": "Orvane bag", "pictures": ["official, blurred in part"], "seller_id": "orvane-official"},
    ],
    fires=[
        {"title": "Orvane bag", "pictures": ["official, blurred in part"]},
        {"title": "Orvane bag", "pictures": ["official, pixelated in part"]},
        {"title": "Orvane bag", "pictures": ["official, covered in part"]},
    ],
)
def mark_hidden(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """A part of a borrowed official picture was made unreadable, as sellers do with the mark on the goods.

    Fires when a picture is a copy of an official one, and a compact part of it has lost the detail that is there in the
    official picture, while nearly all else agrees. Blurred or in coarse squares it counts whole, covered by something
    else half. That the part is the mark is not checked: the box shows it. Off for authorised sellers.

    False alarms: prices, banners, dense watermarks and stickers that honest resellers put over borrowed pictures, which
    mostly count as covering and are why that counts half; codes and contacts, which are evidence of another kind; faces
    and number plates that are made unreadable; photos of a page or a screen from far aside; very light copies.

    Source: rules of marketplaces that count a blurred or painted-over mark as an imitation (GM-T51 and GM-T52 in the
    list of disguises); how it is found, and how often it is wrong:
    docs/decisions/hidden-parts-need-the-official-picture.md.
    """
    found = batch.pictures.found(HIDDEN_COVERED, HIDDEN_BLURRED)
    pair = batch.pair_of(found.row, found.right)
    _, is_authorised = batch.authorised
    signals = Signals.build(
        found.row,
        np.where(found.how == HIDDEN_BLURRED, 1.0, COVERED),
        pair=pair,
        picture=found.picture,
        box=found.box,
        number=found.measure,
        unit="of the official picture",
        note=found.official,
    )
    return signals.take(~is_authorised[pair]).strongest()

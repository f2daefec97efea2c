"""Mark in text: the listing names a protected mark."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.detectors.texts import FIELD
from guildmark.facts import FactTable
from guildmark.rights.index import Index
from guildmark.text.layout import EXPLICIT, MASKED, REPEATED, SPLIT, TYPO

# A title speaks of the goods; a description also of what they go with.
STRENGTHS = {"title": 1.0, "brand": 1.0, "variants": 0.7, "description": 0.5, "attributes": 0.5, "seller_name": 0.5}


@detector(
    version=1,
    family="mark",
    direction="for",
    seller_view="span",
    fields=("title", "description", "brand"),
    quiet=[
        "Leather tote bag, brown",
        {"title": "Harbour view print", "category": "posters"},  # the mark is also a word, and these are not its goods
        {"title": "Harbour map shirt", "category": "clothing"},  # beside this word it means the place
        {"title": "Garden tool", "seller_name": "www.orvanejpxq.com"},
    ],
    fires=[
        "ORVANE tote bag",
        "奥凡 手袋",
        {"title": "Harbour wool coat", "category": "clothing"},
        {"title": "Wool coat", "brand": "Harbour"},
        {"title": "Leather tote bag", "seller_name": "www.orvanejpxq.com"},  # the seller's own address
    ],
)
def mark_in_text(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """A protected mark stands in the listing as it is lawfully written.

    Fires when a spelling of a right stands in title, brand, description, variants, attributes or the seller's name. A
    mark that is also an ordinary word counts among its own goods only, or when it is all that the brand says.

    False alarms: most listings that name a mark are genuine. That is why this says next to nothing alone: it proposes
    the pair that other evidence is about.

    Source: measured; see the weights file.
    """
    hits = batch.named.take(batch.named.flags & (EXPLICIT | REPEATED | SPLIT | TYPO | MASKED) == 0)
    strength = np.array([STRENGTHS.get(name, 0.0) for name in FIELD])[hits.field]
    return Signals.build(hits.row, strength, pair=hits.value.astype(np.int64), hits=hits).strongest()

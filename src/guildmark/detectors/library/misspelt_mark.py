"""Misspelt mark: the name is one letter away from a mark, among the mark's own goods."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index
from guildmark.text.layout import EXPLICIT, FLAG_NAMES, MASKED, REPEATED, SPLIT, TYPO


@detector(
    version=1,
    family="mark",
    direction="for",
    seller_view="span",
    fields=("title", "description", "brand"),
    quiet=[
        "ORVANE tote bag",
        "Orvané bag",  # an accent is spelling
        "ОRVАNE tote bag",  # disguised, which says more
        {"title": "orvana seed oil", "category": "food"},  # one letter off, and not its goods
    ],
    fires=["Orvnae handbag", "Orvanne handbag", "Orvame handbag"],
)
def misspelt_mark(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """A name one letter away from a mark, on goods that the mark stands for.

    Fires when one letter is wrong, missing, doubled, too many or swapped, the word is not an everyday one in any
    listing language, and the goods are the right's.

    False alarms: names of other firms one letter away, which is why it says little alone; misspellings by honest
    sellers.

    Source: measured; see the weights file.
    """
    hits = batch.named
    hits = hits.take((hits.flags & (TYPO | REPEATED) != 0) & (hits.flags & (EXPLICIT | SPLIT | MASKED) == 0))
    note = np.where(hits.flags & TYPO != 0, FLAG_NAMES[TYPO], FLAG_NAMES[REPEATED]).astype(np.object_)
    return Signals.build(hits.row, 1.0, pair=hits.value.astype(np.int64), hits=hits, note=note).strongest()

"""Misspelt mark: the name is one letter away from a mark, among the mark's own goods."""

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.batch import Batch
from guildmark.detectors.hits import Hits
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index
from guildmark.text.layout import EXPLICIT, FLAG_NAMES, MASKED, REPEATED, SPLIT, TYPO

ONE_AND_SPACE = 2  # code points: the one letter that was parted from the others


@detector(
    version=2,
    family="mark",
    direction="for",
    seller_view="span",
    fields=("title", "description", "brand"),
    quiet=[
        "ORVANE tote bag",
        "Orvané bag",  # an accent is spelling
        "ОRVАNE tote bag",  # disguised, which says more
        {"title": "orvana seed oil", "category": "food"},  # one letter off, and not its goods
        {"title": "O rvane handbag"},  # no letter is wrong
        {"title": "Orvane handbag, as in O rvane bag"},
    ],
    fires=["Orvnae handbag", "Orvanne handbag", "Orvame handbag"],
)
def misspelt_mark(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """A name one letter away from a mark, on goods that the mark stands for.

    Fires when one letter is wrong, missing, doubled, too many or swapped, the word is not an everyday one in any
    listing language, and the goods are the right's. The mark with a space in it is spelt right.

    False alarms: names of other firms one letter away, which is why it says little alone; misspellings by honest
    sellers.

    Source: measured; see the weights file.
    """
    hits = batch.named
    hits = hits.take((hits.flags & (TYPO | REPEATED) != 0) & (hits.flags & (EXPLICIT | SPLIT | MASKED) == 0))
    if not len(hits):
        return Signals.none()
    hits = hits.take(~_only_spaced(hits, batch, index))
    note = np.where(hits.flags & TYPO != 0, FLAG_NAMES[TYPO], FLAG_NAMES[REPEATED]).astype(np.object_)
    return Signals.build(hits.row, 1.0, pair=hits.value.astype(np.int64), hits=hits, note=note).strongest()


def _only_spaced(hits: Hits, batch: Batch, index: Index) -> NDArray[np.bool_]:
    """Whether nothing but a space tells each hit from the mark; it may stand alone beside the hit. Shape (n,)."""
    marks = index.rights.column("mark").take(batch.pair_right[hits.value]).to_pylist()
    wanted = np.array([_letters(mark) for mark in marks], np.object_)
    result = np.zeros(len(hits), np.bool_)
    for before, after in ((0, 0), (ONE_AND_SPACE, 0), (0, ONE_AND_SPACE)):
        texts = batch.texts.cut(hits.field, hits.text, np.maximum(hits.start - before, 0), hits.end + after).to_pylist()
        result |= np.array([_letters(text) for text in texts], np.object_) == wanted
    return result


def _letters(text: str | None) -> str:
    return "".join((text or "").casefold().split())

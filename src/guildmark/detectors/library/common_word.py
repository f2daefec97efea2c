"""Common word: the mark is also a word, and here it reads as one."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index


@detector(
    version=1,
    family="innocent-use",
    direction="against",
    seller_view="span",
    fields=("title", "description"),
    quiet=[
        {"title": "Harbour wool coat", "category": "clothing"},
        {"title": "Harbour map shirt", "category": "clothing"},  # no pair at all: nothing to speak against
    ],
    fires=[{"title": "Shirt with harbour map", "brand": "Harbour", "category": "clothing"}],
)
def common_word(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The listing uses the word of the mark in its everyday sense as well.

    Fires when the mark stands beside one of the words that the right lists as innocent, or outside of its goods, in a
    listing that names it elsewhere too.

    False alarms: sellers who add such words to look innocent.

    Source: innocent words of the right; weights measured.
    """
    words = batch.marks.as_word
    hits = batch.marks.hits.take(words)
    pair = batch.pair_of(hits.row, batch.marks.right[words])
    found = pair >= 0
    return Signals.build(
        hits.row[found], np.ones(int(found.sum())), pair=pair[found], hits=hits.take(found)
    ).strongest()

"""Disguised mark: the mark is written so that people read it and machines do not."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index
from guildmark.text.layout import FLAG_NAMES, HIDDEN, LEET, LOOKALIKE, SPLIT, STYLED

# How much each disguise says: look-alike letters have no other use; some spread or style letters for looks.
STRENGTHS = {LOOKALIKE: 1.0, HIDDEN: 0.9, LEET: 0.9, SPLIT: 0.8, STYLED: 0.5}


@detector(
    version=1,
    family="mark",
    direction="for",
    seller_view="span",
    fields=("title", "description", "brand"),
    quiet=[
        "ORVANE tote bag",
        "Orvané bag",  # an accent that the mark does not have is spelling, not disguise
        "Vane for orchards, garden tool",
        "Orvnae handbag",  # misspelt, which needs no intent
    ],
    fires=[
        "ОRVАNE tote bag",  # two Cyrillic letters
        "0RV4NE handbag",
        "O R V A N E handbag",
        "ORV\u200bANE bag",
    ],
)
def disguised_mark(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The mark is there only for those who look through a disguise.

    Fires when a mark is found with look-alike letters, digits for letters, hidden characters, letters pulled apart, or
    letters styled by mathematical or boxed alphabets. Letters pulled apart count among the right's own goods only.

    False alarms: letters spread or styled for looks; texts that came through a broken character conversion.

    Source: disguises as described in public guides on coded terms for counterfeits (LegitScript); weights measured.
    """
    hits = batch.named
    strength = np.zeros(len(hits))
    note = np.full(len(hits), "", np.object_)
    for flag, value in sorted(STRENGTHS.items(), key=lambda item: item[1]):
        has = hits.flags & flag != 0
        strength[has], note[has] = value, FLAG_NAMES[flag]
    signals = Signals.build(hits.row, strength, pair=hits.value.astype(np.int64), hits=hits, note=note)
    return signals.take(strength > 0).strongest()

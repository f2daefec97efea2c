"""Disguised mark: the mark is written so that people read it and machines do not."""

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.batch import Batch
from guildmark.detectors.columns import mask_of
from guildmark.detectors.hits import Hits
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.detectors.texts import FIELD
from guildmark.facts import FactTable
from guildmark.rights.index import Index
from guildmark.text.layout import FLAG_NAMES, GLUED, HIDDEN, LEET, LOOKALIKE, MASKED, SPLIT, STYLED, TYPO

# How much each disguise says: look-alike letters have no other use; some spread or style letters for looks.
STRENGTHS = {LOOKALIKE: 1.0, HIDDEN: 0.9, LEET: 0.9, SPLIT: 0.8, MASKED: 0.8, STYLED: 0.5}
UNCLEAR = sum(STRENGTHS) | TYPO | GLUED  # a hit without these is the mark as anybody finds it


@detector(
    version=3,
    family="mark",
    direction="for",
    seller_view="span",
    fields=("title", "description", "brand"),
    quiet=[
        "ORVANE tote bag",
        "Orvané bag",  # an accent that the mark does not have is spelling, not disguise
        "Vane for orchards, garden tool",
        "Orvnae handbag",  # misspelt, which needs no intent
        "Har*our seeds, 20 g",  # the mark is also a word, and these are not its goods
        "Orvane* handbag",  # a footnote
        "ORVANE tote bag, О R V А N E",  # a filter that looks for the mark sees it all the same
        {"title": "Orvane tote bag", "description": "ОRVАNE, with invoice."},
    ],
    fires=[
        "ОRVАNE tote bag",  # two Cyrillic letters
        "0RV4NE handbag",
        "O R V A N E handbag",
        "ORV\u200bANE bag",
        "Orv*ne handbag",
        "Orvan* handbag",
        {"title": "ОRVАNE tote bag", "description": "A tote by Orvane."},  # what buyers and filters see first
    ],
)
def disguised_mark(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The mark is there only for those who look through a disguise.

    Fires when a mark is found with look-alike letters, digits for letters, hidden characters, letters pulled apart,
    signs in the place of letters, or letters styled by mathematical or boxed alphabets. Letters pulled apart and signs
    for letters count among the right's own goods only, unless they stand in the title and the mark is no word. Off
    where the mark stands openly in the same column or in the title: that hides nothing from anybody who looks for it.

    False alarms: letters spread or styled for looks; texts that came through a broken character conversion.

    Source: disguises as described in public guides on coded terms for counterfeits (LegitScript); weights measured.
    """
    hits = batch.named
    strength = np.zeros(len(hits))
    note = np.full(len(hits), "", np.object_)
    for flag, value in sorted(STRENGTHS.items(), key=lambda item: item[1]):
        has = hits.flags & flag != 0
        strength[has], note[has] = value, FLAG_NAMES[flag]
    strength[_open_beside(hits)] = 0.0
    signals = Signals.build(hits.row, strength, pair=hits.value.astype(np.int64), hits=hits, note=note)
    return signals.take(strength > 0).strongest()


def _open_beside(hits: Hits) -> NDArray[np.bool_]:
    """Whether the same mark stands openly in the column of each hit, or in the title of its listing. Shape (n,)."""
    pair = hits.value.astype(np.int64) * len(FIELD)
    column = pair + hits.field
    in_clear = column[hits.flags & UNCLEAR == 0]
    open_in = mask_of(in_clear, int(column.max(initial=0)) + len(FIELD))
    return np.asarray(open_in[column] | open_in[pair + FIELD["title"]])

"""Common word: the mark is also a word, and here it reads as one."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.columns import mask_of
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.detectors.texts import FIELD
from guildmark.facts import FactTable
from guildmark.rights.index import Index

STYLE_NAME = 0.5  # of another label, in its own words: less than a word in plain use


@detector(
    version=2,
    family="innocent-use",
    direction="against",
    seller_view="span",
    fields=("title", "description", "brand"),
    quiet=[
        {"title": "Harbour wool coat", "category": "clothing"},
        {"title": "Harbour map shirt", "category": "clothing"},  # no pair at all: nothing to speak against
        {"title": "Harbour wool coat", "brand": "No brand", "category": "clothing"},
        {"title": "Harbour wool coat", "brand": "Harbour", "category": "clothing"},
        {"title": "Strapco case for Harbour shoes", "brand": "Strapco"},  # of what it fits
        {"title": "Tessaly tote bag", "brand": "Nordlind"},  # no word, and nothing of the other label in the title
    ],
    fires=[
        {"title": "Shirt with harbour map", "brand": "Harbour", "category": "clothing"},
        {"title": "Harbour wrap coat, navy", "brand": "Nordlind", "category": "clothing"},
        {"title": "Nordlind sling bag Tessaly navy", "brand": "Nordlind"},
    ],
)
def common_word(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The listing uses the word of the mark in its everyday sense, or as the name of a style of another label.

    Fires when the mark stands beside one of the words that the right lists as innocent, or outside of its goods, in a
    listing that names it elsewhere too. Fires at half strength when the brand is given as another label, and the mark
    is also a word or a name, or the title begins with that label.

    False alarms: sellers who add such words, or make up a brand, to look innocent.

    Source: innocent words of the right; weights measured.
    """
    words = batch.marks.as_word
    hits = batch.marks.hits.take(words)
    pair = batch.pair_of(hits.row, batch.marks.right[words])
    hits, pair = hits.take(pair >= 0), pair[pair >= 0]
    as_word = Signals.build(hits.row, 1.0, pair=pair, hits=hits)
    return as_word.joined(_as_style_name(batch)).strongest()


def _as_style_name(batch: Batch) -> Signals:
    pairs = batch.of_another_brand
    off = batch.spoken_of("compatible", "parts")
    off[batch.phrases("unbranded", "brand").row] = True
    pairs = pairs[~off[batch.pair_row[pairs]]]
    if not len(pairs):
        return Signals.none()
    named = batch.named
    no_word = mask_of(named.value[~batch.marks.generic[batch.marks.kept]], len(batch.pair_row))
    texts = batch.taken(batch.pair_row[pairs], "title", "brand").to_pylist()
    leads = np.array([text["title"].casefold().startswith(text["brand"].casefold()) for text in texts], np.bool_)
    told = mask_of(pairs[leads | ~no_word[pairs]], len(batch.pair_row))
    hits = named.take(told[named.value] & (named.field == FIELD["title"]))
    return Signals.build(hits.row, STYLE_NAME, pair=hits.value.astype(np.int64), hits=hits)

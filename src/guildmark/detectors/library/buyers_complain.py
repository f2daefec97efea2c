"""Buyers complain: reviews say that the goods were fake."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

ENOUGH = 3  # reviews that say so


@detector(
    version=1,
    family="reviews",
    direction="for",
    seller_view="span",
    fields=("reviews",),
    quiet=[
        {"title": "Orvane bag", "reviews": ["Lovely, not fake at all", "Nice fake leather lining"]},
        {"title": "Plain tote", "reviews": ["This is fake"]},
    ],
    fires=[{"title": "Orvane bag", "reviews": ["This is a fake, the logo is crooked", "great"]}],
)
def buyers_complain(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """Reviews of the listing call the goods fake.

    Fires when a phrase of `words/complaint.yaml` stands in a review, is not denied and not in an innocent sense. One
    review says a third, three say all.

    False alarms: angry buyers who mean poor quality; rivals who write reviews; "fake leather".

    Source: phrases carry a source each in the word list.
    """
    phrases = batch.phrases("complaint")
    phrases = phrases.take(~batch.denied(phrases))
    _, first, inverse = np.unique(phrases.text, return_index=True, return_inverse=True)
    best = np.zeros(len(first))
    np.maximum.at(best, inverse, index.phrase_grade[phrases.value])
    phrases = phrases.take(first)  # one voice a review
    total = np.bincount(phrases.row, weights=best, minlength=len(batch.listings))
    count = np.bincount(phrases.row, minlength=len(batch.listings))
    place, pair = batch.pairs_of_rows(phrases.row)
    hits = phrases.take(place)
    return Signals.build(
        hits.row,
        np.minimum(total[hits.row] / ENOUGH, 1.0),
        pair=pair,
        hits=hits,
        number=count[hits.row],
        unit="reviews",
    ).strongest()

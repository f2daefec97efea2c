"""Buyers complain: reviews say that the goods were fake."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.batch import Batch
from guildmark.detectors.doubt import doubted
from guildmark.detectors.hits import Hits
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

ENOUGH = 3.0  # reviews that say so plainly
# Share of the reviews. Of 12,912 angry ones about goods of every kind (accuracy/README.md, Chinese reviews that blame),
# 9 in 1,000 call the goods fake; where nothing is wrong most reviews are not angry, so a few in 1,000 mean little.
ENOUGH_SHARE = 0.05


@detector(
    version=2,
    family="reviews",
    direction="for",
    seller_view="span",
    fields=("reviews",),
    of_words="complaint",
    quiet=[
        {"title": "Orvane bag", "reviews": ["Lovely, not fake at all", "Nice fake leather lining"]},
        {"title": "Orvane bag", "reviews": ["I was afraid that it might be a counterfeit", "Is this fake?"]},
        {"title": "Orvane bag", "reviews": ["担心是假货，结果是正品", "会不会是假货", "质量还不如盗版"]},
        {"title": "Plain tote", "reviews": ["This is fake"]},
    ],
    fires=[
        {"title": "Orvane bag", "reviews": ["This is a fake, the logo is crooked", "great"]},
        {"title": "Orvane bag", "reviews": ["I hoped for the original but it turned out to be a counterfeit"]},
        {"title": "Orvane bag", "reviews": ["Why do you sell counterfeit bags?"]},
    ],
)
def buyers_complain(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """Reviews of the listing call the goods fake.

    Fires when a phrase of `words/complaint.yaml` stands in a review, is not in an innocent sense, not denied, and
    neither asked, feared, hoped, supposed nor compared with (`words/unsure.yaml`). The strength is the number of such
    reviews, three being enough, times their share of all reviews, one in twenty being enough: one voice among fifty
    says little. The same words twice are one voice.

    False alarms: angry buyers who mean poor quality; rivals who write reviews; complaints of another article or shop.

    Source: phrases carry a source each in the word lists. The shares: accuracy/complaints/README.md.
    """
    phrases = batch.phrases("complaint")
    phrases = phrases.take(~batch.denied(phrases))
    phrases = phrases.take(~doubted(phrases, batch.phrases("unsure"), index, batch.texts))
    grades = index.phrase_grade[phrases.value]
    plainest = np.lexsort((phrases.start, -grades, phrases.text))
    _, first = np.unique(phrases.text[plainest], return_index=True)
    voices = phrases.take(plainest[first])  # one voice a review
    voices = voices.take(_distinct(batch, voices))
    listings = len(batch.listings)
    total = np.bincount(voices.row, weights=index.phrase_grade[voices.value], minlength=listings)
    count = np.bincount(voices.row, minlength=listings)
    reviews = np.bincount(batch.texts.columns["reviews"].rows, minlength=listings) if len(voices) else count
    share = total / np.maximum(reviews, 1)
    strength = np.minimum(total / ENOUGH, 1.0) * np.minimum(share / ENOUGH_SHARE, 1.0)
    place, pair = batch.pairs_of_rows(voices.row)
    hits = voices.take(place)
    signals = Signals.build(
        hits.row, strength[hits.row], pair=pair, hits=hits, number=count[hits.row],
        note=np.array([f"of {n}" for n in reviews[hits.row]], np.object_), unit="reviews",
    )  # fmt: skip
    return signals.strongest()


def _distinct(batch: Batch, voices: Hits) -> NDArray[np.int64]:
    """The first of the voices of a listing that say the very same."""
    texts = batch.texts.columns["reviews"].texts.take(voices.text).to_pylist() if len(voices) else []
    seen: dict[tuple[int, Any], int] = {}
    for place, key in enumerate(zip(voices.row.tolist(), texts, strict=True)):
        seen.setdefault(key, place)
    return np.array(list(seen.values()), np.int64)

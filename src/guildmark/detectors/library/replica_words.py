"""Replica words: what sellers write so that buyers know that the goods are copies."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

NEAR = 60  # code points between the phrase and the mark
FAR_SHARE = 0.5  # a phrase elsewhere in the listing says half as much


@detector(
    version=1,
    family="words",
    direction="for",
    seller_view="span",
    fields=("title", "description"),
    of_words="replica",
    quiet=[
        "Replica of a 1912 harbour map, museum shop",  # a copy of nothing protected
        "AAA batteries for your Orvane wall clock",  # a size, not a grade
        "Not a replica: original Orvane bag with invoice",  # denied
        "Orvane bag",
        "Orvane 12 128G 86% AAA급 팝니다",  # a grade of condition, as sellers of used telephones give it
        "Orvane camcorder HDC-TM90",
        "奥凡 手袋 9新 2005复刻",  # the maker's own edition of an earlier year
    ],
    fires=[
        "Orvane tote 1:1 mirror quality, with box",
        "奥凡 手袋 高仿 原单",
        "奥凡 手袋 复刻",
        {"title": "Orvane bag", "description": "Super clone, same factory as the original."},
        "Orvane Diver HDC Ultimate, hitam",
    ],
)
def replica_words(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """A grade or a word for copies, in a listing that names a protected mark.

    Fires when a phrase of `words/replica.yaml` stands in the listing, is not denied ("not", "no", "非") and not used in
    an innocent sense that the phrase lists. It counts in full within 60 characters of a mark, and by half elsewhere.

    False alarms: collectors' copies sold as such; film props; grades of other goods (AAA wine corks).

    Source: phrases and their innocent senses carry a source each in the word list.
    """
    phrases = batch.phrases("replica")
    phrases = phrases.take(~batch.denied(phrases))
    place, pair = batch.pairs_of_rows(phrases.row)
    hits = phrases.take(place)
    marks = batch.named
    near = np.zeros(len(hits), np.bool_)
    if len(hits) and len(marks):
        _, gap = hits.gap_to(marks)
        near = np.abs(gap) <= NEAR
    strength = index.phrase_grade[hits.value] * np.where(near, 1.0, FAR_SHARE)
    return Signals.build(hits.row, strength, pair=pair, hits=hits).strongest(most=3)

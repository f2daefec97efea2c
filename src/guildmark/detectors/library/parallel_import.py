"""Parallel import: genuine goods from another market."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.detectors.texts import FIELD
from guildmark.facts import FactTable
from guildmark.rights.index import Index

IN_DESCRIPTION = 0.6


@detector(
    version=2,
    family="innocent-use",
    direction="against",
    seller_view="span",
    fields=("title", "description"),
    of_words="parallel",
    quiet=[
        "Orvane bag",
        "Orvane bag imported leather",
        {"title": "Orvane 手袋", "description": "現貨，非淘寶代購。"},
        {"title": "Orvane 手袋", "description": "本賣場多數商品屬代購性質，接單後才前往採購。"},
    ],
    fires=[
        "Orvane bag, parallel import",
        "Orvane 手袋 平行輸入",
        "預購]日本直送-Orvane 手袋",
        "【正韓直送】Orvane 手袋",
    ],
)
def parallel_import(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The seller says that the goods are a parallel import: genuine, meant for another market.

    Fires when a phrase of `words/parallel.yaml` stands in the listing.

    False alarms: fakes sold as grey goods, which is why it lowers the score and never clears it. Whether parallel
    imports are lawful depends on the region of exhaustion, which a reviewer sees beside the right.

    Source: phrases carry a source each in the word list.
    """
    phrases = batch.phrases("parallel", "title", "description")
    place, pair = batch.pairs_of_rows(phrases.row)
    hits = phrases.take(place)
    strength = np.where(hits.field == FIELD["title"], 1.0, IN_DESCRIPTION) * index.phrase_grade[hits.value]
    return Signals.build(hits.row, strength, pair=pair, hits=hits).strongest()

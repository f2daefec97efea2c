"""Used goods resold: somebody sells on what they own."""

import numpy as np

from guildmark.detectors.batch import AT_ALL, NEW, USED, Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.detectors.texts import FIELD
from guildmark.facts import FactTable
from guildmark.rights.index import Index

IN_DESCRIPTION = 0.5


@detector(
    version=3,
    family="innocent-use",
    direction="against",
    seller_view="span",
    fields=("title", "description", "condition"),
    quiet=[
        "Orvane bag",
        {"title": "Orvane bag", "condition": "new"},
        {"title": "Orvane watch with box and papers", "condition": "new"},  # new ones come with them, too
        {"title": "Orvane 手袋", "description": "拆封請錄影，非本身問題不退換，避免買家收到二手商品。"},
        {"title": "Orvane 12", "description": "門市專賣新機，專收二手機。"},
        {"title": "Orvane 12 全新未拆", "description": "本賣場中古機皆有來源合法切結書。"},
        {"title": "Orvane jeans bag", "description": "Special craft: washed, used and worn."},
        "[转卖]奥凡 手袋",  # how a copied listing is marked
        "Orvane bag, grade A leather",
        "Orvane bag, grade A replica",
    ],
    fires=[
        "Orvane bag, second hand",
        {"title": "Orvane bag", "condition": "used"},
        "奥凡 手袋 二手",
        "grade b orvane 12 32gb gold handset only",
        "Orvane 12 64GB, thanh lý",
        "Orvane 散熱器【展示品】",
        "Orvane 12 128G 정상해지",  # its contract has ended
        "Orvane 12 64GB second mulus ex internasional",
        {"title": "Телефон Orvane 12", "description": "В хорошем состоянии, отвязан от всех аккаунтов."},
    ],
)
def used_resale(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The goods are used, by their condition or their words: resale of genuine goods is lawful, and cheap.

    Fires when the condition is used or refurbished, or when a phrase of `words/resale.yaml` stands in the listing. What
    comes with new goods as well, such as box and papers, says nothing of goods that are new by their condition.

    False alarms: fakes offered as second-hand, which is why it lowers the score and never clears it.

    Source: phrases carry a source each in the word list.
    """
    phrases = batch.phrases("resale", "title", "description")
    with_new_too = (index.phrase_grade[phrases.value] < AT_ALL) & (batch.condition[phrases.row] == NEW)
    phrases = phrases.take(~with_new_too)
    place, pair = batch.pairs_of_rows(phrases.row)
    hits = phrases.take(place)
    strength = np.where(hits.field == FIELD["title"], 1.0, IN_DESCRIPTION) * index.phrase_grade[hits.value]
    said = Signals.build(hits.row, strength, pair=pair, hits=hits).strongest()
    given = np.flatnonzero(batch.condition[batch.pair_row] == USED)
    by_condition = Signals.build(batch.pair_row[given], 1.0, pair=given, note="condition as given")
    return said.joined(by_condition).strongest()

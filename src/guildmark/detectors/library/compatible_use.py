"""Compatible use: the goods go with the mark's goods and do not claim to be them."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.hits import FIELD
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

IN_DESCRIPTION = 0.4


@detector(
    version=1,
    family="innocent-use",
    direction="against",
    seller_view="span",
    fields=("title", "description"),
    quiet=["Orvane watch", "Orvane bag for women"],
    fires=["Strap compatible with Orvane watch", "适用于奥凡 手表 表带", "Etui compatible avec Orvane"],
)
def compatible_use(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The mark is named to say what the goods fit.

    Fires when a phrase of `words/compatible.yaml` stands just before the mark, or just after it where the language puts
    it there. In the description alone it says less.

    False alarms: "compatible" as an excuse: fakes hide behind it too, so it lowers the score and never clears it.

    Source: phrases carry a source each in the word list.
    """
    hits, phrase = batch.compatible
    strength = np.where(hits.field == FIELD["title"], 1.0, IN_DESCRIPTION) * index.phrase_grade[phrase]
    return Signals.build(hits.row, strength, pair=hits.value.astype(np.int64), hits=hits).strongest()

"""Denied mark: the listing says that the goods are not of the mark."""

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
    quiet=["Orvane bag", "Orvane bag, not used"],
    fires=["Leather tote, not Orvane", "手袋 非奥凡"],
)
def denied_mark(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """A word of denial stands right before the mark.

    Fires when a phrase of `words/denial.yaml` reaches the mark: "not Orvane".

    False alarms: "not Orvane, but just as good" is how copies are offered too.

    Source: phrases carry a source each in the word list.
    """
    hits = batch.named
    hits = hits.take(batch.denied(hits))
    return Signals.build(hits.row, 1.0, pair=hits.value.astype("int64"), hits=hits).strongest()

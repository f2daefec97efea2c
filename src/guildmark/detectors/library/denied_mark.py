"""Denied mark: the listing says that the goods are not of the mark."""

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index


@detector(
    version=2,
    family="innocent-use",
    direction="against",
    seller_view="span",
    fields=("title", "description"),
    of_words="denial",
    quiet=[
        "Orvane bag",
        "Orvane bag, not used",
        "無損安裝 Orvane 手錶",  # fitted without damage, and so on: another thing is denied
        "無框 手袋 Orvane",
        "無卡分期 Orvane 手錶",
        "静音无声 手袋 奥凡",
        "Anti Orvane Club bag",
        "Orvane bag tanpa dp 2024 Orvane",
        "Never used Orvane bag",
        "Not an Orvane replica: original bag with invoice",  # the copy is denied
        "Beware of Orvane copies, original bag here",
        "Orvaneロゴはピンクではなく青です",
    ],
    fires=[
        "Leather tote, not Orvane",
        "Leather tote, not an “Orvane” bag",
        "手袋 非奥凡",
        "手袋 不是 Orvane",
        "手袋 Orvaneではありません",
        {"title": "Tote", "description": "Unbranded leather tote, not affiliated with Orvane."},
        {"title": "Tote", "description": "Es ist kein Orvane, sondern ein eigener Entwurf."},
    ],
)
def denied_mark(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """A word of denial touches the mark.

    Fires when a phrase of `words/denial.yaml` that can be said of a mark stands right beside it: "not Orvane". What
    stands in between is denied instead ("not used Orvane"), and so is a word for copies right behind the mark.

    False alarms: "not Orvane, but just as good" is how copies are offered too.

    Source: phrases carry a source each in the word list.
    """
    hits = batch.named
    hits = hits.take(batch.denied_marks)
    return Signals.build(hits.row, 1.0, pair=hits.value.astype("int64"), hits=hits).strongest()

"""Hidden-link talk: the listing is a front, and the goods are agreed on elsewhere."""

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index


@detector(
    version=1,
    family="contact",
    direction="for",
    seller_view="family",
    fields=("title", "description"),
    of_words="hidden_link",
    quiet=["Orvane bag, real photos below", "Order by the link, plain tote"],
    fires=["Orvane bag, DM for real pics", "奥凡 手袋 看图下单"],
)
def hidden_link(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """Talk of goods that are not those of the page, in a listing that names a protected mark.

    Fires when a phrase of `words/hidden_link.yaml` stands in the listing and is not denied.

    False alarms: made-to-order goods, where the buyer sends a picture; sellers with poor cameras.

    Source: phrases carry a source each in the word list.
    """
    phrases = batch.phrases("hidden_link")
    phrases = phrases.take(~batch.denied(phrases))
    place, pair = batch.pairs_of_rows(phrases.row)
    hits = phrases.take(place)
    return Signals.build(hits.row, index.phrase_grade[hits.value], pair=pair, hits=hits).strongest(most=2)

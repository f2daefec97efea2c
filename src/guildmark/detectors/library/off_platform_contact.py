"""Off-platform contact: the seller takes the talk or the payment elsewhere."""

import numpy as np
import pyarrow.compute as pc

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

AFTER = 40  # code points in which a number or a name follows
WITHOUT_ADDRESS = 0.5  # the app alone, without a number or a name


@detector(
    version=1,
    family="contact",
    direction="for",
    seller_view="span",
    fields=("title", "description"),
    of_words="contact",
    quiet=[
        "Orvane bag, message me here with questions",
        "Phone case with WhatsApp sticker",  # no protected mark
    ],
    fires=[{"title": "Orvane bag", "description": "More photos on WhatsApp +39 000 1234567, pay by bank transfer"}],
)
def off_platform_contact(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """A way to talk or pay outside of the marketplace, in a listing that names a protected mark.

    Fires when a phrase of `words/contact.yaml` stands in the listing and is not denied: in full with a number or a name
    behind it, at half strength alone.

    False alarms: service numbers of shops; places where payment on delivery by transfer is usual.

    Source: phrases carry a source each in the word list.
    """
    phrases = batch.phrases("contact")
    phrases = phrases.take(~batch.denied(phrases))
    place, pair = batch.pairs_of_rows(phrases.row)
    hits = phrases.take(place)
    behind = batch.excerpts(hits, 0, AFTER)
    addressed = np.asarray(
        pc.match_substring_regex(behind, r"\d[\d\s().-]{5,}\d|@\w{3,}|[:：]\s*[A-Za-z0-9_.-]{5,}"), bool
    )
    strength = index.phrase_grade[hits.value] * np.where(addressed, 1.0, WITHOUT_ADDRESS)
    return Signals.build(hits.row, strength, pair=pair, hits=hits).strongest(most=2)

"""Where the values of indicators are seen at large: the keys under which facts count them, and how many sellers have
them."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.facts import WINDOW_DAYS, FactTable, Kind
from guildmark.indicators.forms.phone import spellings_of
from guildmark.indicators.indicator import EMAIL, PHONE, Indicator
from guildmark.text.fingerprints import contact_keys

CONTACTS = (PHONE, EMAIL)


def contacts_as_written(indicator: Indicator) -> tuple[str, ...]:
    """A telephone number or an e-mail address as listings write it; empty for other kinds.

    An address whose provider passes over parts of it is looked for in its one form and as it was given; in further
    spellings it is not found.
    """
    if indicator.kind == PHONE:
        return tuple(text for text in spellings_of(indicator.value) if len(contact_keys_in(text)))
    given = indicator.written.removeprefix("mailto:").lower()
    return tuple(dict.fromkeys((indicator.value, given or indicator.value))) if indicator.kind == EMAIL else ()


def sellers_at_large(indicator: Indicator, facts: FactTable) -> int | None:
    """With how many sellers a value is seen in the longest window of the facts; None for kinds that they do not count.

    A number is written in several ways: their counts are added, since facts do not tell which sellers are the same; so
    it is at most too many, and the indicator weighs too little rather than too much.
    """
    if indicator.kind not in CONTACTS:
        return None
    keys = np.unique(np.concatenate([contact_keys_in(text) for text in contacts_as_written(indicator)]))
    return int(facts.lookup(Kind.CONTACT, keys).sellers[:, len(WINDOW_DAYS) - 1].sum())


def contact_keys_in(text: str) -> NDArray[np.uint64]:
    """The keys that the extraction of contacts gives a text."""
    columns: dict[str, Any] = {"title": [text], "description": [None]}
    return contact_keys(pa.table({name: pa.array(own, pa.string()) for name, own in columns.items()}))[1]

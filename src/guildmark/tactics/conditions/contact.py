"""Contacts that a tactic knows: telephone numbers and e-mail addresses in the seller's text."""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.detectors.columns import mask_of
from guildmark.tactics.asked import Asked
from guildmark.tactics.condition import Condition, Mask, Pairs, Schema, condition, texts_schema
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value
from guildmark.text.fingerprints import contact_keys

FIELDS = ("title", "description")  # in which contacts are read, as facts read them


@condition
@dataclass(frozen=True, slots=True)
class Contact(Condition):
    """A number or an address, whatever signs stand between its digits and whatever its case."""

    key: ClassVar[str] = "contact"
    about: ClassVar[str] = (
        "The title or the description has one of these telephone numbers (with `+`, or beginning with 0; spaces, "
        "points, hyphens and brackets between the digits do not matter) or e-mail addresses. A number is another one "
        "where it is written without its country: give each way."
    )
    example: ClassVar[str] = "[+44 7700 900123, karen88@mail.example]"
    cost: ClassVar[int] = 3

    contacts: tuple[str, ...]

    @classmethod
    def read(cls, value: Value) -> Self:
        """A contact, or a list of them."""
        for item in value.items():
            if len(keys_in((item.text(),))) != 1:
                item.refuse(
                    f"{item.shown()} is no telephone number with + or 0 and nine digits at least, and no e-mail "
                    "address. Look for other names with `words` or `pattern`."
                )
        return cls(value.texts())

    @classmethod
    def schema(cls) -> Schema:
        """A text, or a list."""
        return texts_schema()

    @property
    def families(self) -> frozenset[str]:
        """Whom it leads to."""
        return frozenset({"contact"})

    @property
    def fields(self) -> tuple[str, ...]:
        """Where it looks."""
        return FIELDS

    def told(self) -> str:
        """It gives one of 3 known contacts."""
        return (
            "it gives a known contact"
            if len(self.contacts) == 1
            else f"it gives one of {len(self.contacts):,} known contacts"
        )

    def holds(self, one: One) -> bool:
        """Any contact in either text."""
        found = keys_in(tuple(text for name in FIELDS for text in one.texts(name)))
        return bool(np.isin(found, keys_in(self.contacts)).any())

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """By the contacts of the batch, which are read once."""
        listings = asked.batch.listings

        def make() -> Mask:
            row, key = asked.kept("contacts", lambda: contact_keys(listings))
            return mask_of(row[np.isin(key, keys_in(self.contacts))], len(listings))

        return asked.kept(("contact", self), make)[asked.rows(pairs)]


@lru_cache(maxsize=1024)
def keys_in(texts: tuple[str, ...]) -> NDArray[np.uint64]:
    """The keys of all contacts in some texts, as facts count them."""
    column = pa.array(texts, pa.string())
    return contact_keys(pa.table({"title": column, "description": pa.nulls(len(texts), pa.string())}))[1]

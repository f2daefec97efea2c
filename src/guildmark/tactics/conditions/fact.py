"""Facts: how many other listings or sellers have the same picture, contact, text, seller or model."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from guildmark.facts import Kind
from guildmark.facts.keys import model_keys, picture_keys, seller_keys
from guildmark.facts.kinds import WINDOW_DAYS
from guildmark.tactics.asked import Asked, Rows
from guildmark.tactics.condition import Condition, Mask, Pairs, Schema, condition
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value
from guildmark.text.fingerprints import contact_keys, fingerprints

SAME = {
    "picture": ("the same picture", "pictures", "picture"),
    "contact": ("the same telephone number or e-mail address", "description", "contact"),
    "text": ("the same description", "description", "words"),
    "seller": ("the same seller", "seller_id", "seller"),
    "model": ("the same model", "gtin", "product"),
}  # as it is told, the column that it is read from, the family of evidence
MEASURES = ("sellers", "listings")
WITHIN = {f"{days} day{'s' if days > 1 else ''}": place for place, days in enumerate(WINDOW_DAYS)}
MOST = 1_000_000


@condition
@dataclass(frozen=True, slots=True)
class Fact(Condition):
    """At least so many others have the same, within a window of days. Without facts it does not hold."""

    key: ClassVar[str] = "fact"
    about: ClassVar[str] = (
        "At least so many other `sellers` or `listings` have the same picture, contact, text, seller or model within "
        "1 day, 7 days or 30 days before the scan. A scan counts them first; "
        "a check of one listing needs the facts of a scan."
    )
    example: ClassVar[str] = "{same: picture, sellers: 3, within: 7 days}"
    cost: ClassVar[int] = 6

    same: str
    measure: str
    least: int
    within: str

    @classmethod
    def read(cls, value: Value) -> Self:
        """What is the same, one measure, and the days."""
        parts = value.named(("same", *MEASURES, "within"), needs=("same", "within"))
        measures = [name for name in MEASURES if name in parts]
        if len(measures) != 1:
            value.refuse("write one of `sellers: 3` or `listings: 3`, the least number of others.")
        (measure,) = measures
        same = parts["same"].one_of(SAME)
        if (same, measure) == ("seller", "sellers"):
            value.refuse("a seller has one seller. Write `listings: 100`.")
        within = parts["within"].one_of(WITHIN, "window")
        return cls(same, measure, parts[measure].whole(1, MOST), within)

    @classmethod
    def schema(cls) -> Schema:
        """A mapping."""
        least = {"type": "integer", "minimum": 1, "maximum": MOST}
        return {
            "type": "object",
            "properties": {
                "same": {"enum": list(SAME)},
                **dict.fromkeys(MEASURES, least),
                "within": {"enum": list(WITHIN)},
            },
            "required": ["same", "within"],
            "oneOf": [{"required": [name]} for name in MEASURES],
            "additionalProperties": False,
        }

    @property
    def families(self) -> frozenset[str]:
        """What is shared."""
        return frozenset({SAME[self.same][2]})

    @property
    def fields(self) -> tuple[str, ...]:
        """What the key is read from."""
        return (SAME[self.same][1],)

    @property
    def needs_facts(self) -> bool:
        """Always."""
        return True

    def told(self) -> str:
        """At least 3 other sellers have the same picture within 7 days."""
        others = self.measure if self.least > 1 else self.measure.removesuffix("s")
        verb = "have" if self.least > 1 else "has"
        return f"at least {self.least:,} other {others} {verb} {SAME[self.same][0]} within {self.within}"

    def holds(self, one: One) -> bool:
        """The most that any key of the listing has."""
        number = one.fact(self.same, self.measure, WINDOW_DAYS[WITHIN[self.within]])
        return number is not None and number >= self.least

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """The most that any key of the listing has."""
        if asked.facts is None:
            return np.zeros(len(pairs), np.bool_)
        return asked.by_listing(self, pairs, lambda rows: self._ask(asked, rows))

    def _ask(self, asked: Asked, rows: Rows) -> Mask:
        assert asked.facts is not None
        kind = Kind[self.same.upper()]
        place, keys = keys_of(kind, asked, rows)
        result = np.zeros(len(rows), np.int64)
        if len(keys):
            found = asked.facts.lookup(kind, keys, asked.batch.own(rows[place]))
            np.maximum.at(result, place, getattr(found, self.measure)[:, WITHIN[self.within]].astype(np.int64))
        return result >= self.least


def keys_of(kind: Kind, asked: Asked, rows: Rows) -> tuple[Rows, NDArray[np.uint64]]:
    """The keys of some listings, and the place in `rows` of each."""
    batch = asked.batch
    if kind is Kind.PICTURE:
        return picture_keys(batch.taken(rows, "pictures"))
    if kind is Kind.CONTACT:
        return contact_keys(batch.taken(rows, "title", "description"))
    if kind is Kind.MODEL:
        return model_keys(batch.taken(rows, "gtin", "brand", "attributes"))
    if kind is Kind.TEXT:
        keys = fingerprints(batch.taken(rows, "description"), batch.index.automaton)
    else:
        keys = seller_keys(batch.taken(rows, "marketplace", "seller_id", "seller_name"))
    place = np.flatnonzero(keys)
    return place, keys[place]

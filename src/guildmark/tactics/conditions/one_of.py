"""Values out of short lists: condition, countries, language, currency, status."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute

from guildmark.records import CONDITIONS
from guildmark.records.filled import filled
from guildmark.tactics.asked import Asked, Rows
from guildmark.tactics.condition import Condition, Mask, Pairs, Schema, condition
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers


def _same(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class OneOf(Condition):
    """A column that has one of these values."""

    column: ClassVar[str]
    clause: ClassVar[str]
    family: ClassVar[str] = ""
    known: ClassVar[tuple[str, ...]] = ()  # none: any text of the pattern
    shape: ClassVar[str] = ""  # of a value, as JSON schema has patterns
    as_kept: ClassVar[Callable[[str], str]] = _same

    values: tuple[str, ...]

    @classmethod
    def read(cls, value: Value) -> Self:
        """A value, or a list of them."""
        found = []
        for item in value.items():
            text = item.one_of(cls.known) if cls.known else cls.as_kept(item.text())
            if cls.shape and pc.match_substring_regex(pa.scalar(text), cls.shape).as_py() is False:
                item.refuse(f"{text!r} is none. {cls.about}")
            found.append(text)
        return cls(tuple(dict.fromkeys(found)))

    @classmethod
    def schema(cls) -> Schema:
        """A value, or a list of them."""
        one = {"enum": list(cls.known)} if cls.known else {"type": "string", "minLength": 1}
        return {"oneOf": [one, {"type": "array", "items": one, "minItems": 1}]}

    @property
    def families(self) -> frozenset[str]:
        """Where it comes from, if that is what the column says."""
        return frozenset({self.family} if self.family else ())

    @property
    def fields(self) -> tuple[str, ...]:
        """The column."""
        return (self.column,)

    def told(self) -> str:
        """It ships from CN or HK."""
        return f"{self.clause} {' or '.join(self.values)}"

    def holds(self, one: One) -> bool:
        """The column has one of the values."""
        given = one.listing.get(self.column)
        return any(self.fits(value) for value in (given if isinstance(given, list) else [given]) if value is not None)

    def fits(self, given: str) -> bool:
        """Whether a value is one of these."""
        return given in self.values

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """Each distinct value is looked at once."""
        return asked.by_listing(self, pairs, lambda rows: self._ask(asked, rows))

    def _ask(self, asked: Asked, rows: Rows) -> Mask:
        column: Any = asked.column(self.column, rows)
        if pa.types.is_list(column.type):
            of = np.asarray(pc.list_parent_indices(column), np.int64)
            result = np.zeros(len(rows), np.bool_)
            result[of[self._fit(column.flatten())]] = True
            return result
        return self._fit(column)

    def _fit(self, column: Any) -> Mask:
        coded = column.dictionary_encode()
        fit = np.array([*(value is not None and self.fits(value) for value in coded.dictionary.to_pylist()), False])
        return np.asarray(fit[np.asarray(filled(coded.indices, len(fit) - 1), np.int64)])


@condition
@dataclass(frozen=True, slots=True)
class GivenCondition(OneOf):
    """New, used, refurbished or unknown."""

    key: ClassVar[str] = "condition"
    column: ClassVar[str] = "condition"
    clause: ClassVar[str] = "its condition is"
    about: ClassVar[str] = f"The condition as given: {', '.join(CONDITIONS)}."
    example: ClassVar[str] = "new"
    known: ClassVar[tuple[str, ...]] = CONDITIONS


@condition
@dataclass(frozen=True, slots=True)
class ShipsFrom(OneOf):
    """The country that goods are sent from."""

    key: ClassVar[str] = "ships_from"
    column: ClassVar[str] = "ships_from"
    clause: ClassVar[str] = "it ships from"
    family: ClassVar[str] = "origin"
    about: ClassVar[str] = "The country that the goods ship from, as two letters of ISO 3166-1: CN."
    example: ClassVar[str] = "[CN, HK]"
    shape: ClassVar[str] = "^[A-Z]{2}$"


@condition
@dataclass(frozen=True, slots=True)
class OfferedIn(OneOf):
    """The countries that a listing is offered in."""

    key: ClassVar[str] = "offered_in"
    column: ClassVar[str] = "offered_in"
    clause: ClassVar[str] = "it is offered in"
    about: ClassVar[str] = "A country that it is offered in, as two letters of ISO 3166-1: DE."
    example: ClassVar[str] = "DE"
    shape: ClassVar[str] = "^[A-Z]{2}$"


@condition
@dataclass(frozen=True, slots=True)
class Currency(OneOf):
    """The currency of the price."""

    key: ClassVar[str] = "currency"
    column: ClassVar[str] = "currency"
    clause: ClassVar[str] = "its price is in"
    about: ClassVar[str] = "The currency of the price, as three letters of ISO 4217: CNY."
    example: ClassVar[str] = "CNY"
    shape: ClassVar[str] = "^[A-Z]{3}$"


@condition
@dataclass(frozen=True, slots=True)
class Language(OneOf):
    """The language of a listing."""

    key: ClassVar[str] = "language"
    column: ClassVar[str] = "language"
    clause: ClassVar[str] = "its language is"
    about: ClassVar[str] = "The language as BCP 47 has it: `zh` is said of zh-Hans and zh-TW too."
    example: ClassVar[str] = "[zh, th]"
    shape: ClassVar[str] = "^[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*$"

    def fits(self, given: str) -> bool:
        """The language itself, or a kind of it."""
        return any(f"{given.lower()}-".startswith(f"{value.lower()}-") for value in self.values)

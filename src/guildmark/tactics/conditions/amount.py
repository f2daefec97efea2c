"""Numbers of a listing: how much it has in stock, sells together, or shows."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.records.filled import filled
from guildmark.tactics.asked import Asked
from guildmark.tactics.condition import Condition, Mask, Pairs, Schema, condition
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

MOST = 1_000_000_000  # what is more counts as so many
NOT_GIVEN = -1


@dataclass(frozen=True, slots=True)
class Amount(Condition):
    """A number within bounds. A listing that does not give it is outside of any; a list not given holds none."""

    column: ClassVar[str]
    clause: ClassVar[str]
    counted: ClassVar[bool] = False  # how many items the column has

    at_least: int | None
    at_most: int | None

    @classmethod
    def read(cls, value: Value) -> Self:
        """Bounds, one of them at least."""
        parts = value.named(("at_least", "at_most"))
        if not parts:
            value.refuse("nothing is asked of the number. Write `{at_least: 100}`.")
        low, high = (parts[name].whole(0, MOST) if name in parts else None for name in ("at_least", "at_most"))
        if low is not None and high is not None and low > high:
            value.refuse(f"at least {low:,} and at most {high:,} is never true. Swap them.")
        return cls(low, high)

    @classmethod
    def schema(cls) -> Schema:
        """Bounds."""
        bound = {"type": "integer", "minimum": 0, "maximum": MOST}
        return {
            "type": "object",
            "properties": {"at_least": bound, "at_most": bound},
            "minProperties": 1,
            "additionalProperties": False,
        }

    @property
    def families(self) -> frozenset[str]:
        """What is told of the product."""
        return frozenset({"product"})

    @property
    def fields(self) -> tuple[str, ...]:
        """The column."""
        return () if self.counted else (self.column,)

    def told(self) -> str:
        """It has at least 100 in stock."""
        bounds = [
            f"{words} {bound:,}"
            for words, bound in (("at least", self.at_least), ("at most", self.at_most))
            if bound is not None
        ]
        return f"{self.clause} {' and '.join(bounds)}"

    def holds(self, one: One) -> bool:
        """Within the bounds."""
        given = one.listing.get(self.column)
        number = len(given or ()) if self.counted else given
        if number is None:
            return False
        return (self.at_least is None or number >= self.at_least) and (self.at_most is None or number <= self.at_most)

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """Within the bounds; a number that is not given is below all of them."""
        numbers = asked.kept(("amounts", self.column), lambda: self._numbers(asked))[asked.rows(pairs)]
        low = 0 if self.at_least is None else self.at_least
        within: Mask = (numbers >= low) & (numbers <= (MOST if self.at_most is None else self.at_most))
        return within

    def _numbers(self, asked: Asked) -> NDArray[np.int64]:
        column: Any = asked.batch.listings.column(self.column).chunk(0)
        if self.counted:
            return np.asarray(filled(pc.list_value_length(column), 0), np.int64)
        return np.minimum(np.asarray(filled(column.cast(pa.int64()), NOT_GIVEN), np.int64), MOST)


@condition
@dataclass(frozen=True, slots=True)
class Stock(Amount):
    """How many are in stock."""

    key: ClassVar[str] = "stock"
    column: ClassVar[str] = "stock"
    clause: ClassVar[str] = "its stock is"
    about: ClassVar[str] = "How many are in stock. Who has hundreds of a rare model has it from a factory."
    example: ClassVar[str] = "{at_least: 200}"


@condition
@dataclass(frozen=True, slots=True)
class PackSize(Amount):
    """How many are sold together."""

    key: ClassVar[str] = "pack_size"
    column: ClassVar[str] = "pack_size"
    clause: ClassVar[str] = "its pack holds"
    about: ClassVar[str] = "How many units are sold together."
    example: ClassVar[str] = "{at_least: 10}"


@condition
@dataclass(frozen=True, slots=True)
class Pictures(Amount):
    """How many pictures there are."""

    key: ClassVar[str] = "pictures"
    column: ClassVar[str] = "pictures"
    clause: ClassVar[str] = "the number of its pictures is"
    counted: ClassVar[bool] = True
    about: ClassVar[str] = "How many pictures the listing shows."
    example: ClassVar[str] = "{at_most: 1}"


@condition
@dataclass(frozen=True, slots=True)
class Variants(Amount):
    """How many variants there are."""

    key: ClassVar[str] = "variants"
    column: ClassVar[str] = "variants"
    clause: ClassVar[str] = "the number of its variants is"
    counted: ClassVar[bool] = True
    about: ClassVar[str] = "How many variants the listing has: thirty colours of a bag that is made in four."
    example: ClassVar[str] = "{at_least: 20}"

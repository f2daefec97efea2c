"""What a listing gives, and what it leaves out."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute

from guildmark.records import LISTING
from guildmark.records.filled import filled
from guildmark.tactics.asked import Asked, Rows
from guildmark.tactics.condition import Condition, Mask, Pairs, Schema, condition
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

COLUMNS = tuple(name for name in LISTING.names if name not in ("marketplace", "listing_id", "observed_at"))


@dataclass(frozen=True, slots=True)
class Presence(Condition):
    """Columns that hold something, or nothing: an empty text or list is nothing."""

    wanted: ClassVar[bool]
    clause: ClassVar[str]

    columns: tuple[str, ...]

    @classmethod
    def read(cls, value: Value) -> Self:
        """A column, or a list of them."""
        return cls(tuple(dict.fromkeys(item.one_of(COLUMNS, "column") for item in value.items())))

    @classmethod
    def schema(cls) -> Schema:
        """A column, or a list of them."""
        one = {"enum": list(COLUMNS)}
        return {"oneOf": [one, {"type": "array", "items": one, "minItems": 1}]}

    @property
    def families(self) -> frozenset[str]:
        """What is told of the product."""
        return frozenset({"product"})

    @property
    def fields(self) -> tuple[str, ...]:
        """None: a column that nobody gives is a listing without it, too."""
        return ()

    def told(self) -> str:
        """It gives no GTIN and no brand."""
        return f"{self.clause} {' and '.join(name.replace('_', ' ') for name in self.columns)}"

    def holds(self, one: One) -> bool:
        """All of the columns."""
        return all(bool(one.listing.get(name) not in (None, "", [], {})) is self.wanted for name in self.columns)

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """All of the columns."""
        return asked.by_listing(self, pairs, lambda rows: self._ask(asked, rows))

    def _ask(self, asked: Asked, rows: Rows) -> Mask:
        result = np.ones(len(rows), np.bool_)
        for name in self.columns:
            column: Any = asked.column(name, rows)
            there = np.asarray(column.is_valid())
            if pa.types.is_string(column.type):
                there = there & ~np.asarray(filled(pc.equal(column, ""), True), np.bool_)
            elif pa.types.is_list(column.type) or pa.types.is_map(column.type):
                there = there & (np.asarray(filled(pc.list_value_length(_as_list(column)), 0)) > 0)
            result &= there == self.wanted
        return result


def _as_list(column: Any) -> Any:
    """A map as the list of its entries."""
    if not pa.types.is_map(column.type):
        return column
    return pa.ListArray.from_arrays(column.offsets, column.keys, mask=column.is_null())


@condition
@dataclass(frozen=True, slots=True)
class Given(Presence):
    """Columns that hold something."""

    key: ClassVar[str] = "given"
    wanted: ClassVar[bool] = True
    clause: ClassVar[str] = "it gives"
    about: ClassVar[str] = "The listing gives all of these: gtin, brand, pictures, stock …"
    example: ClassVar[str] = "gtin"


@condition
@dataclass(frozen=True, slots=True)
class Missing(Presence):
    """Columns that hold nothing."""

    key: ClassVar[str] = "missing"
    wanted: ClassVar[bool] = False
    clause: ClassVar[str] = "it gives no"
    about: ClassVar[str] = "The listing gives none of these: gtin, brand, pictures, stock …"
    example: ClassVar[str] = "[gtin, brand]"

"""Attributes: what a listing says of the goods in a table."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from guildmark.tactics.asked import Asked, Rows
from guildmark.tactics.condition import Condition, Mask, Pairs, Schema, condition
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value


@condition
@dataclass(frozen=True, slots=True)
class Attribute(Condition):
    """An attribute with one of these values."""

    key: ClassVar[str] = "attribute"
    about: ClassVar[str] = "An attribute of this name has one of these values; case does not matter in either."
    example: ClassVar[str] = "{name: material, is: [pu, 超纤]}"
    cost: ClassVar[int] = 4

    name: str
    values: tuple[str, ...]

    @classmethod
    def read(cls, value: Value) -> Self:
        """A name and its values."""
        parts = value.named(("name", "is"), needs=("name", "is"))
        texts = tuple(dict.fromkeys(text.casefold() for text in parts["is"].texts()))
        return cls(parts["name"].text().casefold(), texts)

    @classmethod
    def schema(cls) -> Schema:
        """A name and its values."""
        text = {"type": "string", "minLength": 1}
        return {
            "type": "object",
            "properties": {"name": text, "is": {"oneOf": [text, {"type": "array", "items": text, "minItems": 1}]}},
            "required": ["name", "is"],
            "additionalProperties": False,
        }

    @property
    def families(self) -> frozenset[str]:
        """What is told of the product."""
        return frozenset({"product"})

    @property
    def fields(self) -> tuple[str, ...]:
        """The attributes."""
        return ("attributes",)

    def told(self) -> str:
        """Its material is “pu” or “超纤”."""
        return f"its attribute {self.name} is {' or '.join(f'“{one}”' for one in self.values)}"

    def holds(self, one: One) -> bool:
        """Any attribute of the name."""
        given = one.listing.get("attributes") or []
        pairs = given.items() if isinstance(given, dict) else given
        return any(name.casefold() == self.name and (text or "").casefold() in self.values for name, text in pairs)

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """Any attribute of the name."""
        return asked.by_listing(self, pairs, lambda rows: self._ask(asked, rows))

    def _ask(self, asked: Asked, rows: Rows) -> Mask:
        maps = asked.column("attributes", rows).to_pylist()
        return np.array(
            [
                any(
                    name.casefold() == self.name and (text or "").casefold() in self.values
                    for name, text in given or ()
                )
                for given in maps
            ],
            np.bool_,
        )

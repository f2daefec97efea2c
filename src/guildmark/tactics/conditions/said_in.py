"""Words in one field alone: the category, the brand, the seller's name, what buyers wrote."""

from dataclasses import dataclass
from typing import ClassVar, Self

from guildmark.tactics.condition import Schema, condition, quoted, texts_schema
from guildmark.tactics.conditions.words import Said, read_phrases
from guildmark.tactics.values import Value


@dataclass(frozen=True, slots=True)
class SaidIn(Said):
    """Phrases in the one field that the condition is called after."""

    field: ClassVar[str]
    clause: ClassVar[str]

    @classmethod
    def read(cls, value: Value) -> Self:
        """A phrase, or a list of them."""
        return cls(read_phrases(value), (cls.field,))

    @classmethod
    def schema(cls) -> Schema:
        """A text, or a list."""
        return texts_schema()

    def told(self) -> str:
        """The category is “a” or “b”."""
        return f"{self.clause} {quoted(self.texts)}"


@condition
@dataclass(frozen=True, slots=True)
class Category(SaidIn):
    """Words of the category, which say what is offered and are no evidence of a fake."""

    key: ClassVar[str] = "category"
    field: ClassVar[str] = "category"
    clause: ClassVar[str] = "its category says"
    about: ClassVar[str] = "The marketplace's category, or the standard one, says any of these words."
    example: ClassVar[str] = "[spare parts, digital goods]"

    @property
    def families(self) -> frozenset[str]:
        """None: what is offered is not yet how it is offered."""
        return frozenset()


@condition
@dataclass(frozen=True, slots=True)
class Brand(SaidIn):
    """Words of the brand as the seller gives it."""

    key: ClassVar[str] = "brand"
    field: ClassVar[str] = "brand"
    clause: ClassVar[str] = "its brand says"
    about: ClassVar[str] = "The brand, as the seller gives it, says any of these words."
    example: ClassVar[str] = "[no brand, 无品牌]"

    @property
    def families(self) -> frozenset[str]:
        """The brand is a claim about the product."""
        return frozenset({"product"})


@condition
@dataclass(frozen=True, slots=True)
class SellerName(SaidIn):
    """Words of the seller's name."""

    key: ClassVar[str] = "seller_name"
    field: ClassVar[str] = "seller_name"
    clause: ClassVar[str] = "the seller's name says"
    about: ClassVar[str] = "The name of the seller says any of these words."
    example: ClassVar[str] = "[outlet factory, 尾货]"

    @property
    def families(self) -> frozenset[str]:
        """Who sells."""
        return frozenset({"seller"})


@condition
@dataclass(frozen=True, slots=True)
class Reviews(SaidIn):
    """Words of buyers."""

    key: ClassVar[str] = "reviews"
    field: ClassVar[str] = "reviews"
    clause: ClassVar[str] = "buyers wrote"
    about: ClassVar[str] = "A review says any of these words, undenied."
    example: ClassVar[str] = "[not original, 假货]"

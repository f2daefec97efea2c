"""The mark: that one is named, or which."""

from dataclasses import dataclass
from typing import ClassVar, Self

from guildmark.tactics.asked import Asked
from guildmark.tactics.condition import Anchor, Condition, Mask, Pairs, Schema, condition, quoted, texts_schema
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value


@condition
@dataclass(frozen=True, slots=True)
class Mark(Condition):
    """That the listing names the mark. It is what a case begins with, and no evidence of its own."""

    key: ClassVar[str] = "mark"
    about: ClassVar[str] = (
        "`any`: the listing names the protected mark, in words, by an official GTIN or with an official "
        "picture. Or one of these marks, by their names in the register."
    )
    example: ClassVar[str] = "any"

    names: tuple[str, ...]  # none: any mark

    @classmethod
    def read(cls, value: Value) -> Self:
        """`any`, or names."""
        names = value.texts()
        return cls(() if names == ("any",) else names)

    @classmethod
    def schema(cls) -> Schema:
        """`any`, or names."""
        return texts_schema()

    def told(self) -> str:
        """It names a protected mark."""
        return f"it names {quoted(self.names)}" if self.names else "it names a protected mark"

    def holds(self, one: One) -> bool:
        """The pair is named, and of one of these marks."""
        return one.is_named and (not self.names or any(folded(name) in one.mark_names for name in self.names))

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """By the names of rights, each looked at once."""
        named = ~asked.batch.only_told[pairs]
        if not self.names:
            return named
        return named & asked.rights_called(frozenset(self.names))[asked.batch.pair_right[pairs]]

    def anchor(self) -> Anchor | None:
        """These marks, or every pair."""
        return Anchor(marks=frozenset(self.names)) if self.names else Anchor(every=True)


def folded(name: str) -> str:
    """A mark's name as it is compared: case and blanks do not tell marks apart."""
    return " ".join(name.split()).casefold()

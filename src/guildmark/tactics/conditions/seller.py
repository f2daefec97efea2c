"""The seller: whether the holder authorises it, or which it is."""

from dataclasses import dataclass
from typing import ClassVar, Self

from guildmark.tactics.asked import Asked
from guildmark.tactics.condition import Condition, Mask, Pairs, Schema, condition
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value

AUTHORISED, NOT_AUTHORISED = "authorised", "not authorised"
TOLD = {
    AUTHORISED: "the holder authorises its seller",
    NOT_AUTHORISED: "the holder names its sellers, and this is none of them",
}
# A seller of one marketplace says nothing at another, so that a tactic names none: an indicator does.


@condition
@dataclass(frozen=True, slots=True)
class Seller(Condition):
    """How the holder knows the seller."""

    key: ClassVar[str] = "seller"
    about: ClassVar[str] = (
        "`authorised`: the holder of the mark names this seller among its own. `not authorised`: the holder names "
        "its sellers, and this is none of them."
    )
    example: ClassVar[str] = "authorised"
    cost: ClassVar[int] = 2

    known: str

    @classmethod
    def read(cls, value: Value) -> Self:
        """One of two words."""
        return cls(value.one_of(TOLD))

    @classmethod
    def schema(cls) -> Schema:
        """One of two words."""
        return {"enum": list(TOLD)}

    @property
    def families(self) -> frozenset[str]:
        """Who sells."""
        return frozenset({"seller"})

    @property
    def fields(self) -> tuple[str, ...]:
        """Id or name."""
        return ("seller_id", "seller_name")

    def told(self) -> str:
        """The holder authorises its seller."""
        return TOLD[self.known]

    def holds(self, one: One) -> bool:
        """As the holder says."""
        return one.is_authorised is (self.known == AUTHORISED)

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """As the holder says."""
        known, authorised = asked.batch.authorised
        return (authorised if self.known == AUTHORISED else known & ~authorised)[pairs]

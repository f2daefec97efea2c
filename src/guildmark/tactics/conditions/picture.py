"""Pictures that look like ones that a tactic knows, by their hash."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from guildmark.tactics.asked import Asked
from guildmark.tactics.condition import Anchor, Condition, Mask, Pairs, Schema, condition, texts_schema
from guildmark.tactics.hashes import read_hashes
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value

MATCH_BITS = 31  # as the publisher of PDQ has it
MOST_BITS = 47  # farther hashes are alike by chance


@condition
@dataclass(frozen=True, slots=True)
class Picture(Condition):
    """A picture of the listing is one of these, resized, recompressed, turned or mirrored."""

    key: ClassVar[str] = "picture"
    about: ClassVar[str] = (
        "A picture of the listing looks like one of these, given by their PDQ hashes as `guildmark "
        f"tactics picture FILE` prints them; `bits` is how far the hashes may be apart, of 256 (else {MATCH_BITS})."
    )
    example: ClassVar[str] = f"{{like: ['{'0f' * 32}']}}"
    cost: ClassVar[int] = 2

    like: tuple[str, ...]
    bits: int = MATCH_BITS

    @classmethod
    def read(cls, value: Value) -> Self:
        """Hashes, or a mapping with how near they must be."""
        parts = value.named(("like", "bits"), needs=("like",)) if value.is_mapping else {"like": value}
        bits = parts["bits"].whole(0, MOST_BITS) if "bits" in parts else MATCH_BITS
        return cls(read_hashes(parts["like"]), bits)

    @classmethod
    def schema(cls) -> Schema:
        """Hashes, or a mapping."""
        mapping = {
            "type": "object",
            "properties": {"like": texts_schema(), "bits": {"type": "integer", "minimum": 0, "maximum": MOST_BITS}},
            "required": ["like"],
            "additionalProperties": False,
        }
        return {"oneOf": [*texts_schema()["oneOf"], mapping]}

    @property
    def families(self) -> frozenset[str]:
        """What it shows."""
        return frozenset({"picture"})

    @property
    def fields(self) -> tuple[str, ...]:
        """The pictures."""
        return ("pictures",)

    @property
    def pictures(self) -> frozenset[str]:
        """The hashes that are looked for."""
        return frozenset(self.like)

    def anchor(self) -> Anchor | None:
        """The hashes themselves."""
        return Anchor(pictures=self.pictures)

    def told(self) -> str:
        """It shows one of 3 known pictures."""
        return (
            "it shows a known picture" if len(self.like) == 1 else f"it shows one of {len(self.like):,} known pictures"
        )

    def holds(self, one: One) -> bool:
        """Any picture that is near enough to any of the hashes."""
        return any(
            (int(known, 16) ^ int(turn, 16)).bit_count() <= self.bits for known in self.like for turn in one.pictures
        )

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """By what was looked up of the pictures of the batch."""
        known = asked.batch.known

        def make() -> Mask:
            own = np.flatnonzero(np.isin(known.number, asked.picture_places(self.pictures)) & (known.bits <= self.bits))
            rows = np.zeros(len(asked.batch.listings), np.bool_)
            rows[known.row[own]] = True
            return rows

        return asked.kept(("picture", self), make)[asked.rows(pairs)]

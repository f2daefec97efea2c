"""Signals: what a detector found about the listing and the mark."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from guildmark.detectors import all_detectors
from guildmark.detectors.hits import Hits
from guildmark.tactics.asked import Asked, detector_numbers
from guildmark.tactics.condition import Anchor, Condition, Mask, Pairs, Schema, condition
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value


@condition
@dataclass(frozen=True, slots=True)
class Signal(Condition):
    """That a detector fired, at a strength or above."""

    key: ClassVar[str] = "signal"
    about: ClassVar[str] = (
        "A detector fired for the listing and the mark: its name, or `{detector: …, at_least: 0.5}` with the least "
        "strength, from 0 to 1. `guildmark detectors` lists them."
    )
    example: ClassVar[str] = "off_platform_contact"
    cost: ClassVar[int] = 2

    detector: str
    at_least: float = 0.0

    @classmethod
    def read(cls, value: Value) -> Self:
        """A name, or a name with a strength."""
        names = detector_numbers()
        if not value.is_mapping:
            return cls(value.one_of(names, "detector"))
        parts = value.named(("detector", "at_least"), needs=("detector",))
        return cls(
            parts["detector"].one_of(names, "detector"), parts["at_least"].number(0, 1) if "at_least" in parts else 0.0
        )

    @classmethod
    def schema(cls) -> Schema:
        """A name, or a mapping."""
        names = {"enum": list(detector_numbers())}
        mapping = {
            "type": "object",
            "properties": {"detector": names, "at_least": {"type": "number", "minimum": 0, "maximum": 1}},
            "required": ["detector"],
            "additionalProperties": False,
        }
        return {"oneOf": [names, mapping]}

    @property
    def families(self) -> frozenset[str]:
        """The detector's, where it speaks for a fake; that the mark is there is no evidence."""
        own = all_detectors()[detector_numbers()[self.detector]]
        return frozenset({own.family} if own.direction == "for" and own.family != "mark" else ())

    @property
    def fields(self) -> tuple[str, ...]:
        """What the detector needs."""
        return all_detectors()[detector_numbers()[self.detector]].fields

    @property
    def needs_facts(self) -> bool:
        """Whether the detector does."""
        return all_detectors()[detector_numbers()[self.detector]].needs_facts

    def told(self) -> str:
        """The detector off_platform_contact fires."""
        strength = f" at {self.at_least:g} or more" if self.at_least else ""
        return f"the detector {self.detector} fires{strength}"

    def holds(self, one: One) -> bool:
        """Any signal of the detector that is strong enough."""
        return any(s["detector"] == self.detector and s["strength"] >= self.at_least for s in one.signals)

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """Any signal of the detector that is strong enough."""
        return asked.is_among(self, pairs, lambda: asked.signals.pair[self._own(asked)])

    def anchor(self) -> Anchor | None:
        """The signal itself."""
        return Anchor(signals=frozenset({self.detector}))

    def evidence(self, asked: Asked, pairs: Pairs) -> tuple[Pairs, Hits] | None:
        """Where the detector saw it."""
        own = self._own(asked)
        own = own[asked.signals.field[own] >= 0]
        order = own[np.argsort(asked.signals.pair[own], kind="stable")]
        place = np.searchsorted(pairs, asked.signals.pair[order])
        place[place == len(pairs)] = 0
        fits = pairs[place] == asked.signals.pair[order] if len(pairs) else place.astype(np.bool_)
        signals = asked.signals.take(order[fits])
        zero = np.zeros(len(signals), np.int32)
        hits = Hits(signals.row, signals.field, signals.text, signals.start, signals.end, zero, zero)
        return place[fits], hits

    def _own(self, asked: Asked) -> Pairs:
        own = asked.signals_of(self.detector)
        return own[asked.signals.strength[own] >= self.at_least]

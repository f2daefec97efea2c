"""A tactic: a shared rule about how fakes are sold, with the examples that it must fire on and stay quiet on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from guildmark.tactics.logic import Node, conditions_of, families_of

STATUSES = ("draft", "stable", "retired")
# Traffic Light Protocol 2.0, FIRST, August 2022: who may read a thing that was shared.
TLP = ("RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR")
SELLER_VIEWS = ("span", "family", "nothing")
PREFIX = "tactic/"  # of the name under which its signals stand


@dataclass(frozen=True, slots=True)
class Source:
    """Where what a tactic says is known from."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tactic:
    """One tactic, as it was read. `about` are marks that it finds where listings do not name them; `example_marks`
    those that its examples name, beside those that it names itself and the invented ones (Orvane and others)."""

    id: UUID
    title: str
    author: str
    version: int
    status: str
    tlp: str
    why: str
    when: Node
    strength: float
    seller_view: str
    expires: date
    fires_on: tuple[Mapping[str, Any], ...]
    quiet_on: tuple[Mapping[str, Any], ...]
    disguise: str = ""
    circles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    example_marks: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    false_alarms: str = ""
    licence: str = ""
    file: str = field(default="", compare=False)
    plain: Any = field(default=None, compare=False, repr=False)  # as it was written, without its comments

    @property
    def name(self) -> str:
        """The name under which its signals and contributions stand."""
        return f"{PREFIX}{self.id}"

    @property
    def families(self) -> frozenset[str]:
        """The families of evidence that it takes the place of."""
        return families_of(self.when)

    @property
    def phrases(self) -> frozenset[str]:
        """What the matcher looks for on its behalf."""
        return frozenset().union(*(one.phrases for one in conditions_of(self.when)))

    @property
    def needs_facts(self) -> bool:
        """Whether it asks about other listings."""
        return any(one.needs_facts for one in conditions_of(self.when))

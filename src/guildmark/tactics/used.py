"""A tactic as a marketplace uses it: how far it may go, what it weighs there, and where it does not apply."""

from dataclasses import dataclass, field
from typing import Any

from guildmark.tactics.logic import NONE, Joined, Node, all_of
from guildmark.tactics.meant import Means, as_meant
from guildmark.tactics.tactic import Tactic

# A tactic in the shadow is counted and seen by nobody; one that may not act alone raises listings to review at most.
SHADOW, REVIEW, ACT = MODES = ("shadow", "review", "act")


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions of a marketplace's own, and as they were written."""

    when: Node
    plain: Any


@dataclass(frozen=True, slots=True)
class Used:
    """A tactic, its mode, its weight in decibans at full strength, a filter of the marketplace's own (what must hold
    besides, or must not), and its own words for what the tactic names."""

    tactic: Tactic
    mode: str = SHADOW
    db: float = 0.0
    only: Filter | None = None
    never: Filter | None = None
    means: Means = field(default_factory=dict)

    @property
    def weight_db(self) -> float:
        """What it adds to a score: nothing while it is tried."""
        return 0.0 if self.mode == SHADOW else self.db

    @property
    def may_act(self) -> bool:
        """Whether it may take a listing to `act`: what is too secret to name even its class of evidence may not."""
        return self.mode == ACT and self.tactic.seller_view != "nothing"

    @property
    def when(self) -> Node:
        """What it asks for here."""
        parts = [self.tactic.when]
        if self.only is not None:
            parts.append(self.only.when)
        if self.never is not None:
            parts.append(Joined(NONE, (self.never.when,)))
        return as_meant(all_of(parts), self.means)

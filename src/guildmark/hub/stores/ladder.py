"""The ladder of strikes as data: what an action counts, what strikes come to on a day, and which step that reaches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML


@dataclass(frozen=True, slots=True)
class Gravity:
    """How grave an offence is."""

    name: str
    when: Mapping[str, Any]
    points: float

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return str(_(self.name))

    def fits(self, *, health: bool, automatic: bool, reason: str) -> bool:
        """Whether it is this grave."""
        wanted = self.when
        return (
            wanted.get("health", health) == health
            and wanted.get("automatic", automatic) == automatic
            and (reason in wanted["reasons"] if "reasons" in wanted else True)
        )


@dataclass(frozen=True, slots=True)
class Step:
    """A step: from so many points on, this measure, for so many days or until it is lifted."""

    place: int
    name: str
    at: float
    measure: str
    lasts: timedelta | None

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return str(_(self.name))

    @property
    def rule(self) -> str:
        """As actions name it."""
        return f"ladder: {self.name}"


@dataclass(frozen=True, slots=True)
class Ladder:
    """`ladder.yaml`."""

    gravity: tuple[Gravity, ...]
    count_nothing: frozenset[str]
    together: timedelta
    half_after: timedelta
    expires_after: timedelta
    steps: tuple[Step, ...]
    large_above: int
    large_power: float

    def gravity_of(self, *, health: bool, automatic: bool, reason: str) -> Gravity:
        """How grave an offence is."""
        return next(one for one in self.gravity if one.fits(health=health, automatic=automatic, reason=reason))

    def points(self, strikes: Iterable[tuple[datetime, float]], now: datetime) -> float:
        """What strikes (when, and how many points) come to: those within one time together count as the gravest."""
        total, group_began, gravest = 0.0, None, 0.0
        for at, points in sorted(strikes):
            if group_began is None or at - group_began >= self.together:
                total, group_began, gravest = total + gravest, at, 0.0
            gravest = max(gravest, points * self._share(now - at))
        return total + gravest

    def threshold(self, step: Step, listings: int) -> float:
        """The points that a step takes for a store of so many listings."""
        if step.place == 0 or listings <= self.large_above:
            return step.at
        return float(step.at * (listings / self.large_above) ** self.large_power)

    def _share(self, age: timedelta) -> float:
        return 0.0 if age >= self.expires_after else 0.5 if age >= self.half_after else 1.0


@cache
def ladder() -> Ladder:
    """The ladder that ships. Errors: ValueError for one whose steps or gravities are out of order."""
    told = YAML(typ="safe", pure=True).load((files("guildmark.hub.stores") / "ladder.yaml").read_text("utf-8"))
    steps = tuple(
        Step(place, one["name"], one["at"], one["measure"], timedelta(days=one["days"]) if "days" in one else None)
        for place, one in enumerate(told["steps"])
    )
    if [step.at for step in steps] != sorted({step.at for step in steps}) or steps[0].measure != "warn":
        raise ValueError("ladder.yaml: steps rise, and the first of them is a warning")
    if told["gravity"][-1]["when"]:
        raise ValueError("ladder.yaml: the last gravity is for whatever no other fits, so it has no conditions")
    return Ladder(
        gravity=tuple(Gravity(one["name"], one["when"], float(one["points"])) for one in told["gravity"]),
        count_nothing=frozenset(told["count_nothing"]),
        together=timedelta(hours=told["together_hours"]),
        half_after=timedelta(days=told["half_after_days"]),
        expires_after=timedelta(days=told["expires_after_days"]),
        steps=steps,
        large_above=told["large"]["above_listings"],
        large_power=told["large"]["power"],
    )

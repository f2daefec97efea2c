"""Confidence in an indicator: computed anew from its sightings, by rules that may change, for any day."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from guildmark.indicators.rules import Rule

SEEN, FALSE_ALARM, EXPIRED, CHOSEN, TAKEN_BACK = "seen", "false alarm", "expired", "chosen", "taken back"
SIGHTINGS = (SEEN, FALSE_ALARM, EXPIRED, CHOSEN, TAKEN_BACK)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a member said of an indicator, and when.

    `what`: `seen` at work with a fake; a `false alarm`; `expired`, since it is in other hands now or gone; `chosen`, a
    person's own `confidence` from 0 to 1, which holds until it is `taken back`. Instants without a zone are UTC.
    """

    what: str
    at: datetime
    by: str
    confidence: float | None = None

    def __post_init__(self) -> None:
        if self.what not in SIGHTINGS:
            raise ValueError(f"{self.what!r} is no sighting. Known: {', '.join(SIGHTINGS)}")
        chosen = self.confidence
        if (self.what == CHOSEN) != (chosen is not None) or (chosen is not None and not 0 <= chosen <= 1):
            raise ValueError(f"{chosen} of {self.what!r}: only what is chosen has a confidence, from 0 to 1")


def confidence(sightings: Iterable[Sighting], rule: Rule, as_of: datetime) -> float:
    """From 0 to 1, by the sightings up to an instant, in whatever order they come.

    A person's choice stands as it is until it is taken back. Else each member's latest sighting counts with what is
    left of it; those of several members are taken as separate witnesses, and each member's false alarm takes away its
    share for good. A member that says that it expired ends its own sighting, and takes from the older ones of others
    what its word is worth, so that no member ends what several saw. Without a new sighting it never rises.
    """
    instant = _utc(as_of)
    known = [one for one in sightings if _utc(one.at) <= instant]
    if (choice := _choice(known)) is not None:
        return choice
    seen, alarms, ends = (_latest(known, what) for what in (SEEN, FALSE_ALARM, EXPIRED))
    unseen = math.prod(
        sorted(1 - rule.sighting * _left(instant - at, rule) * _kept(by, at, ends, rule) for by, at in seen.items())
    )
    return (1 - unseen) * (1 - rule.false_alarm) ** len(alarms)


def _latest(known: list[Sighting], what: str) -> dict[str, datetime]:
    """When each member said so last."""
    latest: dict[str, datetime] = {}
    for one in known:
        if one.what == what:
            latest[one.by] = max(_utc(one.at), latest.get(one.by, _utc(one.at)))
    return latest


def _kept(by: str, at: datetime, ends: Mapping[str, datetime], rule: Rule) -> float:
    """What those that said later that it expired leave of a member's sighting."""
    later = {other for other, end in ends.items() if end >= at}
    return 0.0 if by in later else (1 - rule.sighting) ** len(later)


def _choice(known: list[Sighting]) -> float | None:
    """What a person chose last, unless it was taken back since; of two choices at one instant, the lower."""
    chosen = [one for one in known if one.what == CHOSEN]
    if not chosen:
        return None
    last = max(_utc(one.at) for one in chosen)
    if any(one.what == TAKEN_BACK and _utc(one.at) > last for one in known):
        return None
    return min(one.confidence for one in chosen if _utc(one.at) == last and one.confidence is not None)


def _left(age: timedelta, rule: Rule) -> float:
    return float(0.5 ** (age / DAY / rule.half_life_days))


def _utc(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)

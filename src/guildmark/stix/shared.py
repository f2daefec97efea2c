"""What is shared, as this room takes and gives it: items with their authors, and what members saw of them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

TACTIC, ADVICE = "tactic", "advice"
SHARED, RECALLED, RETIRED = "shared", "recalled", "retired"
SEEN, FALSE_ALARM, NOT_SEEN = "seen", "false alarm", "expired"  # as the site calls sightings


@dataclass(frozen=True, slots=True)
class Author:
    """Who shares: a member, or the alliance for what is shared without a name."""

    id: UUID
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Measured:
    """How often a tactic was right, of what was judged."""

    right: int
    judged: int


@dataclass(frozen=True, slots=True)
class Shared:
    """An item in one of its versions. What was recalled or retired has neither title nor text any more."""

    id: UUID
    kind: str
    version: int
    title: str
    text: str  # the YAML of a tactic, the prose of advice
    tlp: str
    author: Author
    created: datetime
    modified: datetime  # of an ended item: when it ended
    state: str = SHARED
    measured: Measured | None = None


@dataclass(frozen=True, slots=True)
class Sighted:
    """What a member, or several counted together, say of an item: seen, a false alarm, or not seen any more."""

    id: UUID
    of: str  # the object's id
    kind: str
    at: datetime
    tlp: str
    count: int = 1
    summed: bool = False  # over several members
    words: str = ""
    author: Author | None = None


def to_milliseconds(moment: datetime) -> datetime:
    """A moment as STIX writes it here: UTC, cut to milliseconds."""
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)

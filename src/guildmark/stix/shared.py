"""What is shared, as this room takes and gives it: items with their authors, and what members saw of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

TACTIC, ADVICE, INDICATOR = "tactic", "advice", "indicator"
SHARED, RECALLED, RETIRED = "shared", "recalled", "retired"
WITHDRAWN = "withdrawn"  # its author shares it with others now: it is over for those who read it here
SEEN, FALSE_ALARM, NOT_SEEN = "seen", "false alarm", "expired"  # as the site calls sightings
TICK = timedelta(milliseconds=1)  # the least between two times of objects


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
    text: str  # the YAML of a tactic, the prose of advice, the JSON of what is told of a value
    tlp: str
    author: Author
    created: datetime
    modified: datetime  # of an ended item: when it ended
    state: str = SHARED
    measured: Measured | None = None
    held: bool = False  # a false alarm was told of it: it acts nowhere until its author answers


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of an item at a site in a week that is over, by figure, as others may be told it. A figure has a number
    or none, and what that is: the whole, a lower bound, or nothing told since it is small."""

    week: date  # its Monday, in UTC
    figures: Mapping[str, tuple[int | None, str]]


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
    counted: Counted | None = None


def to_milliseconds(moment: datetime) -> datetime:
    """A moment as STIX writes it here: UTC, cut to milliseconds."""
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)

"""The listing in work, with the right that it names and all that a disguise may draw on."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from guildmark.records import Right
from guildmark.redteam.dice import Dice

Row = dict[str, Any]


class CannotError(Exception):
    """A disguise that this listing cannot wear; the message says why, in words that fit after "because"."""


def no_official_picture(right: Right, dice: Dice) -> bytes | None:
    """What rights without pictures give."""
    return None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What sellers draw on besides their listing: official pictures, other marks, other pictures of the market."""

    official: Callable[[Right, Dice], bytes | None] = no_official_picture
    other_marks: tuple[str, ...] = ()
    other_pictures: tuple[bytes, ...] = ()


@dataclass(slots=True)
class Target:
    """One listing that is being disguised; `row` is changed in place.

    `written` finds the mark as it stands in the row now: openly at first, then as the last disguise wrote it. What a
    disguise of conduct needs besides the row itself: `before` is the same listing at an earlier point in time (null:
    it was not there), `more` stands beside it now, and `more_before` stood there earlier.
    """

    row: Row
    right: Right
    written: re.Pattern[str]
    language: str
    surroundings: Surroundings = field(default_factory=Surroundings)
    before: Row | None = None
    has_before: bool = False
    more: list[Row] = field(default_factory=list)
    more_before: list[Row] = field(default_factory=list)

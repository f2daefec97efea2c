"""What a disguise is to the command: its kind, and the function that puts it on a listing."""

from collections.abc import Callable
from dataclasses import dataclass

from guildmark.redteam.dice import Dice
from guildmark.redteam.listing.target import Target

Put = Callable[[Target, Dice, float], None]
"""Changes the target's row; takes chance and a strength from 0 to 1.

Errors: `CannotError` when the listing cannot wear it."""


@dataclass(frozen=True, slots=True)
class Disguise:
    """A disguise that can be put on. `two_times`: it shows only between two points in time."""

    slug: str
    kind: str  # text, picture, offer or conduct
    put: Put
    two_times: bool = False

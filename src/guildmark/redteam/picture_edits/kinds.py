"""What an edit of a picture is."""

from collections.abc import Callable

from PIL import Image

from guildmark.redteam.dice import Dice

Edit = Callable[[Image.Image, Dice, float], Image.Image]
"""Takes a picture in red, green and blue, chance, and a strength from 0 to 1; gives another and leaves that one."""

Colour = tuple[int, int, int]


def colour(dice: Dice) -> Colour:
    """Any colour."""
    return dice.whole(0, 255), dice.whole(0, 255), dice.whole(0, 255)

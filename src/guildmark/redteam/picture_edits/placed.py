"""What moves a picture: cut, mirrored, turned, seen from the side."""

import math

from PIL import Image, ImageOps

from guildmark.redteam.dice import Dice
from guildmark.redteam.picture_edits.kinds import colour

Corner = tuple[float, float]


def cropped(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Cut by 2 to 18 % on each side, not evenly."""
    left, top, right, bottom = (dice.between(0.4, 1) * (0.02 + 0.16 * strength) for _ in range(4))
    wide, high = image.size
    cut = image.crop((int(left * wide), int(top * high), int((1 - right) * wide), int((1 - bottom) * high)))
    return cut.resize(image.size)


def mirrored(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Left and right swapped."""
    return ImageOps.mirror(image)


def small_turn(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Turned by 1 to 12 degrees either way, on a plain ground."""
    degrees = (1 + 11 * strength) * dice.pick((-1, 1))
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=dice.pick(((255, 255, 255), colour(dice))))


def quarter_turn(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Turned by a quarter, a half or three quarters; has no degrees of strength."""
    turn = dice.pick((Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270))
    return image.transpose(turn)


def perspective(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Taken from the side: corners drawn in by up to 3 % of the side at strength 0, up to 20 % at 1."""
    wide, high = image.size
    most = 0.03 + 0.17 * strength
    corners = [(0.0, 0.0), (wide, 0.0), (float(wide), float(high)), (0.0, high)]
    outer = [
        (x + dice.between(0.5, 1) * most * wide * sign_x, y + dice.between(0.5, 1) * most * high * sign_y)
        for (x, y), (sign_x, sign_y) in zip(corners, ((1, 1), (-1, 1), (-1, -1), (1, -1)), strict=True)
    ]
    return image.transform(
        image.size,
        Image.Transform.PERSPECTIVE,
        perspective_of(outer, corners),
        Image.Resampling.BICUBIC,
        fillcolor=(240,) * 3,
    )


def perspective_of(seen: list[Corner], source: list[Corner]) -> list[float]:
    """The eight numbers that take four corners as they are seen to those of the source.

    Source: a projective map has eight free numbers, fixed by four pairs of points; solved by Gauss's elimination.
    """
    rows = []
    for (x, y), (u, v) in zip(seen, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):
        best = max(range(column, 8), key=lambda row: math.fabs(rows[row][column]))
        rows[column], rows[best] = rows[best], rows[column]
        pivot = rows[column][column]
        rows[column] = [value / pivot for value in rows[column]]
        for row in range(8):
            if row != column:
                share = rows[row][column]
                rows[row] = [value - share * top for value, top in zip(rows[row], rows[column], strict=True)]
    return [row[8] for row in rows]

"""The figurative sign of each invented mark: a few simple forms and, where the font allows, the word."""

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.drawing.brush import Brush, Point


def emblem(brush: Brush, mark_number: int, word: str, middle: Point, size: float) -> None:
    """Paint the sign of a mark, in the accent colour, around a point; size is its width."""
    dice = Dice(f"emblem/{mark_number}")
    x, y = middle
    half = size / 2
    form = dice.whole(0, 5)
    if form == 0:
        brush.ring((x - half, y - half, x + half * 0.4, y + half * 0.4), size * 0.12, accent=True)
        brush.ring((x - half * 0.4, y - half, x + half, y + half * 0.4), size * 0.12, accent=True)
    elif form == 1:
        brush.shape([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], accent=True)
        brush.oval((x - half * 0.3, y - half * 0.3, x + half * 0.3, y + half * 0.3))
    elif form == 2:
        for step in range(3):
            left = x - half + step * half * 0.75
            brush.shape(
                [
                    (left, y + half * 0.6),
                    (left + half * 0.5, y - half * 0.6),
                    (left + half * 0.7, y - half * 0.6),
                    (left + half * 0.2, y + half * 0.6),
                ],
                accent=True,
            )
    elif form == 3:
        brush.shape([(x - half, y - half * 0.5), (x + half, y - half * 0.5), (x, y + half * 0.8)], accent=True)
        brush.line([(x - half, y - half * 0.8), (x + half, y - half * 0.8)], size * 0.1, accent=True)
    elif form == 4:
        brush.box((x - half, y - half * 0.7, x + half, y + half * 0.7), radius=size * 0.2, accent=True)
        brush.box((x - half * 0.6, y - half * 0.35, x + half * 0.6, y + half * 0.35), radius=size * 0.1)
    else:
        brush.line(
            [(x - half, y), (x - half * 0.2, y + half * 0.6), (x + half, y - half * 0.7)], size * 0.16, accent=True
        )
        brush.oval((x - half * 0.3, y - half, x + half * 0.1, y - half * 0.6), accent=True)
    frame = dice.whole(0, 2)
    if frame == 1:
        brush.ring((x - half * 1.3, y - half * 1.3, x + half * 1.3, y + half * 1.3), size * 0.06, accent=True)
    elif frame == 2:
        brush.line([(x - half, y + half * 1.1), (x + half, y + half * 1.1)], size * 0.07, accent=True)
    if word.isascii():
        brush.word(word, (x, y + half + size * 0.28), size * 0.34)

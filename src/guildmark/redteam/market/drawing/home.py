"""Things for house, desk, garage and kitchen; each function paints one kind and says where a sign fits."""

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.drawing.brush import Brush
from guildmark.redteam.market.drawing.wear import Place


def toys(brush: Brush, dice: Dice) -> Place:
    """A bear, or a heap of bricks."""
    if dice.chance(0.5):
        for ear in (0.28, 0.58):
            brush.oval((ear, 0.08, ear + 0.14, 0.22), 0.85)
        brush.oval((0.26, 0.44, 0.74, 0.94))
        brush.oval((0.3, 0.12, 0.7, 0.5), 1.1)
        brush.oval((0.4, 0.32, 0.6, 0.46), 1.6)
        for eye in (0.41, 0.55):
            brush.oval((eye, 0.24, eye + 0.04, 0.28), 0.1)
        return 0.5, 0.7, 0.16
    for brick in range(dice.whole(4, 8)):
        x, y = dice.between(0.08, 0.64), 0.8 - brick * 0.09
        brush.box((x, y, x + 0.28, y + 0.1), dice.between(0.7, 1.4), accent=brick % 2 == 0)
        for stud in range(3):
            brush.box((x + 0.03 + stud * 0.09, y - 0.03, x + 0.08 + stud * 0.09, y), 1.2, accent=brick % 2 == 0)
    return 0.5, 0.94, 0.12


def drinkware(brush: Brush, dice: Dice) -> Place:
    """A bottle or a mug."""
    if dice.chance(0.6):
        wide = dice.between(0.13, 0.2)
        brush.box((0.5 - wide, 0.26, 0.5 + wide, 0.95), radius=0.05)
        brush.box((0.5 - wide * 0.6, 0.08, 0.5 + wide * 0.6, 0.27), 0.6, radius=0.03)
        brush.line([(0.5 - wide + 0.04, 0.34), (0.5 - wide + 0.04, 0.88)], 0.02, 1.7)
        return 0.52, 0.58, wide
    brush.ring((0.6, 0.36, 0.92, 0.74), 0.05, 0.85)
    brush.box((0.2, 0.26, 0.72, 0.86), radius=0.06)
    brush.oval((0.2, 0.2, 0.72, 0.34), 0.6)
    return 0.46, 0.58, 0.2


def kitchenware(brush: Brush, dice: Dice) -> Place:
    """A pan from above, or a pot."""
    if dice.chance(0.5):
        brush.box((0.62, 0.46, 0.98, 0.54), 0.6, radius=0.03)
        brush.oval((0.06, 0.2, 0.68, 0.82), 0.8)
        brush.oval((0.11, 0.25, 0.63, 0.77), 0.5)
        return 0.37, 0.5, 0.14
    brush.box((0.16, 0.42, 0.84, 0.84), radius=0.08)
    brush.oval((0.14, 0.32, 0.86, 0.52), 1.3)
    brush.oval((0.46, 0.26, 0.54, 0.36), accent=True)
    for left in (0.04, 0.84):
        brush.box((left, 0.5, left + 0.12, 0.56), 0.7, radius=0.02)
    return 0.5, 0.66, 0.16


def lighting(brush: Brush, dice: Dice) -> Place:
    """A table lamp."""
    top = dice.between(0.14, 0.24)
    brush.shape([(0.5 - top, 0.1), (0.5 + top, 0.1), (0.8, 0.46), (0.2, 0.46)], 1.5)
    brush.line([(0.5, 0.46), (0.5, 0.84)], 0.04, 0.7, accent=True)
    brush.oval((0.32, 0.8, 0.68, 0.92), 0.7, accent=True)
    return 0.5, 0.34, 0.14


def furniture(brush: Brush, dice: Dice) -> Place:
    """A table, or shelves."""
    if dice.chance(0.5):
        brush.shape([(0.14, 0.36), (0.86, 0.36), (0.94, 0.48), (0.06, 0.48)], 1.2)
        brush.box((0.06, 0.47, 0.94, 0.52), 0.8)
        for leg in (0.1, 0.3, 0.66, 0.86):
            brush.box((leg, 0.5, leg + 0.04, 0.92), 0.65)
        return 0.5, 0.42, 0.12
    brush.box((0.2, 0.06, 0.8, 0.94), 0.8)
    for shelf in range(4):
        top = 0.1 + shelf * 0.21
        brush.box((0.24, top, 0.76, top + 0.17), 0.45)
        for book in range(dice.whole(1, 5)):
            x = 0.26 + book * 0.09
            brush.box((x, top + 0.04, x + 0.06, top + 0.17), dice.between(0.7, 1.6), accent=True)
    return 0.5, 0.96, 0.06


def stationery(brush: Brush, dice: Dice) -> Place:
    """A notebook with a pen on it."""
    brush.box((0.2, 0.12, 0.78, 0.9), radius=0.03)
    brush.box((0.2, 0.12, 0.27, 0.9), 0.7, radius=0.02)
    start = dice.between(0.3, 0.6)
    brush.line([(start, 0.86), (start + 0.34, 0.3)], 0.035, accent=True)
    brush.line([(start - 0.02, 0.9), (start, 0.86)], 0.018, 0.5)
    return 0.5, 0.3, 0.18


def tools(brush: Brush, dice: Dice) -> Place:
    """A cordless drill."""
    brush.box((0.2, 0.22, 0.7, 0.44), radius=0.06)
    brush.box((0.7, 0.27, 0.84, 0.39), 0.4, radius=0.02)
    brush.box((0.84, 0.315, 0.97, 0.345), 0.6, accent=True)
    lean = dice.between(0, 0.06)
    brush.shape([(0.28, 0.42), (0.46, 0.42), (0.42 - lean, 0.8), (0.24 - lean, 0.8)], 0.7)
    brush.box((0.16 - lean, 0.76, 0.5 - lean, 0.94), 0.9, radius=0.03, accent=True)
    brush.box((0.46, 0.46, 0.51, 0.56), 0.3)
    return 0.44, 0.32, 0.14


def auto_parts(brush: Brush, dice: Dice) -> Place:
    """A brake disc with holes."""
    brush.oval((0.08, 0.08, 0.92, 0.92), 1.3)
    brush.ring((0.14, 0.14, 0.86, 0.86), 0.01, 0.7)
    brush.oval((0.32, 0.32, 0.68, 0.68), 0.8)
    brush.oval((0.42, 0.42, 0.58, 0.58), 0.3)
    for number in range(dice.whole(4, 6)):
        x, y = ((0.5, 0.35), (0.64, 0.46), (0.59, 0.62), (0.41, 0.62), (0.36, 0.46), (0.5, 0.65))[number]
        brush.oval((x - 0.02, y - 0.02, x + 0.02, y + 0.02), 0.2)
    return 0.5, 0.22, 0.14


def food(brush: Brush, dice: Dice) -> Place:
    """A stand-up bag with a window."""
    brush.shape([(0.26, 0.12), (0.74, 0.12), (0.8, 0.9), (0.2, 0.9)], 1.2)
    brush.box((0.26, 0.12, 0.74, 0.18), 0.7)
    brush.oval((0.34, 0.52, 0.66, 0.82), 0.6)
    for _ in range(14):
        x, y = dice.between(0.38, 0.58), dice.between(0.58, 0.74)
        brush.oval((x, y, x + 0.05, y + 0.04), dice.between(0.8, 1.5), accent=True)
    return 0.5, 0.34, 0.18


def books(brush: Brush, dice: Dice) -> Place:
    """A book from the front."""
    brush.box((0.22, 0.08, 0.8, 0.92))
    brush.box((0.76, 0.1, 0.82, 0.94), 1.8)
    brush.box((0.22, 0.08, 0.28, 0.92), 0.6)
    for row in range(dice.whole(2, 4)):
        brush.box((0.36, 0.2 + row * 0.07, dice.between(0.5, 0.7), 0.23 + row * 0.07), accent=True)
    brush.oval((0.38, 0.54, 0.66, 0.8), dice.between(0.5, 1.6), accent=True)
    return 0.52, 0.86, 0.08

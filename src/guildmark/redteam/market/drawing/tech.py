"""Electronics and cosmetics; each function paints one kind and says where a sign fits."""

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.drawing.brush import Brush
from guildmark.redteam.market.drawing.wear import Place


def perfume(brush: Brush, dice: Dice) -> Place:
    """A flacon with its cap."""
    wide, top = dice.between(0.18, 0.28), dice.between(0.36, 0.46)
    brush.box((0.5 - wide, top, 0.5 + wide, 0.92), 1.35, radius=dice.between(0.01, 0.12))
    brush.box((0.5 - wide + 0.03, top + 0.14, 0.5 + wide - 0.03, 0.89), 1.0, radius=0.02)
    brush.box((0.45, top - 0.06, 0.55, top), accent=True)
    brush.box((0.5 - wide * 0.5, 0.12, 0.5 + wide * 0.5, top - 0.05), 0.6, radius=0.03)
    brush.line([(0.5 - wide + 0.05, top + 0.06), (0.5 - wide + 0.05, 0.84)], 0.018, 1.9)
    return 0.5, 0.66, wide * 0.8


def skincare(brush: Brush, dice: Dice) -> Place:
    """A jar or a tube of cream."""
    if dice.chance(0.5):
        brush.box((0.22, 0.42, 0.78, 0.82), 1.4, radius=0.06)
        brush.box((0.2, 0.24, 0.8, 0.44), radius=0.03)
        return 0.5, 0.6, 0.2
    brush.shape([(0.34, 0.1), (0.66, 0.1), (0.62, 0.76), (0.38, 0.76)], 1.3)
    brush.box((0.39, 0.76, 0.61, 0.92), radius=0.02)
    return 0.5, 0.42, 0.18


def cosmetics(brush: Brush, dice: Dice) -> Place:
    """A lipstick, or a palette with its pans."""
    if dice.chance(0.5):
        brush.box((0.38, 0.52, 0.62, 0.94), 0.4, radius=0.01)
        brush.box((0.41, 0.4, 0.59, 0.54), accent=True)
        brush.shape([(0.43, 0.42), (0.43, 0.2), (0.57, 0.1), (0.57, 0.42)])
        return 0.5, 0.72, 0.12
    brush.box((0.12, 0.3, 0.88, 0.78), 0.4, radius=0.03)
    for pan in range(8):
        x, y = 0.17 + pan % 4 * 0.18, 0.35 + pan // 4 * 0.2
        brush.box((x, y, x + 0.14, y + 0.16), dice.between(0.6, 1.7), radius=0.01, accent=pan % 3 == 1)
    return 0.5, 0.86, 0.12


def headphones(brush: Brush, dice: Dice) -> Place:
    """Headphones with a band, or two earbuds and their box."""
    if dice.chance(0.6):
        brush.arc((0.18, 0.12, 0.82, 0.96), (180, 360), dice.between(0.03, 0.06), 0.8)
        for left in (0.12, 0.7):
            brush.box((left, 0.5, left + 0.18, 0.84), radius=0.08)
            brush.box((left + 0.04, 0.56, left + 0.14, 0.78), 0.6, radius=0.05)
        return 0.79, 0.66, 0.09
    brush.box((0.26, 0.46, 0.74, 0.88), 1.5, radius=0.14)
    brush.line([(0.27, 0.6), (0.73, 0.6)], 0.008, 0.7)
    for left in (0.3, 0.58):
        brush.oval((left, 0.14, left + 0.13, 0.27))
        brush.box((left + 0.04, 0.22, left + 0.08, 0.42), radius=0.02)
    return 0.5, 0.72, 0.14


def phone(brush: Brush, dice: Dice) -> Place:
    """A phone from behind."""
    brush.box((0.3, 0.06, 0.7, 0.94), radius=0.05)
    brush.box((0.32, 0.08, 0.68, 0.92), 1.2, radius=0.04)
    for lens in range(dice.whole(1, 4)):
        x, y = 0.36 + lens % 2 * 0.1, 0.13 + lens // 2 * 0.1
        brush.oval((x, y, x + 0.08, y + 0.08), 0.3)
        brush.oval((x + 0.02, y + 0.02, x + 0.05, y + 0.05), 0.7, accent=True)
    return 0.5, 0.56, 0.14


def phone_case(brush: Brush, dice: Dice) -> Place:
    """A case with a pattern and a hole for the lenses."""
    brush.box((0.28, 0.05, 0.72, 0.95), radius=0.07)
    for dot in range(dice.whole(6, 18)):
        x, y = dice.between(0.33, 0.64), dice.between(0.32, 0.88)
        brush.oval((x, y, x + 0.05, y + 0.05), dice.between(0.6, 1.6), accent=dot % 2 == 0)
    brush.box((0.33, 0.1, 0.52, 0.28), 0.25, radius=0.04)
    return 0.5, 0.5, 0.16


def charger(brush: Brush, dice: Dice) -> Place:
    """A plug with its cable."""
    brush.box((0.16, 0.28, 0.54, 0.7), 1.6, radius=0.06)
    for pin in (0.26, 0.4):
        brush.box((pin, 0.14, pin + 0.04, 0.3), 0.5, accent=True)
    bend = dice.between(0.6, 0.95)
    brush.line([(0.35, 0.7), (0.4, 0.9), (bend, 0.9), (0.8, 0.5), (0.74, 0.24)], 0.03, 0.9)
    brush.box((0.69, 0.12, 0.79, 0.26), 0.6, radius=0.02)
    return 0.35, 0.48, 0.14


def battery(brush: Brush, dice: Dice) -> Place:
    """Some cells side by side."""
    count = dice.whole(2, 4)
    wide = 0.72 / count
    for cell in range(count):
        left = 0.14 + cell * wide
        brush.box((left, 0.2, left + wide * 0.85, 0.88), radius=0.03)
        brush.box((left, 0.2, left + wide * 0.85, 0.34), accent=True, radius=0.03)
        brush.box((left + wide * 0.3, 0.15, left + wide * 0.55, 0.21), 0.6)
    return 0.14 + wide * 0.42, 0.6, wide * 0.5


def camera(brush: Brush, dice: Dice) -> Place:
    """A camera from the front."""
    brush.box((0.1, 0.3, 0.9, 0.82), radius=0.05)
    brush.box((0.34, 0.2, 0.62, 0.34), 0.85, radius=0.03)
    middle = dice.between(0.48, 0.58)
    for size, shade in ((0.22, 0.6), (0.18, 0.4), (0.12, 0.2), (0.05, 1.5)):
        brush.oval((middle - size, 0.57 - size, middle + size, 0.57 + size), shade)
    brush.box((0.14, 0.34, 0.26, 0.78), 0.75, radius=0.02)
    brush.oval((0.76, 0.24, 0.84, 0.31), accent=True)
    return 0.48, 0.27, 0.08


def storage(brush: Brush, dice: Dice) -> Place:
    """A memory card or a stick."""
    if dice.chance(0.5):
        brush.shape([(0.28, 0.1), (0.62, 0.1), (0.72, 0.22), (0.72, 0.9), (0.28, 0.9)])
        brush.box((0.32, 0.32, 0.68, 0.72), 1.6, accent=True)
        return 0.5, 0.44, 0.16
    brush.box((0.36, 0.34, 0.64, 0.94), radius=0.05)
    brush.box((0.41, 0.1, 0.59, 0.34), 1.5, accent=True)
    return 0.5, 0.6, 0.14


def games(brush: Brush, dice: Dice) -> Place:
    """A controller."""
    brush.shape(
        [(0.2, 0.32), (0.8, 0.32), (0.96, 0.74), (0.86, 0.84), (0.68, 0.64), (0.32, 0.64), (0.14, 0.84), (0.04, 0.74)]
    )
    brush.oval((0.3, 0.48, 0.43, 0.61), 0.5)
    brush.oval((0.57, 0.48, 0.7, 0.61), 0.5)
    for button in range(4):
        x, y = ((0.78, 0.36), (0.84, 0.42), (0.78, 0.48), (0.72, 0.42))[button]
        brush.oval((x - 0.025, y - 0.025, x + 0.025, y + 0.025), dice.between(0.7, 1.6), accent=True)
    brush.box((0.2, 0.4, 0.32, 0.44), 0.5)
    brush.box((0.24, 0.36, 0.28, 0.48), 0.5)
    return 0.5, 0.4, 0.1

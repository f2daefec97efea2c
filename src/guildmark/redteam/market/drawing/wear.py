"""Things to wear and carry; each function paints one kind and says where a sign fits."""

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.drawing.brush import Brush

Place = tuple[float, float, float]  # middle and size of a sign


def bag(brush: Brush, dice: Dice) -> Place:
    """A bag with a flap or two handles."""
    top, bottom, wide = dice.between(0.36, 0.46), dice.between(0.82, 0.92), dice.between(0.3, 0.4)
    slant = dice.between(-0.06, 0.08)
    if dice.chance(0.5):
        brush.arc((0.5 - wide * 0.6, top - 0.26, 0.5 + wide * 0.6, top + 0.26), (180, 360), 0.03, 0.7)
        brush.arc((0.5 - wide * 0.5, top - 0.2, 0.5 + wide * 0.7, top + 0.3), (180, 360), 0.025, 0.55)
    else:
        brush.arc((0.5 - wide, 0.04, 0.5 + wide, 1.1), (185, 355), 0.018, 0.6)
    brush.shape([(0.5 - wide + slant, top), (0.5 + wide - slant, top), (0.5 + wide, bottom), (0.5 - wide, bottom)])
    if dice.chance(0.6):
        fold = top + dice.between(0.1, 0.2)
        brush.shape(
            [(0.5 - wide + slant, top), (0.5 + wide - slant, top), (0.5 + wide * 0.8, fold), (0.5 - wide * 0.8, fold)],
            0.85,
        )
        brush.oval((0.47, fold - 0.03, 0.53, fold + 0.03), accent=True)
    brush.line([(0.5 - wide, bottom - 0.02), (0.5 + wide, bottom - 0.02)], 0.012, 0.65)
    return 0.5, (top + bottom) / 2 + 0.05, wide * 0.5


def wallet(brush: Brush, dice: Dice) -> Place:
    """A wallet, closed."""
    wide, high = dice.between(0.3, 0.4), dice.between(0.17, 0.26)
    brush.box((0.5 - wide, 0.5 - high, 0.5 + wide, 0.5 + high), radius=0.03)
    brush.line([(0.5 - wide, 0.5), (0.5 + wide, 0.5)], 0.008, 0.6)
    brush.box((0.5 + wide - 0.12, 0.46, 0.5 + wide + 0.02, 0.54), 0.75, radius=0.02)
    return 0.5 - wide / 3, 0.5 + high * 0.45, 0.14


def belt(brush: Brush, dice: Dice) -> Place:
    """A belt rolled up, its buckle in front."""
    for turn in range(dice.whole(3, 5)):
        step = turn * 0.06
        brush.ring((0.18 + step, 0.18 + step, 0.82 - step, 0.82 - step), 0.035, 1 - turn * 0.12)
    brush.box((0.38, 0.7, 0.62, 0.9), accent=True, radius=0.03)
    brush.box((0.42, 0.74, 0.58, 0.86), 0.9, radius=0.02)
    return 0.5, 0.8, 0.1


def shoe(brush: Brush, dice: Dice) -> Place:
    """A shoe from the side."""
    shaft, heel = dice.between(0.3, 0.46), dice.between(0.03, 0.09)
    brush.shape([(0.14, shaft), (0.34, shaft), (0.46, 0.54), (0.72, 0.6), (0.9, 0.68), (0.9, 0.76), (0.12, 0.76)])
    brush.oval((0.74, 0.58, 0.93, 0.79))
    brush.box((0.1, 0.75, 0.93, 0.79 + heel), 1.75, radius=0.03)
    for lace in range(dice.whole(3, 5)):
        x = 0.4 + lace * 0.06
        brush.line([(x, 0.56 + lace * 0.014), (x + 0.05, 0.49 + lace * 0.025)], 0.014, 1.8)
    brush.line([(0.14, shaft + 0.03), (0.33, shaft + 0.03)], 0.02, 0.7)
    return 0.36, 0.66, 0.17


def clothing(brush: Brush, dice: Dice) -> Place:
    """A shirt or a hooded top, laid flat."""
    sleeve, hem = dice.between(0.5, 0.8), dice.between(0.84, 0.93)
    brush.shape(
        [
            (0.3, 0.16),
            (0.7, 0.16),
            (0.95, sleeve),
            (0.82, sleeve + 0.06),
            (0.72, 0.42),
            (0.72, hem),
            (0.28, hem),
            (0.28, 0.42),
            (0.18, sleeve + 0.06),
            (0.05, sleeve),
        ]
    )
    brush.oval((0.4, 0.1, 0.6, 0.24), 0.55)
    if dice.chance(0.4):
        brush.shape([(0.34, 0.62), (0.66, 0.62), (0.7, 0.8), (0.3, 0.8)], 0.85)
        brush.line([(0.46, 0.2), (0.45, 0.4)], 0.012, 1.7)
        brush.line([(0.54, 0.2), (0.55, 0.38)], 0.012, 1.7)
    brush.line([(0.28, 0.42), (0.31, 0.3)], 0.008, 0.7)
    brush.line([(0.72, 0.42), (0.69, 0.3)], 0.008, 0.7)
    return (0.5, 0.42, 0.24) if dice.chance(0.6) else (0.62, 0.36, 0.1)


def scarf(brush: Brush, dice: Dice) -> Place:
    """A folded scarf with a pattern."""
    brush.shape([(0.2, 0.2), (0.75, 0.12), (0.85, 0.8), (0.3, 0.9)])
    lines = dice.whole(4, 9)
    for number in range(lines):
        share = (number + 1) / (lines + 1)
        start, end = (0.2 + share * 0.1, 0.2 + share * 0.7), (0.75 + share * 0.1, 0.12 + share * 0.68)
        brush.line([start, end], dice.between(0.008, 0.03), 0.7 + 0.5 * (number % 2), accent=number % 3 == 0)
    return 0.52, 0.5, 0.2


def eyewear(brush: Brush, dice: Dice) -> Place:
    """A pair of glasses."""
    high = dice.between(0.11, 0.17)
    for middle in (0.29, 0.71):
        brush.oval((middle - 0.18, 0.5 - high, middle + 0.18, 0.5 + high))
        brush.oval((middle - 0.15, 0.53 - high, middle + 0.15, 0.47 + high), 0.35, accent=dice.chance(0.4))
        brush.line([(middle - 0.1, 0.47), (middle - 0.02, 0.43)], 0.014, 1.8)
    brush.arc((0.42, 0.42, 0.58, 0.56), (180, 360), 0.025)
    brush.line([(0.11, 0.48), (0.04, 0.36), (0.16, 0.28)], 0.025, 0.8)
    brush.line([(0.89, 0.48), (0.96, 0.36), (0.84, 0.28)], 0.025, 0.8)
    return 0.5, 0.72, 0.12


def watch(brush: Brush, dice: Dice) -> Place:
    """A wristwatch with its hands where the dice put them."""
    strap = dice.between(0.1, 0.14)
    brush.box((0.5 - strap, 0.04, 0.5 + strap, 0.96), 0.7, radius=0.05)
    for link in range(7):
        brush.line([(0.5 - strap, 0.1 + link * 0.13), (0.5 + strap, 0.1 + link * 0.13)], 0.008, 0.5)
    brush.oval((0.24, 0.24, 0.76, 0.76), 1.2, accent=True)
    brush.oval((0.29, 0.29, 0.71, 0.71), dice.pick((0.3, 1.0, 1.8)))
    brush.box((0.75, 0.47, 0.8, 0.53), accent=True)
    for hand, long in ((dice.roll(), 0.16), (dice.roll(), 0.11)):
        brush.line([(0.5, 0.5), (0.5 + (hand - 0.5) * long * 2, 0.5 - long)], 0.018, 1.9, accent=True)
    if dice.chance(0.5):
        brush.ring((0.42, 0.56, 0.58, 0.7), 0.008, 1.6, accent=True)
    return 0.5, 0.38, 0.1


def jewellery(brush: Brush, dice: Dice) -> Place:
    """A necklace with a pendant, or a bangle."""
    if dice.chance(0.6):
        brush.arc((0.22, -0.2, 0.78, 0.68), (0, 180), 0.016, accent_shade(dice))
        brush.shape([(0.5, 0.64), (0.6, 0.76), (0.5, 0.92), (0.4, 0.76)], accent=True)
        brush.shape([(0.5, 0.68), (0.56, 0.76), (0.5, 0.86), (0.44, 0.76)], 1.6)
        return 0.5, 0.3, 0.14
    brush.ring((0.2, 0.3, 0.8, 0.78), 0.05, accent=True)
    for stone in range(5):
        brush.oval((0.3 + stone * 0.09, 0.7, 0.35 + stone * 0.09, 0.76), 1.7)
    return 0.5, 0.54, 0.14


def accent_shade(dice: Dice) -> float:
    """How dark a chain is."""
    return dice.between(0.6, 1.1)

"""Puts a painted thing before a background, lit, turned and shadowed as in a photo."""

from collections.abc import Callable
from functools import cache

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.drawing import home, tech, wear
from guildmark.redteam.market.drawing.brush import Brush, Colour
from guildmark.redteam.market.drawing.emblem import emblem
from guildmark.redteam.market.drawing.wear import Place

PAINTERS: dict[str, Callable[[Brush, Dice], Place]] = {
    "bags": wear.bag, "wallets": wear.wallet, "belts": wear.belt, "shoes": wear.shoe, "clothing": wear.clothing,
    "scarves": wear.scarf, "eyewear": wear.eyewear, "watches": wear.watch, "jewellery": wear.jewellery,
    "perfume": tech.perfume, "skincare": tech.skincare, "cosmetics": tech.cosmetics, "headphones": tech.headphones,
    "phones": tech.phone, "phone-cases": tech.phone_case, "chargers": tech.charger, "batteries": tech.battery,
    "cameras": tech.camera, "storage": tech.storage, "games": tech.games, "toys": home.toys,
    "drinkware": home.drinkware, "kitchenware": home.kitchenware, "lighting": home.lighting,
    "furniture": home.furniture, "stationery": home.stationery, "tools": home.tools, "auto-parts": home.auto_parts,
    "food": home.food, "books": home.books,
}  # fmt: skip
COLOURS: tuple[Colour, ...] = (
    (38, 36, 40), (120, 30, 44), (34, 52, 92), (166, 124, 82), (212, 196, 170), (76, 92, 60), (196, 120, 140),
    (128, 130, 134), (224, 220, 214), (150, 74, 40), (60, 110, 120), (90, 66, 110),
)  # fmt: skip
ACCENTS: tuple[Colour, ...] = (
    (206, 170, 86),
    (198, 200, 204),
    (230, 226, 218),
    (60, 58, 60),
    (180, 66, 50),
    (70, 120, 160),
)
WALLS: tuple[Colour, ...] = (
    (240, 240, 238), (226, 216, 204), (196, 206, 212), (164, 132, 100), (120, 124, 120), (222, 204, 206), (86, 74, 66),
)  # fmt: skip
STAGES: tuple[Colour, ...] = ((250, 250, 249), (242, 236, 228), (226, 234, 240), (240, 226, 228), (228, 236, 226))
LEAST_CONTRAST = 150  # of the sums of red, green and blue, so that a sign can be seen
SURFACE = 2048  # pixels of the sheet that surfaces are cut from
SUPERSAMPLING = 1.5  # painted larger and made smaller, so that edges are smooth


def studio(kind: str, side: int, dice: Dice, mark: tuple[int, str]) -> Image.Image:
    """The holder's own picture: clean and bright, staged a little differently for each model."""
    layer = _thing(kind, side, dice, mark)
    layer = _turned(_shaded(layer, dice.whole(0, 3)), dice, 34)
    wall = _stage(side, dice)
    if dice.chance(0.35):  # a second one, small, beside or behind it
        small = layer.reduce(2)
        wall.paste(small, (dice.whole(0, side // 2), dice.whole(0, side // 2)), small)
    _set_before(wall, layer, (0, int(side * 0.03)), 90)
    return wall


def snapshot(kind: str, side: int, dice: Dice, mark: tuple[int, str] | None) -> Image.Image:
    """A seller's photo: turned, off the middle, before some wall or table, in some light."""
    large = int(side * SUPERSAMPLING)
    layer = _turned(_thing(kind, large, dice, mark), dice, 18)
    wall = _wall(large, dice)
    _set_before(wall, layer, (int(large * dice.between(-0.05, 0.05)), int(large * 0.035)), dice.whole(70, 150))
    return _lit(wall.resize((side, side), Image.Resampling.BOX), dice)


def _turned(layer: Image.Image, dice: Dice, most_degrees: float) -> Image.Image:
    """The thing seen from a little aside: turned, leaning, narrower, nearer or farther, off the middle."""
    side = layer.size[0]
    lean, squeeze = dice.between(-0.16, 0.16), dice.between(0.82, 1.0)
    zoom = dice.between(0.86, 1.3)
    turn = np.deg2rad(dice.between(-most_degrees, most_degrees))
    cos, sin = float(np.cos(turn)) * zoom, float(np.sin(turn)) * zoom
    middle_x, middle_y = side * dice.between(0.44, 0.56), side * dice.between(0.44, 0.56)
    half = side / 2
    a, b, d, e = cos / squeeze, sin + lean, -sin, cos
    matrix = (a, b, half - a * middle_x - b * middle_y, d, e, half - d * middle_x - e * middle_y)
    return layer.transform(layer.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)


def _stage(side: int, dice: Dice) -> Image.Image:
    """A holder's background: plain, halved, with a disc behind, or with a block to stand on."""
    brush = Brush(side, dice.pick(STAGES), dice.pick(STAGES))
    brush.box((0, 0, 1, 1))
    style = dice.whole(0, 3)
    if style == 1:
        share = dice.between(0.3, 0.7)
        brush.shape([(0, share), (1, dice.between(0.3, 0.7)), (1, 1), (0, 1)], 0.86, accent=True)
    elif style == 2:
        x, y, size = dice.between(0.2, 0.8), dice.between(0.2, 0.8), dice.between(0.2, 0.45)
        brush.oval((x - size, y - size, x + size, y + size), 0.86, accent=True)
    elif style == 3:
        left = dice.between(0, 0.3)
        brush.box((left, dice.between(0.6, 0.8), left + dice.between(0.5, 0.7), 1), 0.84, accent=True)
    return brush.image.convert("RGB")


def _thing(kind: str, side: int, dice: Dice, mark: tuple[int, str] | None) -> Image.Image:
    """The thing alone on a transparent square, with the sign of its mark."""
    colour = dice.pick(COLOURS)
    accent = dice.pick([one for one in ACCENTS if abs(sum(one) - sum(colour)) > LEAST_CONTRAST])
    brush = Brush(side, colour, accent)
    x, y, size = PAINTERS[kind](brush, dice)
    brush.image = _grained(brush.image, dice)
    if dice.chance(0.5):
        brush.mirror()
        x = 1 - x
    if mark is not None:
        emblem(brush, mark[0], mark[1], (x, y), size)
    return brush.image


def _grained(layer: Image.Image, dice: Dice) -> Image.Image:
    """The thing with a surface of its own, as leather, cloth and worn metal have: no two are the same picture."""
    side = layer.size[0]
    left, top = dice.whole(0, SURFACE - side), dice.whole(0, SURFACE - side)
    grain = _surface()[top : top + side, left : left + side, None] * dice.between(10, 20)
    pixels = np.asarray(layer, np.float32)
    pixels = np.concatenate((np.clip(pixels[..., :3] + grain, 0, 255), pixels[..., 3:]), axis=2)
    return Image.fromarray(pixels.astype(np.uint8))


@cache
def _surface() -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Spots of several sizes, with a mean of 0 and a deviation of 1, to cut surfaces from."""
    random = np.random.Generator(np.random.PCG64(1913))
    layers = np.zeros((SURFACE, SURFACE), np.float32)
    for spots in (48, 96, 192):
        noise = Image.fromarray(random.standard_normal((spots, spots), np.float32))
        layers += np.asarray(noise.resize((SURFACE, SURFACE), Image.Resampling.BICUBIC))
    return layers / layers.std()


def _shaded(layer: Image.Image, quarter_turns: int) -> Image.Image:
    """The thing darker towards one side."""
    shade = _slope(layer.size[0], quarter_turns)
    shaded = ImageChops.multiply(layer.convert("RGB"), Image.merge("RGB", (shade, shade, shade)))
    shaded.putalpha(layer.getchannel("A"))
    return shaded


@cache
def _slope(side: int, quarter_turns: int) -> Image.Image:
    """Light that falls off towards one side, from 255 down to 170."""
    slope = Image.linear_gradient("L").point([255 - value // 3 for value in range(256)])
    return slope.resize((side, side)).rotate(90 * quarter_turns)


def _set_before(wall: Image.Image, layer: Image.Image, offset: tuple[int, int], darkness: int) -> None:
    """Paste the thing with a soft shadow onto the wall."""
    side = wall.size[0]
    small = (
        layer.getchannel("A").resize((side // 8, side // 8), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(2))
    )
    shadow = small.resize((side, side), Image.Resampling.BILINEAR).point(
        [value * darkness // 255 for value in range(256)]
    )
    wall.paste((20, 18, 16), offset, shadow)
    wall.paste(layer, (0, 0), layer)


def _wall(side: int, dice: Dice) -> Image.Image:
    """A background: an even wall in sloping light, boards, or tiles."""
    base = dice.pick(WALLS)
    brush = Brush(side, base, dice.pick(COLOURS))
    brush.box((0, 0, 1, 1))
    style = dice.whole(0, 3)
    if style == 1:
        for board in range(dice.whole(3, 7)):
            y = board * 0.2 + dice.between(0, 0.1)
            brush.box((0, y, 1, y + dice.between(0.04, 0.16)), dice.between(0.82, 1.1))
    elif style == 2:
        count = dice.whole(2, 6)
        for step in range(count):
            brush.line([(step / count, 0), (step / count, 1)], 0.006, 0.8)
            brush.line([(0, step / count), (1, step / count)], 0.006, 0.8)
    elif style == 3:
        brush.box((0, dice.between(0.5, 0.8), 1, 1), 0.75)
    return brush.image.convert("RGB")


def _lit(image: Image.Image, dice: Dice) -> Image.Image:
    """The light of a room, and the grain of a small sensor."""
    pixels = np.asarray(image, np.float32)
    tint = np.array([dice.between(0.88, 1.1), dice.between(0.92, 1.04), dice.between(0.82, 1.08)], np.float32)
    left, top = dice.whole(0, 511), dice.whole(0, 511)
    side = image.size[0]
    grain = _grain()[top : top + side, left : left + side, None] * dice.between(1.5, 6)
    slope = np.asarray(_slope(side, dice.whole(0, 3)), np.float32)[:, :, None] / 255
    return Image.fromarray(np.clip(pixels * slope * tint + grain, 0, 255).astype(np.uint8))


@cache
def _grain() -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """A square of noise to cut grain from."""
    return np.random.Generator(np.random.PCG64(1912)).standard_normal((1024, 1024), np.float32)

"""What puts a picture into another one: a border, a screen, a collage."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, ImageOps

from guildmark.redteam.dice import Dice
from guildmark.redteam.picture_edits.kinds import colour

WHITE, DARK, LINE = (255, 255, 255), (32, 33, 36), (214, 217, 222)
FEWEST, MOST = 2, 6  # pictures of a collage
WORDS = ("New in", "Best seller", "Add to cart", "Reviews (128)", "Free returns", "In stock", "Follow", "Share")


def bordered(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """A coloured frame of 3 to 15 % of the side around it."""
    wide = max(1, int(image.width * (0.03 + 0.12 * strength)))
    return ImageOps.expand(image, wide, colour(dice)).resize(image.size)


def screenshot(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """As a phone or a browser shows it: bars and lines of text around, 85 to 45 % of the screen's width left."""
    phone = dice.chance(0.6)
    side = max(image.size)
    wide, high = (int(side * 0.6), side) if phone else (side, int(side * 0.72))
    screen = Image.new("RGB", (wide, high), WHITE)
    draw = ImageDraw.Draw(screen)
    bar = high // 12
    draw.rectangle((0, 0, wide, bar), fill=DARK if dice.chance(0.5) else LINE)
    font = ImageFont.load_default(max(8, bar * 0.5))
    clock = f"{dice.whole(0, 23):02}:{dice.whole(0, 59):02}"
    draw.text((bar * 0.4, bar * 0.2), clock if phone else "https://shop.example/item", fill=(150, 150, 150), font=font)
    room = (int(wide * (0.85 - 0.4 * strength)), int((high - bar) * (0.85 - 0.4 * strength)))
    shown = image.copy()
    shown.thumbnail(room, Image.Resampling.LANCZOS)
    left = (wide - shown.width) // 2 if phone or dice.chance(0.5) else bar
    screen.paste(shown, (left, bar + bar // 3))
    below = bar + bar // 3 + shown.height + bar // 2
    while below < high - bar:
        draw.text((bar * 0.5, below), dice.pick(WORDS), fill=(90, 90, 90), font=font)
        draw.line((bar * 0.5, below + bar * 0.8, wide - bar * 0.5, below + bar * 0.8), fill=LINE, width=2)
        below += bar
    return screen


def collage(image: Image.Image, dice: Dice, strength: float, others: Sequence[Image.Image] = ()) -> Image.Image:
    """One of two pictures at strength 0, of six at 1; the others are given, or details of the same goods."""
    count = FEWEST + round(strength * (MOST - FEWEST))
    columns = 1 if count == 2 and dice.chance(0.5) else 2 if count <= 4 else 3
    rows = -(-count // columns)
    side = max(image.size)
    cell = (side // columns, side // rows)
    sheet = Image.new("RGB", (cell[0] * columns, cell[1] * rows), WHITE)
    own = dice.whole(0, count - 1)
    for place in range(count):
        tile = image if place == own else dice.pick(others) if others else _detail(image, dice)
        fitted = (
            ImageOps.fit(tile, cell, Image.Resampling.LANCZOS)
            if place != own
            else ImageOps.pad(tile, cell, color=WHITE)
        )
        sheet.paste(fitted, (place % columns * cell[0], place // columns * cell[1]))
    return sheet


def _detail(image: Image.Image, dice: Dice) -> Image.Image:
    share = dice.between(0.25, 0.5)
    wide, high = int(image.width * share), int(image.height * share)
    left, top = dice.whole(0, image.width - wide), dice.whole(0, image.height - high)
    return image.crop((left, top, left + wide, top + high))

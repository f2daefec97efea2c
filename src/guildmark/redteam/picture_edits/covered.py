"""What is laid over a picture: text, a watermark, a sticker or a blur over the mark, a contact, a QR code."""

from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from guildmark.redteam.dice import Dice
from guildmark.redteam.picture_edits.kinds import Colour, colour

SALE_WORDS = ("HOT SALE", "NEW 2026", "-70%", "BEST PRICE", "TOP QUALITY", "LIMITED", "FREE SHIPPING", "LAST PIECES")
SHOPS = ("mirabo shop", "lumet store", "kadori", "tavenna outlet", "orbello")
GRID = 8  # cells of a side in which the most detailed place is looked for
Box = tuple[int, int, int, int]


def text_over(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """One line of sale words at strength 0, five at 1, 6 to 14 % of the height each, on a band half of the time."""
    out, size = image.copy(), image.height * (0.06 + 0.08 * strength)
    for _ in range(1 + round(strength * 4)):
        _write(out, dice, dice.pick(SALE_WORDS), size, band=dice.chance(0.5))
    return out


def contact_written(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """An invented number or handle in the picture: 5 to 10 % of its height, once at strength 0, three times at 1."""
    out = image.copy()
    number = f"+1 {dice.whole(201, 989)} 555 01{dice.whole(0, 99):02}"  # kept free for fiction
    text = dice.pick((f"WhatsApp {number}", f"Telegram @{dice.pick(SHOPS).split()[0]}{dice.whole(10, 99)}"))
    for _ in range(1 + round(strength * 2)):
        _write(out, dice, text, image.height * (0.05 + 0.05 * strength), band=True)
    return out


def written_mark(image: Image.Image, dice: Dice, strength: float, mark: str) -> Image.Image:
    """A mark written in the picture: 14 % of its height in plain contrast at strength 0, 4 % and faint at 1."""
    out = image.copy()
    ink = (255, 255, 255) if np.asarray(image).mean() < 128 else (20, 20, 20)
    _write(out, dice, mark, image.height * (0.14 - 0.1 * strength), band=False, ink=ink, opacity=1 - 0.6 * strength)
    return out


def watermark(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """The name of a shop across the whole, in 10 to 60 % strong ink, slanted."""
    size = max(image.size)
    layer = Image.new("RGBA", (size * 2, size * 2), (0, 0, 0, 0))
    draw, font, text = ImageDraw.Draw(layer), ImageFont.load_default(size / 14), dice.pick(SHOPS)
    ink = (*dice.pick(((255, 255, 255), (0, 0, 0))), round(255 * (0.1 + 0.5 * strength)))
    step = max(2, 6 - round(3 * strength))
    for row in range(0, 14, step):
        for column in range(0, 14, step):
            draw.text((column / 7 * size, row / 7 * size), text, fill=ink, font=font)
    slanted = layer.rotate(dice.between(15, 40)).crop(
        (size // 2, size // 2, size // 2 + image.width, size // 2 + image.height)
    )
    return Image.alpha_composite(image.convert("RGBA"), slanted).convert("RGB")


def covered_mark(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """A sticker, a face or a bar over the most detailed place, 10 to 35 % of the side."""
    out, box = image.copy(), detailed_place(image, dice, 0.1 + 0.25 * strength)
    draw, ink = ImageDraw.Draw(out), colour(dice)
    shape = dice.pick(("bar", "round", "face"))
    if shape == "bar":
        draw.rectangle(box, fill=ink)
    else:
        draw.ellipse(box, fill=ink if shape == "round" else (255, 205, 60))
    if shape == "face":
        left, top, right, bottom = box
        wide, high = right - left, bottom - top
        for x in (0.3, 0.7):
            eye = (left + wide * (x - 0.06), top + high * 0.3, left + wide * (x + 0.06), top + high * 0.45)
            draw.ellipse(eye, fill=(60, 40, 0))
        smile = (left + wide * 0.25, top + high * 0.3, left + wide * 0.75, top + high * 0.8)
        draw.arc(smile, 20, 160, fill=(60, 40, 0), width=max(1, wide // 20))
    return out


def blurred_region(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """The most detailed place blurred or in coarse squares, 15 to 45 % of the side."""
    out, box = image.copy(), detailed_place(image, dice, 0.15 + 0.3 * strength)
    part = image.crop(box)
    if dice.chance(0.5):
        part = part.filter(ImageFilter.GaussianBlur(max(image.size) * 0.02))
    else:
        squares = (max(2, part.width // 16), max(2, part.height // 16))
        part = part.resize(squares, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)
    out.paste(part, box[:2])
    return out


def qr_contact(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """A QR code with an invented contact in a corner: 40 % of the side at strength 0, 15 % at 1. Needs zxing-cpp."""
    import zxingcpp  # noqa: PLC0415 - an extra, and only here

    number = f"1{dice.whole(201, 989)}55501{dice.whole(0, 99):02}"  # kept free for fiction
    said = dice.pick(
        (f"https://chat.example/{number}", f"tel:+{number}", f"weixin: {dice.pick(SHOPS).split()[0]}{number[-4:]}")
    )
    code: Any = zxingcpp.create_barcode(said, zxingcpp.BarcodeFormat.QRCode)
    dots = Image.fromarray(np.asarray(zxingcpp.write_barcode_to_image(code, scale=1)).copy()).convert("RGB")
    side = dots.width * max(1, int(min(image.size) * (0.4 - 0.25 * strength)) // dots.width)  # whole dots stay readable
    drawn = dots.resize((side, side), Image.Resampling.NEAREST)
    out = image.copy()
    left, top = dice.pick((0, max(0, image.width - side))), dice.pick((0, max(0, image.height - side)))
    out.paste(drawn, (left, top))
    return out


def detailed_place(image: Image.Image, dice: Dice, share: float) -> Box:
    """A box of this share of each side around one of the three cells with the most edges: there logos stand mostly."""
    grey = np.asarray(image.convert("L").resize((GRID * 8, GRID * 8)), np.float64)
    edges = np.abs(np.diff(grey, axis=0, append=grey[-1:])) + np.abs(np.diff(grey, axis=1, append=grey[:, -1:]))
    cells = edges.reshape(GRID, 8, GRID, 8).sum(axis=(1, 3))[1:-1, 1:-1]
    best = np.argsort(cells, axis=None, kind="stable")[::-1]
    row, column = np.unravel_index(int(best[dice.whole(0, 2)]), cells.shape)
    wide, high = max(4, int(image.width * share)), max(4, int(image.height * share))
    left = min(max(0, int((column + 1.5) / GRID * image.width) - wide // 2), image.width - wide)
    top = min(max(0, int((row + 1.5) / GRID * image.height) - high // 2), image.height - high)
    return left, top, left + wide, top + high


def _write(
    image: Image.Image,
    dice: Dice,
    text: str,
    size: float,
    *,
    band: bool,
    ink: Colour | None = None,
    opacity: float = 1.0,
) -> None:
    """Put a line of text somewhere in the picture, made smaller until it fits its width."""
    font = ImageFont.load_default(max(8, size))
    while font.getlength(text) > image.width * 0.95 and size > 8:
        size *= 0.9
        font = ImageFont.load_default(max(8, size))
    wide = font.getlength(text)
    left, top = dice.between(0, max(1, image.width - wide)), dice.between(0, max(1, image.height - size * 1.3))
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    if band:
        draw.rectangle((left - size / 4, top, left + wide + size / 4, top + size * 1.3), fill=(*colour(dice), 255))
    chosen = ink or dice.pick(((255, 255, 255), (0, 0, 0), (220, 20, 30)))
    draw.text((left, top), text, fill=(*chosen, round(255 * opacity)), font=font)
    image.paste(Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB"))

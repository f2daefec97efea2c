"""Invented figurative marks, drawn by the tests."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIDE = 240


def kite() -> Image.Image:
    """A kite of four pieces with a tail of three knots, black on white."""
    image = Image.new("L", (SIDE, SIDE), 255)
    draw = ImageDraw.Draw(image)
    draw.polygon([(120, 10), (60, 90), (112, 84)], fill=0)
    draw.polygon([(130, 10), (138, 84), (190, 80)], fill=0)
    draw.polygon([(58, 100), (112, 96), (118, 160)], fill=0)
    draw.polygon([(192, 92), (140, 98), (130, 164)], fill=0)
    for place in ((112, 172), (96, 196), (124, 214)):
        draw.regular_polygon((place, 11), 5, fill=0)
    draw.arc((60, 150, 140, 232), 10, 150, fill=0, width=5)
    return image


def heron() -> Image.Image:
    """A bird on one leg before a ring, with two letters, black on white."""
    image = Image.new("L", (SIDE, SIDE), 255)
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, 232, 232), outline=0, width=12)
    draw.polygon([(60, 70), (128, 50), (140, 62), (132, 120), (180, 150), (150, 168), (100, 140), (112, 74)], fill=0)
    draw.line([(126, 160), (122, 214), (142, 214)], fill=0, width=7)
    draw.text((150, 70), "OV", fill=0, font=ImageFont.load_default(44))
    return image


def disc() -> Image.Image:
    """A disc: nothing to know it by."""
    image = Image.new("L", (SIDE, SIDE), 255)
    ImageDraw.Draw(image).ellipse((30, 30, 210, 210), fill=0)
    return image


MARKS: dict[str, Callable[[], Image.Image]] = {"kite": kite, "heron": heron}


def printed(
    sheet: Image.Image,
    mark: Image.Image,
    place: tuple[int, int],
    side: int,
    *,
    ink: tuple[int, int, int] = (30, 25, 60),
    turn: float = 0,
) -> Image.Image:
    """The picture with the mark printed on it in one colour, its side so many pixels."""
    cover = Image.fromarray(255 - np.asarray(mark)).resize((side, side), Image.Resampling.LANCZOS)
    cover = cover.rotate(turn, expand=True, resample=Image.Resampling.BICUBIC)
    out = sheet.copy()
    out.paste(ink, place, cover)
    return out

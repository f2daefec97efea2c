"""Measures the reading of text in pictures: contacts and invented marks written over real photos."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from halves import HALVES
from photos import Pixels, enlarged, photos, saved
from picture_figures import print_shares, shares, write
from PIL import Image, ImageDraw, ImageFont

from guildmark.pictures.words import SIDE, TextReader, picture_text

PHOTO_SIDE = 800  # pixels: what shops show, and `decode_small` leaves as it is
FONTS = {
    "sans": "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "serif": "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "narrow": "/usr/share/fonts/truetype/liberation/LiberationSansNarrow-Bold.ttf",
    "cjk": "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
    "thai": "/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf",
}
# Invented marks, names and numbers; 000 is no prefix that is given out.
TEXTS = {
    "phone number": ("WhatsApp +39 000 1234567", "Tel 000-765 43 21", "+86 000 1234 5678", "WA: 0000-1122-3344"),
    "chat name": ("wechat: orvane_88", "Telegram @velmor_shop", "LINE ID: tesqua99", "IG: quarnelli.bags"),
    "address": ("www.orvane-shop.example", "wa.me/390001234567", "velmor-outlet.example/sale"),
    "mark": ("ORVANE", "Velmor", "Quarnelli", "TESQUA", "Brindax"),
    "German, French": ("Größe 42 nur heute", "façon véritable"),
    "Vietnamese": ("Liên hệ đặt hàng",),
    "Chinese": ("加微信看图", "正品保證", "一比一复刻"),
    "Japanese": ("お問い合わせください", "スーパーコピー"),
    "Cyrillic": ("пишите в телеграм", "копия часов"),
    "Korean": ("카톡 주세요", "정품 가방"),
    "Thai": ("ติดต่อไลน์",),
}
UNREAD = ("Vietnamese", "Cyrillic", "Korean", "Thai")
HEIGHTS = (0.025, 0.035, 0.05, 0.08)  # of the picture's side; on 800 pixels 20 to 64
LOOKS = ("plain", "outlined", "coloured", "half transparent", "poor JPEG")
TURNS = (0, 0, 0, 0, 8, -15, 30, 90, 180)  # degrees
SEED = 11
PLAIN_EVERY = 4  # fewer photos without our text do: they tell the time


def measure(wanted: str, every: int, sides: tuple[int, ...]) -> dict[str, Any]:
    """For each side length: texts that are read letter for letter, by kind, height, look and turn; and the time."""
    results: dict[str, Any] = {}
    made = list(cases(wanted, every))
    plain = [enlarged(pixels, PHOTO_SIDE) for _, pixels in photos(wanted, PLAIN_EVERY * every)]
    for side in sides:
        reader = TextReader(side)
        reader.read(plain[0])
        read: dict[str, list[int]] = {}
        for pixels, text, groups in made:
            found = squeezed(text) in squeezed(picture_text(reader.read(pixels)).text)
            for name in groups if groups[0] in UNREAD else (*groups, "all that it can read"):
                counts = read.setdefault(name, [0, 0])
                counts[0] += found
                counts[1] += 1
        start = time.process_time()
        wordy = sum(bool(reader.read(pixels)) for pixels in plain)
        results[str(side)] = {
            "recall": {name: shares(k, n) for name, (k, n) in read.items()},
            "photos_with_words": shares(wordy, len(plain)),
            "milliseconds_plain": round((time.process_time() - start) / len(plain) * 1e3, 1),
        }
    return results


def cases(wanted: str, every: int) -> Iterator[tuple[Pixels, str, tuple[str, ...]]]:
    """Photos with a text written on each, the text, and the groups that the case counts in, its kind first."""
    dice = np.random.default_rng(SEED)
    kinds = list(TEXTS)
    for number, (_, photo) in enumerate(photos(wanted, every)):
        kind = kinds[number % len(kinds)]
        text = str(dice.choice(TEXTS[kind]))
        height, look, turn = float(dice.choice(HEIGHTS)), str(dice.choice(LOOKS)), int(dice.choice(TURNS))
        pixels = written(enlarged(photo, PHOTO_SIDE), text, kind, height, look, turn, dice)
        group = (kind,) if kind in UNREAD else (kind, f"{height:.1%} high", look, f"turned by {turn}°")
        yield pixels, text, group


def written(
    photo: Pixels, text: str, kind: str, share: float, look: str, turn: int, dice: np.random.Generator
) -> Pixels:
    """The photo with the text on it, its letters so high, cut to what fits."""
    height, width = photo.shape[:2]
    face = {"Chinese": "cjk", "Japanese": "cjk", "Korean": "cjk", "Thai": "thai"}.get(kind)
    face = face or (
        "sans"
        if kind in ("Cyrillic", "Vietnamese", "German, French")
        else str(dice.choice(["sans", "serif", "narrow"]))
    )
    size = round(share * max(height, width) * 1.35)  # a capital is about three quarters of a font's size
    font = ImageFont.truetype(FONTS[face], size)
    wide = font.getlength(text)
    if wide > 0.92 * width:
        font = ImageFont.truetype(FONTS[face], int(size * 0.92 * width / wide))
    layer_size = (int(font.getlength(text)) + 12, int(font.size * 1.5) + 8)
    place = [int(dice.uniform(0, max(1, side - own))) for side, own in zip((width, height), layer_size, strict=True)]
    ink = inks(photo, place, layer_size, look, dice)
    layer = Image.new("RGBA", layer_size, (*ink, 0))
    edge = {"stroke_width": max(1, int(font.size / 14)), "stroke_fill": (0, 0, 0, 255)} if look == "outlined" else {}
    alpha = 130 if look == "half transparent" else 255
    ImageDraw.Draw(layer).text((6, 2), text, font=font, fill=(*ink, alpha), **edge)
    layer = layer.rotate(turn, expand=True, resample=Image.Resampling.BICUBIC)
    layer.thumbnail((width, height))
    sheet = Image.fromarray(photo)
    corner = [
        min(start, max(0, side - own)) for start, side, own in zip(place, (width, height), layer.size, strict=True)
    ]
    sheet.paste(layer, tuple(corner), layer)
    return saved(np.asarray(sheet), 35 if look == "poor JPEG" else 80)


def inks(
    photo: Pixels, place: list[int], size: tuple[int, int], look: str, dice: np.random.Generator
) -> tuple[int, int, int]:
    """A colour that a seller would write with there: light on dark ground and dark on light ground."""
    part = photo[place[1] : place[1] + size[1], place[0] : place[0] + size[0]]
    light = float(part.mean()) < 128 or look == "outlined"
    if look == "coloured":
        ink = np.roll((255, 220, 60) if light else (210, 20, 30), dice.integers(3))
    else:
        ink = dice.integers(210, 256, 3) if light else dice.integers(0, 60, 3)
    red, green, blue = (int(step) for step in ink)
    return red, green, blue


def squeezed(text: str) -> str:
    """The text without spaces and case: what matchers fold anyway."""
    return "".join(text.casefold().split())


def main() -> int:
    """Measure both halves, print and write; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=2, help="of the photos, each so-manieth is written on")
    parser.add_argument("--sides", type=int, nargs="+", default=[SIDE], help="longest sides in pixels to read at")
    parser.add_argument("--halves", nargs="+", default=list(HALVES))
    parser.add_argument("--out", type=Path, help="where the figures are written as JSON")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    results = {wanted: measure(wanted, arguments.every, tuple(arguments.sides)) for wanted in arguments.halves}
    for wanted, of_sides in results.items():
        for side, result in of_sides.items():
            print(f"{wanted}, side {side}: {result['milliseconds_plain']} ms a photo without our text")
            print_shares({"photos in which words are seen": result["photos_with_words"], **result["recall"]})
    write(results, arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Measures the reading of QR and bar codes: made codes on real photos, and real photos without any."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import zxingcpp
from halves import HALVES
from photos import Pixels, collages, photos, saved
from picture_figures import print_shares, shares, write

from guildmark.pictures.codes import read_codes

TEXTS = (
    ("QRCode", "https://wa.example/390001234567"),
    ("QRCode", "wxid_orvane88 +86 000 1234 5678"),
    ("EAN13", "4006381333931"),
)
MODULES = (1.5, 2.0, 3.0, 4.0)  # pixels a module: 29 modules and the margin around make 56 to 150 pixels of 640
LOOKS = ("upright", "quarter turn", "turned 20°", "in perspective", "light on dark", "poor JPEG")
SEED = 5


def measure(wanted: str, every: int) -> dict[str, Any]:
    """Codes that are read among those that were put on photos of a half, and codes that are read where none are."""
    read: dict[str, list[int]] = {}
    for pixels, text, group in cases(wanted, every):
        found = any(code.text == text for code in read_codes(pixels))
        for name in group:
            counts = read.setdefault(name, [0, 0])
            counts[0] += found
            counts[1] += 1
    plain = [pixels for _, pixels in (*photos(wanted), *collages(wanted))]
    start = time.process_time()
    alarms = sum(bool(read_codes(pixels)) for pixels in plain)
    return {
        "recall": {name: shares(k, n) for name, (k, n) in read.items()},
        "false_alarms": shares(alarms, len(plain)),
        "milliseconds": round((time.process_time() - start) / len(plain) * 1e3, 2),
    }


def cases(wanted: str, every: int) -> Iterator[tuple[Pixels, str, tuple[str, str, str]]]:
    """Photos with a code on each, what it says, and the groups that the case counts in."""
    dice = np.random.default_rng(SEED)
    for _, photo in photos(wanted, every):
        for kind, text in TEXTS:
            code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat[kind]).to_image(scale=8)
            size, look = float(dice.choice(MODULES)), str(dice.choice(LOOKS))
            yield put_on(photo, np.asarray(code), size, look, dice), text, (kind, f"{size} pixels a module", look)


def put_on(photo: Pixels, code: Pixels, module_pixels: float, look: str, dice: np.random.Generator) -> Pixels:
    """The photo with the code printed on it, its module so many pixels wide, after a JPEG of quality 80 or 40."""
    scale = module_pixels / 8
    height, width = code.shape[0] * scale, code.shape[1] * scale
    turn = {"quarter turn": 90.0, "turned 20°": 20.0}.get(look, 0.0)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]])
    if look == "in perspective":
        corners *= 1 + dice.uniform(-0.12, 0.12, corners.shape)
    angle = np.deg2rad(turn)
    corners = corners @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners -= corners.min(axis=0)
    room = np.array(photo.shape[1::-1]) - corners.max(axis=0)
    corners += dice.uniform(0, 1, 2) * np.maximum(room, 0)
    source = np.array([[0, 0], [code.shape[1], 0], code.shape[1::-1], [0, code.shape[0]]], dtype=np.float32)
    ink = 255 - code if look == "light on dark" else code
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    # Made large and reduced, so that each pixel is the mean of what it covers, as on a sensor.
    larger = np.diag([3.0, 3.0, 1.0]) @ matrix
    high, wide = photo.shape[0] * 3, photo.shape[1] * 3
    drawn = cv2.warpPerspective(ink, larger, (wide, high), borderValue=0)
    mask = cv2.warpPerspective(np.full_like(ink, 255), larger, (wide, high))
    drawn, mask = (cv2.resize(layer, photo.shape[1::-1], interpolation=cv2.INTER_AREA) for layer in (drawn, mask))
    share = mask[..., np.newaxis] / 255
    mixed = photo * (1 - share) + drawn[..., np.newaxis] * (mask[..., np.newaxis] > 0)
    return saved(np.clip(mixed, 0, 255).astype(np.uint8), 40 if look == "poor JPEG" else 80)


def main() -> int:
    """Measure both halves, print and write; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=4, help="of the photos, each so-manieth gets codes")
    parser.add_argument("--out", type=Path, help="where the figures are written as JSON")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    results = {wanted: measure(wanted, arguments.every) for wanted in HALVES}
    for wanted, result in results.items():
        print(f"{wanted}: {result['milliseconds']} ms a picture")
        print_shares({"false alarms": result["false_alarms"], **result["recall"]})
    write(results, arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

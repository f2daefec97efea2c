"""Measures how hidden parts of copies are found: marks on real photos covered or blurred, and plain copies."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from halves import HALVES
from logos_on_photos import Placed, logos, put
from photos import Pixels, photos, saved
from picture_figures import counted, print_shares, write

from guildmark.pictures.boxes import Box
from guildmark.pictures.covered import BLURRED, COVERED, hidden_part
from guildmark.pictures.figurative import overlap

SEED = 41
BEYOND = 0.06  # of the mark's longest side is hidden around it
SAME_PLACE = 0.2  # overlap over union: boxes of patches of some tens of pixels
Edit = Callable[[Pixels, np.random.Generator], Pixels]


def measure(wanted: str, every: int) -> dict[str, Any]:
    """Hidden marks that are found at their place, by how they were hidden and what was done to the copy besides."""
    found: dict[str, list[bool]] = {}
    kinds: dict[str, list[bool]] = {}
    dice = np.random.default_rng(SEED)
    seconds, pairs = 0.0, 0
    inks, edits = list(logos(wanted).values()), list(EDITS)
    previous: Pixels | None = None
    for number, (_, photo) in enumerate(photos(wanted, every)):
        placed = put(photo, inks[number % len(inks)], "plain", dice)
        official = placed.pixels
        for name, hidden, box in hidings(placed, dice):
            edit = edits[int(dice.integers(len(edits)))]
            part, taken = timed(official, EDITS[edit](hidden, dice))
            seconds, pairs = seconds + taken, pairs + 1
            right = part is not None and overlap(part.official_box, box) >= SAME_PLACE
            found.setdefault(name, []).append(right)
            found.setdefault(f"any way, copy {edit}", []).append(right)
            if part is not None and right:
                kinds.setdefault(f"kind of {name}", []).append(part.kind == (COVERED if name in COVERS else BLURRED))
        for edit, change in EDITS.items():
            alarm = hidden_part(official, change(official, dice)) is not None
            found.setdefault(f"false alarm: copy {edit}", []).append(alarm)
            found.setdefault("false alarm: any copy", []).append(alarm)
        if previous is not None:
            found.setdefault("false alarm: another photo", []).append(hidden_part(previous, official) is not None)
        previous = official
    milliseconds = round(seconds / max(pairs, 1) * 1e3, 1)
    return {"found": counted(dict(sorted(found.items()))), "kind": counted(kinds), "milliseconds": milliseconds}


def timed(official: Pixels, copy: Pixels) -> tuple[Any, float]:
    """The hidden part and the seconds of processor time that it took."""
    start = time.process_time()
    return hidden_part(official, copy), time.process_time() - start


def hidings(placed: Placed, dice: np.random.Generator) -> Iterator[tuple[str, Pixels, Box]]:
    """The photo with its mark hidden in each way, a little beyond its box, and the box that was hidden."""
    height, width = placed.pixels.shape[:2]
    left, top, right, bottom = (int(share * side) for share, side in zip(placed.box, (width, height) * 2, strict=True))
    beyond = int(BEYOND * max(right - left, bottom - top))
    left, top = max(left - beyond, 0), max(top - beyond, 0)
    right, bottom = min(right + beyond, width), min(bottom + beyond, height)
    area = np.s_[top:bottom, left:right]
    for name, hide in HIDINGS.items():
        pixels = placed.pixels.copy()
        pixels[area] = hide(placed.pixels[area], dice)
        yield name, pixels, (left / width, top / height, right / width, bottom / height)


def blurred(part: Pixels, dice: np.random.Generator) -> Pixels:
    """Blurred until letters of a fifth of its height are gone."""
    return np.asarray(cv2.GaussianBlur(part, (0, 0), max(4.0, part.shape[0] / 6)))


def pixelated(part: Pixels, dice: np.random.Generator) -> Pixels:
    """A mosaic of about five rows."""
    rows = int(dice.integers(4, 7))
    columns = max(1, round(rows * part.shape[1] / part.shape[0]))
    small = cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, part.shape[1::-1], interpolation=cv2.INTER_NEAREST))


def barred(part: Pixels, dice: np.random.Generator) -> Pixels:
    """Under a bar of one colour."""
    return np.broadcast_to(dice.integers(0, 256, 3).astype(np.uint8), part.shape)


def stickered(part: Pixels, dice: np.random.Generator) -> Pixels:
    """Under a round sticker of two colours."""
    out = part.copy()
    middle = (part.shape[1] // 2, part.shape[0] // 2)
    outer, inner = (tuple(int(step) for step in dice.integers(0, 256, 3)) for _ in range(2))
    cv2.ellipse(out, (middle, (part.shape[1], part.shape[0]), 0), outer, -1)
    cv2.ellipse(out, (middle, (part.shape[1] * 0.6, part.shape[0] * 0.6), 0), inner, -1)
    return out


def filled_in(part: Pixels, dice: np.random.Generator) -> Pixels:
    """Painted over with what stands around it, as tools for retouching do."""
    mask = np.zeros(part.shape[:2], dtype=np.uint8)
    mask[3:-3, 3:-3] = 255
    return np.asarray(cv2.inpaint(np.ascontiguousarray(part), mask, 3, cv2.INPAINT_TELEA))


def cropped(photo: Pixels, dice: np.random.Generator) -> Pixels:
    """Cut by up to 12 % on each side and brought back to its size."""
    height, width = photo.shape[:2]
    left, top, right, bottom = dice.uniform(0, 0.12, 4)
    cut = photo[int(top * height) : int((1 - bottom) * height), int(left * width) : int((1 - right) * width)]
    return saved(np.asarray(cv2.resize(cut, (width, height))), 80)


def framed(photo: Pixels, dice: np.random.Generator) -> Pixels:
    """A frame of one colour around it."""
    wide = int(dice.uniform(0.03, 0.1) * max(photo.shape))
    colour = tuple(int(step) for step in dice.integers(0, 256, 3))
    return saved(cv2.copyMakeBorder(photo, wide, wide, wide, wide, cv2.BORDER_CONSTANT, value=colour), 80)


def recoloured(photo: Pixels, dice: np.random.Generator) -> Pixels:
    """Other brightness, contrast and warmth."""
    gain = dice.uniform(0.75, 1.2) * dice.uniform(0.9, 1.1, 3)
    return saved(np.clip((photo - 128.0) * gain + 128 + dice.uniform(-25, 25), 0, 255).astype(np.uint8), 80)


def smaller(photo: Pixels, dice: np.random.Generator) -> Pixels:
    """At 40 to 70 % of its size."""
    share = dice.uniform(0.4, 0.7)
    return saved(np.asarray(cv2.resize(photo, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)), 75)


def tilted(photo: Pixels, dice: np.random.Generator) -> Pixels:
    """Turned by up to 6°."""
    height, width = photo.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), dice.uniform(-6, 6), 1.0)
    return saved(cv2.warpAffine(photo, turn, (width, height), borderMode=cv2.BORDER_REPLICATE), 80)


def slanted(photo: Pixels, dice: np.random.Generator) -> Pixels:
    """With each corner drawn in by up to 10 % of its side, as photos of a screen or a page are."""
    height, width = photo.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    inward = np.sign(np.array([width, height]) / 2 - corners) * dice.uniform(0, 0.1, (4, 2)) * (width, height)
    turn = cv2.getPerspectiveTransform(corners, (corners + inward).astype(np.float32))
    return saved(cv2.warpPerspective(photo, turn, (width, height), borderMode=cv2.BORDER_REPLICATE), 80)


HIDINGS: dict[str, Edit] = {
    "blurred": blurred,
    "pixelated": pixelated,
    "under a bar": barred,
    "under a sticker": stickered,
    "retouched": filled_in,
}
COVERS = ("under a bar", "under a sticker", "retouched")
EDITS: dict[str, Edit] = {
    "saved again": lambda photo, dice: saved(photo, 75),
    "saved poorly": lambda photo, dice: saved(photo, 35),
    "cropped": cropped,
    "framed": framed,
    "recoloured": recoloured,
    "smaller": smaller,
    "tilted": tilted,
    "seen from the side": slanted,
    "mirrored": lambda photo, dice: saved(np.ascontiguousarray(photo[:, ::-1]), 80),
}


def main() -> int:
    """Measure, print and write; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=12, help="of the photos, each so-manieth is used")
    parser.add_argument("--halves", nargs="+", default=list(HALVES))
    parser.add_argument("--out", type=Path, help="where the figures are written as JSON")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    results = {wanted: measure(wanted, arguments.every) for wanted in arguments.halves}
    for wanted, result in results.items():
        print(f"{wanted}: {result['milliseconds']} ms a pair")
        print_shares({**result["found"], **result["kind"]})
    write(results, arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

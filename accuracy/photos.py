"""Real photos of goods to write, print and cover things on: which are at hand, and in which half each is."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from halves import half
from PIL import Image
from sets import data_folder

from guildmark.pictures import decode_small

Pixels = npt.NDArray[np.uint8]
SIDE = 640  # pixels: where `decode_small` leaves most pictures
COLLAGE = 3  # thumbnails along each side of a collage, which is as sharp as a photo of that size

SHARP = ("imagededup_images/base_images", "pdq_images/reg-test-input/labelme-subset")
THUMBNAILS = "livostyle/thumbnails"


def photos(wanted: str, every: int = 1) -> Iterator[tuple[str, Pixels]]:
    """Names and pixels of the photos of a half, by the hash of their names; thumbnails are enlarged."""
    for path in paths(wanted)[::every]:
        yield path.stem, enlarged(pixels_of(path), SIDE)


def collages(wanted: str, every: int = 1) -> Iterator[tuple[str, Pixels]]:
    """Nine thumbnails each, side by side and not enlarged: small things, many edges, as sharp as photos are."""
    thumbnails = [path for path in paths(wanted) if path.parent.name == "thumbnails"]
    size = COLLAGE * COLLAGE
    for start in range(0, len(thumbnails) - size + 1, size * every):
        chosen = [Image.fromarray(pixels_of(path)).resize((213, 213)) for path in thumbnails[start : start + size]]
        sheet = Image.new("RGB", (COLLAGE * 213, COLLAGE * 213))
        for place, image in enumerate(chosen):
            sheet.paste(image, (place % COLLAGE * 213, place // COLLAGE * 213))
        yield thumbnails[start].stem, np.asarray(sheet)


def paths(wanted: str) -> list[Path]:
    """The files of a half, in a fixed order; names that differ in their last number only are one product."""
    found = [path for folder in (*SHARP, THUMBNAILS) for path in sorted((data_folder() / folder).glob("*.jp*g"))]
    return [path for path in found if half(re.sub(r"-\d+$", "", path.stem)) == wanted]


def pixels_of(path: Path) -> Pixels:
    """A photo as the scan decodes it."""
    pixels = decode_small(path.read_bytes())
    assert isinstance(pixels, np.ndarray), f"{path} cannot be decoded"
    return pixels


def saved(pixels: Pixels, quality: int) -> Pixels:
    """The picture as it comes back from a JPEG of this quality."""
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "JPEG", quality=quality)
    return np.asarray(Image.open(data).convert("RGB"))


def enlarged(pixels: Pixels, side: int) -> Pixels:
    """The photo with its longest side as asked, unless it is larger already."""
    height, width = pixels.shape[:2]
    if max(height, width) >= side:
        return pixels
    scale = side / max(height, width)
    size = (round(width * scale), round(height * scale))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))

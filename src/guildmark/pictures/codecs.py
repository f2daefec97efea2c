"""What needs the picture libraries: decoding JPEGs at a fast scale, any other kind, and writing thumbnails."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import simplejpeg
from PIL import Image, ImageFile

from guildmark.guard.refused import RefusedError
from guildmark.pictures.containers import Claim
from guildmark.pictures.pdq_hash import Pixels
from guildmark.pictures.refused import check_size

JPEG_EIGHTHS = (1, 2, 4, 8)  # scales at which the decoder has fast paths
THUMBNAIL_QUALITY = 80
STRIP_ROWS = 256
ALLOWED_BEFORE = ImageFile.LOAD_TRUNCATED_IMAGES
WHITE = (255, 255, 255)


def decode_jpeg(data: bytes, claim: Claim, side: int) -> Pixels | None:
    """A JPEG at the smallest fast scale that keeps `side`; null when its colours need the other decoder."""
    height, width, colours, _ = simplejpeg.decode_jpeg_header(data, strict=False)
    if (width, height) != (claim.width, claim.height):
        raise RefusedError(f"the JPEG claims {claim.width} × {claim.height} pixels, and then {width} × {height}")
    if colours in ("CMYK", "YCCK"):
        return None
    longest = max(height, width)
    scale = next((scale for scale in JPEG_EIGHTHS if scaled(longest, scale) >= side), JPEG_EIGHTHS[-1])
    pixels: Pixels = simplejpeg.decode_jpeg(
        data, min_height=scaled(height, scale), min_width=scaled(width, scale), strict=False
    )
    if max(pixels.shape[:2]) >= 2 * side:
        pixels = np.asarray(reduced(Image.fromarray(pixels), side), dtype=np.uint8)
    return turned(pixels, claim.orientation)


def decode_other(claim: Claim, side: int) -> Pixels:
    """Any other kind of picture: only the decoder of its own kind is opened, on the parts that make pixels."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of many pixels; ours are refused
        with Image.open(io.BytesIO(claim.data), formats=[claim.form]) as image:
            check_size(*image.size)
            image.draft(None, (side, side))  # of a JPEG in the colours of print; the other kinds have no scales
            with truncated_allowed():
                image.load()
            pixels = np.asarray(on_white(reduced(averaged(image), side)), dtype=np.uint8)
            return turned(pixels, claim.orientation)


def encode_thumbnail(pixels: Pixels, side: int) -> bytes:
    """A JPEG of the pixels with no side longer than `side`."""
    image = Image.fromarray(pixels)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    small = np.ascontiguousarray(image, dtype=np.uint8)
    encoded: bytes = simplejpeg.encode_jpeg(small, quality=THUMBNAIL_QUALITY, colorspace="RGB")
    return encoded


def averaged(image: Image.Image) -> Image.Image:
    """The picture in a form whose pixels may be averaged: no palette, no single bits, at most 8 bits a colour."""
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(eight_bits(np.asarray(image)))
    if "transparency" in image.info or image.mode == "PA":
        return image.convert("RGBA")
    return image.convert({"P": "RGB", "1": "L"}[image.mode]) if image.mode in ("P", "1") else image


def on_white(image: Image.Image) -> Image.Image:
    """The picture in red, green and blue; what is transparent becomes white."""
    if image.mode in ("RGBA", "LA", "La", "RGBa"):
        layered = image.convert("RGBA")
        ground = Image.new("RGB", layered.size, WHITE)
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    return image.convert("RGB")


def eight_bits(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Grey values of 16 or more bits, brought to 8 strip by strip, so that no copy of the whole is wider."""
    top = float(np.nan_to_num(values.max(initial=0), posinf=0.0))
    scale = 255 / 65_535 if top > 255 else 1.0
    scale = 255 / top if top > 65_535 else scale
    small = np.empty(values.shape, np.uint8)
    for first in range(0, len(values), STRIP_ROWS):
        strip = np.nan_to_num(values[first : first + STRIP_ROWS]) * scale
        small[first : first + STRIP_ROWS] = strip.clip(0, 255)
    return small


def reduced(image: Image.Image, side: int) -> Image.Image:
    """The picture divided by the largest whole number that keeps `side`."""
    divisor = max(image.size) // side
    return image.reduce(divisor) if divisor > 1 else image


def turned(pixels: Pixels, orientation: int) -> Pixels:
    """The picture upright. Source: Exif 2.32, tag 0x0112."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def scaled(length: int, eighths: int) -> int:
    """A side's length at so many eighths, as the JPEG decoder rounds it."""
    return -(-length * eighths // 8)


_truncated = Lock()
_truncating = 0


@contextmanager
def truncated_allowed() -> Iterator[None]:
    """Let the decoder give what is there of a picture that ends early, as browsers do; also in several threads."""
    global _truncating  # noqa: PLW0603 - the library's switch is global too: the first sets it, the last resets it
    with _truncated:
        _truncating += 1
        ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        with _truncated:
            _truncating -= 1
            ImageFile.LOAD_TRUNCATED_IMAGES = _truncating > 0 or ALLOWED_BEFORE

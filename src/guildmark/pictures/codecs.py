"""What needs the picture libraries: decoding JPEGs at a fast scale, any other kind, and writing thumbnails."""

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import simplejpeg
from PIL import Image, ImageFile, ImageOps

from guildmark.pictures.pdq_hash import Pixels

MOST_PIXELS = 50_000_000  # 150 MB as red, green and blue; more is refused before it is decoded
EXIF_START = b"Exif\x00\x00"
EXIF_WITHIN = 65_536  # bytes from the start in which cameras write it
MOST_EXIF_ENTRIES = 200  # in the first directory; cameras write about a dozen
ORIENTATION = 0x0112  # the tag of Exif 2.32 that says how the picture is turned
JPEG_EIGHTHS = (1, 2, 4, 8)  # scales at which the decoder has fast paths
THUMBNAIL_QUALITY = 80
WHITE = (255, 255, 255)


class TooManyPixelsError(Exception):
    """The header claims more pixels than are decoded."""


def decode_jpeg(data: bytes, side: int) -> Pixels | None:
    """A JPEG at the smallest fast scale that keeps `side`; null when its colours need the other decoder."""
    height, width, colours, _ = simplejpeg.decode_jpeg_header(data, strict=False)
    check_size(width, height)
    if colours in ("CMYK", "YCCK"):
        return None
    longest = max(height, width)
    scale = next((scale for scale in JPEG_EIGHTHS if scaled(longest, scale) >= side), JPEG_EIGHTHS[-1])
    pixels: Pixels = simplejpeg.decode_jpeg(
        data, min_height=scaled(height, scale), min_width=scaled(width, scale), strict=False
    )
    if max(pixels.shape[:2]) >= 2 * side:
        pixels = np.asarray(reduced(Image.fromarray(pixels), side), dtype=np.uint8)
    return turned(pixels, orientation_of(data))


def decode_other(data: bytes, side: int) -> Pixels:
    """Any other kind of picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of many pixels; ours are refused
        with Image.open(io.BytesIO(data)) as image:
            check_size(*image.size)
            with truncated_allowed():
                image.load()
            upright = ImageOps.exif_transpose(image)
            return np.asarray(reduced(on_white(upright), side), dtype=np.uint8)


def encode_thumbnail(pixels: Pixels, side: int) -> bytes:
    """A JPEG of the pixels with no side longer than `side`."""
    image = Image.fromarray(pixels)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    small = np.ascontiguousarray(image, dtype=np.uint8)
    encoded: bytes = simplejpeg.encode_jpeg(small, quality=THUMBNAIL_QUALITY, colorspace="RGB")
    return encoded


def on_white(image: Image.Image) -> Image.Image:
    """The picture in red, green and blue; what is transparent becomes white."""
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(eight_bits(np.asarray(image))).convert("RGB")
    if ("A" in image.mode.upper() and image.mode != "LAB") or "transparency" in image.info:
        layered = image.convert("RGBA")
        ground = Image.new("RGB", layered.size, WHITE)
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    return image.convert("RGB")


def eight_bits(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Grey values of 16 or more bits, brought to 8."""
    top = float(values.max(initial=0))
    scale = 255 / 65_535 if top > 255 else 1.0
    scale = 255 / top if top > 65_535 else scale
    return (values * scale).clip(0, 255).astype(np.uint8)


def reduced(image: Image.Image, side: int) -> Image.Image:
    """The picture divided by the largest whole number that keeps `side`."""
    divisor = max(image.size) // side
    return image.reduce(divisor) if divisor > 1 else image


def orientation_of(data: bytes) -> int:
    """How a JPEG says that it is turned, 1 to 8; 1 when it says nothing or nonsense.

    Source: Exif 2.32: after the marker a TIFF header, then the entries of its first directory, of 12 bytes each.
    """
    start = data.find(EXIF_START, 0, EXIF_WITHIN) + len(EXIF_START)
    order = {b"II": "<", b"MM": ">"}.get(data[start : start + 2]) if start >= len(EXIF_START) else None
    if order is None:
        return 1
    try:
        directory = start + struct.unpack_from(f"{order}I", data, start + 4)[0]
        count = min(struct.unpack_from(f"{order}H", data, directory)[0], MOST_EXIF_ENTRIES)
        for place in range(directory + 2, directory + 2 + 12 * count, 12):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", data, place)
            if tag == ORIENTATION:
                return int(value)
    except struct.error:  # cut short or nonsense: broken metadata must not cost the picture
        return 1
    return 1


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


def check_size(width: int, height: int) -> None:
    """Refuse what would fill the memory."""
    if width * height > MOST_PIXELS:
        raise TooManyPixelsError(f"the picture claims {width * height:,} pixels; at most {MOST_PIXELS:,} are decoded")


@contextmanager
def truncated_allowed() -> Iterator[None]:
    """Let the decoder give what is there of a picture that ends early, as browsers do."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before

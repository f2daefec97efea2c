"""Decoding pictures small and safely: bytes from strangers become a few hundred pixels, or a reason why not."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from guildmark.pictures.pdq_hash import Pixels
from guildmark.records import InputError

JPEG_START = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Why bytes did not become a picture."""

    reason: str


def available() -> bool:
    """Tell whether the picture libraries (the extra `images`) are installed."""
    return find_spec("PIL") is not None and find_spec("simplejpeg") is not None


def decode_small(data: bytes, side: int = 512) -> Pixels | Undecodable:
    """The picture with its longest side from `side` to just under twice that, or as it is when it is smaller.

    Upright, on white, its first frame; a truncated picture gives what is there. Bad bytes never raise.
    Shapes: (height, width, 3) uint8. Errors: InputError when the picture libraries are missing.

    The spare pixels are left in on purpose: the decoder's own scales cost nothing, while bringing the picture to
    exactly 512 doubles the time and moves a hash by up to 18 bits, against 4.
    """
    codecs = picture_codecs()
    if not data:
        return Undecodable("the picture is empty")
    try:
        pixels: Pixels | None = codecs.decode_jpeg(data, side) if data.startswith(JPEG_START) else None
        return pixels if pixels is not None else codecs.decode_other(data, side)
    except codecs.TooManyPixelsError as error:
        return Undecodable(str(error))
    except Exception as error:  # decoders raise many kinds for bytes that are no picture
        return Undecodable(f"the picture is damaged or of an unknown kind: {error}")


def thumbnail_jpeg(data: bytes, side: int = 160) -> bytes | Undecodable:
    """A small JPEG of the picture, its longest side at most `side` pixels, without any metadata."""
    pixels = decode_small(data, side)
    if isinstance(pixels, Undecodable):
        return pixels
    return small_jpeg(pixels, side)


def small_jpeg(pixels: Pixels, side: int) -> bytes:
    """The pixels as a JPEG, its longest side at most `side` pixels. Shapes: (height, width, 3)."""
    encoded: bytes = picture_codecs().encode_thumbnail(pixels, side)
    return encoded


@cache
def picture_codecs() -> Any:
    """The module that uses the picture libraries, imported on first use so that the engine runs without them."""
    if not available():
        raise InputError("pictures cannot be read: the picture libraries are missing. Install guildmark[images].")
    return import_module("guildmark.pictures.codecs")

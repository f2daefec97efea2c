"""QR and bar codes in pictures: text, kind and place, so that what one says is read like any other text."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from guildmark.pictures.boxes import box_of_points
from guildmark.pictures.pdq_hash import Pixels
from guildmark.records import Box, InputError

MOST_CODES = 16  # of one picture; a sheet of labels has more and says nothing new
LONGEST_TEXT = 1_000  # characters; addresses and cards of contact are shorter, the fullest QR code has 4,296
MOST_SIDE = 2_048  # pixels; `decode_small` gives less, and of more only every second or third line is looked at
LEAST_SIDE = 11  # pixels; the smallest code has as many modules
PRODUCT_NUMBERS = ("EAN-13", "EAN-8", "UPC-E")  # UPC-A is an EAN-13 that begins with 0, and is given as one


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read: what it says, of which kind it is, and where it stands.

    `symbology` is one of PRODUCT_NUMBERS, `QR Code` or `Micro QR Code`.
    """

    text: str
    symbology: str
    box: Box

    @property
    def is_product_number(self) -> bool:
        """Tell whether the text is the GTIN of a product rather than an address or a message."""
        return self.symbology in PRODUCT_NUMBERS


def codes_available() -> bool:
    """Tell whether the reader of codes (the extra `images`) is installed."""
    return find_spec("zxingcpp") is not None


def read_codes(pixels: Pixels) -> tuple[Code, ...]:
    """The codes of a picture from top to bottom, each text once; empty when there are none.

    Given are texts that can be printed, lines joined by spaces, cut to LONGEST_TEXT. Other kinds than QR codes and
    product numbers are not looked for: they number parcels and parts, and looking for all doubles the time.
    Shapes: pixels (height, width, 3) uint8. Errors: InputError when the reader is missing.
    """
    reader, options = code_reader()
    step = -(-max(pixels.shape[:2]) // MOST_SIDE)
    small = np.ascontiguousarray(pixels[::step, ::step])
    height, width = small.shape[:2]
    if min(height, width) < LEAST_SIDE:
        return ()
    try:
        found = reader.read_barcodes(small, **options)
    except (RuntimeError, ValueError):  # what the reader makes of hostile pixels costs the codes, not the scan
        return ()
    codes: dict[tuple[str, str], Code] = {}
    for barcode in found:
        text, kind = printable(barcode.text), str(barcode.format)
        if text:
            codes.setdefault((text, kind), Code(text, kind, box_of_points(corners(barcode), width, height)))
    return tuple(sorted(codes.values(), key=lambda code: (code.box[1], code.box[0], code.text))[:MOST_CODES])


def printable(text: str) -> str:
    """The text on one line, or nothing when it holds what cannot be printed: bytes of some app's own."""
    line = " ".join(text[:LONGEST_TEXT].split())
    return "" if any(unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") for sign in line) else line


def corners(barcode: Any) -> list[tuple[int, int]]:
    """The four corners of a code in pixels."""
    place = barcode.position
    return [(c.x, c.y) for c in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)]


@cache
def code_reader() -> tuple[Any, dict[str, Any]]:
    """The library and how it is asked, imported on first use so that the engine runs without it.

    Measured by accuracy/codes_in_pictures.py: light codes on dark ground cost nothing to look for; bar codes turned by
    90° cost as much again as all the rest (QR codes are found in any turn); a smaller picture too shows none more.
    """
    if not codes_available():
        raise InputError("codes in pictures cannot be read: the reader is missing. Install guildmark[images].")
    zxing = import_module("zxingcpp")
    kinds = zxing.BarcodeFormat
    return zxing, {
        "formats": [kinds.QRCode, kinds.MicroQRCode, kinds.EANUPC],
        "text_mode": zxing.TextMode.Plain,  # the default writes control characters out as words
        "try_rotate": False,
        "try_downscale": False,
        "try_invert": True,
    }

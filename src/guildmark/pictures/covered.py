"""A part of a copied picture that was covered or blurred: found by holding the copy against the official picture."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from guildmark.pictures.pdq_hash import Pixels
from guildmark.records import Box, InputError

KIND = "hidden 1"  # counts up when hidden parts are found in another way
COVERED, BLURRED = "covered", "blurred"  # something else stands there; or the same without its detail, as mosaics too


@dataclass(frozen=True, slots=True)
class HiddenPart:
    """A compact part of a copy whose detail in the official picture is gone.

    `kind` is COVERED or BLURRED; `box` is in the copy, `official_box` in the official picture; `share` is the part's
    share of the official picture's area that the copy shows; `mirrored` tells that the copy is the mirror image.
    """

    kind: str
    box: Box
    official_box: Box
    share: float
    mirrored: bool


def hiding_available() -> bool:
    """Tell whether the library for it (the extra `closer`) is installed."""
    return find_spec("cv2") is not None


def hidden_part(official: Pixels, copy: Pixels) -> HiddenPart | None:
    """The largest part of a copy that was covered, blurred or pixelated, or null when there is none.

    It is meant for a picture that is known to be a copy, whole or cut, recompressed, recoloured, framed, mirrored
    or seen from the side;
    for one that is not, and for pictures with too little detail to be laid over one another, there is none.
    Text written over detail counts as covering it. What was plain in the official picture hides nothing. How the
    thresholds were set and what is missed: docs/decisions/hidden-parts-need-the-official-picture.md
    Shapes: both (height, width, 3) uint8. Errors: InputError when the library is missing.
    """
    found: HiddenPart | None = overlay_tools().compare(official, copy)
    return found


@cache
def overlay_tools() -> Any:
    """The module that uses the library, imported on first use so that the engine runs without it."""
    if not hiding_available():
        raise InputError("pictures cannot be laid over one another: OpenCV is missing. Install guildmark[closer].")
    return import_module("guildmark.pictures.overlay")

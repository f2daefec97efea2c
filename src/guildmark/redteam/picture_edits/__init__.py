"""What sellers do to a picture that they borrow or take: each edit takes an image and a strength."""

import warnings
from collections.abc import Sequence
from functools import partial
from io import BytesIO

from PIL import Image

from guildmark.redteam.dice import Dice
from guildmark.redteam.picture_edits.coloured import recoloured, relit
from guildmark.redteam.picture_edits.covered import (
    blurred_region,
    contact_written,
    covered_mark,
    qr_contact,
    text_over,
    watermark,
    written_mark,
)
from guildmark.redteam.picture_edits.framed import bordered, collage, screenshot
from guildmark.redteam.picture_edits.kinds import Edit
from guildmark.redteam.picture_edits.placed import cropped, mirrored, perspective, quarter_turn, small_turn
from guildmark.redteam.picture_edits.saved import blurred, recompressed, resized, sharpened

__all__ = ["EDITS", "Edit", "combined", "edited_picture", "opened", "saved", "written_mark"]

QUALITY = 85  # of the JPEG in which an edited picture is saved
MOST_PIXELS = 50_000_000  # as many as a scan decodes
LONGEST_SIDE = 1600  # pixels; shops show no more

EDITS: dict[str, Edit] = {
    "recompressed": recompressed,
    "resized": resized,
    "cropped": cropped,
    "mirrored": mirrored,
    "bordered": bordered,
    "small-turn": small_turn,
    "quarter-turn": quarter_turn,
    "perspective": perspective,
    "screenshot": screenshot,
    "collage": collage,
    "text-over-picture": text_over,
    "watermark": watermark,
    "recoloured": recoloured,
    "relit": relit,
    "blurred": blurred,
    "sharpened": sharpened,
    "covered-mark": covered_mark,
    "blurred-region": blurred_region,
    "contact-in-picture": contact_written,
    "qr-contact": qr_contact,
}
"""The edits by their stable names. People still recognise each; sides stay within 0.4 to 1.1 of the longer one."""


def combined(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Three different edits, one upon the other, each at a strength of its own up to the given one."""
    for name in dice.sample([name for name in EDITS if name not in ("combined", "collage", "screenshot")], 3):
        image = EDITS[name](image, dice, strength * dice.between(0.5, 1))
    return image


EDITS["combined"] = combined


def edited_picture(slug: str, data: bytes, dice: Dice, strength: float, others: Sequence[bytes] = ()) -> bytes:
    """A picture's bytes after an edit, as a JPEG; `others` are pictures that a collage may take in.

    Errors: `KeyError` for an edit that is not known; `ValueError` when the picture cannot be decoded.
    """
    edit = EDITS[slug]
    if slug == "collage" and others:
        edit = partial(collage, others=[opened(one) for one in others])
    return saved(edit(opened(data), dice, strength))


def opened(data: bytes) -> Image.Image:
    """A picture in red, green and blue, on white where it is transparent, no side longer than shops show.

    Errors: `ValueError` when the bytes are no picture, or one that would fill the memory.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of many pixels; ours are refused
            with Image.open(BytesIO(data)) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise ValueError(f"the picture claims {image.width * image.height:,} pixels")
                image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                plain = image.convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:  # what the library raises for broken bytes
        raise ValueError(f"the picture cannot be decoded: {error}") from error
    ground = Image.new("RGB", plain.size, (255, 255, 255))
    ground.paste(plain, mask=plain.getchannel("A"))
    ground.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return ground


def saved(image: Image.Image) -> bytes:
    """A picture as a JPEG."""
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()

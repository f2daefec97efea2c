"""Disguises in pictures: the official one borrowed, any of the edits, and a mark that stands only in the picture."""

import hashlib
from typing import TYPE_CHECKING

from guildmark.redteam.dice import Dice
from guildmark.redteam.disguises.kinds import Disguise, Put
from guildmark.redteam.listing.target import CannotError, Target
from guildmark.redteam.listing.writing import take_out

if TYPE_CHECKING:
    from PIL import Image

# The names of `picture_edits.EDITS`, written out since that module needs Pillow; a test holds them together.
EDIT_NAMES = (
    "recompressed", "resized", "cropped", "mirrored", "bordered", "small-turn", "quarter-turn", "perspective",
    "screenshot", "collage", "text-over-picture", "watermark", "recoloured", "relit", "blurred", "sharpened",
    "covered-mark", "blurred-region", "contact-in-picture", "qr-contact", "combined",
)  # fmt: skip
MOST_OTHERS = 5
UNDECODABLE = "its picture cannot be decoded"


def borrowed_picture(target: Target, dice: Dice, strength: float) -> None:
    """The holder's own picture comes first, as it is at strength 0, recompressed more and more up to 1."""
    from guildmark.redteam import picture_edits  # noqa: PLC0415 - Pillow is an extra

    data = target.surroundings.official(target.right, dice)
    if data is None:
        raise CannotError("the rights file gives no official picture of the mark")
    try:
        if strength > 0:
            data = picture_edits.edited_picture("recompressed", data, dice, strength)
    except ValueError as error:
        raise CannotError("the official picture cannot be decoded") from error
    _show_first(target, data)


def edited(slug: str) -> Put:
    """The disguise that edits the listing's first picture whose bytes are at hand."""

    def put(target: Target, dice: Dice, strength: float) -> None:
        from guildmark.redteam import picture_edits  # noqa: PLC0415 - Pillow is an extra

        place, data = _own(target)
        others = dice.sample(target.surroundings.other_pictures, MOST_OTHERS) if slug == "collage" else []
        try:
            new = picture_edits.edited_picture(slug, data, dice, strength, others)
        except ValueError as error:
            raise CannotError(UNDECODABLE) from error
        pictures = list(target.row["pictures"])
        pictures[place] = _picture(new)
        target.row["pictures"] = pictures

    return put


def mark_only_in_picture(target: Target, dice: Dice, strength: float) -> None:
    """The mark leaves every text and is written in the picture: large at strength 0, small and faint at 1."""
    from guildmark.redteam import picture_edits  # noqa: PLC0415 - Pillow is an extra

    place, data = _own(target)
    try:
        image: Image.Image = picture_edits.opened(data)
    except ValueError as error:
        raise CannotError(UNDECODABLE) from error
    drawn = picture_edits.written_mark(image, dice, strength, target.right.mark)
    take_out(target)
    pictures = list(target.row["pictures"])
    pictures[place] = _picture(picture_edits.saved(drawn))
    target.row["pictures"] = pictures


def _own(target: Target) -> tuple[int, bytes]:
    for place, picture in enumerate(target.row.get("pictures") or ()):
        if picture["data"]:
            return place, picture["data"]
    raise CannotError("the listing has no picture whose bytes are at hand; --pictures DIR reads those that are files")


def _show_first(target: Target, data: bytes) -> None:
    target.row["pictures"] = [_picture(data), *(target.row.get("pictures") or ())[1:]]


def _picture(data: bytes) -> dict[str, str | bytes]:
    """A picture under an address that leads nowhere."""
    return {"uri": f"https://pictures.example/{hashlib.sha256(data).hexdigest()[:24]}.jpg", "data": data}


PICTURES: tuple[Disguise, ...] = (
    Disguise("borrowed-picture", "picture", borrowed_picture),
    *(Disguise(slug, "picture", edited(slug)) for slug in EDIT_NAMES),
    Disguise("mark-only-in-picture", "picture", mark_only_in_picture),
)

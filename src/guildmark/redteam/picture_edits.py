"""What sellers do to a picture that they borrow: each edit takes an image and a strength and gives the image back."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageOps

from guildmark.redteam.dice import Dice

Edit = Callable[[Image.Image, Dice, float], Image.Image]


def recompressed(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Saved as a poor JPEG and opened again; quality 60 down to 12."""
    saved = BytesIO()
    image.save(saved, "JPEG", quality=round(60 - 48 * strength))
    return Image.open(saved).convert("RGB")


def resized(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Made smaller, to 80 down to 25 %, and back."""
    share = 0.8 - 0.55 * strength
    small = image.resize((max(8, int(image.width * share)), max(8, int(image.height * share))))
    return small.resize(image.size)


def cropped(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Cut by 2 to 18 % on each side, not evenly."""
    left, top, right, bottom = (dice.between(0.4, 1) * (0.02 + 0.16 * strength) for _ in range(4))
    wide, high = image.size
    cut = image.crop((int(left * wide), int(top * high), int((1 - right) * wide), int((1 - bottom) * high)))
    return cut.resize(image.size)


def mirrored(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Left and right swapped."""
    return ImageOps.mirror(image)


def bordered(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """A coloured frame of 3 to 15 % of the side around it."""
    wide = max(1, int(image.width * (0.03 + 0.12 * strength)))
    colour = (dice.whole(0, 255), dice.whole(0, 255), dice.whole(0, 255))
    return ImageOps.expand(image, wide, colour).resize(image.size)


EDITS: dict[str, Edit] = {
    "recompressed": recompressed,
    "resized": resized,
    "cropped": cropped,
    "mirrored": mirrored,
    "bordered": bordered,
}
"""The edits of a borrowed picture by the last part of their stable names."""

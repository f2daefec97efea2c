"""What happens to a picture that is saved again: compressed, made smaller, sharpened, with noise."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter

from guildmark.redteam.dice import Dice


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


def blurred(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Out of focus: a blur of 0.3 to 2.5 % of the longer side."""
    return image.filter(ImageFilter.GaussianBlur(max(image.size) * (0.003 + 0.022 * strength)))


def sharpened(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Sharpened by 100 to 500 %, with noise of 2 to 20 steps of 256."""
    crisp = image.filter(ImageFilter.UnsharpMask(radius=2, percent=round(100 + 400 * strength)))
    chance = np.random.default_rng(int(dice.roll() * 2**53))
    noise = chance.normal(0, 2 + 18 * strength, (image.height, image.width, 3))
    return Image.fromarray((np.asarray(crisp, np.float64) + noise).clip(0, 255).astype(np.uint8))

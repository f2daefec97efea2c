"""What changes the colours of a picture."""

from PIL import Image, ImageEnhance, ImageOps

from guildmark.redteam.dice import Dice


def recoloured(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Its hue turned by 8 to 60 % of the circle, at most half way round; one in five becomes grey instead."""
    if dice.chance(0.2):
        return Image.blend(image, ImageOps.grayscale(image).convert("RGB"), 0.3 + 0.7 * strength)
    hue, saturation, value = image.convert("HSV").split()
    steps = round(256 * (0.04 + 0.46 * strength)) * dice.pick((-1, 1))
    turned = hue.point([(step + steps) % 256 for step in range(256)])
    return Image.merge("HSV", (turned, saturation, value)).convert("RGB")


def relit(image: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Brighter or darker by 10 to 60 %, with contrast changed by as much."""
    most = 0.1 + 0.5 * strength
    brightness, contrast = (1 + most * dice.pick((-1, 1)) for _ in range(2))
    return ImageEnhance.Contrast(ImageEnhance.Brightness(image).enhance(brightness)).enhance(contrast)

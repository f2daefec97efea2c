"""Pictures that the examples name, made here."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps


def picture(seed: int) -> bytes:
    """A made picture with coarse and fine structure, as JPEG."""
    random = np.random.default_rng(seed)
    layers = np.zeros((300, 400, 3))
    for cells, strength in ((5, 1.0), (10, 0.6), (20, 0.4), (40, 0.3)):
        noise = Image.fromarray(random.integers(0, 256, (cells, cells, 3), dtype=np.uint8))
        layers += strength * np.asarray(noise.resize((400, 300), Image.Resampling.BICUBIC), dtype=float)
    image = Image.fromarray((layers / 2.3).astype(np.uint8))
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def mirrored(data: bytes) -> bytes:
    """The picture with left and right swapped."""
    return as_jpeg(ImageOps.mirror(Image.open(io.BytesIO(data))))


def cropped(data: bytes) -> bytes:
    """The picture without a quarter of each side."""
    image = Image.open(io.BytesIO(data))
    return as_jpeg(image.crop((60, 45, 360, 270)))


def collage(*datas: bytes) -> bytes:
    """Pictures side by side, with a white line between them."""
    images = [Image.open(io.BytesIO(data)) for data in datas]
    sheet = Image.new("RGB", (410 * len(images), 300), "white")
    for number, image in enumerate(images):
        sheet.paste(image, (410 * number, 0))
    return as_jpeg(sheet)


PLACE = (150, 90, 250, 180)  # of the emblem in the official picture of 400 by 300 pixels


def official() -> bytes:
    """A made picture with an emblem of rings and rays on it, which is neither a letter nor a registered figure."""
    image = Image.open(io.BytesIO(picture(1)))
    draw = ImageDraw.Draw(image)
    for reach in (12, 24, 36):
        draw.ellipse((200 - reach, 135 - reach, 200 + reach, 135 + reach), outline=(15, 15, 30), width=4)
    for step in range(14):
        angle = step * np.pi / 7
        across, down = float(np.cos(angle)), float(np.sin(angle))
        draw.line((200 + 38 * across, 135 + 34 * down, 200 + 47 * across, 135 + 42 * down), fill=(15, 15, 30), width=4)
    return as_jpeg(image)


def blurred_in_part(data: bytes) -> bytes:
    """The picture with one place out of focus."""
    image = Image.open(io.BytesIO(data))
    image.paste(image.crop(PLACE).filter(ImageFilter.GaussianBlur(14)), PLACE)
    return as_jpeg(image)


def pixelated_in_part(data: bytes) -> bytes:
    """The picture with one place in coarse squares."""
    image = Image.open(io.BytesIO(data))
    squares = image.crop(PLACE).resize((5, 5), Image.Resampling.BOX)
    image.paste(squares.resize((100, 90), Image.Resampling.NEAREST), PLACE)
    return as_jpeg(image)


def covered_in_part(data: bytes) -> bytes:
    """The picture with a bar over one place."""
    image = Image.open(io.BytesIO(data))
    ImageDraw.Draw(image).rectangle(PLACE, fill=(245, 240, 60))
    return as_jpeg(image)


def figure() -> Image.Image:
    """A made figurative mark: a leaf-like shape with corners enough to be told from others."""
    image = Image.new("RGB", (400, 400), "white")
    draw = ImageDraw.Draw(image)
    points = [(200, 20), (260, 130), (380, 120), (310, 220), (370, 330), (240, 300), (200, 390), (160, 300), (40, 340)]
    draw.polygon([*points, (90, 220), (20, 110), (140, 130)], fill="black")
    draw.polygon([(200, 110), (250, 200), (200, 290), (150, 200)], fill="white")
    draw.rectangle((185, 160, 215, 240), fill="black")
    return image


def with_figure(data: bytes) -> bytes:
    """The picture with the figurative mark printed on it, turned a little."""
    image = Image.open(io.BytesIO(data))
    mark = figure().convert("L").resize((150, 150)).rotate(12, Image.Resampling.BICUBIC, fillcolor=255)
    image.paste(Image.new("RGB", mark.size, (20, 20, 90)), (120, 70), Image.eval(mark, lambda light: 255 - light))
    return as_jpeg(image)


def as_jpeg(image: Image.Image) -> bytes:
    """The image's file."""
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


PICTURES = {
    "official": official(),
    "official, mirrored": mirrored(official()),
    "official, cropped": cropped(official()),
    "official, in a collage": collage(picture(3), official()),
    "official, blurred in part": blurred_in_part(official()),
    "official, pixelated in part": pixelated_in_part(official()),
    "official, covered in part": covered_in_part(official()),
    "own": picture(2),
    "own, with the figure": with_figure(picture(2)),
    "own, cropped": cropped(picture(2)),
}

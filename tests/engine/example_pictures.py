"""Pictures that the examples name, made here."""

import io

import numpy as np
from PIL import Image, ImageOps


def picture(seed: int, *, mirrored: bool = False) -> bytes:
    """A made picture with coarse and fine structure, as JPEG."""
    random = np.random.default_rng(seed)
    layers = np.zeros((300, 400, 3))
    for cells, strength in ((5, 1.0), (10, 0.6), (20, 0.4), (40, 0.3)):
        noise = Image.fromarray(random.integers(0, 256, (cells, cells, 3), dtype=np.uint8))
        layers += strength * np.asarray(noise.resize((400, 300), Image.Resampling.BICUBIC), dtype=float)
    image = Image.fromarray((layers / 2.3).astype(np.uint8))
    out = io.BytesIO()
    (ImageOps.mirror(image) if mirrored else image).save(out, "JPEG")
    return out.getvalue()


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


def as_jpeg(image: Image.Image) -> bytes:
    """The image's file."""
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


PICTURES = {
    "official": picture(1),
    "official, mirrored": picture(1, mirrored=True),
    "official, cropped": cropped(picture(1)),
    "official, in a collage": collage(picture(3), picture(1)),
    "own": picture(2),
    "own, cropped": cropped(picture(2)),
}

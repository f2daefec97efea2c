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


PICTURES = {
    "official": picture(1),
    "official, mirrored": picture(1, mirrored=True),
    "own": picture(2),
}

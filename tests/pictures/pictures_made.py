"""Pictures that the tests make themselves."""

import io

import numpy as np
from PIL import Image


def scene(seed: int = 1, size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A picture with coarse and fine structure, as photographs have, of (width, height)."""
    random = np.random.default_rng(seed)
    layers = np.zeros((size[1], size[0], 3))
    for cells, strength in ((5, 1.0), (10, 0.6), (20, 0.4), (40, 0.3)):
        noise = random.integers(0, 256, (cells, cells, 3), dtype=np.uint8)
        layers += strength * np.asarray(Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC), dtype=float)
    return Image.fromarray((layers / 2.3).astype(np.uint8))


def as_bytes(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The picture as a file of a kind."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def distance(left: np.ndarray, right: np.ndarray) -> int:
    """The bits in which two hashes differ."""
    return sum(int(word).bit_count() for word in left ^ right)

"""Photos with structure of their own, and a right whose official picture is the first of them."""

import io

import numpy as np
import pytest

Image = pytest.importorskip("PIL.Image")
pytest.importorskip("simplejpeg")

PICTURED_RIGHTS = """
rights:
  - {right_id: orvane, holder: Orvane SA, kind: trademark, mark: ORVANE, goods: [bags], pictures: [official.jpg]}
"""


def photo(seed: int, *, quality: int = 90) -> bytes:
    """A JPEG; the same seed gives the same picture."""
    noise = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).resize((320, 320), Image.Resampling.BICUBIC).save(out, "JPEG", quality=quality)
    return out.getvalue()

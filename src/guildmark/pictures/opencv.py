"""OpenCV, imported in one place and kept to one thread: a scan has a process for each core already."""

from importlib import import_module
from typing import Any

import numpy as np

from guildmark.pictures.pdq_hash import Pixels

cv2: Any = import_module("cv2")  # its own types know neither defaults nor what comes out
cv2.setNumThreads(1)


def reduced(pixels: Pixels, side: int) -> Pixels:
    """The picture with no side longer than `side` pixels; as it is when it is smaller."""
    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return np.ascontiguousarray(pixels)
    size = [max(1, round(length * scale)) for length in pixels.shape[1::-1]]
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)

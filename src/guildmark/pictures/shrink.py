"""A picture made smaller by a whole number: each pixel is the mean of those that it stands for."""

from typing import Any

import numba
import numpy as np

from guildmark.pictures.pdq_hash import Pixels


def shrunk(pixels: Pixels, step: int) -> Pixels:
    """The picture with a `step`-th of its rows and columns; what is left over at the right and below is cut off.

    Shapes: (height, width, 3).
    """
    if step <= 1:
        return np.ascontiguousarray(pixels)
    return np.asarray(mean_kernel(pixels, step), dtype=np.uint8)


@numba.njit(cache=True, nogil=True)
def mean_kernel(pixels: Any, step: Any) -> Any:
    """Means of squares, rounded down."""
    height, width = pixels.shape[0] // step, pixels.shape[1] // step
    means = np.empty((height, width, 3), np.uint8)
    sums = np.zeros(width * 3, np.uint32)
    for row in range(height):
        sums[:] = 0
        for line in range(row * step, row * step + step):
            for column in range(width):
                for place in range(column * step, column * step + step):
                    for colour in range(3):
                        sums[3 * column + colour] += pixels[line, place, colour]
        for column in range(width):
            for colour in range(3):
                means[row, column, colour] = sums[3 * column + colour] // (step * step)
    return means

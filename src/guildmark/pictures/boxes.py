"""The box around points of a picture."""

import numpy as np
import numpy.typing as npt

from guildmark.records import Box

DIGITS = 4  # of a share; a ten-thousandth of a side is less than a pixel


def box_of_points(points: npt.ArrayLike, width: int, height: int) -> Box:
    """The smallest upright box around points in pixels, cut to the picture.

    Shapes: points (n, 2) as x and y, at least one.
    """
    places = np.asarray(points, dtype=np.float64).reshape(-1, 2) / (width, height)
    low, high = places.min(axis=0).clip(0, 1), places.max(axis=0).clip(0, 1)
    left, top, right, bottom = (round(float(share), DIGITS) for share in (*low, *high))
    return left, top, right, bottom

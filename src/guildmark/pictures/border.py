"""A plain border around a picture, and the picture without it."""

from typing import Any

import numba
import numpy as np

from guildmark.pictures.pdq_hash import Pixels

SAME_COLOUR = 24  # steps of 256 in each colour: JPEG blurs the edge of a border by about this
PLAIN_SHARE = 0.98  # of a line's pixels that have the border's colour
LEAST_LEFT = 0.4  # of each side must remain: less is a small thing on a large ground


def without_border(pixels: Pixels) -> Pixels | None:
    """The picture without the plain lines along its edges, or null when there are none or too little remains.

    Shapes: (height, width, 3), as is what comes back, which is a view.
    """
    top, bottom, left, right = (int(side) for side in border_kernel(pixels, SAME_COLOUR, PLAIN_SHARE))
    height, width = pixels.shape[:2]
    inner = pixels[top : height - bottom, left : width - right]
    if inner.shape[:2] == (height, width):
        return None
    if inner.shape[0] < LEAST_LEFT * height or inner.shape[1] < LEAST_LEFT * width:
        return None
    return inner


@numba.njit(cache=True, nogil=True)
def border_kernel(pixels: Any, same: Any, share: Any) -> Any:
    """How many lines from the top, bottom, left and right are plain, each side held against its own corner."""
    height, width = pixels.shape[0], pixels.shape[1]
    depths = np.zeros(4, dtype=np.int64)
    for side in range(4):
        along = width if side < 2 else height
        across = height if side < 2 else width
        back = side % 2 == 1
        corner = pixels[height - 1, width - 1] if back else pixels[0, 0]
        for depth in range(across):
            place = across - 1 - depth if back else depth
            plain = 0
            for step in range(along):
                pixel = pixels[place, step] if side < 2 else pixels[step, place]
                far = False
                for colour in range(3):
                    far |= abs(np.int64(pixel[colour]) - np.int64(corner[colour])) > same
                plain += not far
            if plain < share * along:
                break
            depths[side] = depth + 1
    return depths

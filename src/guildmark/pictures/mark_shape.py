"""The shape of a registered figurative mark: how much ink where, and the points by which it is found in photos."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guildmark.pictures.opencv import cv2
from guildmark.pictures.pdq_hash import Pixels
from guildmark.pictures.points import Floats, described

SHAPE_SIDE = 96  # pixels of a shape's longest side where it is compared
CELL = 12  # pixels: comparisons are made cell by cell, so that no part may be missing unseen
MARGIN = 12  # pixels around the shape that must be ground
DRAWN_SIDE = 256  # pixels of the longest side where points are looked for
DRAWN_MARGIN = 40  # pixels; points near the edge need something around them
MOST_POINTS = 150  # for each polarity
LEAST_KINDS = 8  # of points: a disc has 1, a square 2, a triangle or a heart 6, a cross 7, a star of five rays 11
SAME_KIND = 0.86  # the product of two descriptors from which they are of one kind
MOST_ASPECT = 12
LEAST_CONTRAST = 40  # steps of 256 between ink and ground
GROUND_SPREAD = 12  # steps of 256: the border of a registered picture is one colour, apart from what JPEG does to it
SOFTER = 0.6  # pixels of blur of the compared shape: photos are no sharper


class NoShapeError(Exception):
    """Why a picture does not give a shape to look for."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A mark as it is looked for.

    Shapes: ink (height, width) 0 to 1, multiples of CELL; points (n, 2) as x and y of ink; descriptors (n, 128), each
    of length 1; `light` (n,) tells which of the points were found with the ink lighter than the ground.
    """

    ink: Floats
    points: Floats
    descriptors: Floats
    light: npt.NDArray[np.bool_]


def shape_of(pixels: Pixels) -> Shape:
    """The shape that a registered picture shows: a drawing on a ground of one colour.

    Errors: NoShapeError when the ground has many colours, when nothing is drawn on it, or too little to be told apart.
    """
    drawn = cropped(ink_of(pixels))
    if max(drawn.shape) > MOST_ASPECT * min(drawn.shape):
        raise NoShapeError(f"it is more than {MOST_ASPECT} times as long as it is wide")
    ink, scale, offset = canonical(drawn)
    points, descriptors, light = points_of(drawn)
    kinds = min(kinds_of(descriptors[light]), kinds_of(descriptors[~light]))
    if kinds < LEAST_KINDS:
        raise NoShapeError(
            f"its shape is too simple to be told from others: {kinds} kinds of points where {LEAST_KINDS} are needed"
        )
    return Shape(ink, (points * scale + offset).astype(np.float32), descriptors, light)


def ink_of(pixels: Pixels) -> Floats:
    """How far each pixel is from the ground towards the ink, 0 to 1, along the axis on which colours differ most."""
    values = pixels.astype(np.float32)
    border = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    ground = np.median(border, axis=0)
    if np.quantile(np.abs(border - ground).max(axis=1), 0.9) > GROUND_SPREAD:
        raise NoShapeError("its ground is not of one colour. Give the mark as registered, on white")
    apart = (values - ground).reshape(-1, 3)
    _, axes = cv2.eigen(apart.T @ apart)[1:]
    along = apart @ axes[0]
    along = along if along.sum() > 0 else -along
    top = float(np.quantile(along[along > LEAST_CONTRAST / 2], 0.9)) if (along > LEAST_CONTRAST / 2).any() else 0.0
    if top < LEAST_CONTRAST:
        raise NoShapeError("nothing is drawn on its ground. Is it white on transparent?")
    return np.asarray(np.clip(along / top, 0, 1).reshape(pixels.shape[:2]), dtype=np.float32)


def cropped(ink: Floats) -> Floats:
    """The drawing without the ground around it."""
    rows, columns = np.flatnonzero((ink > 0.5).any(axis=1)), np.flatnonzero((ink > 0.5).any(axis=0))
    return np.ascontiguousarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def canonical(drawn: Floats) -> tuple[Floats, float, Floats]:
    """The drawing at its compared size with ground around it; and scale and offset from the one to the other."""
    scale = SHAPE_SIDE / max(drawn.shape)
    height, width = (max(1, round(side * scale)) for side in drawn.shape)
    high, wide = (-(-(side + 2 * MARGIN) // CELL) * CELL for side in (height, width))
    top, left = (high - height) // 2, (wide - width) // 2
    small = cv2.resize(drawn, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    ink = np.zeros((high, wide), dtype=np.float32)
    ink[top : top + height, left : left + width] = small
    return cv2.GaussianBlur(ink, (0, 0), SOFTER), scale, np.array([left, top], dtype=np.float32)


def points_of(drawn: Floats) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """The points of the drawing, dark on light and light on dark, in its own pixels, with their descriptors."""
    scale = DRAWN_SIDE / max(drawn.shape)
    small = cv2.resize(drawn, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    framed = np.pad(np.clip(small * 255, 0, 255).astype(np.uint8), DRAWN_MARGIN)
    found = [described(255 - framed, MOST_POINTS, DRAWN_THRESHOLD), described(framed, MOST_POINTS, DRAWN_THRESHOLD)]
    points = np.concatenate([(points - DRAWN_MARGIN) / scale for points, _ in found])
    light = np.repeat([False, True], [len(points) for points, _ in found])
    return points, np.concatenate([descriptors for _, descriptors in found]), light


def kinds_of(descriptors: Floats) -> int:
    """How many points are of different kinds: all along a circle or at the corners of a square are alike."""
    left, kinds = descriptors, 0
    while len(left):
        left, kinds = left[1:][left[1:] @ left[0] < SAME_KIND], kinds + 1
    return kinds


DRAWN_THRESHOLD = 0.02  # of the library's contrast; drawings are all contrast

"""Holds a photo against a mark where it is thought to stand: how well they agree, as a whole and in each part."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guildmark.pictures.mark_shape import CELL, MARGIN
from guildmark.pictures.opencv import cv2
from guildmark.pictures.pdq_hash import Pixels
from guildmark.pictures.points import Floats

Places = npt.NDArray[np.float64]  # (3, 3): from places in the shape to pixels of the photo

NOISE = 9.0  # square steps of 256: fainter differences than 3 steps are what JPEG leaves of a plain ground
REFINE_STEPS, REFINE_ENOUGH, REFINE_BLUR = 15, 1e-3, 3
LEAST_CELL_VARIANCE = 0.02  # of the ink: a cell with less has next to no outline to compare
FAINT_CELL = 0.01  # of the whole picture's variance is added to a cell's, so that noise in a plain cell counts as none
LEAST_SIDE = 28  # pixels of the photo: a smaller mark shows too little
LEAST_INSIDE = 0.75  # of the mark's box must be in the photo


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a photo agrees with a shape: `whole` is the correlation of all of it, `parts` the mean of its cells'."""

    whole: float
    parts: float
    places: Places

    @property
    def score(self) -> float:
        """Whole times parts, 0 to 1."""
        return max(0.0, self.whole) * max(0.0, self.parts)


class Check:
    """A photo at several sizes, to be held against shapes."""

    def __init__(self, pixels: Pixels) -> None:
        self.sizes = [pixels]
        while min(self.sizes[-1].shape[:2]) > 2 * LEAST_SIDE:
            self.sizes.append(cv2.pyrDown(self.sizes[-1]))

    def rough(self, ink: Floats, places: Places) -> tuple[float, Floats]:
        """The correlation of the ink with what is there, and what is there as ink: the mixture of colours most like it.

        The mixture is a linear regression on red, green and blue, so that a mark counts in any two colours.
        """
        area = abs(np.linalg.det(places[:2, :2]))
        level = int(np.clip(round(np.log2(max(np.sqrt(area), 1e-3))), 0, len(self.sizes) - 1))
        share = 0.5**level
        smaller = np.array([[share, 0, (share - 1) / 2], [0, share, (share - 1) / 2], [0, 0, 1]])
        height, width = ink.shape
        there = cv2.warpPerspective(
            self.sizes[level],
            smaller @ places,
            (width, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        colours = there.reshape(-1, 3).astype(np.float32)
        colours -= colours.mean(axis=0)
        wanted = (ink - ink.mean()).ravel()
        spread = colours.T @ colours / len(colours) + NOISE * np.eye(3, dtype=np.float32)
        towards = colours.T @ wanted / len(colours)
        mixture = np.linalg.solve(spread, towards)
        explained = float(towards @ mixture) / float(wanted @ wanted / len(wanted))
        return float(np.sqrt(max(explained, 0.0))), (colours @ mixture).reshape(height, width)

    def fine(self, ink: Floats, places: Places) -> Agreement | None:
        """The agreement after the place was moved to where it is best, or null when that is no place for a mark."""
        whole, there = self.rough(ink, places)
        moved = nudged(ink, there, places)
        if moved is not None and self.holds(ink, moved):
            moved_whole, moved_there = self.rough(ink, moved)
            if moved_whole > whole:
                whole, there, places = moved_whole, moved_there, moved
        return Agreement(whole, parts(ink, there), places) if self.holds(ink, places) else None

    def holds(self, ink: Floats, places: Places) -> bool:
        """Tell whether the place is large enough and mostly in the photo."""
        low, high = outline(ink, places).min(axis=0), outline(ink, places).max(axis=0)
        if not np.isfinite([low, high]).all() or (high - low).max() < LEAST_SIDE:
            return False
        height, width = self.sizes[0].shape[:2]
        inside = np.minimum(high, (width, height)) - np.maximum(low, 0)
        return bool((inside > 0).all() and inside.prod() >= LEAST_INSIDE * (high - low).prod())


def outline(ink: Floats, places: Places) -> npt.NDArray[np.float64]:
    """The four corners of the mark in pixels of the photo, (4, 2)."""
    height, width = ink.shape
    right, bottom = width - MARGIN, height - MARGIN
    corners = np.array([[MARGIN, MARGIN, 1], [right, MARGIN, 1], [right, bottom, 1], [MARGIN, bottom, 1]]) @ places.T
    return np.asarray(corners[:, :2] / corners[:, 2:])


def nudged(ink: Floats, there: Floats, places: Places) -> Places | None:
    """The place after the affine motion that brings the photo nearest to the shape, or null when none does.

    Source: Evangelidis and Psarakis, "Parametric image alignment using enhanced correlation coefficient" (2008).
    """
    spread = float(there.std())
    if spread < 1e-6:
        return None
    until = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, REFINE_STEPS, REFINE_ENOUGH)
    start = np.eye(2, 3, dtype=np.float32)
    flat = ((there - there.mean()) / spread).astype(np.float32)
    try:
        _, motion = cv2.findTransformECC(ink, flat, start, cv2.MOTION_AFFINE, until, None, REFINE_BLUR)
    except cv2.error:  # it did not converge: what is there is not like the shape
        return None
    return np.asarray(places @ np.vstack([motion, [0, 0, 1]]), dtype=np.float64)


def parts(ink: Floats, there: Floats) -> float:
    """The mean correlation of those cells of CELL pixels that hold some outline."""
    wanted, found = cells(ink), cells(there)
    wanted, found = wanted - wanted.mean(axis=1, keepdims=True), found - found.mean(axis=1, keepdims=True)
    of_ink, of_photo = (wanted**2).mean(axis=1), (found**2).mean(axis=1)
    used = of_ink > LEAST_CELL_VARIANCE
    if not used.any():
        return 0.0
    spread = np.sqrt((of_photo + FAINT_CELL * float(there.var())) * of_ink) + 1e-9
    return float(((wanted * found).mean(axis=1) / spread)[used].mean())


def cells(values: Floats) -> Floats:
    """The cells of a shape, one in each row: (n, CELL * CELL)."""
    high, wide = values.shape[0] // CELL, values.shape[1] // CELL
    return values.reshape(high, CELL, wide, CELL).transpose(0, 2, 1, 3).reshape(high * wide, CELL * CELL)

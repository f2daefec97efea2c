"""Whether one picture was made of another: where a turn, a crop or a tilt would put its details, and what lies there.

Sources: details by SIFT (Lowe, "Distinctive image features from scale-invariant keypoints", 2004), compared by square
roots (Arandjelović and Zisserman, "Three things everyone should know to improve object retrieval", 2012), and one move
for all of them by RANSAC (Fischler and Bolles, 1981), as OpenCV has them.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from guildmark.pictures.pdq_hash import Pixels

Grey = npt.NDArray[np.float32]  # (height, width)

SIDE = 320  # pixels of the longer side at which pictures are compared
MOST_DETAILS = 500
LEAST_CONTRAST = 0.02  # OpenCV's own is 0.04, which leaves plain clothes on white without details
RATIO = 0.85  # a detail counts where the next best is this much further away (Lowe: 0.8)
LEAST_DETAILS = 5
NEAR_PIXELS = 5.0  # that a detail may lie beside where it should
SCALES = (0.2, 5.0)  # of lengths between the two; more or less is chance
CELL_PIXELS = 4  # details in one cell count once: the corners of one letter are no five details
TRIES = 1000
SOFTENED_PIXELS = 1.5  # standard deviation: noise and sharpening are no difference
WINDOW_PIXELS = 25  # around each place, in which light and contrast may differ
LEAST_VARIANCE = 30.0  # of 255² in a window; less is plain
SMOOTHED_VARIANCE = 15.0  # keeps faint windows from agreeing by chance
AGREEING = 0.5  # correlation of two windows
LEAST_PLACES = 400  # pixels that are not plain; fewer say nothing


@dataclass(frozen=True, slots=True)
class Details:
    """A small grey picture and its details. Shapes: places (n, 2) in pixels of `grey`; descriptions (n, 128)."""

    grey: Grey
    places: npt.NDArray[np.float32]
    descriptions: npt.NDArray[np.float32]


def details_of(pixels: Pixels, *, mirrored: bool = False) -> Details:
    """The details of a picture, or of its mirror image. Shapes: (height, width, 3)."""
    cv2 = open_cv()
    grey = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)
    scale = SIDE / max(grey.shape)
    size = tuple(max(8, round(length * scale)) for length in grey.shape[::-1])
    grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    if mirrored:
        grey = np.ascontiguousarray(grey[:, ::-1])
    soft = cv2.GaussianBlur(grey, (0, 0), SOFTENED_PIXELS).astype(np.float32)
    return Details(soft, *point_tools().described(grey, MOST_DETAILS, LEAST_CONTRAST))


def share_agreeing(own: Details, official: Details) -> float:
    """Move the official picture over the own one: the share, 0 to 1, of what is not plain there that looks alike.

    The most that any move gives. Tried are the one that most details call for, the same with a tilt, and none but
    stretching it to the own one's frame, since a blurred picture has no details.
    """
    alike = point_tools().alike(own.places, own.descriptions, official.places, official.descriptions, RATIO)
    stretch = np.diag([official.grey.shape[1] / own.grey.shape[1], official.grey.shape[0] / own.grey.shape[0], 1.0])
    return max(share_alike(own.grey, official.grey, move) for move in (*moves_by_details(*alike), stretch))


def moves_by_details(ours: npt.NDArray[np.float32], theirs: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float64]]:
    """Moves that bring enough details together. Shapes: (n, 2) each; moves (3, 3)."""
    if len(ours) < LEAST_DETAILS:
        return []
    cv2 = open_cv()
    cv2.setRNGSeed(1)  # the same two pictures give the same answer
    flat, fitting = cv2.estimateAffine2D(
        ours, theirs, method=cv2.RANSAC, ransacReprojThreshold=NEAR_PIXELS, maxIters=TRIES, confidence=0.995
    )
    if flat is None or not SCALES[0] ** 2 < abs(float(np.linalg.det(flat[:, :2]))) < SCALES[1] ** 2:
        return []
    details = counted(ours, theirs, fitting.ravel() > 0)
    if details < LEAST_DETAILS:
        return []
    moves = [np.vstack([flat, [0, 0, 1]])]
    tilted, near = cv2.findHomography(ours, theirs, cv2.RANSAC, NEAR_PIXELS, maxIters=TRIES, confidence=0.995)
    if tilted is not None and counted(ours, theirs, near.ravel() > 0) > details:
        moves.append(tilted)
    return moves


def counted(ours: npt.NDArray[np.float32], theirs: npt.NDArray[np.float32], kept: npt.NDArray[np.bool_]) -> int:
    """How many details are kept, those of one cell once."""
    return min(len(np.unique((places[kept] // CELL_PIXELS).astype(np.int64), axis=0)) for places in (ours, theirs))


def share_alike(own: Grey, official: Grey, move: npt.NDArray[np.float64]) -> float:
    """The share of what is not plain that looks alike, where the moved official picture lies over the own one."""
    cv2 = open_cv()
    height, width = own.shape
    back, covered = cv2.WARP_INVERSE_MAP, np.ones(official.shape, np.uint8)
    over = cv2.warpPerspective(official, move, (width, height), flags=cv2.INTER_LINEAR | back)
    there = cv2.warpPerspective(covered, move, (width, height), flags=cv2.INTER_NEAREST | back)
    window = (WINDOW_PIXELS, WINDOW_PIXELS)
    mean, mean_over = cv2.blur(own, window), cv2.blur(over, window)
    spread = cv2.blur(own * own, window) - mean * mean
    spread_over = cv2.blur(over * over, window) - mean_over * mean_over
    together = cv2.blur(own * over, window) - mean * mean_over
    inside = cv2.erode(there, np.ones(window, np.uint8)) > 0
    told: npt.NDArray[np.bool_] = (np.maximum(spread, spread_over) > LEAST_VARIANCE) & inside
    if told.sum() < LEAST_PLACES:
        return 0.0
    floor = SMOOTHED_VARIANCE
    correlation = together / np.sqrt(np.maximum(spread, floor) * np.maximum(spread_over, floor))
    return float((correlation[told] > AGREEING).mean())


@cache
def point_tools() -> Any:
    """What finds details and holds them against each other, imported on first use."""
    return import_module("guildmark.pictures.points")


@cache
def open_cv() -> Any:
    """OpenCV, imported on first use."""
    return import_module("guildmark.pictures.opencv").cv2

"""Whether one picture was made of another: where a turn, a crop or a tilt would put its details, and what lies there.

Sources: details by ORB (Rublee and others, "ORB: an efficient alternative to SIFT or SURF", 2011), and one move for all
of them by RANSAC (Fischler and Bolles, 1981), as OpenCV has them.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from guildmark.pictures.pdq_hash import Pixels

Grey = npt.NDArray[np.float32]  # (height, width)

SIDE = 320  # pixels of the longer side at which pictures are compared
MOST_DETAILS = 400
LEAST_STEP = 8  # steps of 256 around a corner; OpenCV's own is 20, which leaves plain clothes on white without details
EDGE_PIXELS = 15  # at the rim without details; half of what a detail is described by
RATIO = 0.85  # a detail counts where the next best differs in this many times more bits
LEAST_DETAILS = 5
NEAR_PIXELS = 5.0  # that a detail may lie beside where it should
SCALES = (0.2, 5.0)  # of lengths between the two; more or less is chance
CELL_PIXELS = 4  # details in one cell count once: the corners of one letter are no five details
TRIES = 1000
SOFTENED_PIXELS = 1.5  # standard deviation: noise and sharpening are no difference
WINDOW_PIXELS = 25  # around each place, in which light and contrast may differ
LEAST_VARIANCE = 30.0  # of 255² in a window; less is plain
SMOOTHED_VARIANCE = 15.0  # keeps faint windows from agreeing by chance
ALIKE, UNCHANGED = 0.5, 0.9  # correlation of two windows
LEAST_PLACES = 400  # pixels that are not plain; fewer say nothing


@dataclass(frozen=True, slots=True)
class Details:
    """A small grey picture and its details. Shapes: places (n, 2) in pixels of `grey`; descriptions (n, 32), bits."""

    grey: Grey
    places: npt.NDArray[np.float32]
    descriptions: npt.NDArray[np.uint8]


class Agreement(NamedTuple):
    """The shares, 0 to 1, of what is not plain that look alike, and that did not change, in a picture laid over."""

    alike: float
    unchanged: float


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
    finder = cv2.ORB_create(nfeatures=MOST_DETAILS, fastThreshold=LEAST_STEP, edgeThreshold=EDGE_PIXELS)
    keypoints, described = finder.detectAndCompute(grey, None)
    places = np.array([keypoint.pt for keypoint in keypoints], np.float32).reshape(-1, 2)
    return Details(soft, places, described if described is not None else np.empty((0, 32), np.uint8))


def agreement(own: Details, official: Details) -> Agreement:
    """Move the official picture over the own one, and see how much of what is not plain there agrees.

    By the move under which most is alike. Tried are the one that most details call for, the same with a tilt, and none
    but stretching it to the own one's frame, since a blurred picture has no details.
    """
    stretch = np.diag([official.grey.shape[1] / own.grey.shape[1], official.grey.shape[0] / own.grey.shape[0], 1.0])
    moves = (*moves_by_details(*same_details(own, official)), stretch)
    return max(agreement_under(move, own.grey, official.grey) for move in moves)


def same_details(own: Details, official: Details) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Places of details that both pictures have. Shapes: (k, 2) each."""
    if len(own.places) < 2 or len(official.places) < 2:
        return own.places[:0], official.places[:0]
    pairs = open_cv().BFMatcher(open_cv().NORM_HAMMING).knnMatch(own.descriptions, official.descriptions, k=2)
    sure = [best for best, next_best in pairs if best.distance < RATIO * next_best.distance]
    return own.places[[one.queryIdx for one in sure]], official.places[[one.trainIdx for one in sure]]


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


def agreement_under(move: npt.NDArray[np.float64], own: Grey, official: Grey) -> Agreement:
    """How much agrees where the moved official picture lies over the own one. Shapes: move (3, 3)."""
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
        return Agreement(0.0, 0.0)
    floor = SMOOTHED_VARIANCE
    correlation = together / np.sqrt(np.maximum(spread, floor) * np.maximum(spread_over, floor))
    agreeing = correlation[told]
    return Agreement(float((agreeing > ALIKE).mean()), float((agreeing > UNCHANGED).mean()))


@cache
def open_cv() -> Any:
    """OpenCV, imported on first use."""
    return import_module("guildmark.pictures.opencv").cv2

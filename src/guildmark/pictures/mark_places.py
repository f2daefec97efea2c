"""Where in a photo a mark may stand: points that look like the mark's, and that lie to each other as the mark's do."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guildmark.pictures.mark_check import Places
from guildmark.pictures.mark_shape import SAME_KIND
from guildmark.pictures.opencv import cv2
from guildmark.pictures.pdq_hash import Pixels
from guildmark.pictures.points import Floats, described

MOST_GREY, GREY_THRESHOLD = 1_200, 0.015  # points of the photo in grey, and how faint they may be
MOST_COLOUR, COLOUR_THRESHOLD = 400, 0.02  # in each of two differences of colour
COLOUR_WINDOW, COLOUR_STEADY = 31, 4.0  # pixels around and steps of 256 by which differences of colour are evened out
ALIKE = SAME_KIND  # the least product of a descriptor of the photo with one of the mark
LEAST_PLACES = 3  # points that must lie as the mark's do: two always do
AFFINE_FROM = 5  # points from which a leaning view can be told
SIMILAR_ERROR, AFFINE_ERROR = 6.0, 5.0  # pixels by which a point may miss its place
TRIES, SURE = 300, 0.99  # of the random search
LEAST_ASPECT = 0.45  # a view that squeezes the mark more than that is none


@dataclass(frozen=True, slots=True)
class PhotoPoints:
    """The points of a photo. Shapes: points (n, 2) as x and y in pixels, descriptors (n, 128), rows of length 1."""

    points: Floats
    descriptors: Floats


def points_of_photo(pixels: Pixels) -> PhotoPoints:
    """The points in grey, and in two differences of colour at half the size, where JPEG keeps them."""
    found = [described(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), MOST_GREY, GREY_THRESHOLD)]
    half = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(half, cv2.COLOR_RGB2LAB)
    for channel in (1, 2):
        points, descriptors = described(evened(lab[..., channel]), MOST_COLOUR, COLOUR_THRESHOLD)
        found.append((points * 2 + 0.5, descriptors))
    return PhotoPoints(*(np.concatenate(part) for part in zip(*found, strict=True)))


def evened(channel: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The channel with its contrast made alike everywhere, so that faint differences of colour give points too."""
    values = channel.astype(np.float32)
    around = (COLOUR_WINDOW, COLOUR_WINDOW)
    mean = cv2.blur(values, around)
    spread = np.sqrt(np.maximum(cv2.blur(values * values, around) - mean * mean, 0))
    return np.asarray(np.clip(128 + 50 * (values - mean) / (spread + COLOUR_STEADY), 0, 255), dtype=np.uint8)


def places_of(points: Floats, likeness: Floats, photo: PhotoPoints) -> Iterator[tuple[int, Places]]:
    """Places where a mark may stand, with how many of its points lie there as they should.

    Shapes: points (m, 2) of the mark, likeness (n, m) of the photo's points to them.
    """
    to_photo, to_mark = likeness.argmax(axis=0), likeness.argmax(axis=1)
    marks = np.flatnonzero(likeness[to_photo, np.arange(len(points))] > ALIKE)
    photos = np.flatnonzero(likeness[np.arange(len(photo.points)), to_mark] > ALIKE)
    source = np.concatenate([points[marks], points[to_mark[photos]]])
    target = np.concatenate([photo.points[to_photo[marks]], photo.points[photos]])
    if len(source) < LEAST_PLACES:
        return
    similar, fits = cv2.estimateAffinePartial2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=SIMILAR_ERROR, maxIters=TRIES, confidence=SURE
    )
    count = distinct(source, target, fits) if similar is not None else 0
    if count < LEAST_PLACES:
        return
    yield count, np.vstack([similar, [0, 0, 1]])
    if count < AFFINE_FROM:
        return
    leaning, fits = cv2.estimateAffine2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=AFFINE_ERROR, maxIters=TRIES, confidence=SURE
    )
    if leaning is not None and is_a_view(leaning[:, :2]):
        yield distinct(source, target, fits), np.vstack([leaning, [0, 0, 1]])


def distinct(source: Floats, target: Floats, fits: npt.NDArray[np.uint8]) -> int:
    """How many different points fit, on the side where they are fewer: one point matched often proves little."""
    chosen = fits.ravel() > 0
    return min(len(np.unique(side[chosen].round(), axis=0)) for side in (source, target))


def is_a_view(linear: npt.NDArray[np.float64]) -> bool:
    """Tell whether the mapping shows the mark from the front and not squeezed to a line."""
    longest, shortest = np.linalg.svd(linear, compute_uv=False)
    return bool(np.linalg.det(linear) > 0 and shortest > LEAST_ASPECT * longest)

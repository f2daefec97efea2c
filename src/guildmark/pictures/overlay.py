"""Lays a copy over the official picture and looks where detail of the one is missing in the other."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guildmark.pictures.boxes import box_of_points
from guildmark.pictures.covered import BLURRED, COVERED, HiddenPart
from guildmark.pictures.opencv import cv2, reduced
from guildmark.pictures.pdq_hash import Pixels
from guildmark.pictures.points import alike, described

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Mapping = npt.NDArray[np.float64]  # (3, 3): from pixels of the official picture to those of the copy

SIDE = 384  # pixels of the longest side at which pictures are compared
LEAST_SIDE = 48  # pixels of the shortest
MOST_POINTS, THRESHOLD = 600, 0.02
RATIO = 0.8  # Lowe's: the second nearest descriptor must be farther by that much
LEAST_POINTS = 12  # that fit one mapping: chance gives up to about 6
POINT_ERROR = 3.0  # pixels
WINDOW = 17  # pixels: where detail is compared
SOFTER = 1.2  # pixels of blur, so that an overlay that is off by a pixel does no harm
COARSER = 4.0  # pixels of blur that take detail out; what lies between the two is compared: strokes, not shades
LEAST_DETAIL = 4.0  # steps of 256, spread of that within a window: plainer parts hide nothing
ALIKE = 0.6  # correlation within a window that is the same in both
GONE = 0.35  # correlation within a window whose detail is gone
FADED = 0.3  # spread over what it should be, from which detail is gone
LEAST_AGREEING = 0.8  # of the windows with detail outside of the part must be alike, else it is no copy
LEAST_SHARE, MOST_SHARE = 0.004, 0.35  # of the official picture's area that the copy shows
LEAST_FILL = 0.4  # of its box must be the part: what is spread out is no patch
EDGE = 6  # pixels along the edge of the copy that are left out: borders and JPEG
END, NEAR_END = 7.0, 60.0  # steps of 256 from black or white: of the copy, and of the official picture
SAME_TONE = 16.0  # steps of 256 by which a blurred part may differ from the official one, on the whole


@dataclass(frozen=True, slots=True)
class Overlay:
    """A copy laid over the official picture: both in grey, where both are, and by what mapping."""

    official: Floats
    copy: Floats
    shown: Flags
    mapping: Mapping


def compare(official: Pixels, copy: Pixels) -> HiddenPart | None:
    """What `covered.hidden_part` gives."""
    if min(*official.shape[:2], *copy.shape[:2]) < LEAST_SIDE:
        return None
    small, other = reduced(official, SIDE), reduced(copy, SIDE)
    for mirrored in (False, True):
        turned = np.ascontiguousarray(other[:, ::-1]) if mirrored else other
        laid = overlay(small, turned)
        if laid is not None:
            return part_of(laid, turned, mirrored=mirrored)
    return None


def overlay(official: Pixels, copy: Pixels) -> Overlay | None:
    """The copy laid over the official picture, or null when they do not fit."""
    grey, other = (cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) for pixels in (official, copy))
    mapping = mapping_of(grey, other)
    if mapping is None:
        return None
    height, width = grey.shape
    back = {"flags": cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP}
    warped = cv2.warpPerspective(other, mapping, (width, height), **back)
    inner = np.zeros_like(other)
    inner[EDGE:-EDGE, EDGE:-EDGE] = 255
    shown = cv2.warpPerspective(inner, mapping, (width, height), **back) > 250
    shown[:EDGE] = shown[-EDGE:] = False
    shown[:, :EDGE] = shown[:, -EDGE:] = False
    return Overlay(softened(grey), softened(warped), shown, mapping)


def mapping_of(official: npt.NDArray[np.uint8], copy: npt.NDArray[np.uint8]) -> Mapping | None:
    """The mapping of most points, or null when too few fit one: with perspective where as many fit, else affine."""
    points, descriptors = described(official, MOST_POINTS, THRESHOLD)
    others, of_others = described(copy, MOST_POINTS, THRESHOLD)
    if len(points) < LEAST_POINTS or len(others) < LEAST_POINTS:
        return None
    ours, theirs = alike(points, descriptors, others, of_others, RATIO)
    if len(ours) < LEAST_POINTS:
        return None
    search = {"method": cv2.RANSAC, "ransacReprojThreshold": POINT_ERROR, "maxIters": 500}
    affine, fits = cv2.estimateAffine2D(ours, theirs, **search)
    if affine is None or int(fits.sum()) < LEAST_POINTS or not is_a_copy(affine):
        return None
    slanted, fit_slanted = cv2.findHomography(ours, theirs, **search)
    better = slanted is not None and int(fit_slanted.sum()) >= int(fits.sum())
    if better and keeps_its_corners(slanted, *official.shape[::-1]):
        return np.asarray(slanted)
    return np.vstack((affine, (0.0, 0.0, 1.0)))


def keeps_its_corners(mapping: Mapping, width: int, height: int) -> bool:
    """Tell whether a picture of this size stays convex and is not mirrored."""
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
    depth = corners @ mapping[2, :2] + mapping[2, 2]
    if depth.min() <= 0:
        return False
    there = mapped(corners, mapping).astype(np.float32)
    return bool(cv2.isContourConvex(there) and cv2.contourArea(there, oriented=True) > 0)


def mapped(points: npt.NDArray[np.float64], mapping: Mapping) -> npt.NDArray[np.float64]:
    """Points of the official picture in the copy. Shapes: (n, 2)."""
    return np.asarray(cv2.perspectiveTransform(points[np.newaxis], mapping)[0])


def is_a_copy(mapping: npt.NDArray[np.float64]) -> bool:
    """Tell whether the affine mapping enlarges or squeezes no more than a copy would, and does not mirror."""
    longest, shortest = np.linalg.svd(mapping[:, :2], compute_uv=False)
    return bool(np.linalg.det(mapping[:, :2]) > 0 and shortest > 0.5 * longest and shortest > 0.2 and longest < 5)


def softened(grey: npt.NDArray[np.uint8]) -> Floats:
    """The picture with its finest detail taken out."""
    return np.asarray(cv2.GaussianBlur(grey.astype(np.float32), (0, 0), SOFTER))


def burnt_out(laid: Overlay) -> Flags:
    """Where a copy that was made lighter or darker as a whole has come to its end of the scale."""
    light = (laid.copy > 255 - END) & (laid.official > 255 - NEAR_END)
    dark = (laid.copy < END) & (laid.official < NEAR_END)
    return np.asarray(light | dark, dtype=np.bool_)


def strokes(soft: Floats) -> Floats:
    """The picture without its shades: edges and letters as a blur or a mosaic takes them away."""
    return np.asarray(soft - cv2.GaussianBlur(soft, (0, 0), COARSER))


def part_of(laid: Overlay, copy: Pixels, *, mirrored: bool) -> HiddenPart | None:
    """The largest compact part whose detail is gone, when all else agrees."""
    alike, faded, detail = agreement(laid)
    gone = detail & ((alike < GONE) | (faded < FADED))
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (WINDOW, WINDOW))
    joined = cv2.morphologyEx(gone.astype(np.uint8), cv2.MORPH_CLOSE, window)
    count, labels, sizes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    if count < 2:
        return None
    largest = 1 + int(np.argmax(sizes[1:, cv2.CC_STAT_AREA]))
    left, top, wide, high, area = (int(number) for number in sizes[largest])
    part = labels == largest
    share = area / max(int(laid.shown.sum()), 1)
    outside = detail & ~cv2.dilate(part.astype(np.uint8), window).astype(bool)
    agreeing = float((alike[outside] >= ALIKE).mean()) if outside.any() else 0.0
    if not LEAST_SHARE <= share <= MOST_SHARE or area < LEAST_FILL * wide * high or agreeing < LEAST_AGREEING:
        return None
    corners = np.array([[left, top], [left + wide, top], [left + wide, top + high], [left, top + high]], dtype=float)
    height, width = laid.official.shape
    there = mapped(corners, laid.mapping)
    if mirrored:
        there[:, 0] = copy.shape[1] - there[:, 0]
    return HiddenPart(
        kind=BLURRED if tone_difference(laid, part) < SAME_TONE else COVERED,
        box=box_of_points(there, copy.shape[1], copy.shape[0]),
        official_box=box_of_points(corners, width, height),
        share=round(share, 4),
        mirrored=mirrored,
    )


def agreement(laid: Overlay) -> tuple[Floats, Floats, Flags]:
    """For each pixel the correlation of the windows around it, how much spread is left, and whether any was there.

    What is left is measured against the median of the picture, so that a copy that was made smaller or paler as a whole
    has lost nothing in particular.
    """
    around = (WINDOW, WINDOW)
    one, other = strokes(laid.official), strokes(laid.copy)
    mean_one, mean_other = cv2.blur(one, around), cv2.blur(other, around)
    spread_one = np.sqrt(np.maximum(cv2.blur(one * one, around) - mean_one**2, 0))
    spread_other = np.sqrt(np.maximum(cv2.blur(other * other, around) - mean_other**2, 0))
    shared = cv2.blur(one * other, around) - mean_one * mean_other
    alike = shared / np.maximum(spread_one * spread_other, 1.0)
    inside = cv2.erode(laid.shown.astype(np.uint8), np.ones(around, dtype=np.uint8)).astype(bool)
    detail = inside & (spread_one > LEAST_DETAIL) & ~burnt_out(laid)
    left = spread_other / np.maximum(spread_one, 1.0)
    usual = float(np.median(left[detail])) if detail.any() else 1.0
    return alike, left / max(usual, 0.1), detail


def tone_difference(laid: Overlay, part: Flags) -> float:
    """How far the part's tone is from the official one, after the tones of all else were brought together."""
    around = (2 * WINDOW + 1, 2 * WINDOW + 1)
    one, other = cv2.blur(laid.official, around), cv2.blur(laid.copy, around)
    rest = laid.shown & ~part
    if not rest.any():
        return float(np.abs(one - other)[part].mean())
    mean_one, mean_other = float(one[rest].mean()), float(other[rest].mean())
    apart = other[rest] - mean_other
    slope = float((apart * one[rest]).mean()) / max(float((apart**2).mean()), 1.0)
    return float(np.abs(one - mean_one - slope * (other - mean_other))[part].mean())

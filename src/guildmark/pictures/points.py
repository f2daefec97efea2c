"""Points of pictures that stay the same when the picture is turned, resized or relit, and which of two are one."""

import numpy as np
import numpy.typing as npt

from guildmark.pictures.opencv import cv2

Floats = npt.NDArray[np.float32]


def described(grey: npt.NDArray[np.uint8], most: int, threshold: float) -> tuple[Floats, Floats]:
    """Points of a grey picture, strongest first, and their descriptors as square roots of shares, rows of length 1.

    Source: Lowe, "Distinctive image features from scale-invariant keypoints" (2004); the root is of Arandjelović and
    Zisserman, "Three things everyone should know to improve object retrieval" (2012).
    """
    keypoints, raw = cv2.SIFT_create(nfeatures=most, contrastThreshold=threshold).detectAndCompute(grey, None)
    if raw is None or not len(keypoints):
        return np.empty((0, 2), dtype=np.float32), np.empty((0, 128), dtype=np.float32)
    points = np.array([keypoint.pt for keypoint in keypoints], dtype=np.float32)
    sums = np.maximum(raw.sum(axis=1, keepdims=True), 1e-6)
    return points, np.sqrt(raw / sums).astype(np.float32)


def alike(
    points: Floats, descriptors: Floats, others: Floats, of_others: Floats, ratio: float
) -> tuple[Floats, Floats]:
    """Places of points that look alike in two pictures, where the next best is further away by the ratio (Lowe's).

    Shapes: points and others (n, 2) and (m, 2), their descriptors (n, 128) and (m, 128); (k, 2) each.
    """
    if len(points) < 2 or len(others) < 2:
        return points[:0], others[:0]
    likeness = descriptors @ of_others.T
    best = np.argmax(likeness, axis=1)
    rows = np.arange(len(best))
    nearest = likeness[rows, best]
    likeness[rows, best] = -1
    first, second = (np.sqrt(np.maximum(0, 2 - 2 * like)) for like in (nearest, likeness.max(axis=1)))
    sure = first < ratio * second
    return points[sure], others[best[sure]]

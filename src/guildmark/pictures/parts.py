"""The pictures within a picture: those of a collage, and the one that a screenshot shows."""

from itertools import pairwise
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from guildmark.pictures.pdq_hash import Pixels
from guildmark.pictures.shrink import shrunk

Part = tuple[int, int, int, int]  # left, top, right, bottom, in pixels; right and bottom are outside

LOOKED_SIDE = 200  # pixels of the longer side at which lines are looked for
PLAIN_RANGE = 24  # steps of 256 within which a plain line stays: JPEG makes white uneven by about this
PLAIN_SHARE = 0.97  # of a line's pixels that must stay in it
SEAM_STEP = 18  # steps of 256 between the two sides of a seam
SEAM_SHARE = 0.62  # of a seam's length at which the two sides differ
SEAM_ABOVE = 0.35  # more than at most lines of the same picture, so that a pattern is no seam
LEAST_SHARE = 0.05  # of the picture's area: less is a word or a button
LEAST_SIDE = 32  # pixels of the looked-at picture
LONGEST = 3.5  # times as long as wide: more is a line of text or a bar
MOST_PARTS = 8
DEEPEST = 4  # cuts within cuts: a screenshot of a collage needs three


def find_parts(pixels: Pixels) -> tuple[Part, ...]:
    """Where smaller pictures lie within a picture: between plain lines and along seams; none where it is one picture.

    The largest come first, at most eight. What is plain around the edges alone is no part: `border.without_border`
    takes it off.

    Shapes: (height, width, 3). Source: the recursive cut along white lines is Nagy and Seth, "Hierarchical
    representation of optically scanned documents" (1984).
    """
    return pictures_among(cut_up(pixels), *pixels.shape[:2])


def cut_up(pixels: Pixels) -> list[Part]:
    """What a picture falls into, lines of text and buttons too: the more, the likelier it is composed."""
    height, width = pixels.shape[:2]
    step = max(1, round(max(height, width) / LOOKED_SIDE))
    small = shrunk(pixels, step)
    found: list[Part] = []
    cut(small, (0, 0, small.shape[1], small.shape[0]), 0, found)
    return [
        (left * step, top * step, min(right * step, width), min(bottom * step, height))
        for left, top, right, bottom in found
    ]


def pictures_among(pieces: list[Part], height: int, width: int) -> tuple[Part, ...]:
    """The pieces of a picture of this size that can be pictures themselves."""
    if len(pieces) < 2:
        return ()
    scale = max(1.0, max(height, width) / LOOKED_SIDE)
    kept = sorted((part for part in pieces if fits(part, height * width, scale)), key=lambda part: (-area(part), part))
    return tuple(kept[:MOST_PARTS])


def fits(part: Part, whole: int, scale: float) -> bool:
    """Whether a part can be a picture, by its size and shape; the whole picture is no part of itself."""
    left, top, right, bottom = part
    short, long = sorted((right - left, bottom - top))
    return LEAST_SHARE * whole <= area(part) < 0.98 * whole and LEAST_SIDE * scale <= short >= long / LONGEST


def area(part: Part) -> int:
    """Pixels of a part."""
    left, top, right, bottom = part
    return (right - left) * (bottom - top)


def cut(small: Pixels, part: Part, depth: int, found: list[Part]) -> None:
    """Cut a part at its plain lines, else at its seams, and its pieces again; what cannot be cut is found."""
    pieces = pieces_of(small, part) if depth < DEEPEST else [part]
    if pieces == [part]:
        found.append(part)
        return
    for piece in pieces:
        cut(small, piece, depth + 1, found)


def pieces_of(small: Pixels, part: Part) -> list[Part]:
    """A part cut across or along, whichever cuts it; itself where neither does."""
    left, top, right, bottom = part
    inside = small[top:bottom, left:right]
    if min(inside.shape[:2]) < LEAST_SIDE:
        return [part]
    for lines in (plain_runs, seam_runs):
        rows = lines(inside)
        columns = lines(np.ascontiguousarray(inside.transpose(1, 0, 2)))
        if rows != [(0, bottom - top)] or columns != [(0, right - left)]:
            return [
                (left + first, top + start, left + last, top + end) for start, end in rows for first, last in columns
            ]
    return [part]


def plain_runs(inside: Pixels) -> list[tuple[int, int]]:
    """Runs of rows between plain ones. Units: rows, half open."""
    return runs_between(np.asarray(plain_kernel(inside, PLAIN_RANGE, PLAIN_SHARE)))


def seam_runs(inside: Pixels) -> list[tuple[int, int]]:
    """Runs of rows between seams: rows whose two neighbours differ along most of their length."""
    shares = np.asarray(seam_kernel(inside, SEAM_STEP))
    length = len(shares)
    least = max(SEAM_SHARE, float(np.median(shares)) + SEAM_ABOVE)
    seams = [
        row
        for row in range(LEAST_SIDE, length - LEAST_SIDE)
        if shares[row] >= least and shares[row] == shares[max(0, row - 3) : row + 4].max()
    ]
    apart = [row for number, row in enumerate(seams) if not number or row - seams[number - 1] >= LEAST_SIDE // 2]
    ends = [0, *apart, length]
    return list(pairwise(ends))


def runs_between(plain: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where rows that are not plain begin and end."""
    edges = np.diff(np.concatenate(([True], plain, [True])).astype(np.int8))
    return list(zip(np.flatnonzero(edges == -1).tolist(), np.flatnonzero(edges == 1).tolist(), strict=True))


@numba.njit(cache=True, nogil=True)
def plain_kernel(inside: Any, most_range: Any, share: Any) -> Any:
    """Which rows are of one colour: nearly all pixels lie near the row's middle one."""
    height, width = inside.shape[0], inside.shape[1]
    plain = np.zeros(height, np.bool_)
    for row in range(height):
        near = 0
        for column in range(width):
            far = False
            for colour in range(3):
                middle = np.int64(inside[row, width // 2, colour])
                far |= abs(np.int64(inside[row, column, colour]) - middle) > most_range
            near += not far
        plain[row] = near >= share * width
    return plain


@numba.njit(cache=True, nogil=True)
def seam_kernel(inside: Any, least_step: Any) -> Any:
    """The share of each row's pixels that differ clearly from those of the row before it."""
    height, width = inside.shape[0], inside.shape[1]
    shares = np.zeros(height)
    for row in range(1, height):
        steps = 0
        for column in range(width):
            for colour in range(3):
                if abs(np.int64(inside[row, column, colour]) - np.int64(inside[row - 1, column, colour])) > least_step:
                    steps += 1
                    break
        shares[row] = steps / width
    return shares

"""Registered figurative marks: built once into a folder, opened by each worker, and looked for in photos."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guildmark.pictures.array_folder import open_arrays
from guildmark.pictures.boxes import box_of_points
from guildmark.pictures.pdq_hash import Pixels
from guildmark.records import Box, InputError, Reject

FORMAT = 1  # of the folder; counts up when shapes, points or the files change
LIST_FILE = "figures.json"
ARRAYS = ("ink", "points", "descriptors")

LEAST_SCORE = 0.55  # see docs/decisions/marks-found-by-points-and-checked-by-ink.md
ROUGH_LEAST = 0.35  # correlation below which a place is not looked at closely
MOST_CHECKED = 30  # places of a photo that are looked at closely, the best first: a bound of the time
MOST_SIDE = 640  # pixels of the longest side; larger photos are reduced
LEAST_SIDE = 48  # pixels of the shortest side
SAME_PLACE = 0.5  # overlap of two boxes over their union from which they are one place
CLEARLY_BETTER = 0.1  # of the score, by which another mark at the same place must be surpassed to be dropped


@dataclass(frozen=True, slots=True)
class FigurativeMark:
    """A registered figurative mark: the picture that shows it, and the rights that it belongs to."""

    digest: str
    path: str
    right_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigurativeMatch:
    """A mark that stands in a photo.

    `index` is of the mark; `score` is LEAST_SCORE to 1; `points` is the number of points that lie as the mark's do.
    """

    index: int
    score: float
    points: int
    box: Box


def figures_available() -> bool:
    """Tell whether the libraries that marks are looked for with (the extra `closer`) are installed."""
    return find_spec("cv2") is not None


class FigurativeMarks:
    """Finds registered figurative marks in photos: printed, woven or stuck on, in any two colours and any turn.

    What it cannot do: marks of the simplest shapes (set aside when the index is built), marks embossed or printed tone
    in tone, mirrored, smaller than about 50 pixels of 640 or more than a third covered, patterns of many small marks.
    Of photos without any logo about 1 in 400 is accused of bearing one of 28 marks: a match is a reason to look.
    Two wordmarks in like letters may be taken for each other: what can be read is better read (`words.TextReader`).
    Figures: docs/decisions/marks-found-by-points-and-checked-by-ink.md

    `digest` names the content: the same pictures and rights give the same digest, in any order.
    """

    def __init__(self, listed: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> None:
        self.digest: str = listed["digest"]
        self.listed: list[dict[str, Any]] = listed["marks"]
        self.arrays = arrays

    def __len__(self) -> int:
        return len(self.listed)

    def __getitem__(self, index: int) -> FigurativeMark:
        mark = self.listed[index]
        return FigurativeMark(mark["digest"], mark["path"], tuple(mark["right_ids"]))

    def match(self, pixels: Pixels, least: float = LEAST_SCORE) -> tuple[FigurativeMatch, ...]:
        """The marks that stand in a photo, best first; each at most once.

        The time grows with the number of marks: all points of the photo are held against all points of all marks.
        Shapes: pixels (height, width, 3) uint8. `least` is the lowest score that is given.
        Errors: InputError when the libraries are missing.
        """
        tools = mark_tools()
        if not len(self) or min(pixels.shape[:2]) < LEAST_SIDE:
            return ()
        photo = tools.opencv.reduced(pixels, MOST_SIDE)
        points, check = tools.places.points_of_photo(photo), tools.check.Check(photo)
        proposed: list[tuple[float, int, int, Any]] = []
        for index, count, places in self.proposals(points):
            ink = self.ink(index)
            if check.holds(ink, places):
                whole, _ = check.rough(ink, places)
                proposed += [(whole, index, count, places)] if whole >= ROUGH_LEAST else []
        proposed.sort(key=lambda place: (-place[0], place[1]))
        best: dict[int, FigurativeMatch] = {}
        for _, index, count, places in proposed[:MOST_CHECKED]:
            agreement = check.fine(self.ink(index), places)
            if agreement is not None and agreement.score >= max(least, best[index].score if index in best else 0):
                corners = tools.check.outline(self.ink(index), agreement.places)
                box = box_of_points(corners, photo.shape[1], photo.shape[0])
                best[index] = FigurativeMatch(index, round(agreement.score, 4), count, box)
        return one_for_each_place(best.values())

    def proposals(self, photo: Any) -> Iterable[tuple[int, int, Any]]:
        """Index, number of points and place of each mark that may stand in a photo, by the photo's points."""
        if not len(photo.points):
            return
        likeness = photo.descriptors @ self.arrays["descriptors"].T
        for index, mark in enumerate(self.listed):
            start, middle, end = mark["points"]
            for first, last in ((start, middle), (middle, end)):
                own = self.arrays["points"][first:last]
                for count, places in mark_tools().places.places_of(own, likeness[:, first:last], photo):
                    yield index, count, places

    def ink(self, index: int) -> npt.NDArray[np.float32]:
        """The shape of a mark, 0 to 1."""
        mark = self.listed[index]
        height, width = mark["size"]
        values = self.arrays["ink"][mark["ink"] : mark["ink"] + height * width]
        return (values.reshape(height, width) / np.float32(255)).astype(np.float32)

    @classmethod
    def build(cls, figures: Iterable[tuple[str, str, Path]], out: Path) -> tuple[Reject, ...]:
        """Take shapes and points from pictures of marks into the folder `out`; give what cannot be looked for.

        Takes right_id, the name to show, and the file, for each picture of each right.
        Errors: InputError when the libraries are missing.
        """
        problems: tuple[Reject, ...] = mark_tools().build.build_marks(figures, out)
        return problems

    @classmethod
    def open(cls, folder: Path) -> "FigurativeMarks":
        """Open what `build` wrote; the arrays are memory-mapped.

        Errors: InputError when the folder is missing, incomplete or of another version.
        """
        content, arrays = open_arrays(folder, LIST_FILE, ARRAYS, "figurative marks", FORMAT)
        return cls(content, arrays)


def one_for_each_place(matches: Iterable[FigurativeMatch]) -> tuple[FigurativeMatch, ...]:
    """The matches, best first, without those at a place where another mark fits clearly better."""
    kept: list[FigurativeMatch] = []
    for match in sorted(matches, key=lambda match: (-match.score, match.index)):
        better = (other for other in kept if other.score > match.score + CLEARLY_BETTER)
        if not any(overlap(match.box, other.box) > SAME_PLACE for other in better):
            kept.append(match)
    return tuple(kept)


def overlap(one: Box, other: Box) -> float:
    """The area that two boxes share, over the area that they cover together."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(wide, 0.0) * max(high, 0.0)
    together = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)) - shared
    return shared / together if together > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Tools:
    """The modules that use the libraries."""

    build: Any
    check: Any
    places: Any
    opencv: Any


@cache
def mark_tools() -> Tools:
    """The modules that use the libraries, imported on first use so that the engine runs without them."""
    if not figures_available():
        raise InputError("figurative marks cannot be looked for: OpenCV is missing. Install guildmark[closer].")
    names = ("mark_build", "mark_check", "mark_places", "opencv")
    return Tools(*(import_module(f"guildmark.pictures.{name}") for name in names))

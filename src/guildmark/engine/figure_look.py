"""A closer look for registered figurative marks, at listings that the policy names."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.pictures import FIGURE, PictureMatches, PictureTexts
from guildmark.engine.context import Context
from guildmark.engine.judged import Judged
from guildmark.engine.look import Looked, decoded
from guildmark.pictures import FigurativeMarks


class FigureLook:
    """Looks for figurative marks in pictures of listings that offer the goods of a right with such a mark and are tied
    to none yet: where the mark is named, its figure is no news."""

    name = "figurative marks"

    def __init__(self, context: Context, figures: FigurativeMarks) -> None:
        self.context, self.figures = context, figures

    def rows(self, judged: Judged, looked: Looked) -> NDArray[np.int64]:
        """Such listings, in order, where the policy has goods looked at."""
        chosen = self.context.chosen(judged, self.context.figured)
        chosen[judged.tied] = False
        return np.intersect1d(np.flatnonzero(chosen), looked.row)

    def see(self, judged: Judged, looked: Looked, rows: NDArray[np.int64]) -> tuple[PictureMatches, PictureTexts]:
        """The marks in the pictures of these listings."""
        matches: list[dict[str, Any]] = []
        for picture in looked.of_listings(rows):
            pixels = decoded(looked.data(picture))
            for match in () if pixels is None else self.figures.match(pixels):
                mark = self.figures[match.index]
                found = {"row": looked.row[picture], "picture": picture, "how": FIGURE, "measure": match.score}
                found |= {"box": match.box, "official": mark.digest}
                matches += [found | {"right": self.context.right_numbers[right]} for right in mark.right_ids]
        return PictureMatches.of(matches), PictureTexts.none()

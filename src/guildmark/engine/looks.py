"""Closer looks at pictures, each costlier than the one before and at fewer listings."""

from typing import Protocol

from numpy import int64
from numpy.typing import NDArray

from guildmark.detectors.pictures import PictureMatches, PictureTexts
from guildmark.engine.context import Context
from guildmark.engine.edited_look import EditedLook
from guildmark.engine.figure_look import FigureLook
from guildmark.engine.hidden_look import HiddenLook
from guildmark.engine.judged import Judged
from guildmark.engine.look import Looked
from guildmark.engine.read_look import ReadLook


class Look(Protocol):
    """One kind of closer look."""

    @property
    def name(self) -> str:
        """As it is named in timings."""

    def rows(self, judged: Judged, looked: Looked) -> NDArray[int64]:
        """The listings whose pictures are worth it, in order."""

    def see(self, judged: Judged, looked: Looked, rows: NDArray[int64]) -> tuple[PictureMatches, PictureTexts]:
        """What is seen in the pictures of these listings that was not seen before."""


def closer_looks(context: Context) -> tuple[Look, ...]:
    """The looks that this context can take, cheapest first."""
    looks: list[Look] = []
    shown = context.pictures
    if shown.edited is not None and shown.official is not None:
        looks.append(EditedLook(context, shown.edited, shown.official))
        looks.append(HiddenLook(context, shown.edited, shown.official))
    if shown.figures is not None:
        looks.append(FigureLook(context, shown.figures))
    if context.reader is not None:
        looks.append(ReadLook(context.policy.pictures.read_db, context.reader))
    return tuple(looks)

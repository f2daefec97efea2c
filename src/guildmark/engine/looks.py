"""Closer looks at pictures, each costlier than the one before and at fewer listings."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.pictures import PictureMatches, PictureTexts
from guildmark.engine.context import Context
from guildmark.engine.edited_look import EditedLook
from guildmark.engine.judged import Judged
from guildmark.engine.look import Looked


class Look(Protocol):
    """One kind of closer look."""

    @property
    def name(self) -> str:
        """As it is named in timings."""

    def rows(self, judged: Judged, looked: Looked) -> NDArray[np.int64]:
        """The listings whose pictures are worth it, in order."""

    def see(self, looked: Looked, rows: NDArray[np.int64]) -> tuple[PictureMatches, PictureTexts]:
        """What is seen in the pictures of these listings that was not seen before."""


def closer_looks(context: Context) -> tuple[Look, ...]:
    """The looks that this context can take, cheapest first."""
    return () if context.edited is None else (EditedLook(context),)

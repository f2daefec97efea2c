"""A closer look for edited copies of official pictures, at listings that the policy names."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.pictures import PictureMatches, PictureTexts
from guildmark.engine.context import Context
from guildmark.engine.judged import Judged
from guildmark.engine.look import Looked, of_rights
from guildmark.pictures import EditedCopy


class EditedLook:
    """Looks for official pictures by their vectors in pictures of listings that are tied to a right, of listings that
    offer the goods of a right with official pictures, and of a share of all others."""

    name = "edited copies"

    def __init__(self, context: Context) -> None:
        self.context = context
        self.policy = context.policy.pictures

    def rows(self, judged: Judged, looked: Looked) -> NDArray[np.int64]:
        """The listings that the policy names, in order."""
        shown = np.unique(looked.row)
        chosen = np.zeros(len(judged.score_db), np.bool_)
        if self.policy.tied:
            chosen[judged.tied] = True
        if self.policy.goods:
            chosen |= (judged.goods & self.context.pictured_goods).any(axis=1)
        kept: NDArray[np.bool_] = chosen[shown]
        first = np.searchsorted(looked.row, shown)
        drawn = [drawn_share(looked.digest[picture]) < self.policy.share for picture in first]
        return shown[kept | np.array(drawn, np.bool_)]

    def see(self, looked: Looked, rows: NDArray[np.int64]) -> tuple[PictureMatches, PictureTexts]:
        """Edited copies among pictures that are no copy as they stand."""
        known = set(looked.matches.picture.tolist())
        matches: list[dict[str, Any]] = []
        for picture in np.flatnonzero(np.isin(looked.row, rows)).tolist():
            if picture in known:
                continue
            for copy in self.copies(looked, picture):
                found = {"row": looked.row[picture], "picture": picture, "cosine": copy.cosine, "box": copy.box}
                matches += of_rights(copy.official, found, self.context)
        return PictureMatches.of(matches), PictureTexts.none()

    def copies(self, looked: Looked, picture: int) -> tuple[EditedCopy, ...]:
        """The official pictures within a picture; one that was seen before costs a look-up."""
        assert self.context.edited is not None
        return self.context.edited.find(looked.data(picture), looked.digest[picture], self.context.memory)


def drawn_share(digest: str) -> float:
    """A number from 0 to 1 that belongs to a picture, for drawing a share of all."""
    return int.from_bytes(hashlib.blake2b(digest.encode(), digest_size=4).digest()) / 2**32

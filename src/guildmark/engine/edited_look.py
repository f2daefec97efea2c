"""A closer look for edited copies of official pictures, at listings that the policy names."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.pictures import EDITED, PictureMatches, PictureTexts
from guildmark.engine.context import Context
from guildmark.engine.judged import Judged
from guildmark.engine.look import Looked, of_rights
from guildmark.pictures import EditedCopies, OfficialPictures


class EditedLook:
    """Looks for official pictures by their vectors in pictures of listings that are tied to a right with such pictures,
    of listings that offer the goods of one, and of a share of all others."""

    name = "edited copies"

    def __init__(self, context: Context, edited: EditedCopies, official: OfficialPictures) -> None:
        self.context, self.edited, self.official = context, edited, official

    def rows(self, judged: Judged, looked: Looked) -> NDArray[np.int64]:
        """The listings that the policy names, in order."""
        chosen = self.context.chosen(judged, self.context.pictured)
        share = self.context.policy.pictures.share
        drawn = [row for row, digest in zip(looked.row, looked.digest, strict=True) if drawn_share(digest) < share]
        chosen[drawn] = True
        return np.intersect1d(np.flatnonzero(chosen), looked.row)

    def see(self, judged: Judged, looked: Looked, rows: NDArray[np.int64]) -> tuple[PictureMatches, PictureTexts]:
        """Edited copies among pictures that can be decoded and are no copy as they stand; looked at closely where a
        right is named."""
        copies, tied = set(looked.matches.picture.tolist()), set(judged.tied_to(self.context.pictured).tolist())
        matches: list[dict[str, Any]] = []
        for picture in looked.of_listings(rows):
            if picture in copies:
                continue
            data, digest, closely = looked.data(picture), looked.digest[picture], looked.row[picture] in tied
            for copy in self.edited.find(data, digest, self.context.memory, closely=closely):
                found = {"row": looked.row[picture], "picture": picture, "how": EDITED, "measure": copy.cosine}
                matches += of_rights(self.official[copy.official], found | {"box": copy.box}, self.context)
        return PictureMatches.of(matches), PictureTexts.none()


def drawn_share(digest: str) -> float:
    """A number from 0 to 1 that belongs to a picture, for drawing a share of all."""
    return int.from_bytes(hashlib.blake2b(digest.encode(), digest_size=4).digest()) / 2**32

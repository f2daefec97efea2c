"""A closer look for what hides a part of a copied official picture, at listings that are told of the copy."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.detectors.pictures import (
    BY_HASH,
    EDITED,
    HIDDEN_BLURRED,
    HIDDEN_COVERED,
    PictureMatches,
    PictureTexts,
)
from guildmark.engine.context import Context
from guildmark.engine.judged import Judged
from guildmark.engine.look import Looked, decoded, of_rights
from guildmark.pictures import BLURRED, EditedCopies, OfficialPictures, hidden_part
from guildmark.pictures.covered import KIND
from guildmark.pictures.edited import COPY_SIDE
from guildmark.pictures.pieces import cut_out
from guildmark.records import Box

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

TOLD_BY = ("official_picture_copied", "official_picture_edited")  # silent at authorised sellers, who may edit them


class HiddenLook:
    """Holds each copy of an official picture that is not the very file, found by hash or by vector, against the small
    copy of the official one; a pair costs as much as ten vectors, so what it led to is remembered.

    Small copies are opened only where OpenCV is installed, which compares them.
    """

    name = "hidden parts"

    def __init__(self, context: Context, edited: EditedCopies, official: OfficialPictures) -> None:
        self.context, self.edited, self.official = context, edited, official

    def rows(self, judged: Judged, looked: Looked) -> NDArray[np.int64]:
        """The listings with such a copy that a detector tells of, in order."""
        told = np.asarray(pc.is_in(judged.signals.column("detector"), pa.array(TOLD_BY)).combine_chunks())
        return np.intersect1d(judged.signal_row[told], looked.matches.found(BY_HASH, EDITED).row)

    def see(self, judged: Judged, looked: Looked, rows: NDArray[np.int64]) -> tuple[PictureMatches, PictureTexts]:
        """The hidden parts in the pictures of these listings, for each right that the official picture belongs to."""
        copies = looked.matches.found(BY_HASH, EDITED)
        copies = copies.take(np.isin(copies.row, rows))
        pairs = zip(copies.picture.tolist(), copies.official.tolist(), copies.box.tolist(), strict=True)
        matches: list[dict[str, Any]] = []
        for picture, official, (left, top, right, bottom) in dict.fromkeys((p, o, tuple(box)) for p, o, box in pairs):
            seen = self.recalled(looked, picture, official, (left, top, right, bottom))
            if seen is not None:
                found = {"row": looked.row[picture], "picture": picture, "how": seen["how"], "measure": seen["share"]}
                of = self.official[self.official.indexes[official]]
                matches += of_rights(of, found | {"box": seen["box"]}, self.context)
        return PictureMatches.of(matches), PictureTexts.none()

    def recalled(self, looked: Looked, picture: int, official: str, box: Box) -> dict[str, Any] | None:
        """What `look` gives, remembered by both pictures and the part that was held against the official one."""
        kind = f"{KIND} {COPY_SIDE} {official} {' '.join(f'{share:.4f}' for share in box)}"
        told = self.context.memory.recall(
            kind, looked.digest[picture], lambda: json.dumps(self.look(looked.data(picture), official, box)).encode()
        )
        seen: dict[str, Any] | None = json.loads(told)
        return seen

    def look(self, data: bytes, official: str, box: Box) -> dict[str, Any] | None:
        """How a part is hidden, its share of the official picture, and its box in the picture; null where none is."""
        pixels, ours = decoded(data), self.edited.official_pixels(self.official.indexes[official])
        if pixels is None or ours is None:
            return None
        part = hidden_part(ours, cut_out(pixels, box))
        if part is None:
            return None
        how = HIDDEN_BLURRED if part.kind == BLURRED else HIDDEN_COVERED
        return {"how": how, "share": part.share, "box": placed(part.box, box)}


def placed(inner: Box, outer: Box) -> Box:
    """A box within a part of a picture as a box of the whole picture."""
    left, top, right, bottom = outer
    wide, high = right - left, bottom - top
    return left + inner[0] * wide, top + inner[1] * high, left + inner[2] * wide, top + inner[3] * high

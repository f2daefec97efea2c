"""The vectors of a picture and of the pictures within it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guildmark.pictures.embedding import Embedder
from guildmark.pictures.parts import cut_up, pictures_among
from guildmark.pictures.pdq_hash import Pixels
from guildmark.records import WHOLE, Box

KIND = "pieces 2"  # counts up when parts are found in another way or are kept in another form


TILES = (2, 3)  # rows and columns: found more of collages and screenshots than three by two, two by two or nine
LEAST_PIECES = 3  # of what is composed: 97 of 100 collages and all screenshots, 29 of 100 other photographs of a shop
COMPOSED = 128  # added to the count


@dataclass(frozen=True, slots=True)
class Pieces:
    """Parts of a picture. Shapes: boxes (k, 4), vectors (k, width) as half floats.

    `composed` tells that the picture falls into several pieces, as collages and screenshots do.
    """

    boxes: npt.NDArray[np.float32]
    vectors: npt.NDArray[np.float16]
    composed: bool

    def packed(self) -> bytes:
        """All as bytes."""
        count = bytes([len(self.boxes) + COMPOSED * self.composed])
        return count + self.boxes.astype("<f4").tobytes() + self.vectors.astype("<f2").tobytes()

    @classmethod
    def unpacked(cls, packed: bytes) -> "Pieces":
        """What `packed` gave."""
        composed, count = divmod(packed[0], COMPOSED)
        boxes = np.frombuffer(packed, "<f4", count * 4, 1).reshape(count, 4)
        return cls(boxes, np.frombuffer(packed, "<f2", offset=1 + 16 * count).reshape(count, -1), bool(composed))


def pieces_of(pixels: Pixels, embedder: Embedder) -> Pieces:
    """Embed a picture, the first of its own pieces, and the pictures within it. Shapes: (height, width, 3)."""
    height, width = pixels.shape[:2]
    cut = cut_up(pixels)
    boxes = [
        (left / width, top / height, right / width, bottom / height)
        for left, top, right, bottom in pictures_among(cut, height, width)
    ]
    return embedded(pixels, [WHOLE, *boxes], embedder, composed=len(cut) >= LEAST_PIECES)


def tiles_of(pixels: Pixels, embedder: Embedder) -> Pieces:
    """Embed the tiles of a composed picture, whatever lies in them. Shapes: (height, width, 3)."""
    rows, columns = TILES
    boxes = [
        (column / columns, row / rows, (column + 1) / columns, (row + 1) / rows)
        for row in range(rows)
        for column in range(columns)
    ]
    return embedded(pixels, boxes, embedder, composed=True)


def embedded(pixels: Pixels, boxes: list[Box], embedder: Embedder, *, composed: bool) -> Pieces:
    """Embed what lies in some boxes of a picture."""
    vectors = [embedder.embed(cut_out(pixels, box)) for box in boxes]
    return Pieces(np.array(boxes, np.float32), np.stack(vectors).astype(np.float16), composed)


def cut_out(pixels: Pixels, box: Box) -> Pixels:
    """The part of a picture in a box. Shapes: (height, width, 3)."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = (
        round(share * length) for share, length in zip(box, (width, height, width, height), strict=True)
    )
    return np.ascontiguousarray(pixels[top : max(bottom, top + 1), left : max(right, left + 1)])

"""The vectors of a picture and of the pictures within it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guildmark.pictures.embedding import Embedder
from guildmark.pictures.parts import find_parts
from guildmark.pictures.pdq_hash import Pixels
from guildmark.records import WHOLE, Box

KIND = "pieces 1"  # counts up when parts are found in another way or are kept in another form


@dataclass(frozen=True, slots=True)
class Pieces:
    """A picture as a whole, and its parts. Shapes: boxes (k, 4), vectors (k, width) as half floats."""

    boxes: npt.NDArray[np.float32]
    vectors: npt.NDArray[np.float16]

    def packed(self) -> bytes:
        """Both as bytes."""
        return bytes([len(self.boxes)]) + self.boxes.astype("<f4").tobytes() + self.vectors.astype("<f2").tobytes()

    @classmethod
    def unpacked(cls, packed: bytes) -> "Pieces":
        """What `packed` gave."""
        count = packed[0]
        boxes = np.frombuffer(packed, "<f4", count * 4, 1).reshape(count, 4)
        return cls(boxes, np.frombuffer(packed, "<f2", offset=1 + 16 * count).reshape(count, -1))


def pieces_of(pixels: Pixels, embedder: Embedder) -> Pieces:
    """Embed a picture and its parts. Shapes: (height, width, 3)."""
    height, width = pixels.shape[:2]
    boxes: list[Box] = [WHOLE]
    vectors = [embedder.embed(pixels)]
    for left, top, right, bottom in find_parts(pixels):
        boxes.append((left / width, top / height, right / width, bottom / height))
        vectors.append(embedder.embed(pixels[top:bottom, left:right]))
    return Pieces(np.array(boxes, np.float32), np.stack(vectors).astype(np.float16))


def cut_out(pixels: Pixels, box: Box) -> Pixels:
    """The part of a picture in a box. Shapes: (height, width, 3)."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = (
        round(share * length) for share, length in zip(box, (width, height, width, height), strict=True)
    )
    return np.ascontiguousarray(pixels[top:bottom, left:right])

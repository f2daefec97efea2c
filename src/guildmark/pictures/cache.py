"""What is known of a listing's picture, worked out once for each picture in a run."""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guildmark.pictures.border import without_border
from guildmark.pictures.decode import decode_small
from guildmark.pictures.pdq_hash import QUALITY_LEAST, pdq_turns
from guildmark.pictures.refused import Undecodable
from guildmark.records import picture_id

MOST_REMEMBERED = 200_000  # pictures; about 500 bytes each


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """A picture's identity and its hashes.

    Shapes: hashes (8, 4) uint64, one for each of the turns, and where there is a plain border eight more of the picture
    without it; (0, 4) when it cannot be decoded or has too little structure to be told from others. `fault` says why it
    cannot be decoded, and `fault_kind` in which class that counts; else both are empty.
    """

    digest: str
    hashes: npt.NDArray[np.uint64]
    quality: int
    fault: str
    fault_kind: str = ""


class PictureCache:
    """Looks at pictures, and remembers the latest ones by the digest of their bytes."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self.most = most
        self.remembered: OrderedDict[str, SeenPicture] = OrderedDict()

    def look(self, data: bytes) -> SeenPicture:
        """What is known of a picture; bytes that were seen before cost their digest and a look-up."""
        digest = picture_id(data)
        seen = self.remembered.get(digest)
        if seen is not None:
            self.remembered.move_to_end(digest)
            return seen
        seen = look_at(data, digest)
        self.remembered[digest] = seen
        if len(self.remembered) > self.most:
            self.remembered.popitem(last=False)
        return seen


def look_at(data: bytes, digest: str) -> SeenPicture:
    """Decode and hash a picture."""
    pixels = decode_small(data)
    if isinstance(pixels, Undecodable):
        return SeenPicture(digest, NO_HASHES, 0, pixels.reason, pixels.kind)
    whole, quality = pdq_turns(pixels)
    hashes = [whole] if quality >= QUALITY_LEAST else []
    inner = without_border(pixels)
    if inner is not None:
        bare, bare_quality = pdq_turns(inner)
        hashes += [bare] if bare_quality >= QUALITY_LEAST else []
    return SeenPicture(digest, np.concatenate(hashes) if hashes else NO_HASHES, quality, "")


NO_HASHES = np.empty((0, 4), dtype=np.uint64)

"""What is known of a listing's picture as a whole: its identity and its hashes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guildmark.pictures.border import without_border
from guildmark.pictures.decode import Undecodable, decode_small
from guildmark.pictures.memory import PictureMemory
from guildmark.pictures.pdq_hash import QUALITY_LEAST, pdq_turns
from guildmark.records import picture_id

KIND = "pdq 1"  # counts up when hashing or what is kept changes
FAULTY = 255  # in place of a quality, which is at most 100


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """A picture's identity and its hashes.

    Shapes: hashes (8, 4) uint64, one for each of the turns, and where there is a plain border eight more of the picture
    without it; (0, 4) when it cannot be decoded or has too little structure to be told from others. `fault` says why it
    cannot be decoded, else it is empty.
    """

    digest: str
    hashes: npt.NDArray[np.uint64]
    quality: int
    fault: str

    def packed(self) -> bytes:
        """All but the digest as bytes."""
        if self.fault:
            return bytes([FAULTY]) + self.fault.encode()
        return bytes([self.quality]) + np.ascontiguousarray(self.hashes, "<u8").tobytes()

    @classmethod
    def unpacked(cls, digest: str, packed: bytes) -> "SeenPicture":
        """What `packed` gave."""
        if packed[0] == FAULTY:
            return cls(digest, NO_HASHES, 0, packed[1:].decode())
        return cls(digest, np.frombuffer(packed, "<u8", offset=1).reshape(-1, 4), packed[0], "")


def look(data: bytes, memory: PictureMemory) -> SeenPicture:
    """What is known of a picture; bytes that were seen before cost their digest and a look-up."""
    digest = picture_id(data)
    return SeenPicture.unpacked(digest, memory.recall(KIND, digest, lambda: look_at(data, digest).packed()))


def look_at(data: bytes, digest: str) -> SeenPicture:
    """Decode and hash a picture."""
    pixels = decode_small(data)
    if isinstance(pixels, Undecodable):
        return SeenPicture(digest, NO_HASHES, 0, pixels.reason)
    whole, quality = pdq_turns(pixels)
    hashes = [whole] if quality >= QUALITY_LEAST else []
    inner = without_border(pixels)
    if inner is not None:
        bare, bare_quality = pdq_turns(inner)
        hashes += [bare] if bare_quality >= QUALITY_LEAST else []
    return SeenPicture(digest, np.concatenate(hashes) if hashes else NO_HASHES, quality, "")


NO_HASHES = np.empty((0, 4), dtype=np.uint64)

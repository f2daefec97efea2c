"""What a picture file claims, and the bytes of it that a decoder may see."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """A picture before it is decoded.

    `data` is the file without what makes no pixels: metadata is where decoders written in Python lose time and memory.
    `orientation` is Exif's, 1 to 8. `whole` says that the decoder must hold all pixels at once.
    """

    form: str  # by which the picture library knows the kind
    width: int
    height: int
    data: bytes
    orientation: int = 1

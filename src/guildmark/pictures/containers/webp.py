"""WebP: its size, which its decoder would take memory for before anybody could look at it.

Source: the WebP container specification, and RFC 6386 for the frame of a lossy picture.
"""

from guildmark.guard.refused import RefusedError
from guildmark.pictures.containers.claim import Claim
from guildmark.pictures.containers.exif import orientation_of
from guildmark.pictures.refused import check_size

MOST_CHUNKS = 1000  # that are looked through for Exif data; it stands behind the frames


def claim(data: bytes) -> Claim:
    """What a WebP claims. Errors: RefusedError for too many pixels or a first chunk that is not known."""
    name = data[12:16]
    if len(data) < 30:
        raise RefusedError("the WebP ends within its header")
    if name == b"VP8X":
        width, height = (1 + int.from_bytes(data[place : place + 3], "little") for place in (24, 27))
    elif name == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif name == b"VP8 ":
        width, height = (int.from_bytes(data[place : place + 2], "little") & 0x3FFF for place in (26, 28))
    else:
        raise RefusedError("the WebP does not begin with a picture")
    check_size(width, height)
    return Claim("WEBP", width, height, data, _orientation(data) if name == b"VP8X" else 1)


def _orientation(data: bytes) -> int:
    place = 12
    for _ in range(MOST_CHUNKS):
        length = int.from_bytes(data[place + 4 : place + 8], "little")
        if data[place : place + 4] == b"EXIF":
            return orientation_of(data[place + 8 : place + 8 + min(length, 65_536)])
        place += 8 + length + length % 2
        if place + 8 > len(data):
            break
    return 1

"""PNG: its size, how it is turned, and the chunks that make its first picture.

Source: PNG, third edition: chunks of a length, a name of four letters, content and a checksum. Texts, profiles and the
further frames of an animation are left out.
"""

import struct

from guildmark.guard.refused import TOO_LARGE, RefusedError
from guildmark.pictures.containers.claim import Claim
from guildmark.pictures.containers.exif import orientation_of
from guildmark.pictures.refused import check_size

SIGN_BYTES = 8
KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
MOST_CHUNKS = 20_000  # encoders write one for each 8 kB or more


def claim(data: bytes) -> Claim:
    """What a PNG claims. Errors: RefusedError for too many pixels or chunks, or a broken beginning."""
    if data[12:16] != b"IHDR" or len(data) < 33:
        raise RefusedError("the PNG does not begin with its header")
    width, height = struct.unpack_from(">II", data, 16)
    check_size(width, height)
    kept, orientation, place = [data[:SIGN_BYTES]], 1, SIGN_BYTES
    for _ in range(MOST_CHUNKS):
        if place + 8 > len(data):
            break
        length, name = struct.unpack_from(">I4s", data, place)
        if name in KEPT:
            kept.append(data[place : place + 12 + length])
        elif name == b"eXIf":
            orientation = orientation_of(data[place + 8 : place + 8 + min(length, 65_536)])
        if name == b"IEND":
            break
        place += 12 + length
    else:
        raise RefusedError(f"the PNG has more than {MOST_CHUNKS:,} chunks", TOO_LARGE)
    return Claim("PNG", width, height, b"".join(kept), orientation)

"""GIF: its size, and its first frame without comments and other blocks beside it.

Source: GIF89a: a header, a palette, then blocks; those beside the pixels are made of pieces of up to 255 bytes, each of
which is a step in Python for the decoder.
"""

import struct

from guildmark.guard.refused import TOO_LARGE, RefusedError
from guildmark.pictures.containers.claim import Claim
from guildmark.pictures.refused import check_size

EXTENSION, FRAME, GRAPHIC_CONTROL = 0x21, 0x2C, 0xF9
MOST_PIECES = 20_000  # before the first frame


def claim(data: bytes) -> Claim:
    """What a GIF claims. Errors: RefusedError for too many pixels or pieces, or where no frame is found."""
    if len(data) < 13:
        raise RefusedError("the GIF ends within its header")
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    place = 13 + _palette_bytes(flags)
    kept = [data[:place]]
    pieces = 0
    while place + 2 <= len(data) and data[place] != FRAME:
        if data[place] != EXTENSION:
            raise RefusedError("the GIF has no frame where one must stand")
        start, label = place, data[place + 1]
        place += 2
        while place < len(data) and data[place]:
            place += 1 + data[place]
            pieces += 1
            if pieces > MOST_PIECES:
                raise RefusedError(f"the GIF has more than {MOST_PIECES:,} pieces before its first frame", TOO_LARGE)
        place += 1
        if label == GRAPHIC_CONTROL:
            kept.append(data[start:place])
    if place + 10 > len(data):
        raise RefusedError("the GIF ends before its first frame")
    left, top, across, down = struct.unpack_from("<HHHH", data, place + 1)
    width, height = max(width, left + across), max(height, top + down)
    check_size(width, height)
    return Claim("GIF", width, height, b"".join([*kept, data[place:]]))


def _palette_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0

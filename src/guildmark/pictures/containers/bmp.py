"""BMP: its size; pictures packed by run lengths are left alone, since their decoder is slow and nobody writes them.

Source: BITMAPCOREHEADER and BITMAPINFOHEADER of the Windows documentation.
"""

import struct

from guildmark.guard.refused import KIND_NOT_READ, RefusedError
from guildmark.pictures.containers.claim import Claim
from guildmark.pictures.refused import check_size

SHORT_HEADER = 12
RUN_LENGTHS = (1, 2)


def claim(data: bytes) -> Claim:
    """What a BMP claims. Errors: RefusedError for too many pixels, or run lengths."""
    if len(data) < 54:
        raise RefusedError("the BMP ends within its header")
    if int.from_bytes(data[14:18], "little") == SHORT_HEADER:
        width, height = struct.unpack_from("<HH", data, 18)
    else:
        width, height = (abs(side) for side in struct.unpack_from("<ii", data, 18))
        if int.from_bytes(data[30:34], "little") in RUN_LENGTHS:
            raise RefusedError("this is a BMP packed by run lengths, not read; give JPEG, PNG or WebP", KIND_NOT_READ)
    check_size(width, height)
    return Claim("BMP", width, height, data)

"""TIFF: the first of its pictures, when its directory and its packing are of the usual kind.

Source: TIFF 6.0: entries of 12 bytes with tag, type, count and value. Every entry may claim the whole file as its
content, and tiles may be larger than the picture, so both are added up before a decoder sees them; it sees a directory
of the entries that make pixels, and no further one.
"""

import struct

from guildmark.guard.refused import KIND_NOT_READ, TOO_LARGE, RefusedError
from guildmark.pictures.containers.claim import Claim
from guildmark.pictures.refused import check_size

TYPE_BYTES = (0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8)  # of the types 1 to 12
WIDTH, HEIGHT, PACKING, ORIENTATION, TILE_WIDTH, TILE_HEIGHT = 256, 257, 259, 274, 322, 323
PIECES = (273, 324)  # places of strips and tiles
KEPT = frozenset(
    {
        254,
        256,
        257,
        258,
        259,
        262,
        266,
        273,
        277,
        278,
        279,
        284,
        292,
        293,
        317,
        320,
        322,
        323,
        324,
        325,
        338,
        339,
        347,
        529,
        530,
        531,
        532,
    }
)  # size, depth, colours, packing, strips and tiles
# None, CCITT, LZW, JPEG, deflate (two numbers) and PackBits; the rest are rare, and some unpack without bound.
PACKINGS = (1, 2, 3, 4, 5, 7, 8, 32773, 32946)
MOST_ENTRIES = 200
MOST_ENTRY_BYTES = 8 << 20  # of all entries together
MOST_PIECES = 20_000  # each is a step in Python where pixels are not packed


def claim(data: bytes) -> Claim:
    """What a TIFF claims of its first picture. Errors: RefusedError for all that is too large or unusual."""
    order = "<" if data[:2] == b"II" else ">"
    values: dict[int, int] = {}
    kept: list[bytes] = []
    total_bytes = 0
    try:
        directory = struct.unpack_from(f"{order}I", data, 4)[0]
        count = struct.unpack_from(f"{order}H", data, directory)[0]
        if count > MOST_ENTRIES:
            raise RefusedError(
                f"the TIFF's directory has {count:,} entries; at most {MOST_ENTRIES} are read", TOO_LARGE
            )
        for place in range(directory + 2, directory + 2 + 12 * count, 12):
            tag, kind, number = struct.unpack_from(f"{order}HHI", data, place)
            if tag in KEPT:
                kept.append(data[place : place + 12])
                total_bytes += number * (TYPE_BYTES[kind] if kind < len(TYPE_BYTES) else 8)
            values[tag] = struct.unpack_from(f"{order}H" if kind == 3 else f"{order}I", data, place + 8)[0]
            if tag in PIECES and number > MOST_PIECES:
                raise RefusedError(
                    f"the TIFF is cut into {number:,} pieces; at most {MOST_PIECES:,} are read", TOO_LARGE
                )
    except struct.error:
        raise RefusedError("the TIFF ends before its directory") from None
    if total_bytes > MOST_ENTRY_BYTES:
        raise RefusedError(f"the TIFF has {total_bytes:,} bytes beside its pixels, which is too much", TOO_LARGE)
    width, height = values.get(WIDTH, 0), values.get(HEIGHT, 0)
    check_size(width, height)
    if TILE_WIDTH in values:
        check_size(values[TILE_WIDTH], values.get(TILE_HEIGHT, 0))
    if values.get(PACKING, 1) not in PACKINGS:
        raise RefusedError(
            f"this is a TIFF of packing {values[PACKING]}, not read; give JPEG, PNG or WebP", KIND_NOT_READ
        )
    orientation = values.get(ORIENTATION, 1)
    entries = struct.pack(f"{order}H", len(kept)) + b"".join(kept) + bytes(4)
    pixels_only = b"".join([data[:directory], entries, data[directory + len(entries) :]])
    return Claim("TIFF", width, height, pixels_only, orientation if 1 <= orientation <= 8 else 1)

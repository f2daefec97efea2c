"""How a picture says that it is turned: the one entry of its Exif data that is read, by hand and within bounds."""

import struct

EXIF_START = b"Exif\x00\x00"
MOST_ENTRIES = 200  # in the first directory; cameras write about a dozen
ORIENTATION = 0x0112


def orientation_of(exif: bytes) -> int:
    """The orientation in a block of Exif data, 1 to 8; 1 when it says nothing or nonsense.

    Source: Exif 2.32: a TIFF header, then the entries of its first directory, of 12 bytes each. Entries may overlap
    and lead to further directories, so that a general reader can be made to copy a small file many times.
    """
    start = len(EXIF_START) if exif.startswith(EXIF_START) else 0
    order = {b"II": "<", b"MM": ">"}.get(exif[start : start + 2])
    if order is None:
        return 1
    try:
        directory = start + struct.unpack_from(f"{order}I", exif, start + 4)[0]
        count = min(struct.unpack_from(f"{order}H", exif, directory)[0], MOST_ENTRIES)
        for place in range(directory + 2, directory + 2 + 12 * count, 12):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, place)
            if tag == ORIENTATION:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:  # cut short or nonsense: broken metadata must not cost the picture
        return 1
    return 1

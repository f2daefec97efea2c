"""JPEG: its frame, its scans and how it is turned; the rest of its metadata is left out.

Source: ISO/IEC 10918-1, annex B: segments of a marker, a length of two bytes and content, up to the first scan.
"""

import re

from guildmark.guard.refused import TOO_LARGE, RefusedError
from guildmark.pictures.containers.claim import Claim
from guildmark.pictures.containers.exif import EXIF_START, orientation_of
from guildmark.pictures.refused import MOST_PIXELS, MOST_PIXELS_WHOLE, check_size

MARKER = re.compile(rb"\xff[^\x00\xff]")  # the last of any fill bytes, so that it takes one step for each
SCAN = re.compile(rb"\xff\xda")
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # SOF0 to SOF15
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD, 0xEE})  # Huffman, arithmetic, quantisation, restarts, Adobe's colours
START_OF_SCAN, APP1 = 0xDA, 0xE1
COLOURS_OF_PRINT = 4
ALONE = frozenset({0x01, *range(0xD0, 0xDA)})  # markers without content
MOST_SEGMENTS = 1000  # before the first scan; colour profiles take up to 255
MOST_SCANS = 200  # encoders write about ten
MOST_SCANNED_PIXELS = 1_000_000_000  # scans × pixels: each scan goes over the whole picture, however few bytes it has


def claim(data: bytes) -> Claim:
    """What a JPEG claims. Errors: RefusedError for too many pixels or scans, or where no frame is found."""
    kept, exif = [data[:2]], b""
    frame, progressive, partial = b"", False, False
    place = 2
    for _ in range(MOST_SEGMENTS):
        place, marker = _next_marker(data, place)
        if marker in ALONE:
            continue
        end = place + max(2, int.from_bytes(data[place : place + 2], "big"))
        content = data[place + 2 : min(end, place + 66_000)]
        if marker == START_OF_SCAN:
            partial = bool(frame) and content[:1] < frame[5:6]  # it holds fewer colours than the frame
            break
        if marker in FRAMES and not frame and len(content) >= 6:
            frame, progressive = content, marker in PROGRESSIVE
        if marker in FRAMES or marker in TABLES:
            kept.append(data[place - 2 : end])
        elif marker == APP1 and not exif and content.startswith(EXIF_START):
            exif = content
        place = end
    else:
        raise RefusedError(f"the JPEG has more than {MOST_SEGMENTS} parts before its pixels", TOO_LARGE)
    if not frame:
        raise RefusedError("the JPEG says nothing of its size before its pixels begin")
    height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    whole = progressive or partial
    check_size(width, height, MOST_PIXELS_WHOLE if whole else MOST_PIXELS)
    if whole:
        _check_scans(data, width * height)
    # Only the colours of print go to the decoder that reads metadata.
    pixels_only = b"".join([*kept, data[place - 2 :]]) if frame[5] == COLOURS_OF_PRINT else data
    return Claim("JPEG", width, height, pixels_only, orientation_of(exif))


def _next_marker(data: bytes, place: int) -> tuple[int, int]:
    """The place behind the next marker, and the marker. Errors: RefusedError at the end of the file."""
    found = MARKER.search(data, place)
    if found is None:
        raise RefusedError("the JPEG ends before its pixels begin")
    return found.end(), data[found.end() - 1]


def _check_scans(data: bytes, pixels: int) -> None:
    """Within compressed data a byte of 255 is always followed by 0 or a restart, so that a marker is a marker."""
    scans = len(SCAN.findall(data))
    if scans > MOST_SCANS or scans * pixels > MOST_SCANNED_PIXELS:
        raise RefusedError(
            f"the JPEG is written in {scans:,} scans of {pixels:,} pixels, which takes too long", TOO_LARGE
        )

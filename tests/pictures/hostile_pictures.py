"""Picture files as somebody makes them who wants a scan to stop, to hang or to run out of memory."""

import gzip
import io
import struct
import zlib

import numpy as np
from pictures_made import as_bytes, scene
from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><head><title>404</title></head><body>not found</body></html>"


def png_chunk(name: bytes, content: bytes = b"") -> bytes:
    """A chunk with a right checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *, depth: int = 8, colour: int = 2, before: bytes = b"", after: bytes = b"") -> bytes:
    """A PNG of zeros, with chunks before and after its pixels. Colours: 0 grey, 2 RGB, 6 RGB and alpha."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    row = 1 + width * depth * {0: 1, 2: 3, 6: 4}[colour] // 8
    packer = zlib.compressobj(9)
    pixels = b"".join(packer.compress(bytes(row)) for _ in range(height)) + packer.flush()
    parts = [png_chunk(b"IHDR", header), before, png_chunk(b"IDAT", pixels), after, png_chunk(b"IEND")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def claiming_png(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds no pixels."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT") + png_chunk(b"IEND")


def overlapping_exif(entries: int, filler: int, order: str = ">") -> bytes:
    """Exif whose entries all claim the same content, so that a reader copies it once for each."""
    head = (b"MM\x00*" if order == ">" else b"II*\x00") + struct.pack(f"{order}IH", 8, entries)
    place = 10 + 12 * entries + 4
    table = b"".join(struct.pack(f"{order}HHII", 0x9000 + n, 7, filler, place) for n in range(entries))
    return head + table + bytes(4) + bytes(filler)


def tiff(entries: dict[int, tuple[int, int, int]], tail: bytes = b"", order: str = "<") -> bytes:
    """A TIFF of one directory: for each tag a type, a count and a value or place."""
    head = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(f"{order}IH", 8, len(entries))
    table = b"".join(
        struct.pack(f"{order}HHII", tag, *values) for tag, values in sorted(entries.items())
    )  # a value of two bytes stands at the left, which is where it is in this order of bytes
    return head + table + bytes(4) + tail


def grey_tiff(**changes: tuple[int, int, int]) -> dict[int, tuple[int, int, int]]:
    """The entries of a grey TIFF of 8 × 8 pixels in one strip behind the directory."""
    entries = {
        256: (3, 1, 8), 257: (3, 1, 8), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1),
        273: (4, 1, 200), 277: (3, 1, 1), 278: (3, 1, 8), 279: (4, 1, 64),
    }  # fmt: skip
    return entries | {int(tag[1:]): values for tag, values in changes.items()}


def tiff_of_overlapping_entries() -> bytes:
    """A TIFF of 4 MB whose 150 entries each claim all of it."""
    filler = 4 << 20
    private = {f"t{65_000 + n}": (7, filler, 200) for n in range(150)}
    kept = {f"t{tag}": (1, filler, 200) for tag in (320, 347, 532)}
    return tiff(grey_tiff(**private, **kept), bytes(filler))


def tiff_with_a_bomb_in_its_exif() -> bytes:
    """A good small TIFF that names a further directory of entries, each of which claims 4 MB."""
    entries = grey_tiff(t34665=(4, 1, 4000))
    start = tiff(entries)
    exif = overlapping_exif(2000, 4 << 20, "<")[8:]  # without the header, whose places are too small by that
    return start + bytes(4000 - len(start)) + exif


def progressive_jpeg_of(scans: int, side: int = 4000) -> bytes:
    """A progressive JPEG that goes over the whole picture again and again: each scan takes a dozen bytes."""
    whole = as_bytes(Image.new("L", (side, side), 128), progressive=True)
    last = whole.rfind(b"\xff\xda")
    return whole[:last] + whole[last:-2] * scans + whole[-2:]


def jpeg_with_segments(count: int) -> bytes:
    """A JPEG with comments before its pixels."""
    whole = as_bytes(scene(size=(64, 48)))
    return whole[:2] + b"\xff\xfe\x00\x02" * count + whole[2:]


def cmyk_jpeg_with_a_bomb_in_its_exif() -> bytes:
    """A JPEG in the colours of print, with more Exif data than one segment holds."""
    whole = as_bytes(scene(size=(64, 48)).convert("CMYK"))
    exif = overlapping_exif(3000, 3 << 20)
    pieces = [exif[start : start + 65_000] for start in range(0, len(exif), 65_000)]
    segments = [b"\xff\xe1" + struct.pack(">H", len(piece) + 8) + b"Exif\x00\x00" + piece for piece in pieces]
    return whole[:2] + b"".join(segments) + whole[2:]


def gif_with_a_comment(pieces: int) -> bytes:
    """A GIF with a comment in pieces of 255 bytes before its first frame."""
    whole = as_bytes(scene(size=(64, 48)), "GIF")
    start = 13 + (3 << ((whole[10] & 7) + 1))
    return whole[:start] + b"\x21\xfe" + (b"\xff" + bytes(255)) * pieces + b"\x00" + whole[start:]


def gif_of_a_large_frame() -> bytes:
    """A GIF whose canvas is small and whose frame is not."""
    return b"GIF89a" + struct.pack("<HHBBB", 8, 8, 0, 0, 0) + b"\x2c" + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0)


def webp_claiming(width: int, height: int) -> bytes:
    """An animated WebP that claims a size, with a small frame."""
    small = as_bytes(scene(size=(16, 16)), "WEBP")[12:]
    canvas = b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
    header = b"VP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + canvas
    frame = bytes(6) + (15).to_bytes(3, "little") * 2 + bytes(4) + small
    chunks = header + b"ANIM" + struct.pack("<I", 6) + bytes(6) + b"ANMF" + struct.pack("<I", len(frame)) + frame
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def bmp_of_run_lengths() -> bytes:
    """A BMP that skips over most of its pixels, four bytes for 255 rows."""
    header = struct.pack("<IiiHHIIiiII", 40, 5000, 5000, 1, 8, 1, 0, 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 0, 0, 0, 54 + 1024) + header + bytes(1024) + b"\x00\x02\x00\xff" * 10_000


def icon_of_a_large_png() -> bytes:
    """An icon that claims 16 × 16 pixels and holds a PNG of 12,000 × 12,000."""
    inner = claiming_png(12_000, 12_000)
    return b"\x00\x00\x01\x00\x01\x00" + struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(inner), 22) + inner


def avif_that_lies(true_side: int = 2000) -> bytes:
    """An AVIF that claims 64 × 64 pixels and decodes to more."""
    whole = as_bytes(Image.new("RGB", (true_side, true_side), "teal"), "AVIF", speed=10)
    place = whole.find(b"ispe") + 8
    return whole[:place] + struct.pack(">II", 64, 64) + whole[place + 8 :]


def wide_grey_tiff() -> bytes:
    """A TIFF of 5,000 × 5,000 whole numbers of 32 bits."""
    return as_bytes(Image.fromarray(np.zeros((5000, 5000), np.int32)), "TIFF", compression="tiff_adobe_deflate")


def multipage_tiff() -> bytes:
    """A red page, then a blue one."""
    red, blue = Image.new("RGB", (30, 30), "red"), Image.new("RGB", (30, 30), "blue")
    return as_bytes(red, "TIFF", save_all=True, append_images=[blue])


# Each with the class of reason that it is refused for; nothing where it is decoded after all, within bounds.
BOMBS = {
    "png_of_60000": (lambda: claiming_png(60_000, 60_000), "too large"),
    "png_of_4_million_rows": (lambda: claiming_png(8, 4_000_000), "too large"),
    "png_of_25_million_zeros": (lambda: png(5000, 5000, colour=6), None),
    "png_of_16_bits": (lambda: png(5000, 5000, colour=0, depth=16), None),
    "png_of_a_million_chunks": (lambda: png(8, 8, before=png_chunk(b"teXt") * 1_000_000), "too large"),
    "png_with_texts_that_unpack": (
        lambda: png(64, 64, after=png_chunk(b"zTXt", b"a\x00\x00" + zlib.compress(bytes(3 << 20), 9)) * 5000), None,
    ),
    "png_with_a_profile_that_unpacks": (
        lambda: png(64, 64, before=png_chunk(b"iCCP", b"a\x00\x00" + zlib.compress(bytes(50 << 20), 9))), None,
    ),
    "png_with_overlapping_exif": (
        lambda: png(64, 64, before=png_chunk(b"eXIf", overlapping_exif(3000, 3 << 20))), None,
    ),
    "webp_of_16383": (lambda: webp_claiming(16_383, 16_383), "too large"),
    "webp_of_16_million": (lambda: webp_claiming(1 << 24, 1 << 24), "too large"),
    "webp_of_25_million": (lambda: webp_claiming(5000, 5000), None),
    "gif_of_a_large_frame": (gif_of_a_large_frame, "too large"),
    "gif_with_a_long_comment": (lambda: gif_with_a_comment(19_000), None),
    "gif_with_a_longer_comment": (lambda: gif_with_a_comment(110_000), "too large"),
    "jpeg_of_thousands_of_scans": (lambda: progressive_jpeg_of(150), "too large"),
    "jpeg_of_a_million_segments": (lambda: jpeg_with_segments(1_000_000), "too large"),
    "jpeg_of_print_with_overlapping_exif": (cmyk_jpeg_with_a_bomb_in_its_exif, None),
    "tiff_of_overlapping_entries": (tiff_of_overlapping_entries, "too large"),
    "tiff_with_a_bomb_in_its_exif": (tiff_with_a_bomb_in_its_exif, None),
    "tiff_of_large_tiles": (
        lambda: tiff(grey_tiff(t259=(3, 1, 8), t322=(4, 1, 60_000), t323=(4, 1, 30_000), t324=(4, 1, 200),
                               t325=(4, 1, 64)), zlib.compress(bytes(100 << 20), 9)), "too large",
    ),
    "tiff_of_a_million_strips": (
        lambda: tiff(grey_tiff(t257=(4, 1, 1_000_000), t273=(4, 1_000_000, 200), t278=(3, 1, 1)), bytes(1 << 22)),
        "too large",
    ),
    "tiff_of_32_bits": (wide_grey_tiff, None),
    "bmp_of_run_lengths": (bmp_of_run_lengths, "kind not read"),
    "icon_of_a_large_png": (icon_of_a_large_png, "kind not read"),
    "avif_that_lies": (avif_that_lies, "kind not read"),
    "fill_bytes": (lambda: b"\xff\xd8" + b"\xff" * (8 << 20), "damaged"),
    "stuffed_bytes": (lambda: b"\xff\xd8" + b"\xff\x00" * (4 << 20), "damaged"),
    "a_file_too_large": (lambda: as_bytes(scene()) + bytes(32 << 20), "too large"),
}  # fmt: skip

# What is no picture, or is one of a kind that is left alone: with the class of its reason, and a word of the reason.
OTHERS = {
    "nothing": (b"", "empty", "empty"),
    "text": (b"See our shop for pictures", "no picture", "text"),
    "page": (HTML, "no picture", "a web page"),
    "json": (b'{"error": "not found"}', "no picture", "JSON"),
    "zeros": (bytes(5000), "no picture", "unknown"),
    "zip": (b"PK\x03\x04" + bytes(100), "no picture", "ZIP"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "no picture", "PDF"),
    "mp4": (b"\x00\x00\x00\x18ftypisom" + bytes(50), "no picture", "video"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc) run", "kind not read", "PostScript"),
    "eps_with_preview": (b"\xc5\xd0\xd3\xc6" + bytes(100), "kind not read", "PostScript"),
    "svg": (SVG, "kind not read", "SVG"),
    "svg_with_a_preamble": (
        b"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE svg SYSTEM 'file:///etc/passwd'>" + SVG,
        "kind not read", "SVG",
    ),
    "svg_in_utf16": (b"\xff\xfe" + SVG.decode().encode("utf-16-le"), "kind not read", "SVG"),
    "svgz": (gzip.compress(SVG), "kind not read", "packed with gzip"),
    "gzip_bomb": (gzip.compress(bytes(20 << 20)), "no picture", "gzip"),
    "heic": (b"\x00\x00\x00\x18ftypheic" + bytes(100), "kind not read", "HEIC"),
    "avif": (b"\x00\x00\x00\x18ftypavif" + bytes(100), "kind not read", "AVIF"),
    "jxl": (b"\xff\x0a" + bytes(100), "kind not read", "JPEG XL"),
    "jpeg2000": (b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(100), "kind not read", "JPEG 2000"),
    "photoshop": (b"8BPS\x00\x01" + bytes(100), "kind not read", "Photoshop"),
    "bigtiff": (b"II+\x00\x08\x00\x00\x00" + bytes(100), "kind not read", "BigTIFF"),
    "svg_called_png": (b"\x89PNG\r\n\x1a\n" + SVG, "damaged", "PNG"),
    "png_without_pixels": (b"\x89PNG\r\n\x1a\n", "damaged", "PNG"),
    "jpeg_without_frame": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(10), "damaged", "JPEG"),
    "tiff_without_directory": (b"II*\x00\xff\xff\xff\xff", "damaged", "TIFF"),
    "gif_without_frame": (b"GIF89a\x08\x00\x08\x00\x00\x00\x00;", "damaged", "GIF"),
    "webp_without_frame": (b"RIFF\x00\x00\x00\x00WEBP" + bytes(40), "damaged", "WebP"),
    "bmp_without_pixels": (b"BM" + bytes(12) + b"(\x00\x00\x00", "damaged", "BMP"),
    "size_of_zero": (claiming_png(0, 9), "damaged", "no pixels"),
}  # fmt: skip


def polyglot() -> bytes:
    """A GIF that is also a program in JavaScript and a ZIP archive."""
    whole = bytearray(as_bytes(Image.new("RGB", (30, 30), "red"), "GIF"))
    out = io.BytesIO()
    out.write(whole + b"*/=1;alert(1)//PK\x05\x06" + bytes(18))
    return out.getvalue()

"""What kind of file bytes are, told by the bytes alone: the names and content types of strangers are not trusted."""

import zlib

JPEG, PNG, GIF, WEBP, BMP, TIFF = "JPEG", "PNG", "GIF", "WebP", "BMP", "TIFF"
READ = (JPEG, PNG, WEBP, GIF, BMP, TIFF)  # no other decoder is ever opened
SVG, PACKED_SVG = "an SVG drawing", "an SVG drawing packed with gzip"
UNKNOWN = "a file of an unknown kind"

# Where a sign stands, the sign, and what it is a sign of; only those of READ are decoded.
_SIGNS = (
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"GIF87a", GIF),
    (0, b"GIF89a", GIF),
    (0, b"II*\x00", TIFF),
    (0, b"MM\x00*", TIFF),
    (0, b"II+\x00", "a BigTIFF picture"),
    (0, b"MM\x00+", "a BigTIFF picture"),
    (0, b"\x00\x00\x01\x00", "an icon"),
    (0, b"\x00\x00\x02\x00", "an icon"),
    (0, b"\xff\x0a", "a JPEG XL picture"),
    (0, b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (0, b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (0, b"8BPS", "a Photoshop file"),
    (0, b"%!PS", "a PostScript file"),
    (0, b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (0, b"%PDF", "a PDF file"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x1aE\xdf\xa3", "a video"),
    (0, b"OggS", "a video or sound"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ", "a program"),
)
_BRANDS = {  # of ISO base media files, ISO/IEC 14496-12 and 23008-12
    b"avif": "an AVIF picture", b"avis": "an AVIF picture", b"heic": "a HEIC picture", b"heix": "a HEIC picture",
    b"heim": "a HEIC picture", b"heis": "a HEIC picture", b"hevc": "a HEIC picture", b"hevx": "a HEIC picture",
    b"mif1": "a HEIF picture", b"msf1": "a HEIF picture",
}  # fmt: skip
_PICTURES_NOT_READ = (
    "AVIF", "HEIC", "HEIF", "BigTIFF", "icon", "JPEG XL", "JPEG 2000", "Photoshop", "PostScript", "SVG",
)  # fmt: skip
_BMP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)  # bytes of the second header, by version
_HEAD_BYTES = 4096
_TEXT_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))


def kind_of(data: bytes) -> str:
    """The kind of a file: one of `READ`, or a few words for what it is instead."""
    for place, sign, kind in _SIGNS:
        if data.startswith(sign, place):
            return kind
    if data[:4] == b"RIFF":
        return WEBP if data[8:12] == b"WEBP" else "a sound or video"
    if data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _BMP_HEADERS:
        return BMP
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "a video")
    if data[:2] == b"\x1f\x8b":
        return PACKED_SVG if _kind_of_text(_unpacked_head(data)) == SVG else "a file packed with gzip"
    return _kind_of_text(data[:_HEAD_BYTES])


def is_picture_not_read(kind: str) -> bool:
    """Whether something is a picture after all, of a kind that is left alone on purpose."""
    return any(name in kind for name in _PICTURES_NOT_READ)


def _unpacked_head(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(data[:_HEAD_BYTES], _HEAD_BYTES)
    except zlib.error:
        return b""


def _kind_of_text(head: bytes) -> str:
    encoding = next((name for mark, name in _TEXT_MARKS if head.startswith(mark)), "utf-8")
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n\0").lower()
    if text.startswith("<"):
        if "<svg" in text:
            return SVG
        return "a web page" if "<html" in text or text.startswith("<!doctype html") else "an XML file"
    if text.startswith(("{", "[")):
        return "JSON text"
    odd = sum(character == "\ufffd" or (character < " " and character not in "\t\r\n\f") for character in text)
    return "text" if text and odd * 50 <= len(text) else UNKNOWN

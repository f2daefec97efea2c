"""What a file is by its content, and whether it is something else as well (a polyglot)."""

from guildmark.pictures.kinds import kind_of

PDF = "a PDF file"
OFFICE, OLD_OFFICE = "an office file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVE, WEB_PAGE, PROGRAM = "an archive", "a web page", "a program"
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ\x00", b"BZh", b"\x28\xb5\x2f\xfd", b"MSCF")
_OFFICE_PARTS = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis", b"_rels/.rels", b"Index/Document.iwa")
_HEAD_BYTES = 4096
_SNIFFED_BYTES = 1024  # in which browsers look for a page, and readers of PDF for their sign
_PAGE_SIGNS = (b"<html", b"<script", b"<svg", b"<!doctype", b"<body", b"<iframe")
# Source: APPNOTE.TXT of PKWARE, 4.3.16: the record that ends a ZIP, 22 bytes and a comment of up to 65,535.
_ZIP_END, _ZIP_END_BYTES, _MOST_COMMENT_BYTES = b"PK\x05\x06", 22, 65_535
_PDF_END, _PDF_END_BYTES = b"%%EOF", 1024  # readers look for it in the last 1,024 bytes: ISO 32000-1, annex H


def face_of(data: bytes) -> str:
    """What the file is, by its first bytes: a kind of `pictures.kinds`, or one of those above."""
    if data.startswith(OLD_OFFICE):
        return OFFICE
    if data.startswith(_ARCHIVES) or data[257:262] == b"ustar":
        return ARCHIVE
    kind = kind_of(data)
    if kind == "a ZIP archive":
        return OFFICE if any(part in data[:_HEAD_BYTES] for part in _OFFICE_PARTS) else ARCHIVE
    return ARCHIVE if kind == "a file packed with gzip" else kind


def second_face(data: bytes, face: str) -> str:
    """What else a PDF or picture would pass for; empty when nothing is found."""
    head = data[:_SNIFFED_BYTES]
    if face != PDF and b"%PDF-" in head:
        return PDF
    if any(sign in head.lower() for sign in _PAGE_SIGNS):
        return WEB_PAGE
    return ARCHIVE if _ends_as_zip(data) else ""


def is_whole_pdf(data: bytes) -> bool:
    """Whether the sign of the end stands where a PDF ends."""
    return _PDF_END in data[-_PDF_END_BYTES:]


def _ends_as_zip(data: bytes) -> bool:
    """Whether unpackers would find a ZIP here: they look for its end, from the end of the file."""
    tail = data[-(_ZIP_END_BYTES + _MOST_COMMENT_BYTES) :]
    place = tail.rfind(_ZIP_END)
    while place >= 0:
        behind = len(tail) - place - _ZIP_END_BYTES
        if behind >= 0 and int.from_bytes(tail[place + 20 : place + 22], "little") <= behind:
            return True
        place = tail.rfind(_ZIP_END, 0, place)
    return False

"""PDFs and pictures as sellers send them, and as somebody makes them who wants to do harm; written by hand."""

import io
import struct
import zlib
from collections.abc import Iterable

from PIL import Image, ImageDraw

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WORDS = b"BT /F1 24 Tf 72 700 Td (Invoice 17 of Aurelle) Tj ET"


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """An object with content."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), entries, content)


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def paged(
    count: int = 1, words: bytes = WORDS, catalogue: bytes = b"", page: bytes = b"", more: Iterable[bytes] = ()
) -> bytes:
    """A PDF of pages with the same words. Objects: 3 the font, 4 the words, `more` from 5 + count on."""
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(count))
    one = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>%s>>" % page
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        FONT,
        stream(words),
        *[one] * count,
        *more,
    )


def with_picture(width: int, height: int, packed: bytes, *, bits: int = 8) -> bytes:
    """A PDF of one page that shows a grey picture whose pixels are packed."""
    picture = stream(
        packed,
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent %d/Filter/FlateDecode"
        % (width, height, bits),
    )
    page = b"/Group<</S/Transparency>>"
    words = b"q 500 0 0 700 50 50 cm /P Do Q"
    whole = paged(words=words, page=page, more=[picture])
    return whole.replace(b"/Font<</F1 3 0 R>>", b"/XObject<</P 6 0 R>>")


def locked() -> bytes:
    """A PDF that only a password opens: its keys are of nothing, so that no password is the empty one."""
    key = b"<" + b"5a" * 32 + b">"
    rule = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O %s/U %s>>/ID[<00><00>]" % (key, key)
    whole = paged()
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R" + rule)


def acting() -> bytes:
    """A PDF that would run a program, open an address, send a form and start a file, were anybody to let it."""
    script = b"<</S/JavaScript/JS(app.alert\\(1\\); this.submitForm\\('http://127.0.0.1:9/'\\);)>>"
    return paged(
        catalogue=b"/OpenAction %s/AA<</WC %s>>"
        b"/Names<</JavaScript<</Names[(a) %s]>>/EmbeddedFiles<</Names[(a.exe) 7 0 R]>>>>" % (script, script, script),
        page=b"/AA<</O %s>>/Annots[6 0 R]" % script,
        more=[
            b"<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A<</S/Launch/F(/bin/sh)/Next<</S/URI/URI(http://127.0.0.1:9/)>>>>>>",
            b"<</Type/Filespec/F(a.exe)/EF<</F 8 0 R>>>>",
            stream(b"MZ" + bytes(100), b"/Type/EmbeddedFile"),
        ],
    )


def filled_form(value: bytes) -> bytes:
    """A PDF with one field that was filled in, and nothing else."""
    return paged(
        words=b"",
        catalogue=b"/AcroForm<</Fields[6 0 R]/NeedAppearances true/DR<</Font<</Helv 3 0 R>>>>>>",
        page=b"/Annots[6 0 R]",
        more=[
            b"<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/V(%s)/Rect[72 500 500 540]/DA(/Helv 18 Tf 0 g)/F 4/P 5 0 R>>"
            % value
        ],
    )


def circle_of_pages() -> bytes:
    """A PDF whose tree of pages leads back to itself."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 2/Parent 3 0 R>>",
        b"<</Type/Pages/Kids[2 0 R]/Count 2/Parent 2 0 R>>",
    )


def forms_within_forms(depth: int, each: int) -> bytes:
    """A PDF whose page draws a form that draws another several times, and so on: each step multiplies the work."""
    inner = [
        stream(
            b"/X Do " * each,
            b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>>>" % (7 + number),
        )
        for number in range(depth)
    ]
    last = stream(b"0 0 m 595 842 l S " * 50, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]")
    whole = paged(words=b"/X Do", more=[*inner, last])
    return whole.replace(b"/Font<</F1 3 0 R>>", b"/XObject<</X 6 0 R>>")


def packed_zeros(size_bytes: int) -> bytes:
    """Zeros, packed a thousand times smaller."""
    packer = zlib.compressobj(9)
    part = bytes(1 << 20)
    return b"".join(packer.compress(part) for _ in range(size_bytes >> 20)) + packer.flush()


def photo(form: str = "JPEG", **options: object) -> bytes:
    """A picture of 400 × 300 whose left half is red and whose right half is blue."""
    image = Image.new("RGB", (400, 300), "blue")
    ImageDraw.Draw(image).rectangle((0, 0, 199, 299), fill="red")
    out = io.BytesIO()
    image.save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def photo_with_place() -> bytes:
    """A JPEG that says where it was taken, by whose telephone, and that it lies on its side."""
    image = Image.open(io.BytesIO(photo()))
    exif = image.getexif()
    exif[0x010F], exif[0x0112] = "Telephone of Aurelle", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"a secret comment")
    return out.getvalue()


def claiming_png(width: int, height: int) -> bytes:
    """A PNG that claims a size and packs its pixels as zeros."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed_zeros(4 << 20)) + chunk(b"IEND", b"")


def zipped(**files: bytes) -> bytes:
    """A ZIP of some files."""
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()

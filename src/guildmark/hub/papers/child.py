"""The program that opens what strangers sent: a process of its own, confined first; the site never imports it.

It reads the paper from its standard input, a file, and writes to its standard output, a file: for each page a JPEG, and
at the end one word of `wire.STOPPED`, or `wire.DONE`. The words are a closed list that tells nothing of the paper.
"""

import json
import math
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from guildmark.hub.papers import wire
from guildmark.hub.papers.confine import confine

QUALITY = 80
POINTS_AN_INCH = 72
WHITE = (255, 255, 255, 255)
XFA_FULL = 2  # FORMTYPE_XFA_FULL: its pages are made by a program, and without it they only say "please wait"


class StopError(Exception):
    """Why a paper is not opened: a word of `wire.STOPPED`, and a number where it needs one."""

    def __init__(self, word: str, number: int = 0) -> None:
        super().__init__(word)
        self.word, self.number = word, number


def main() -> None:
    """Look at a paper, or draw its pages: `child.py look|draw PDF|picture LIMITS`."""
    task, kind, told = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    pages = (_pdf if kind == wire.PDF else _picture)(told, drawn=task == wire.DRAW)
    confine(**told["confine"])
    try:
        for page in pages(sys.stdin.buffer.read()):
            _write(out, wire.PAGE, page)
        _write(out, wire.DONE, b"")
    except StopError as stop:
        _write(out, stop.word, b"%d" % stop.number)
    except MemoryError:
        _write(out, wire.MEMORY, b"0")
    except Exception:  # decoders raise many kinds, and their words may be the paper's
        _write(out, wire.DAMAGED, b"0")


def _write(out: BinaryIO, word: str, content: bytes) -> None:
    try:
        out.write(wire.record(word, content))
    except OSError:
        os._exit(wire.TOO_MUCH_WRITTEN)


type Pages = Callable[[bytes], Iterator[bytes]]


def _pdf(told: dict[str, Any], *, drawn: bool) -> Pages:
    import pypdfium2  # noqa: PLC0415 - only what this kind needs is imported, before the limits
    import simplejpeg  # noqa: PLC0415
    from pypdfium2 import raw  # noqa: PLC0415

    def pages(data: bytes) -> Iterator[bytes]:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise StopError(wire.PASSWORD if error.err_code == raw.FPDF_ERR_PASSWORD else wire.DAMAGED) from None
        count = len(document)
        if not 0 < count <= told["most_pages"]:
            raise StopError(wire.TOO_MANY_PAGES if count > 0 else wire.NO_PAGES, max(0, count))
        if document.get_formtype() == XFA_FULL:
            raise StopError(wire.PROGRAM)
        document.init_forms()  # fields that were filled in are drawn; no program in them runs, there is none to run it
        for number in range(count):
            page = document[number]
            width, height = page.get_size()
            scale = _scale(width, height, told)
            if drawn:
                pixels = page.render(scale=scale, fill_color=WHITE, force_bitmap_format=raw.FPDFBitmap_BGRx).to_numpy()
                yield simplejpeg.encode_jpeg(pixels, quality=QUALITY, colorspace="BGRX")
            else:
                yield b""
            page.close()

    return pages


def _scale(width_points: float, height_points: float, told: dict[str, Any]) -> float:
    longest, shortest = max(width_points, height_points), min(width_points, height_points)
    if not (math.isfinite(longest) and shortest > 0):
        raise StopError(wire.DAMAGED)
    return float(min(told["page_dots_an_inch"] / POINTS_AN_INCH, told["page_side_pixels"] / longest))


def _picture(told: dict[str, Any], *, drawn: bool) -> Pages:
    from PIL import Image  # noqa: PLC0415

    from guildmark.pictures.decode import picture_codecs, thumbnail_jpeg  # noqa: PLC0415

    picture_codecs()
    Image.init()  # imports what decodes each kind: later no file can be read

    def pages(data: bytes) -> Iterator[bytes]:
        page = thumbnail_jpeg(data, told["page_side_pixels"])
        if not isinstance(page, bytes):
            raise StopError(wire.DAMAGED)
        yield page if drawn else b""

    return pages


if __name__ == "__main__":
    main()

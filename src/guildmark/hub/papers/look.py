"""Looks over what a stranger sent: told by its content, within limits, refused with what is wrong and what to do."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guildmark.guard import RefusedError
from guildmark.hub.papers import faces, open_apart, wire
from guildmark.hub.papers.limits import limits
from guildmark.hub.papers.names import shown_name
from guildmark.pictures.containers import claim_of
from guildmark.pictures.kinds import JPEG, PNG, WEBP
from guildmark.records import InputError, picture_id

MEDIA_TYPES = {faces.PDF: "application/pdf", JPEG: "image/jpeg", PNG: "image/png", WEBP: "image/webp"}
MEGABYTE = 1 << 20

_FACES = {
    faces.PDF: gettext_lazy("a PDF"),
    JPEG: gettext_lazy("a JPEG picture"),
    PNG: gettext_lazy("a PNG picture"),
    WEBP: gettext_lazy("a WebP picture"),
    faces.OFFICE: gettext_lazy("an office document"),
    faces.ARCHIVE: gettext_lazy("a packed archive"),
    faces.WEB_PAGE: gettext_lazy("a web page"),
    faces.PROGRAM: gettext_lazy("a program"),
    "a HEIC picture": gettext_lazy("a HEIC picture"),
    "a HEIF picture": gettext_lazy("a HEIC picture"),
    "an AVIF picture": gettext_lazy("an AVIF picture"),
    "an SVG drawing": gettext_lazy("an SVG drawing"),
    "an SVG drawing packed with gzip": gettext_lazy("an SVG drawing"),
    "a video": gettext_lazy("a video or sound"),
    "a video or sound": gettext_lazy("a video or sound"),
    "a sound or video": gettext_lazy("a video or sound"),
    "GIF": gettext_lazy("a GIF picture"),
    "TIFF": gettext_lazy("a TIFF picture"),
    "BMP": gettext_lazy("a BMP picture"),
    "text": gettext_lazy("plain text"),
}
_ADVICE = {
    faces.OFFICE: gettext_lazy("Save it as a PDF, and send that."),
    faces.ARCHIVE: gettext_lazy("Unpack it, and send the papers themselves."),
    faces.WEB_PAGE: gettext_lazy("Print it to a PDF, and send that."),
    "a HEIC picture": gettext_lazy("Save the photo as JPEG, or send a screenshot of it."),
    "a HEIF picture": gettext_lazy("Save the photo as JPEG, or send a screenshot of it."),
}
_STOPPED = {
    wire.PASSWORD: gettext_lazy("it opens only with a password. Save it without a password, and send that."),
    wire.DAMAGED: gettext_lazy("it cannot be opened. Save or scan it again, and send that."),
    wire.NO_PAGES: gettext_lazy("it has no pages. Send the paper that you mean."),
    wire.TOO_MANY_PAGES: gettext_lazy(
        "it has %(number)s pages; at most %(most)s are read. Send only the pages that matter."
    ),
    wire.PROGRAM: gettext_lazy(
        "its pages are made by a program, which is not run. Print it to a new PDF, and send that."
    ),
}
_TOO_MUCH = gettext_lazy("opening it takes too much. Print it to a new PDF, or send photos of its pages.")


@dataclass(frozen=True, slots=True)
class Paper:
    """What was sent, looked over: its name only to be shown, what it is by its content, and how many pages it has."""

    name: str
    media_type: str
    size_bytes: int
    digest: str
    pages: int
    data: bytes = field(repr=False, compare=False)


def look_over(name: str, stream: IO[bytes]) -> Paper:
    """Look at a paper: PDF, JPEG, PNG or WebP, whatever its name says.

    Errors: InputError with its name, what is wrong, and what to do, in the reader's language.
    """
    shown, most = shown_name(name), limits().most_paper_bytes
    data = stream.read(most + 1)
    if len(data) > most:
        told = _("it is larger than %(most)s MB. Send it smaller, or only the pages that matter.")
        raise _refused(shown, told % {"most": most // MEGABYTE})
    if not data:
        raise _refused(shown, _("it is empty. Choose the file again."))
    face = faces.face_of(data)
    if face not in MEDIA_TYPES:
        raise _refused(shown, _not_taken(face))
    second = faces.second_face(data, face)
    if second:
        told = _("it is %(first)s and %(second)s in one. Send a new photo or scan of the paper.")
        raise _refused(shown, told % {"first": _FACES[face], "second": _FACES[second]})
    pages = _pages_of_pdf(shown, data) if face == faces.PDF else _one_picture(shown, data)
    return Paper(shown, MEDIA_TYPES[face], len(data), picture_id(data), pages, data)


def each(files: Iterable[tuple[str, IO[bytes]]]) -> Iterator[Paper]:
    """Look over the papers of one answer, one after the other, so that only one is in memory.

    Errors: InputError for one that is refused, and for more than `most_papers`.
    """
    for number, (name, stream) in enumerate(files, start=1):
        if number > limits().most_papers:
            told = _("At most %(most)s papers can be sent with an answer. Send those that matter most.")
            raise InputError(told % {"most": limits().most_papers})
        yield look_over(name, stream)


def _pages_of_pdf(shown: str, data: bytes) -> int:
    if not faces.is_whole_pdf(data):
        raise _refused(shown, _("its end is missing, as after a broken upload. Send it again."))
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        opened = open_apart.look(wire.PDF, file)
    if opened.word:
        told = str(_STOPPED.get(opened.word, _TOO_MUCH))
        raise _refused(shown, told % {"number": f"{opened.number:,}", "most": limits().most_pages})
    return len(opened.pages)


def _one_picture(shown: str, data: bytes) -> int:
    try:
        claim_of(data)
    except RefusedError:
        told = _("the picture is damaged, or has too many pixels to be read. Take or save it again, and send that.")
        raise _refused(shown, told) from None
    return 1


def _not_taken(face: str) -> str:
    what = _FACES.get(face, gettext_lazy("a file of another kind"))
    advice = _ADVICE.get(face, gettext_lazy("Send a photo or a scan of the paper."))
    return _("this is %(what)s; PDF, JPEG, PNG and WebP are read. %(advice)s") % {"what": what, "advice": advice}


def _refused(shown: str, told: str) -> InputError:
    return InputError(f"{shown}: {told}")

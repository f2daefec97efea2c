"""Files as people bring them, one by one or many in a zip, each looked over before it is kept."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext as _

from guildmark.guard import RefusedError
from guildmark.hub.registry.catalogue import MOST_BYTES as MOST_CATALOGUE_BYTES
from guildmark.hub.registry.catalogue import clean
from guildmark.pictures import Undecodable
from guildmark.pictures.containers import claim_of
from guildmark.pictures.decode import decode_small
from guildmark.pictures.kinds import BMP, GIF, JPEG, PNG, TIFF, WEBP, kind_of
from guildmark.pictures.refused import MOST_BYTES as MOST_PICTURE_BYTES
from guildmark.records import InputError

MEDIA_TYPES = {
    JPEG: "image/jpeg", PNG: "image/png", GIF: "image/gif", WEBP: "image/webp", BMP: "image/bmp", TIFF: "image/tiff",
    "a PDF file": "application/pdf",
}  # fmt: skip
CSV = "text/csv"
PDF = "application/pdf"
MOST_DOCUMENT_BYTES = 20 << 20
MOST_BYTES = {"document": MOST_DOCUMENT_BYTES, "catalogue": MOST_CATALOGUE_BYTES}
MOST_ZIP_FILES = 5_000
MOST_ZIP_BYTES = 1 << 30  # unpacked, of all files together
LONGEST_NAME = 200
LEAST_SIDE = 16  # pixels: smaller pictures are marks of pages and not of goods


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as it was brought; `refusal` says why it cannot even be read."""

    name: str
    data: bytes
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that may be kept: its bytes, its kind as the bytes tell it, and what there is to say of it."""

    name: str
    data: bytes
    media_type: str
    report: dict[str, Any] = field(default_factory=dict)


def look_over(brought: Brought, role: str) -> Looked:
    """Look at a file for the role that it shall have. Errors: InputError with its name, why not, and the next step."""
    name = shown_name(brought.name)
    if brought.refusal:
        raise InputError(f"{name}: {brought.refusal}")
    match role:
        case "catalogue":
            catalogue = clean(brought.data, name)
            return Looked(name, catalogue.data, CSV, catalogue.report)
        case "document":
            return Looked(name, brought.data, _document_type(name, brought.data))
        case _:
            return Looked(name, brought.data, _picture_type(name, brought.data))


def unpacked(name: str, stream: IO[bytes]) -> Iterator[Brought]:
    """The files of a zip, one at a time, within bounds of number and size; what a Mac adds is passed over.

    Errors: InputError for what is no zip, or holds more files than are read.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError(f"{shown_name(name)}: cannot be read as a zip: {error}. Pack it again.") from None
    with archive:
        members = [one for one in archive.infolist() if not one.is_dir() and not _is_litter(one.filename)]
        if len(members) > MOST_ZIP_FILES:
            told = f"holds {len(members):,} files; at most {MOST_ZIP_FILES:,} are read at once. Pack it in parts."
            raise InputError(f"{shown_name(name)}: {told}")
        left = MOST_ZIP_BYTES
        for member in members:
            one = _member(archive, member, min(MOST_PICTURE_BYTES, left))
            left -= len(one.data)
            yield one


def each(files: Iterable[tuple[str, IO[bytes]]], role: str) -> Iterator[Brought]:
    """All files that were brought: zips among pictures and figures are unpacked."""
    for name, stream in files:
        head = stream.read(4)
        stream.seek(0)
        if head == b"PK\x03\x04" and role in ("picture", "figure"):
            yield from unpacked(name, stream)
        else:
            # Never more than one byte over what may be: the look at it says that it is too large.
            yield Brought(name, stream.read(MOST_BYTES.get(role, MOST_PICTURE_BYTES) + 1))


def shown_name(name: str) -> str:
    """The last part of a name, in characters that can be shown and kept."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in last).strip()
    return plain[-LONGEST_NAME:] or _("without a name")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most_bytes: int) -> Brought:
    """One file of a zip. Never more is unpacked than may be, whatever the zip says of itself."""
    if member.flag_bits & 1:
        return Brought(member.filename, b"", _("is locked with a password. Pack it without one."))
    try:
        with archive.open(member) as stream:
            data = stream.read(most_bytes + 1)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        return Brought(member.filename, b"", _("cannot be unpacked: %(error)s. Pack it again.") % {"error": error})
    except Exception as error:  # each method of packing raises errors of its own
        return Brought(member.filename, b"", _("cannot be unpacked: %(error)s. Pack it again.") % {"error": error})
    if len(data) > most_bytes:
        told = _("is larger than %(most)s bytes, or the zip is. Bring it by itself, or in a smaller zip.")
        return Brought(member.filename, b"", told % {"most": f"{most_bytes:,}"})
    return Brought(member.filename, data)


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "__MACOSX" in parts or bool(parts and parts[-1].startswith(".")) or name.endswith("Thumbs.db")


def _document_type(name: str, data: bytes) -> str:
    if len(data) > MOST_DOCUMENT_BYTES:
        raise InputError(f"{name}: has {len(data):,} bytes; at most {MOST_DOCUMENT_BYTES:,} are kept. Make it smaller.")
    kind = kind_of(data) if data else "an empty file"
    if kind == "a PDF file":
        return PDF
    if kind in MEDIA_TYPES:
        return _picture_type(name, data)
    raise InputError(f"{name}: this is {kind}. Documents are PDF files or scans as JPEG, PNG, TIFF or WebP.")


def _picture_type(name: str, data: bytes) -> str:
    try:
        claim_of(data)
    except RefusedError as error:
        raise InputError(f"{name}: {error}") from None
    pixels = decode_small(data)
    if isinstance(pixels, Undecodable):
        raise InputError(f"{name}: {pixels.reason}")
    height, width = pixels.shape[:2]
    if min(height, width) < LEAST_SIDE:
        raise InputError(f"{name}: is only {width} × {height} pixels. Bring it larger.")
    return MEDIA_TYPES[kind_of(data)]

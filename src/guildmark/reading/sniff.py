"""What kind of file this is, judged by its content: compression, encoding, format, delimiter."""

import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from guildmark.reading.column_map import did_you_mean
from guildmark.reading.json_stream import WRAPPED, WRAPPERS
from guildmark.reading.row_scan import scan_rows
from guildmark.reading.shopify import is_shopify_header
from guildmark.records import InputError

FORMATS = (
    "parquet", "csv", "tsv", "jsonl", "json", "google-xml", "shopify-json", "shopify-csv", "schema-org",
    "schema-org-html",
)  # fmt: skip
DELIMITERS = (",", "\t", ";", "|", "#", "^", "\x01")
SAMPLE_LINES = 50

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([\w.-]+)["']""")
# A usual letter of cp1252 beyond ASCII, beside an ASCII letter as in "für", or between signs as in "à".
_WESTERN_LETTER = re.compile(
    rb"(?<![\x80-\xff])[\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xc0-\xd6\xd8-\xf6\xf8-\xfe](?=[A-Za-z ,;\t.\"]|\r?\n)"
)
# Encodings of East Asia, each with the first bytes of its everyday characters, the narrower first where they overlap.
# Source: the rows of KS X 1001, GB 2312 level 1, Big5 level 1 and JIS X 0208 level 1.
_EAST_ASIAN = (
    ("euc-kr", ((0xA1, 0xA3), (0xB0, 0xC8))),
    ("gb18030", ((0xA1, 0xA3), (0xB0, 0xD7))),
    ("big5", ((0xA1, 0xA3), (0xA4, 0xC6))),
    ("cp932", ((0x81, 0x83), (0x88, 0x97))),
)


# First bytes of files that hold no text, and what they are. Source: the specification of each format.
_NO_TEXT = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook"), (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"BZh", "bzip2 data"), (b"\xfd7zXZ\x00", "xz data"), (b"7z\xbc\xaf", "a 7z archive"), (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"), (b"ARROW1", "an Arrow file"), (b"SQLite format 3\x00", "an SQLite database"),
    (b"PARE", "an encrypted Parquet file"),
)  # fmt: skip


def refuse_what_is_no_text(head: bytes, path: str) -> None:
    """Errors: `InputError` where a file begins like something that no reader takes."""
    for start, what in _NO_TEXT:
        if head.startswith(start) and (len(start) > 3 or not head[:64].isascii() or b"\x00" in head[:64]):
            raise InputError(f"{path}: this is {what}. Save it as CSV, JSON Lines or Parquet, or unpack it first.")


def compression_of(head: bytes) -> str:
    """The packing that a file's first bytes tell."""
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    return "zstd" if head.startswith(b"\x28\xb5\x2f\xfd") else ""


def encoding_of(samples: Sequence[bytes]) -> tuple[str, int, bool]:
    """The encoding of text, the bytes of its mark to skip, and whether it was guessed.

    `samples` are parts of the file, the first from its start. Where most of the text is UTF-8 it is read as such, and
    the values that are not are told one by one.
    """
    head = samples[0] if samples else b""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark), False
    zeros = np.frombuffer(head[: len(head) // 2 * 2], dtype=np.uint8).reshape(-1, 2) == 0
    if len(zeros) and zeros[:, 1].mean() > 0.4 and zeros[:, 0].mean() < 0.1:
        return "utf-16-le", 0, True
    if len(zeros) and zeros[:, 0].mean() > 0.4 and zeros[:, 1].mean() < 0.1:
        return "utf-16-be", 0, True
    text = b"".join(samples)
    declared = _DECLARED.match(head.lstrip())
    if declared and declared[1].lower() not in (b"utf-8", b"utf8") and _reads_ascii(declared[1].decode()):
        return declared[1].decode().lower(), 0, False
    return ("utf-8", 0, False) if _mostly_utf8(text) else (_legacy(text), 0, True)


def _reads_ascii(encoding: str) -> bool:
    """Whether Python knows a declared encoding, and it can be the one in which the declaration itself is written."""
    try:
        return b"<?xml".decode(encoding, "replace") == "<?xml"
    except (LookupError, ValueError):
        return False


def _mostly_utf8(text: bytes) -> bool:
    decoded = text.decode("utf-8", "replace")
    strange = decoded.count("\ufffd") - text.count(b"\xef\xbf\xbd")
    beyond_ascii = len(decoded) - len(decoded.encode("ascii", "ignore"))
    if strange == beyond_ascii and strange > 0:  # no character is sound UTF-8
        letters = len(_WESTERN_LETTER.findall(text))
        return strange <= 8 and letters < strange
    return strange <= 8 or strange <= beyond_ascii // 4


def _legacy(text: bytes) -> str:
    """The encoding of text that is not UTF-8: the East Asian one that makes most sense of it, else the Western one."""
    encoding, ranges = max(_EAST_ASIAN, key=lambda known: round(_sense(text, *known), 2))
    return encoding if _sense(text, encoding, ranges) > 0.5 else "cp1252"


def _sense(text: bytes, encoding: str, ranges: tuple[tuple[int, int], ...]) -> float:
    """The share of characters beyond ASCII that are everyday ones of the encoding; what is broken counts against it."""
    decoded = [character for character in text.decode(encoding, "replace") if character > "\x7f"]
    broken = decoded.count("\ufffd")
    leads = [character.encode(encoding, "ignore")[:1] for character in set(decoded) - {"\ufffd"}]
    everyday = sum(any(low <= lead[0] <= high for low, high in ranges) for lead in leads if lead)
    return everyday / max(len(leads), 1) - 3 * broken / max(len(decoded), 1)


def format_of(head: str, path: str) -> str:
    """The format of a text by how it begins.

    Errors: `InputError` where it is markup of a kind that no reader takes.
    """
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _markup(start, path)
    if start.startswith("["):
        return "schema-org" if '"@type"' in head[:4000] and "schema.org" in head[:4000] else "json"
    if start.startswith("{"):
        return _objects(start)
    delimiter = delimiter_of(head)
    found = scan_rows(head.encode(), delimiter, final=True, most_rows=1)
    first = head.encode()[found.starts[0] : found.ends[0]].decode() if len(found.starts) else ""
    names = [name.strip().strip('"') for name in first.split(delimiter)]
    if is_shopify_header(names):
        return "shopify-csv"
    return "tsv" if delimiter == "\t" else "csv"


def _markup(start: str, path: str) -> str:
    opening = start[:4000].lower()
    if "<!doctype html" in opening or "<html" in opening:
        return "schema-org-html"
    if "<rss" in opening or "<feed" in opening or "base.google.com/ns" in opening or "<!doctype" in opening:
        return "google-xml"
    raise InputError(
        f"{path}: the XML begins with {start[:60]!r} and is no product feed. Guildmark reads RSS and Atom feeds with"
        " the g: names of Google Merchant Center; convert the file to CSV, JSON Lines or Parquet."
    )


def _objects(start: str) -> str:
    """JSON that begins with an object: lines of objects, or one document."""
    line, _, others = start.partition("\n")
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        first = None
    if isinstance(first, dict) and not _wraps(first, alone=not others.strip()):
        if isinstance(first.get("variants"), list) and "handle" in first:
            return "shopify-json"
        return "schema-org" if "@type" in first else "jsonl"
    if re.match(r'\{\s*"products"\s*:', start):
        return "shopify-json"
    if '"@context"' in start[:4000] or '"@graph"' in start[:4000]:
        return "schema-org"
    # A long first line that does not fit the sample is taken for a line when a second object follows nowhere near.
    return (
        "json" if first is not None or WRAPPED.match(start) or re.match(r'\{\s*("\w+"\s*:\s*\[|\n)', start) else "jsonl"
    )


def _wraps(document: dict[str, Any], *, alone: bool) -> bool:
    """Whether an object is a document around its listings: it holds a list of objects, and is the only one."""
    lists = [document.get(name) for name in (*WRAPPERS, "itemListElement")]
    if any(isinstance(document.get(name), list) for name in ("products", "@graph", "itemListElement")):
        return True
    inside = next(
        (part for name in ("data", "result", "response") if isinstance(part := document.get(name), dict)), None
    )
    if alone and (document.keys() == {"product"} or (inside is not None and _wraps(inside, alone=True))):
        return True
    return alone and any(isinstance(part, list) and part and isinstance(part[0], dict) for part in lists)


def delimiter_line(text: str) -> tuple[str, str]:
    """The line `sep=;` that spreadsheets put first, with its line end, and the sign that it names."""
    found = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    return (found[0], found[1]) if found else ("", "")


def delimiter_of(head: str) -> str:
    """The sign between fields: the one that splits the first rows most evenly, then into most fields."""
    data = head.encode("utf-8", "replace")
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        fields = scan_rows(data, delimiter, final=True, most_rows=SAMPLE_LINES).fields
        fields = fields[:-1] if len(fields) > 2 else fields  # the sample may end within the last row
        if len(fields) == 0 or fields[0] < 2:
            continue
        score = (round(float(np.mean(fields == fields[0])), 1), int(fields[0]))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def is_parquet(head: bytes) -> bool:
    """Whether a file begins like Parquet."""
    return head.startswith(b"PAR1")


def check_format(name: str) -> str:
    """A format that was asked for by name."""
    if name in FORMATS:
        return name
    raise InputError(f"format {name!r} is not known.{did_you_mean(name, FORMATS)} Formats: {', '.join(FORMATS)}.")

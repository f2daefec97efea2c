"""What kind of file this is, judged by its content: compression, format, delimiter."""

import json
import re
from typing import Any

import numpy as np

from guildmark.reading.json_stream import WRAPPED, WRAPPERS
from guildmark.reading.row_scan import scan_rows
from guildmark.reading.shopify import is_shopify_header
from guildmark.records import InputError
from guildmark.records.did_you_mean import did_you_mean

FORMATS = (
    "parquet", "csv", "tsv", "jsonl", "json", "google-xml", "shopify-json", "shopify-csv", "schema-org",
    "schema-org-html",
)  # fmt: skip
DELIMITERS = (",", "\t", ";", "|", "#", "^", "\x01")
SAMPLE_LINES = 50

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

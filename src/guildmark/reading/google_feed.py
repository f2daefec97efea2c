"""Google Merchant product feeds in XML (RSS 2.0 and Atom): each product parsed alone.

So one that is broken costs no other, and what a document type may declare (entities without end, files) is never read.

Source: Google Merchant Center, "Product data specification" and the RSS 2.0 and Atom 1.0 feed formats.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from guildmark.reading.markup import mended
from guildmark.reading.raw_rows import Mended
from guildmark.reading.streams import TextStream

PIECE_CHARACTERS = 1 << 16
LONGEST_PRODUCT = 1 << 26  # characters

_OPENING = re.compile(r"<((?:[\w.-]+:)?(?:item|entry))(?=[\s/>])[^<>]*>", re.IGNORECASE)

_CLOSING = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|channel|rdf)\s*>\s*$", re.IGNORECASE)


def feed_items(stream: TextStream) -> Iterator[dict[str, Any] | Mended | tuple[str, str] | str]:
    """Each product of a feed as a row; text and reason for one that cannot be read; a reason where the feed ends."""
    text, closed = _Text(stream), None
    while opening := text.find(_OPENING):
        name = opening[1]
        # A closing tag inside a CDATA section or a comment closes nothing.
        closing = re.compile(rf"<!\[CDATA\[.*?\]\]>|<!--.*?-->|</{re.escape(name)}\s*>", re.DOTALL)
        if opening[0].endswith("/>"):
            yield {}
            continue
        body = text.until(closing)
        if body is None:
            yield f"the XML ends in the middle of a product: {text.rest[:80]!r}; the products before it were read"
            return
        yield _product(body)
        closed = name
    if not text.closes and (closed is not None or text.rest.strip()):
        yield "the XML ends before its last tag; the products before its end were read"


class _Text:
    """The feed's text, read forward; holds one product at most, and what was read with it."""

    def __init__(self, stream: TextStream) -> None:
        self.closes = False  # whether the text ends with the tag that closes a feed
        self._held = ""
        self._place = 0
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")

    @property
    def rest(self) -> str:
        """The beginning of what is held and not yet read."""
        return self._held[self._place : self._place + 1000]

    def find(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Go behind the next match."""
        while True:
            found = pattern.search(self._held, self._place)
            if found:
                self._place = found.end()
                return found
            cut = self._held.rfind("<", self._place)  # a tag that is not complete yet
            self._place = cut if cut >= 0 else len(self._held)
            if not self._more():
                self.closes = _CLOSING.search(self._held[self._place :]) is not None
                return None

    def until(self, closing: re.Pattern[str]) -> str | None:
        """The text up to the tag that closes, which is left behind; nothing where none comes."""
        seen = 0  # after `_place`
        while True:
            for found in closing.finditer(self._held, self._place + seen):
                if found[0].startswith("</"):
                    body, self._place = self._held[self._place : found.start()], found.end()
                    return body
                seen = found.end() - self._place
            if len(self._held) - self._place > LONGEST_PRODUCT or not self._more():
                return None

    def _more(self) -> bool:
        held = self._held[self._place :]
        piece = self._stream.read(max(PIECE_CHARACTERS, len(held)))
        self._held, self._place = held + self._decoder.decode(piece, final=not piece), 0
        return bool(piece)


def _product(body: str) -> dict[str, Any] | Mended | tuple[str, str]:
    try:
        return _Product(body).row()
    except expat.ExpatError as error:
        reason = str(error).partition(":")[0]
    except UnicodeEncodeError:
        reason = "bytes that are no UTF-8"
    try:
        row = _Product(mended(body)).row()
    except expat.ExpatError:
        return body, f"the product is no well-formed XML: {reason}"
    return Mended(row, body, f"the product is no well-formed XML ({reason}); the stray signs were read as text")


class _Product:
    """What expat calls while it reads one product: collects its fields."""

    def __init__(self, body: str) -> None:
        self._fields: list[tuple[str, str, str]] = []  # prefix, path, text
        self._path: list[str] = []
        self._parts: list[str] = []
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._parts.append
        parser.Parse(f"<product>{body}</product>", True)

    def row(self) -> dict[str, Any]:
        """The fields; where one stands with and without the feed's prefix, the prefixed one is meant."""
        prefixed = {name for prefix, name, _ in self._fields if prefix}
        return _row([(name, text) for prefix, name, text in self._fields if prefix or name not in prefixed])

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        self._parts.clear()
        if name.rpartition(":")[2] == "link" and "href" in attributes:
            self._fields.append(("", "link", attributes["href"]))

    def _end(self, _: str) -> None:
        text = "".join(self._parts).strip()
        path = self._path[1:]
        if text and path:
            prefix = path[0].rpartition(":")[0]
            self._fields.append((prefix, ".".join(name.rpartition(":")[2] for name in path), text))
        self._path.pop()
        self._parts.clear()


def _row(fields: list[tuple[str, str]]) -> dict[str, Any]:
    """Repeated fields joined, pictures together, and the price that is asked now."""
    row: dict[str, Any] = {}
    pictures = []
    for name, text in fields:
        if name in ("image_link", "additional_image_link"):
            pictures += [text]
        elif name in row:
            row[name] = f"{row[name]}\n{text}"
        else:
            row[name] = text
    if pictures:
        row["pictures"] = pictures
    if "sale_price" in row and "price" in row:
        row["regular_price"], row["price"] = row["price"], row.pop("sale_price")
    return row

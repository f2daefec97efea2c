"""Google Merchant product feeds in XML (RSS 2.0 and Atom), parsed as a stream without entities.

Source: Google Merchant Center, "Product data specification" and the RSS 2.0 and Atom 1.0 feed formats.
"""

from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from guildmark.reading.streams import TextStream

PIECE_BYTES = 1 << 16
ITEMS = ("item", "entry")


def feed_items(stream: TextStream) -> Iterator[dict[str, Any] | str]:
    """Each product of a feed as a row; a reason where the feed ends early or is refused."""
    feed = _Feed()
    while True:
        piece = stream.read(PIECE_BYTES)
        try:
            feed.parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            yield from feed.taken()
            yield f"the XML cannot be read further: {error}; the products before it were read"
            return
        except _RefusedError as error:
            yield str(error)
            return
        yield from feed.taken()
        if not piece:
            return


class _RefusedError(Exception):
    """The feed asks for something that a safe parser does not do."""


class _Feed:
    """What expat calls while it reads: collects the fields of one product at a time."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._rows: list[dict[str, Any]] = []
        self._fields: list[tuple[str, str]] | None = None
        self._path: list[str] = []
        self._parts: list[str] = []

    def taken(self) -> list[dict[str, Any]]:
        """The products that are complete, once."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if self._fields is None:
            self._fields = [] if local in ITEMS else None
            return
        self._path.append(local)
        self._parts = []
        if local == "link" and "href" in attributes:
            self._fields.append(("link", attributes["href"]))

    def _end(self, name: str) -> None:
        if self._fields is None:
            return
        if not self._path:
            self._rows.append(_row(self._fields))
            self._fields = None
            return
        text = "".join(self._parts).strip()
        if text:
            self._fields.append((".".join(self._path), text))
        self._path.pop()
        self._parts = []

    def _text(self, text: str) -> None:
        if self._path:
            self._parts.append(text)

    def _doctype(self, *_: object) -> None:
        raise _RefusedError(
            "the XML declares a document type, which can hide endless entities; remove the DOCTYPE line"
        )


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

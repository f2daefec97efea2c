"""The objects of a JSON document, one after the other: of an array, of an array inside an object, or side by side."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from guildmark.reading.streams import TextStream

PIECE_BYTES = 1 << 18
LONGEST_OBJECT = 1 << 27  # characters

WRAPPERS = ("products", "product", "items", "listings", "results", "data", "rows", "records", "@graph")

# `{"products": [`, also after plain values or small objects, and one level down: the array inside is what is meant.
WRAPPED = re.compile(
    r'\s*\{(?:\s*"[^"]*"\s*:\s*(?:"[^"]*"|[-\d.eE+]+|null|true|false|\{[^{}]*\}|\[[^\[\]{}]*\])\s*,)*'
    rf'(?:\s*"(?:data|result|response)"\s*:\s*\{{)?\s*"(?:{"|".join(WRAPPERS)})"\s*:\s*\['
)
_BETWEEN = re.compile(r"[\s,]*")
_TOKEN = re.compile(r'[{}\[\]]|"(?:[^"\\]|\\.)*"|"', re.DOTALL)


def json_items(stream: TextStream) -> Iterator[Any]:
    """Every object of the document; a pair of text and reason for what is none; a reason alone where it ends early."""
    decoder = json.JSONDecoder()
    utf8 = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    text = _more(stream, utf8, "")
    wrapped = WRAPPED.match(text) or re.match(r"\s*\[", text)
    text = text[wrapped.end() :] if wrapped else text
    ended = False
    while True:
        text = text[_match_end(text) :]
        if wrapped and text[:1] == "]":
            return
        value, end = _value(decoder, text)
        if end is None:
            value, end = _broken(text)
        if not ended and len(text) < LONGEST_OBJECT and (end is None or end == len(text)):
            piece = _more(stream, utf8, text)
            ended = not piece
            text += piece
            continue
        if end is None:
            if text.strip():
                yield f"the JSON ends in the middle of an object: {text[:80]!r}; the objects before it were read"
            elif wrapped:
                yield "the JSON array is not closed; the objects before its end were read"
            return
        yield from items_of(value)
        text = text[end:]


def _match_end(text: str) -> int:
    found = _BETWEEN.match(text)
    return found.end() if found else 0


def _more(stream: TextStream, utf8: codecs.IncrementalDecoder, held: str) -> str:
    piece = stream.read(max(PIECE_BYTES, len(held)))
    return utf8.decode(piece, final=not piece)


def _value(decoder: json.JSONDecoder, text: str) -> tuple[Any, int | None]:
    try:
        return decoder.raw_decode(text)
    except (ValueError, RecursionError):
        return None, None


def _broken(text: str) -> tuple[Any, int | None]:
    """An object that is no JSON, up to the bracket that closes it, with what is wrong."""
    depth = 0
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign == '"':
            return None, None
        depth += (sign in "{[") - (sign in "}]")
        if depth <= 0:
            end = token.end()
            try:
                json.loads(text[:end])
            except (ValueError, RecursionError) as error:
                return (text[:end], f"the object is no JSON: {error}"), end
    return None, None


def items_of(value: Any) -> Iterator[Any]:
    """An object; the products inside a list of items or a graph; or a pair that says that there is none."""
    if isinstance(value, tuple):
        yield value
    elif not isinstance(value, dict):
        yield (json.dumps(value, ensure_ascii=False), "the value is no JSON object")
    elif isinstance(value.get("itemListElement"), list):
        for part in value["itemListElement"]:
            inner = part.get("item", part) if isinstance(part, dict) else part
            yield from items_of(inner)
    elif isinstance(value.get("@graph"), list):
        yield from (part for part in value["@graph"] if isinstance(part, dict) and is_product(part))
    elif value.keys() == {"product"}:
        yield from items_of(value["product"])
    else:
        yield value


def is_product(value: dict[str, Any]) -> bool:
    """Whether a schema.org object is a product."""
    kind = value.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return any(str(name).rpartition("/")[2] in {"Product", "ProductGroup", "IndividualProduct"} for name in kinds)

"""What a listing may be found by, as numbers: equal things have equal keys, whoever wrote them and however."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from uuid import UUID

import pyarrow as pa

from guildmark.records.ids import SEPARATOR
from guildmark.text.fingerprints import contact_keys
from guildmark.text.likeness import DENSE, plain

# Kinds of keys. A name here is part of every key that is stored: renamed, nothing is found by it any more.
ADDRESS, LISTING, SELLER, CONTACT, WORD_OF_TITLE = "address", "listing", "seller", "contact", "word"
PICTURE, PREVIEW, OFFICIAL, RIGHT, LIKENESS = "picture", "preview", "official", "right", "likeness"

MOST_WORDS, LONGEST_WORD = 200, 64
_RUN = re.compile(rf"{DENSE.pattern}+|(?:(?!{DENSE.pattern})\w)+")

Clause = frozenset[int]  # any of these keys


def key(kind: str, *parts: str) -> int:
    """The key of a thing: 64 bits with a sign, as databases count."""
    text = SEPARATOR.join((kind, *parts))
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def preview(organisation: UUID, digest: str) -> int:
    """The key of a picture as an organisation sent its preview: what it looks like is that organisation's word."""
    return key(PREVIEW, organisation.hex, digest)


def named(text: str) -> str:
    """A name or number as it is compared: without case, accents, width and outer spaces."""
    return plain(unicodedata.normalize("NFKC", text)).strip()


def words(text: str) -> list[str]:
    """The words of a title, each once, in order; in scripts without spaces each two letters that follow each other."""
    found: dict[str, None] = {}
    for run in _RUN.findall(plain(unicodedata.normalize("NFKC", text))):
        if DENSE.match(run):
            found.update(dict.fromkeys(run[at : at + 2] for at in range(max(len(run) - 1, 1))))
        else:
            found[run[:LONGEST_WORD]] = None
    return list(found)[:MOST_WORDS]


def word_keys(text: str) -> list[int]:
    """The keys of the words of a title."""
    return [key(WORD_OF_TITLE, word) for word in words(text)]


def contacts(listings: Iterable[Mapping[str, str]]) -> list[set[int]]:
    """The keys of telephone numbers and e-mail addresses in title and description of each listing."""
    told = list(listings)
    columns = {name: pa.array([one.get(name) or "" for one in told], pa.string()) for name in ("title", "description")}
    found: list[set[int]] = [set() for _ in told]
    for row, number in zip(*(part.tolist() for part in contact_keys(pa.table(columns))), strict=True):
        found[row].add(key(CONTACT, str(number)))
    return found

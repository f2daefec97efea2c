"""The word lists: phrases in many languages, each with its grade and its source."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from guildmark.text.shipped import shipped

FOLDER = "words"
# The lists by number, as the matcher knows them; 0 is the list of marks.
NAMES = (
    "marks", "goods", "replica", "denial", "compatible", "resale", "parallel", "contact", "hidden_link", "complaint",
    "unsure", "parts", "unbranded", "innocent",
)  # fmt: skip
NUMBERS = {name: number for number, name in enumerate(NAMES)}
INNOCENT = NUMBERS["innocent"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a list.

    `kind` is the list's own division (app, invite and payment of contact; a kind of goods). `position` says on which
    side of a mark the phrase stands: before, after, or either. `innocent` are words beside which it means something
    else.
    """

    text: str
    list_name: str
    language: str
    grade: float
    kind: str
    position: str
    literal: bool
    innocent: tuple[str, ...]


@cache
def read_lists() -> tuple[Phrase, ...]:
    """All phrases of all lists that ship, in a fixed order."""
    phrases: list[Phrase] = []
    for name in NAMES[1:-1]:
        document = _read(name)
        phrases += _goods(document) if name == "goods" else _phrases(name, document)
    return tuple(phrases)


@cache
def lists_digest() -> str:
    """The digest of all list files: the version of the words."""
    digest = hashlib.blake2b(digest_size=16)
    for name in NAMES[1:-1]:
        digest.update((files(__package__) / FOLDER / f"{name}.yaml").read_bytes())
    return digest.hexdigest()


@cache
def goods_classes() -> dict[str, tuple[int, ...]]:
    """The Nice classes of each kind of goods."""
    return {entry["kind"]: tuple(entry["classes"]) for entry in _read("goods")["goods"]}


@cache
def fitted_goods() -> dict[str, tuple[str, ...]]:
    """The kinds of goods that each kind of accessory fits, by the kinds of the list `compatible`."""
    return {kind: tuple(goods) for kind, goods in _read("compatible")["fits"].items()}


def _read(name: str) -> Any:
    return shipped(f"{FOLDER}/{name}.yaml")


def _phrases(name: str, document: Any) -> list[Phrase]:
    return [
        Phrase(
            text=str(entry["text"]),
            list_name=name,
            language=entry["language"],
            grade=float(entry.get("grade", 1.0)),
            kind=entry.get("kind", ""),
            position=entry.get("position", "either"),
            literal=bool(entry.get("literal", False)),
            innocent=tuple(map(str, entry.get("innocent", ()))),
        )
        for entry in document["phrases"]
    ]


def _goods(document: Any) -> list[Phrase]:
    return [
        Phrase(str(word), "goods", language, 1.0, entry["kind"], "either", literal=False, innocent=())
        for entry in document["goods"]
        for language, words in entry["words"].items()
        for word in words
    ]

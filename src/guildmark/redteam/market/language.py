"""The languages of the sample market: what sellers and buyers write in each."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trap:
    """An innocent listing whose words look guilty."""

    title: str
    goods: str
    text: str


@dataclass(frozen=True, slots=True)
class Homonym:
    """An innocent listing that uses a mark as the ordinary word that it also is."""

    mark: str
    title: str
    goods: str


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language: its words by use; patterns have slots such as `{brand}` that `writing` fills."""

    code: str  # BCP 47
    share: float  # of the sellers, against the sum over all languages
    marketplace: str
    places: dict[str, str]  # country to currency
    joiner: str  # what stands between words
    departments: dict[str, str]
    attributes: dict[str, str]
    nouns: dict[str, Words]
    accessories: dict[str, Words]
    materials: dict[str, Words]
    features: dict[str, Words]
    sentences: dict[str, Words]
    lists: dict[str, Words]  # adjectives, colours, titles, service, hidden, …
    titles: dict[str, Words]  # patterns around a title, by kind: used, sale, parallel, compatible
    texts: dict[str, Words]  # sentences, by the same kinds
    replica: dict[str, Words]
    homonyms: tuple[Homonym, ...]
    reviews: dict[str, Words]
    traps: tuple[Trap, ...]


LISTS = (
    "adjectives", "colours", "audience", "offers", "titles", "service", "authorised", "denial", "hidden", "decoy",
    "contact", "claims", "helpline",
)  # fmt: skip
KINDS = ("used", "sale", "parallel", "compatible")


@cache
def languages() -> tuple[Language, ...]:
    """All languages that have a file, in order of their file's name."""
    folder = files("guildmark.redteam.market") / "languages"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple(_language(YAML(typ="safe", pure=True).load((folder / name).read_text("utf-8"))) for name in names)


def _language(raw: dict[str, Any]) -> Language:
    def words(name: str) -> dict[str, Words]:
        return {key: tuple(str(word) for word in listed) for key, listed in raw[name].items()}

    return Language(
        code=raw["language"],
        share=raw["share"],
        marketplace=raw["marketplace"],
        places=raw["places"],
        joiner=raw["joiner"],
        departments=raw["departments"],
        attributes=raw["attributes"],
        nouns=words("nouns"),
        accessories=words("accessories"),
        materials=words("materials"),
        features=words("features"),
        sentences=words("sentences"),
        lists={name: tuple(raw[name]) for name in LISTS},
        titles={kind: tuple(raw[kind]["titles"]) for kind in KINDS},
        texts={kind: tuple(raw[kind]["sentences"]) for kind in KINDS},
        replica=words("replica"),
        homonyms=tuple(Homonym(**one) for one in raw["homonyms"]),
        reviews=words("reviews"),
        traps=tuple(Trap(**trap) for trap in raw["traps"]),
    )

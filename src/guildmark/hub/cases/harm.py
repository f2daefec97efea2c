"""Expected harm, by which queues are ordered: how likely a fake, how many it reaches, and whether it can hurt them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from ruamel.yaml import YAML

from guildmark.records import GOODS
from guildmark.text.likeness import DENSE, WORD, plain
from guildmark.text.lists import read_lists

LONGEST_PHRASE_WORDS = 4
LEAST_DB, MOST_DB = -200.0, 200.0  # beyond, a probability is 0 or 1 anyway


@dataclass(frozen=True, slots=True)
class Choices:
    """What `harm.yaml` says."""

    health_factor: float
    sales_per_view: float
    health: frozenset[str]  # of GOODS


@cache
def choices() -> Choices:
    """Read once. Errors: ValueError for a kind of goods that is none, or a source that is not given."""
    document = YAML(typ="safe", pure=True).load((files(__package__) / "harm.yaml").read_text("utf-8"))
    health: dict[str, str] = document["health"]
    used = [*health.values(), document["health_factor"]["source"], document["sales_per_view"]["source"]]
    if wrong := sorted(set(health) - set(GOODS)) + sorted(set(used) - set(document["sources"])):
        raise ValueError(f"harm.yaml: {wrong[0]!r} is neither a kind of goods nor a source of it")
    return Choices(document["health_factor"]["value"], document["sales_per_view"]["value"], frozenset(health))


def exposure(views: int | None, sales: int | None) -> float:
    """How many buyers a listing reached, as the marketplace tells it: sales, and views as a share of a sale."""
    return float(sales or 0) + choices().sales_per_view * float(views or 0)


def expected_harm(score_db: float, probability: float | None, exposure: float, touches_health: bool) -> float:
    """How many buyers are expected to be harmed, one more than were reached so far, those of risky goods counted more.

    `probability` is the calibrated one; without it the score stands for one, as log-odds in decibans.
    """
    if probability is None:
        probability = 1.0 / (1.0 + 10.0 ** (-min(max(score_db, LEAST_DB), MOST_DB) / 10.0))
    factor = choices().health_factor if touches_health else 1.0
    return probability * (1.0 + exposure) * factor


def touches_health(category: str, title: str, goods: Iterable[str]) -> bool:
    """Whether the goods touch health or safety: by the kinds that the category names, else the title, else the right.

    `goods` are the kinds of the right. A mark for bags and for perfume does not make a bag dangerous.
    """
    named = kinds_named(category) or kinds_named(title) or frozenset(goods)
    return not named.isdisjoint(choices().health)


@lru_cache(maxsize=65_536)
def kinds_named(text: str) -> frozenset[str]:
    """The kinds of goods that a text names, by the words of the list `goods`."""
    words_of, dense = _phrases()
    folded = plain(text)
    words = WORD.findall(folded)
    kinds: set[str] = set()
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_PHRASE_WORDS, len(words)) + 1):
            kinds.update(words_of.get(" ".join(words[start:end]), ()))
    if DENSE.search(folded):
        kinds.update(kind for match in dense.finditer(folded) for kind in words_of[match[0]])
    return frozenset(kinds)


@cache
def _phrases() -> tuple[dict[str, frozenset[str]], re.Pattern[str]]:
    """The kinds of each phrase, and an expression for those in scripts without spaces, longest first."""
    kinds: dict[str, set[str]] = {}
    for phrase in read_lists():
        if phrase.list_name == "goods":
            kinds.setdefault(" ".join(WORD.findall(plain(phrase.text))), set()).add(phrase.kind)
    dense = sorted((text for text in kinds if DENSE.search(text)), key=len, reverse=True)
    return {text: frozenset(of) for text, of in kinds.items()}, re.compile("|".join(map(re.escape, dense)))

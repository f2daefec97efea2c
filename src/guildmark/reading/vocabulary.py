"""The words that reading knows: currencies, countries, conditions, names of columns; from the YAML files beside it."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


@dataclass(frozen=True)
class PriceWords:
    """How prices are written: see `words/currencies.yaml`."""

    minor: dict[str, int]  # digits after the decimal separator, by ISO 4217 code
    group: dict[str, str | None]  # the sign between thousands, where one is customary
    signs: dict[str, tuple[str, ...]]  # lower-case sign or word: the codes that it may stand for
    basis: dict[str, str]  # lower-case word: `from` or `to`
    filler: frozenset[str]
    missing: frozenset[str]


@cache
def price_words() -> PriceWords:
    """Currencies, their signs, and the words that stand beside a price."""
    data = _words("currencies.yaml")
    signs = {str(sign).lower(): tuple(codes) for sign, codes in data["signs"].items()}
    return PriceWords(
        minor={code: style.get("minor", 2) for code, style in data["currencies"].items()},
        group={code: style.get("group") for code, style in data["currencies"].items()},
        signs=signs | {code.lower(): (code,) for code in data["currencies"]},
        basis={word.lower(): basis for basis, words in data["basis"].items() for word in words},
        filler=frozenset(word.lower() for word in data["filler"]),
        missing=frozenset(word.lower() for word in data["missing"]),
    )


@cache
def country_codes() -> dict[str, str]:
    """Lower-case code or name of a country: its ISO 3166-1 alpha-2 code."""
    names = _words("countries.yaml")["names"]
    known = {name.lower(): code for code, words in names.items() for name in words}
    return known | {code.lower(): code for code in names}


@cache
def condition_words() -> dict[str, str]:
    """Lower-case word: one of `records.CONDITIONS`."""
    conditions = _words("conditions.yaml")["conditions"]
    return {word.lower(): condition for condition, words in conditions.items() for word in words}


@cache
def column_names(table: str) -> dict[str, tuple[str, ...]]:
    """Field of a `listing` or `review`: the folded names under which it is met, most usual first."""
    return {field: tuple(map(folded_name, names)) for field, names in _words("columns.yaml")[table].items()}


def folded_name(name: str) -> str:
    """A column's name without what people vary: case, spaces, signs between words, the feed's namespace."""
    name = name.strip().lower().removeprefix("g:")
    return "".join(character for character in name if character not in " _-.")


def _words(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((files("guildmark.reading") / "words" / name).read_text("utf-8"))

"""Reading the files of words, and finding the language that is nearest to one that is asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

USUAL = "en"
PARTS = ("name", "direction", "reviewed", "texts")
# Names by which listings and browsers ask for a language that has a file under another one.
ALSO = {
    "zh": "zh-hans", "zh-cn": "zh-hans", "zh-sg": "zh-hans", "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant",
    "yue": "zh-hant", "in": "id",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """A language with its words. `digest` is of its file; `direction` is ltr or rtl."""

    language: str
    name: str
    direction: str
    digest: str
    texts: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The words under a key with their placeholders filled. Errors: KeyError for a key or value that is missing."""
        return self.texts[key].format_map(values)


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a file."""
    folder = files("guildmark.hub.wording") / "words"
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def wording(language: str) -> Wording:
    """The words in a language (BCP 47), in the nearest that there is: `pt-BR` in Portuguese, `zh-TW` in traditional
    Chinese; in English where there is none."""
    asked = language.strip().lower().replace("_", "-")
    return _read(next((one for one in _nearer(asked) if one in languages()), USUAL))


def _nearer(asked: str) -> Iterator[str]:
    """The name itself, then without its last part, again and again; where Chinese names its script, that first."""
    parts = asked.split("-")
    if parts[0] == "zh" and "hant" in parts:
        yield "zh-hant"
    for length in range(len(parts), 0, -1):
        name = "-".join(parts[:length])
        yield ALSO.get(name, name)


@cache
def _read(language: str) -> Wording:
    """Read a file. Errors: ValueError for one that lacks a part."""
    text = (files("guildmark.hub.wording") / "words" / f"{language}.yaml").read_text("utf-8")
    told = YAML(typ="safe", pure=True).load(text)
    if set(told) != set(PARTS):
        raise ValueError(f"wording/words/{language}.yaml: holds {', '.join(told)} instead of {', '.join(PARTS)}")
    return Wording(
        language, told["name"], told["direction"], sha256(text.encode()).hexdigest(), dict(_flat("", told["texts"]))
    )


def _flat(before: str, texts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in texts.items():
        key = f"{before}{name}"
        if isinstance(value, str):
            yield key, value
        else:
            yield from _flat(f"{key}.", value)

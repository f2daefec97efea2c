"""What sellers write beside a mark or in its place, language by language."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language.

    Slots: `{mark}`, `{initial}` (its first letter), `{rest}` (the title without it), `{contact}`, `{count}`.
    """

    code: Words  # stands in place of the mark
    compatible: Words  # a title that says what the goods fit
    style: Words  # the mark as a manner
    grade: Words  # how good a copy it is
    claim: Words  # that it is genuine
    denial: Words  # that it is not, but as good
    contact: Words
    decoy: Words  # that the price is none
    hidden: Words  # that other goods come than are shown
    apart: Words  # that box, label or badge come apart
    lot: Words
    postage: Words  # that the rest of the price is postage
    papers: Words
    condition: Words
    sign: Words  # a word of praise that stands beside a mark
    goods: Words  # titles of innocent goods
    text: str  # a description of innocent goods
    small_words: Words  # by which the language is guessed


@cache
def phrases() -> dict[str, Phrases]:
    """All languages by BCP 47 code."""
    folder = files("guildmark.redteam.texts") / "phrases"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): _read((folder / name).read_text("utf-8")) for name in names}


def _read(text: str) -> Phrases:
    raw: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    words: dict[str, Any] = {name: tuple(value) for name, value in raw.items() if name != "text"}
    return Phrases(**words, text=raw["text"])

"""Reads the list of disguises from its YAML files, one for each group."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

GROUPS = ("words", "pictures", "offer", "conduct")  # the files, in the order of their ids
KINDS = ("text", "picture", "offer", "conduct")  # what the command changes


@dataclass(frozen=True, slots=True)
class Source:
    """Something public that was opened, and what it says of the disguise."""

    title: str
    address: str
    says: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One way in which fakes hide.

    `id` is for citing: it is given once, never to anything else, and stays when an entry is withdrawn. `kind` and
    `strength` say what `guildmark redteam` changes and what its strength means; empty where the command cannot put the
    disguise on, and then `not_made` says why. `counter` names detectors; empty: there is none yet. `also` are older or
    composed names, each with the mix that it stands for.
    """

    id: str
    slug: str
    title: str
    group: str
    what: str
    example: str
    counter: tuple[str, ...]
    use: str
    sources: tuple[Source, ...]
    kind: str = ""
    strength: str = ""
    not_made: str = ""
    also: tuple[tuple[str, str], ...] = ()


@cache
def entries() -> tuple[Entry, ...]:
    """All entries in the order of their ids."""
    found = [_entry(group, raw) for group in GROUPS for raw in _read(group)]
    return tuple(sorted(found, key=lambda entry: entry.id))


def entry_of(name: str) -> Entry | None:
    """The entry of a slug or an id; null where there is none."""
    return _by_name().get(name)


@cache
def _by_name() -> dict[str, Entry]:
    return {name: entry for entry in entries() for name in (entry.slug, entry.id)}


def _read(group: str) -> list[dict[str, Any]]:
    text = files("guildmark.redteam.taxonomy").joinpath(f"{group}.yaml").read_text("utf-8")
    raw: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(text)["disguises"]
    return raw


def _entry(group: str, raw: dict[str, Any]) -> Entry:
    return Entry(
        **raw
        | {
            "group": group,
            "counter": tuple(raw["counter"]),
            "sources": tuple(Source(**source) for source in raw["sources"]),
            "also": tuple(raw.get("also", {}).items()),
        }
    )

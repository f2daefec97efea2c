"""How confidence in each kind of indicator ages: rules as data, those that ship or an alliance's own."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from guildmark.guard import read_bounded
from guildmark.indicators.indicator import KINDS
from guildmark.records import InputError
from guildmark.records.yaml_error import yaml_error

SHIPPED = "half_lives.yaml"
MOST_BYTES = 1 << 20
LONGEST_DAYS = 36_500
NUMBERS = {"half_life_days": (1, LONGEST_DAYS), "sighting": (0, 1), "false_alarm": (0, 1)}


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind ages: days until half is left, the confidence that one sighting gives, and the share of confidence
    that a false alarm takes away."""

    half_life_days: float
    sighting: float
    false_alarm: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule of every kind, and the digest of the file that they are from."""

    of_kind: Mapping[str, Rule]
    digest: str


def read_rules(path: Path | None = None) -> Rules:
    """Read rules; without a path, those that ship. A file of one's own may name some kinds only: the others stay.

    Errors: InputError with the file, the kind, the value and the next step.
    """
    shipped = _read(SHIPPED, (files("guildmark.indicators.lists") / SHIPPED).read_bytes())
    if path is None:
        return shipped
    own = _read(str(path), read_bounded(path, MOST_BYTES))
    return Rules({**shipped.of_kind, **own.of_kind}, own.digest)


def _read(name: str, content: bytes) -> Rules:
    try:
        document: Any = YAML(typ="safe", pure=True).load(content.decode("utf-8-sig"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise yaml_error(name, error) from None
    kinds = document.get("kinds") if isinstance(document, dict) else None
    if not isinstance(kinds, dict):
        raise InputError(f"{name}: holds no `kinds:`. Write below it `phone: {{half_life_days: 180, …, reason: …}}`.")
    return Rules({kind: _rule(f"{name}: {kind}", kind, entry) for kind, entry in kinds.items()}, _digest(content))


def _rule(place: str, kind: str, entry: Any) -> Rule:
    if kind not in KINDS:
        raise InputError(f"{place}: the kind is not known. Kinds: {', '.join(KINDS)}.")
    if not isinstance(entry, dict) or not str(entry.get("reason") or "").strip():
        raise InputError(f"{place}: gives no reason. Write why it ages so, as `reason: …`.")
    for field, (least, most) in NUMBERS.items():
        value = entry.get(field)
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            raise InputError(f"{place}: {field} {value!r} is not from {least} to {most:,}. Write such a number.")
    half_life_days, sighting, false_alarm = (float(entry[field]) for field in NUMBERS)
    return Rule(half_life_days, sighting, false_alarm, entry["reason"])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""Weights: how many decibans each detector adds at full strength, and what it was measured on."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from guildmark.records import InputError

LARGEST_DB = 20.0  # no single detector may say more


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of evidence in decibans by detector; positive for, negative against.

    `provisional`: the weight was measured on made data only.
    """

    name: str
    db: dict[str, float]
    provisional: dict[str, bool]
    measured_on: tuple[str, ...]
    digest: str


def read_weights(path: Path | None = None) -> Weights:
    """Read a weights file; without a path, the one that ships.

    Errors: InputError with the file, the detector and the value.
    """
    text = path.read_text("utf-8") if path else (files(__package__) / "weights.yaml").read_text("utf-8")
    name = path.name if path else "shipped"
    document: Any = YAML(typ="safe", pure=True).load(text)
    db: dict[str, float] = {}
    for detector, entry in document["weights"].items():
        value = entry.get("db")
        if not isinstance(value, int | float) or not -LARGEST_DB <= value <= LARGEST_DB:
            raise InputError(
                f"{name}: weight {value!r} of {detector} is not a number of decibans. Write one from -20 to 20."
            )
        db[detector] = float(value)
    provisional = {d: bool(e.get("provisional", False)) for d, e in document["weights"].items()}
    sets = sorted({s for e in document["weights"].values() for s in e.get("measured_on", ())})
    return Weights(name, db, provisional, tuple(sets), hashlib.sha256(text.encode()).hexdigest())

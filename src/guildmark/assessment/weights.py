"""Weights: how many decibans each detector adds at full strength, and what it was measured on."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guildmark.assessment.calibration import Calibration, read_calibration
from guildmark.assessment.choices import check_names, is_number, read_choices
from guildmark.assessment.learned import ACTIVE, Learned, read_learned
from guildmark.assessment.licence import Licences, read_licences
from guildmark.detectors import all_detectors
from guildmark.records import InputError

LARGEST_DB = 20.0  # no single detector may say more
FIELDS = ("db", "measured_on", "provisional")
PARTS = ("weights", "learned", "calibration", "licences", ACTIVE)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of evidence in decibans by detector; positive for, negative against.

    `provisional`: the weight was measured on made data only. What was learned from decisions says where, may be
    calibrated, and may hold licences.
    """

    name: str
    db: dict[str, float]
    provisional: dict[str, bool]
    sets: dict[str, tuple[str, ...]]  # that each was measured on
    digest: str
    learned: Learned | None = None
    calibration: Calibration | None = None
    licences: Licences | None = None

    @property
    def measured_on(self) -> tuple[str, ...]:
        """All sets that any of them was measured on."""
        return tuple(sorted({one for sets in self.sets.values() for one in sets}))


def read_weights(path: Path | None = None) -> Weights:
    """Read a weights file; without a path, the one that ships.

    Errors: InputError with the file, the detector and the value.
    """
    name, text, document = read_choices(path, "weights.yaml")
    entries = document.get("weights")
    if not isinstance(entries, dict):
        raise InputError(f"{name}: there are no weights. Write `weights:` and below it `replica_words: {{db: 18.8}}`.")
    check_names(name, "part", document, PARTS)
    directions = {detector.name: detector.direction for detector in all_detectors()}
    check_names(name, "detector", entries, directions)
    for detector, entry in entries.items():
        _check(f"{name}: {detector}", entry, directions[detector])
    return Weights(
        name=path.name if path else name,  # not the path: results are the same in any folder
        db={detector: float(entry["db"]) for detector, entry in entries.items()},
        provisional={detector: entry.get("provisional", False) for detector, entry in entries.items()},
        sets={detector: tuple(entry.get("measured_on", ())) for detector, entry in entries.items()},
        digest=hashlib.sha256(text.encode()).hexdigest(),
        learned=read_learned(name, document),
        calibration=read_calibration(name, document["calibration"]) if "calibration" in document else None,
        licences=read_licences(name, document["licences"], directions) if "licences" in document else None,
    )


def _check(place: str, entry: Any, direction: str) -> None:
    if not isinstance(entry, dict):
        raise InputError(f"{place}: {entry!r} is no weight. Write {{db: 3.5}}.")
    check_names(place, "field", entry, FIELDS)
    value: Any = entry.get("db")
    sets = entry.get("measured_on", [])
    if not is_number(value) or not -LARGEST_DB <= value <= LARGEST_DB:
        raise InputError(f"{place}: weight {value!r} is not a number of decibans. Write one from -20 to 20.")
    if value and (value > 0) != (direction == "for"):
        raise InputError(
            f"{place}: weight {value} is on the wrong side, since the detector speaks {direction} a fake. "
            f"Write {'0 or more' if direction == 'for' else '0 or less'}."
        )
    if not isinstance(entry.get("provisional", False), bool):
        raise InputError(f"{place}: provisional {entry['provisional']!r} is neither true nor false.")
    if not isinstance(sets, list) or not all(isinstance(one, str) for one in sets):
        raise InputError(f"{place}: measured_on {sets!r} is no list of names of sets. Write it as [sample market].")

"""The prior: what is believed of weights before any decision; read from `prior.yaml`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from guildmark.assessment import Weights
from guildmark.assessment.judge import NAMES_ONLY
from guildmark.assessment.weights import LARGEST_DB
from guildmark.detectors import all_detectors


@dataclass(frozen=True, slots=True)
class Prior:
    """Standard deviations in decibans (`slope_sd` has no unit), and from how many cases calibration is written."""

    measured_sd_db: float
    provisional_sd_db: float
    start_sd_db: float
    slope_sd: float
    calibrate_from: dict[str, int]  # cases, of_each
    folds: int


@cache
def shipped_prior() -> Prior:
    """The prior that ships."""
    read: dict[str, Any] = YAML(typ="safe", pure=True).load((files(__package__) / "prior.yaml").read_text("utf-8"))
    return Prior(**read)


@dataclass(frozen=True, slots=True)
class Believed:
    """What is believed of each detector's weight. Shapes: (detectors,) each. Units: decibans."""

    db: NDArray[np.float64]
    sd_db: NDArray[np.float64]
    low_db: NDArray[np.float64]
    high_db: NDArray[np.float64]


def believed(weights: Weights, prior: Prior) -> Believed:
    """The weights before, each held to its side of 0 and within the most that one detector may say.

    That a mark is named is what makes a pair; what it says of a fake is in the start, so its weight never moves.
    """
    detectors = all_detectors()
    before = np.array([weights.db.get(d.name, 0.0) for d in detectors])
    provisional = np.array([weights.provisional.get(d.name, True) for d in detectors])
    supports = np.array([d.direction == "for" for d in detectors])
    fixed = np.array([d.name in NAMES_ONLY for d in detectors])
    return Believed(
        db=before,
        sd_db=np.where(provisional, prior.provisional_sd_db, prior.measured_sd_db),
        low_db=np.where(fixed, before, np.where(supports, 0.0, -LARGEST_DB)),
        high_db=np.where(fixed, before, np.where(supports, LARGEST_DB, 0.0)),
    )

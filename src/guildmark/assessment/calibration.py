"""Calibration: from a score in decibans to a probability, as decisions on random cases have shown it to be."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.assessment.choices import check_names, is_number
from guildmark.records import InputError

FIELDS = ("slope", "intercept_db", "cases")


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log-odds in decibans are `slope` × evidence + `intercept_db`; evidence is the score without its start.

    The start is left out so that a policy which assumes another share of fakes does not move the probability.
    """

    slope: float
    intercept_db: float
    cases: int  # random ones that it was fitted on

    def log_odds_db(self, evidence_db: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shapes: (n,) in, (n,) out. Units: decibans."""
        return self.slope * evidence_db + self.intercept_db

    def probability(self, evidence_db: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability of a fake for evidence in decibans. Shapes: (n,) in, (n,) out."""
        return as_probability(self.log_odds_db(evidence_db))


def as_probability(log_odds_db: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of log-odds in decibans, which are ten times their decimal logarithm. Shapes: (n,)."""
    return 1 / (1 + np.exp(-log_odds_db * math.log(10) / 10))


def read_calibration(name: str, entry: Any) -> Calibration:
    """Read the `calibration` of a weights file.

    Errors: InputError with the file, the field and the value.
    """
    place = f"{name}: calibration"
    if not isinstance(entry, dict):
        raise InputError(f"{place}: {entry!r} is none. Write {{slope: 1.0, intercept_db: -15.1, cases: 400}}.")
    check_names(place, "field", entry, FIELDS)
    slope: Any = entry.get("slope")
    intercept: Any = entry.get("intercept_db")
    cases: Any = entry.get("cases")
    if not is_number(slope) or slope < 0:
        raise InputError(f"{place}: slope {slope!r} is no number of 0 or more: more evidence never makes less likely.")
    if not is_number(intercept):
        raise InputError(f"{place}: intercept_db {intercept!r} is no number of decibans.")
    if not isinstance(cases, int) or isinstance(cases, bool) or cases < 1:
        raise InputError(f"{place}: cases {cases!r} is no number of cases.")
    return Calibration(float(slope), float(intercept), cases)

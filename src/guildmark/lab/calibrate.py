"""Calibrate scores on random cases, and measure how good the probabilities are, each from other sellers' cases."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guildmark.assessment.calibration import Calibration, as_probability
from guildmark.assessment.intervals import interval
from guildmark.lab.prior import Prior

NATS_PER_DB = math.log(10) / 10
MOST_BINS = 5  # of a reliability table
FEWEST_IN_BIN = 10


@dataclass(frozen=True, slots=True)
class Random:
    """Random cases of pairs that were decided one way or the other.

    Shapes: (n,) each. `evidence_db` is the score without its start, by weights that were fitted to other sellers;
    `weight` the inverse of the probability of being drawn; `fold` the group of the seller; `band` as it was drawn.
    """

    evidence_db: NDArray[np.float64]
    score_before_db: NDArray[np.float64]  # by the weights before, as the run gave it
    infringing: NDArray[np.bool_]
    weight: NDArray[np.float64]
    fold: NDArray[np.int64]
    band: NDArray[np.object_]

    def take(self, which: NDArray[np.bool_]) -> "Random":
        """The cases that a mask selects."""
        return Random(*(getattr(self, name)[which] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases of like probability in a band: how many, their mean, and how many were infringing.

    The interval is exact for the cases as they are; `share` is for the marketplace, weighted by how they were drawn.
    """

    band: str
    cases: int
    predicted: float
    infringing: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measured:
    """How good probabilities are, each made without the cases of its seller's group.

    `slope` and `intercept_db` are of outcomes on the predicted log-odds (ideally 1 and 0). Brier scores are mean
    squared errors; skill is what they gain over telling everybody the share, 0 no gain and 1 all of it.
    """

    cases: int
    infringing: int
    share: float
    slope: float
    intercept_db: float
    brier: float
    brier_skill: float
    brier_skill_before: float  # of the scores before, taken as log-odds
    bins: tuple[Bin, ...]


def enough(cases: Random, prior: Prior) -> bool:
    """Whether there are enough random cases, of both outcomes, for probabilities."""
    infringing, needed = int(cases.infringing.sum()), prior.calibrate_from
    fewer = min(infringing, len(cases.infringing) - infringing)
    return len(cases.infringing) >= needed["cases"] and fewer >= needed["of_each"]


def calibrate(cases: Random, prior: Prior) -> Calibration:
    """The slope and intercept under which outcomes are likeliest, weighted as the cases were drawn."""
    slope, intercept = _logistic(cases.evidence_db, cases.infringing, cases.weight, prior.slope_sd)
    return Calibration(round(slope, 4), round(intercept, 2), len(cases.infringing))


def measure(cases: Random, prior: Prior) -> Measured:
    """Predict each group of sellers from the others, and compare with what was decided."""
    predicted_db = np.zeros(len(cases.infringing))
    for fold in np.unique(cases.fold):
        mine = cases.fold == fold
        others = cases.take(~mine)
        if not others.infringing.any() or others.infringing.all():
            others = cases  # too few groups to leave one out
        predicted_db[mine] = calibrate(others, prior).log_odds_db(cases.evidence_db[mine])
    slope, intercept = _logistic(predicted_db, cases.infringing, cases.weight, None)
    outcome = cases.infringing.astype(float)
    share = float(np.average(outcome, weights=cases.weight))
    predicted = as_probability(predicted_db)
    base = _brier(np.full(len(outcome), share), outcome, cases.weight)
    brier = _brier(predicted, outcome, cases.weight)
    before = _brier(as_probability(cases.score_before_db), outcome, cases.weight)
    bins = [one for band in ("review", "act") for one in _bins(band, predicted, cases)]
    return Measured(
        cases=len(outcome),
        infringing=int(outcome.sum()),
        share=share,
        slope=slope,
        intercept_db=intercept,
        brier=brier,
        brier_skill=1 - brier / base,
        brier_skill_before=1 - before / base,
        bins=tuple(bins),
    )


def _brier(predicted: NDArray[np.float64], outcome: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    return float(np.average((predicted - outcome) ** 2, weights=weight))


def _bins(band: str, predicted: NDArray[np.float64], cases: Random) -> Sequence[Bin]:
    """Cases of a band by rising probability, cut into groups of like size."""
    which = np.flatnonzero(cases.band == band)
    which = which[np.argsort(predicted[which], kind="stable")]
    groups = min(MOST_BINS, max(1, len(which) // FEWEST_IN_BIN))
    bins = []
    for group in np.array_split(which, groups) if len(which) else []:
        infringing, weight = cases.infringing[group], cases.weight[group]
        low, high = interval(int(infringing.sum()), len(group))
        share = float(np.average(infringing, weights=weight))
        mean = float(np.average(predicted[group], weights=weight))
        bins.append(Bin(band, len(group), mean, int(infringing.sum()), share, low, high))
    return bins


def _logistic(
    x_db: NDArray[np.float64],
    infringing: NDArray[np.bool_],
    weight: NDArray[np.float64],
    slope_sd: float | None,
) -> tuple[float, float]:
    """Slope and intercept (dB) of a weighted logistic regression; the slope never below 0.

    With `slope_sd` the slope is held around 1. Weights are scaled to what the cases are worth together (Kish 1965).
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - of the extra `lab`

    scaled = weight * weight.sum() / np.sum(weight**2)
    sign = np.where(infringing, 1.0, -1.0)

    def value(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        signed = sign * (x[0] * x_db + x[1]) * NATS_PER_DB
        pull = -scaled * sign * NATS_PER_DB / (1 + np.exp(np.minimum(signed, 700)))
        gradient = np.array([np.sum(pull * x_db), np.sum(pull)])
        total = np.sum(scaled * np.logaddexp(0, -signed))
        if slope_sd is not None:
            total += ((x[0] - 1) / slope_sd) ** 2 / 2
            gradient[0] += (x[0] - 1) / slope_sd**2
        return float(total), gradient

    # Where all is told apart without a fault, the likeliest line is infinitely steep: bounds keep it finite.
    bounds = [(0.0, 20.0), (-400.0, 400.0)]
    found = minimize(value, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=bounds)
    return float(found.x[0]), float(found.x[1])

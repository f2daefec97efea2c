"""Fit weights to decisions: the scoring function itself, monotone, and held to the weights before."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors import all_detectors
from guildmark.lab.prior import Believed, Prior

NATS_PER_DB = math.log(10) / 10
MOST_ROUNDS = 30
QUEUE_START, AUDIT_START = 0, 1  # places of the two starts


@dataclass(frozen=True, slots=True)
class Teaching:
    """What weights are fitted to.

    Shapes: `strength` (n, detectors); `infringing`, `weight` (0 to 1: no decision counts for more than one) and
    `audit` (whether it was drawn at random, else it came from the queue), each (n,).
    """

    strength: NDArray[np.float64]
    infringing: NDArray[np.bool_]
    weight: NDArray[np.float64]
    audit: NDArray[np.bool_]

    def take(self, which: NDArray[np.bool_]) -> "Teaching":
        """The cases that a mask selects."""
        return Teaching(self.strength[which], self.infringing[which], self.weight[which], self.audit[which])


@dataclass(frozen=True, slots=True)
class Fitted:
    """Shapes: `db` (detectors,); `starts_db` two: of the queue and of audits. Units: decibans."""

    db: NDArray[np.float64]
    starts_db: NDArray[np.float64]


def counted(strength: NDArray[np.float64], db: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which detectors count in each case: per family and direction the largest contribution, the first of equals.

    Shapes: `strength` (n, detectors), `db` (detectors,), out (n, detectors).
    """
    size = np.abs(strength * db)
    counts = np.zeros(size.shape, np.bool_)
    groups: dict[tuple[str, str], list[int]] = {}
    for place, detector in enumerate(all_detectors()):
        groups.setdefault((detector.family, detector.direction), []).append(place)
    for columns in groups.values():
        best = np.argmax(size[:, columns], axis=1)
        counts[np.arange(len(size)), np.array(columns)[best]] = True
    return counts & (size > 0)


def evidence_db(strength: NDArray[np.float64], db: NDArray[np.float64]) -> NDArray[np.float64]:
    """The score of each case without its start. Shapes: (n, detectors), (detectors,) in, (n,) out. Units: decibans."""
    summed: NDArray[np.float64] = np.sum(strength * db * counted(strength, db), axis=1)
    return summed


def loss(teaching: Teaching, fitted: Fitted, prior: Prior, held: Believed, start_db: float) -> float:
    """What is made small: the logistic loss of all decisions, and how unlikely the weights are before any of them."""
    score = evidence_db(teaching.strength, fitted.db) + fitted.starts_db[teaching.audit.astype(int)]
    signed = np.where(teaching.infringing, score, -score) * NATS_PER_DB
    data = float(np.sum(teaching.weight * np.logaddexp(0, -signed)))
    moved = float(np.sum(((fitted.db - held.db) / held.sd_db) ** 2)) / 2
    return data + moved + float(np.sum(((fitted.starts_db - start_db) / prior.start_sd_db) ** 2)) / 2


def fit(teaching: Teaching, prior: Prior, held: Believed, start_db: float) -> Fitted:
    """The weights that explain the decisions best without leaving the ones before for little.

    Which detector counts in its family depends on the weights. So it is settled, the convex problem that is left is
    solved, and it is settled anew, until nothing changes; what is kept is the best by the true loss.
    """
    best = Fitted(held.db.copy(), np.full(2, start_db))
    if not len(teaching.weight):
        return best
    least = loss(teaching, best, prior, held, start_db)
    counts = _ways(teaching.strength, held)
    for _ in range(MOST_ROUNDS):
        found = _solve(teaching, teaching.strength * counts, prior, held, start_db)
        now = loss(teaching, found, prior, held, start_db)
        if now < least:
            best, least = found, now
        again = counted(teaching.strength, _from_zero(found.db, held))
        if (again == counts).all():
            break
        counts = again
    return best


def _ways(strength: NDArray[np.float64], held: Believed) -> NDArray[np.bool_]:
    return counted(strength, _from_zero(held.db, held))


def _from_zero(db: NDArray[np.float64], held: Believed) -> NDArray[np.float64]:
    """Weights of which none is quite 0, so that a detector that says nothing yet can begin to speak."""
    side = np.where(held.high_db > 0, 1.0, -1.0)
    return np.where(db == 0, side * 1e-9, db)


def _solve(teaching: Teaching, active: NDArray[np.float64], prior: Prior, held: Believed, start_db: float) -> Fitted:
    """The convex problem: with settled counts a score is a sum of weights."""
    from scipy.optimize import minimize  # noqa: PLC0415 - of the extra `lab`

    sign = np.where(teaching.infringing, 1.0, -1.0)
    audit = teaching.audit
    detectors = active.shape[1]

    def value(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        db, starts = x[:detectors], x[detectors:]
        signed = sign * (active @ db + starts[audit.astype(int)]) * NATS_PER_DB
        data = np.sum(teaching.weight * np.logaddexp(0, -signed))
        pull = -teaching.weight * sign * NATS_PER_DB / (1 + np.exp(np.minimum(signed, 700)))
        away, moved = (db - held.db) / held.sd_db**2, (starts - start_db) / prior.start_sd_db**2
        penalty = np.sum((db - held.db) * away) / 2 + np.sum((starts - start_db) * moved) / 2
        of_starts = np.array([np.sum(pull[~audit]), np.sum(pull[audit])])
        return float(data + penalty), np.concatenate([active.T @ pull + away, of_starts + moved])

    bounds = [*zip(held.low_db, held.high_db, strict=True), (None, None), (None, None)]
    begin = np.concatenate([held.db, np.full(2, start_db)])
    options = {"maxiter": 2_000, "maxfun": 20_000, "ftol": 1e-14, "gtol": 1e-9}
    found = minimize(value, begin, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return Fitted(np.clip(found.x[:detectors], held.low_db, held.high_db), found.x[detectors:])

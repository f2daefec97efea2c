"""What changed of each weight, and which decisions moved it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guildmark.assessment import Weights
from guildmark.detectors import all_detectors
from guildmark.lab.casebook import Entry
from guildmark.lab.fit import NATS_PER_DB, Fitted, Teaching, counted, evidence_db


@dataclass(frozen=True, slots=True)
class Change:
    """A detector's weight before and after, and the decisions in which it counted.

    The example is the finding that pushed most the way it went.
    """

    detector: str
    before_db: float
    after_db: float
    spoke: int
    infringing: int
    example: str | None
    why: str


def changes(
    teaching: Teaching, entries: Sequence[Entry], before: Weights, after_db: Sequence[float], fitted: Fitted
) -> list[Change]:
    """A row for each detector, the largest change first."""
    held = np.array([before.db.get(d.name, 0.0) for d in all_detectors()])
    score = evidence_db(teaching.strength, held) + fitted.starts_db[teaching.audit.astype(int)]
    surprise = teaching.infringing - 1 / (1 + np.exp(-score * NATS_PER_DB))
    counts = counted(teaching.strength, np.where(held == 0, 1e-9, held))
    rows = []
    for place, detector in enumerate(all_detectors()):
        spoke = np.flatnonzero(counts[:, place]) if len(entries) else np.zeros(0, np.int64)
        pull = teaching.weight[spoke] * surprise[spoke] * teaching.strength[spoke, place]
        moved = after_db[place] - held[place]
        example = None
        if len(spoke) and moved:
            example = entries[int(spoke[np.argmax(pull * np.sign(moved))])].finding_id
        infringing = int(teaching.infringing[spoke].sum())
        why = _why(len(spoke), infringing, moved, detector.direction)
        rows.append(
            Change(detector.name, float(held[place]), float(after_db[place]), len(spoke), infringing, example, why)
        )
    return sorted(rows, key=lambda row: (-abs(row.after_db - row.before_db), row.detector))


def _why(spoke: int, infringing: int, moved: float, direction: str) -> str:
    if not spoke:
        return "it counted in no decided case"
    if not moved:
        return "what was decided is what its weight says"
    more = (moved > 0) == (direction == "for")
    told = f"{infringing:,} of {spoke:,} in which it counted are infringing"
    return (
        f"{told}, {'more' if moved > 0 else 'fewer'} than its weight said: it speaks {'louder' if more else 'softer'}"
    )

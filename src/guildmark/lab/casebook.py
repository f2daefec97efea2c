"""The casebook: decided cases with the evidence that they were decided on, from audits and from the queue."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.assessment import Evidence
from guildmark.assessment.slices import slice_categories
from guildmark.detectors import all_detectors
from guildmark.lab.draw import UNFIRED
from guildmark.lab.finished_run import FinishedRun
from guildmark.lab.histories import History, blind_answer, is_right, standing
from guildmark.lab.seal import Sealed
from guildmark.lab.sellers import seller_key

AUDIT, QUEUE, UNANSWERED = "audit", "queue", "unanswered"


@dataclass(frozen=True, slots=True)
class Entry:
    """One case. `outcome` stands now; `source` is how it came to a person, UNANSWERED where it did not yet.

    `is_right` is for the licence: the blind answers, and all that came later, say infringing.
    """

    finding_id: str
    right_kind: str
    category: str  # of the slice
    band: str  # in which it was found, with every licence open; UNFIRED without any finding
    seller: str
    source: str
    outcome: str | None
    draw: str | None
    probability: float | None  # of being drawn, added up over the draws that covered its slice and band
    is_right: bool
    spoke: Mapping[str, float]  # strength by detector


@dataclass(frozen=True, slots=True)
class Casebook:
    """Cases in the order of their findings, and how many decisions were of no use, by reason."""

    entries: tuple[Entry, ...]
    set_aside: Mapping[str, int]

    def strengths(self, which: Sequence[int] | None = None) -> NDArray[np.float64]:
        """The strength of each detector in each case, 0 where it did not speak. Shape (n, detectors)."""
        place = {detector.name: n for n, detector in enumerate(all_detectors())}
        entries = self.entries if which is None else [self.entries[i] for i in which]
        table = np.zeros((len(entries), len(place)))
        for row, entry in enumerate(entries):
            for name, strength in entry.spoke.items():
                table[row, place[name]] = strength
        return table


def evidence_of(strengths: NDArray[np.float64]) -> Evidence:
    """Strengths, shape (n, detectors), as evidence that can be judged."""
    pair, detector = np.nonzero(strengths)
    return Evidence(len(strengths), pair, detector, strengths[pair, detector], all_detectors())


def write_casebook(
    known: Mapping[str, History], draws: Sequence[Sealed], run: FinishedRun, category_levels: int
) -> Casebook:
    """Put decisions beside what they were about: a drawn case with its draw, any other with the finding of the run.

    A finding that was drawn twice stands twice, so that no second answer takes the place of a first. A decision about a
    content that was changed since, or about a finding that is nowhere, teaches nothing.
    """
    aside: Counter[str] = Counter()
    entries: list[Entry] = []
    covered = Counter((one.right_kind, one.category, one.band) for sealed in draws for one in sealed.strata)
    drawn: set[str] = set()
    for sealed in draws:
        for case in sealed.cases.to_pylist():
            history = _about(known.get(case["finding_id"], []), case["listing_digest"], aside)
            times = covered[case["right_kind"], case["category"], case["band"]] or 1
            entries.append(_drawn(case, sealed.draw, history, times))
            drawn.add(case["finding_id"])
    left = {name: history for name, history in known.items() if name not in drawn}
    places = {name: place for place, name in enumerate(run.column("finding_id")) if name in left}
    aside["the finding is not in this run"] += sum(len(h) for name, h in left.items() if name not in places)
    rows = run.findings.take(pa.array(places.values(), pa.int64())).to_pylist()
    categories = slice_categories([row["category"] for row in rows], category_levels)
    spoke = _spoken(run, list(places.values()))
    for row, category, place in zip(rows, categories, places.values(), strict=True):
        history = _about(left[row["finding_id"]], row["listing_digest"], aside)
        if history:
            entries.append(_queued(row, category, spoke[place], history))
            aside["audited, but its draw was not given"] += sum(one["chosen_by"] == AUDIT for one in history)
    ordered = tuple(sorted(entries, key=lambda entry: (entry.finding_id, entry.draw or "")))
    return Casebook(ordered, {reason: count for reason, count in sorted(aside.items()) if count})


def _about(history: History, digest: str | None, aside: Counter[str]) -> History:
    """The decisions that were about this very content."""
    kept = [row for row in history if row["listing_digest"] in (None, digest)]
    aside["the listing was another when it was decided"] += len(history) - len(kept)
    return kept


def _drawn(case: Mapping[str, Any], draw: str, history: History, times: int) -> Entry:
    """A drawn case; `times` draws covered its slice and band, so that each stands for its part of them."""
    answer = blind_answer(history, draw)
    return Entry(
        finding_id=case["finding_id"],
        right_kind=case["right_kind"],
        category=case["category"],
        band=case["band"],
        seller=case["seller"],
        source=AUDIT if answer else QUEUE if history else UNANSWERED,
        outcome=standing(history)["outcome"] if history else None,
        draw=draw,
        probability=case["draw_probability"] * times,
        is_right=is_right(history, draw),
        spoke=_strongest((one["detector"], one["strength"]) for one in case["spoke"]),
    )


def _queued(row: Mapping[str, Any], category: str, spoke: Mapping[str, float], history: History) -> Entry:
    return Entry(
        finding_id=row["finding_id"],
        right_kind=row["right_kind"],
        category=category,
        band=row["would_band"],
        seller=seller_key(row),
        source=QUEUE,
        outcome=standing(history)["outcome"],
        draw=None,
        probability=None,
        is_right=False,
        spoke=spoke,
    )


def _strongest(signals: Any) -> dict[str, float]:
    """Of one detector's signals about a pair, the strongest: it is the only one that can count."""
    strongest: dict[str, float] = {}
    for name, strength in signals:
        strongest[name] = max(strength, strongest.get(name, 0.0))
    return strongest


def _spoken(run: FinishedRun, places: Sequence[int]) -> dict[int, dict[str, float]]:
    evidence = run.evidence
    spoken: dict[int, dict[str, float]] = {place: {} for place in places}
    for signal in np.flatnonzero(np.isin(evidence.pair, np.array(places, np.int64))):
        name, strength = evidence.detectors[evidence.detector[signal]].name, float(evidence.strength[signal])
        own = spoken[int(evidence.pair[signal])]
        own[name] = max(strength, own.get(name, 0.0))
    return spoken


def is_pair(entry: Entry) -> bool:
    """Whether a case is a listing and a right, rather than a listing without any finding."""
    return entry.band != UNFIRED

"""Where the fakes are: by band, before and after, also among listings about which nothing was found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guildmark.assessment import Policy, Weights, judge
from guildmark.assessment.intervals import interval
from guildmark.lab.casebook import AUDIT, Casebook, Entry, evidence_of
from guildmark.lab.draw import UNFIRED
from guildmark.lab.histories import INFRINGING, NOT, UNDETERMINED
from guildmark.lab.seal import Sealed
from guildmark.records import BANDS

ALL_BANDS = (UNFIRED, *BANDS)


@dataclass(frozen=True, slots=True)
class BandRow:
    """Random cases of a band by what they were decided to be, and how many in all that stands for."""

    band: str
    infringing: int
    not_infringing: int
    undetermined: int
    estimated_infringing: float
    estimated_not_infringing: float


@dataclass(frozen=True, slots=True)
class Unseen:
    """Listings without any finding: how many there are, how many were decided, and how many of these infringe."""

    listings: int
    decided: int
    infringing: int
    low: float  # share, exact 95 % interval
    high: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """The bands before, and after; `reach` is the estimated share of all fakes in review or above, None if unknown."""

    before: tuple[BandRow, ...]
    after: tuple[BandRow, ...]
    reach_before: float | None
    reach_after: float | None
    unseen: Unseen | None


def confusion(book: Casebook, draws: Sequence[Sealed], weights: Weights, policy: Policy) -> Confusion:
    """Count random cases by band: as they were drawn, and by these weights, were every licence open."""
    entries = [entry for entry in book.entries if entry.source == AUDIT]
    places = [place for place, entry in enumerate(book.entries) if entry.source == AUDIT]
    would = judge(evidence_of(book.strengths(places)), weights.db, policy).would_band
    after = [UNFIRED if e.band == UNFIRED else BANDS[b] for e, b in zip(entries, would, strict=True)]
    unseen = _unseen(entries, draws)
    rows_before = _rows(entries, [entry.band for entry in entries])
    rows_after = _rows(entries, after)
    return Confusion(
        rows_before,
        rows_after,
        _reach(rows_before) if unseen else None,
        _reach(rows_after) if unseen else None,
        unseen,
    )


def _rows(entries: Sequence[Entry], bands: Sequence[str]) -> tuple[BandRow, ...]:
    rows = []
    for band in ALL_BANDS:
        own = [entry for entry, one in zip(entries, bands, strict=True) if one == band]
        outcomes = np.array([entry.outcome for entry in own], np.object_)
        weight = np.array([1 / entry.probability if entry.probability else 0.0 for entry in own])
        counts = [int((outcomes == outcome).sum()) for outcome in (INFRINGING, NOT, UNDETERMINED)]
        totals = [float(weight[outcomes == outcome].sum()) for outcome in (INFRINGING, NOT)]
        rows.append(BandRow(band, counts[0], counts[1], counts[2], totals[0], totals[1]))
    return tuple(rows)


def _reach(rows: Sequence[BandRow]) -> float | None:
    """The estimated share of fakes in review or above; None where no fake was drawn at all."""
    whole = sum(row.estimated_infringing for row in rows)
    reached = sum(row.estimated_infringing for row in rows if row.band in BANDS[1:])
    return reached / whole if whole else None


def _unseen(entries: Sequence[Entry], draws: Sequence[Sealed]) -> Unseen | None:
    listings = max((one.findings for sealed in draws for one in sealed.strata if one.band == UNFIRED), default=0)
    decided = [entry.outcome for entry in entries if entry.band == UNFIRED and entry.outcome != UNDETERMINED]
    if not listings or not decided:
        return None
    infringing = sum(outcome == INFRINGING for outcome in decided)
    low, high = interval(infringing, len(decided))
    return Unseen(listings, len(decided), infringing, low, high)

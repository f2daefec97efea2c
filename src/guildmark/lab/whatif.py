"""What other weights or another policy would do to a finished run, without scanning it again."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.assessment import (
    Assessed,
    Policy,
    Weights,
    act_where_licensed,
    judge,
    open_slices,
    read_policy,
    read_weights,
)
from guildmark.assessment.slices import slice_categories
from guildmark.detectors import all_detectors
from guildmark.lab.finished_run import FinishedRun, open_run
from guildmark.lab.histories import INFRINGING, histories, overturned, standing
from guildmark.lab.known_good import read_known_good
from guildmark.lab.sellers import seller_key
from guildmark.records import BANDS
from guildmark.records.read_decisions import read_decisions

EVERY = "all"


@dataclass(frozen=True, slots=True)
class Moves:
    """What moves from one band to another in a slice; distinct listings and sellers.

    `new_sellers` have no decision of infringing about any listing; `reversals` are findings that were called infringing
    and cleared.
    """

    kind: str
    category: str
    before: str
    after: str
    findings: int
    listings: int
    sellers: int
    new_sellers: int
    reversals: int


@dataclass(frozen=True, slots=True)
class Whatif:
    """Shapes: `assessed` of the run's findings, in their order. `moves` of each slice, then of all together."""

    run: FinishedRun
    assessed: Assessed
    probability: NDArray[np.float64] | None
    moves: tuple[Moves, ...]
    totals_before: dict[str, int]
    totals_after: dict[str, int]


def what_if(
    out_run: Path,
    *,
    weights: Path | None = None,
    policy: Path | None = None,
    decision_files: Sequence[Path] = (),
    known_good_files: Sequence[Path] = (),
    today: date | None = None,
) -> Whatif:
    """Weigh the signals of a run by other weights and another policy.

    It gives the very scores, bands and probabilities that a scan with them would give on `today`. Learned weights need
    nobody who made them active, since nothing is done with the result.

    Errors: `InputError` when something cannot be read, or the run's detectors are not the installed ones.
    """
    run, weights_read, policy_read = open_run(out_run), read_weights(weights), read_policy(policy)
    assessed = rejudge(run, weights_read, policy_read, today)
    calibration = weights_read.calibration
    probability = None
    if calibration is not None:
        probability = calibration.probability(assessed.score_db - policy_read.start_db)
    known = histories(read_decisions(decision_files).table)
    rows = run.findings.select(["finding_id", "marketplace", "listing_id", "seller_id", "seller_name"]).to_pylist()
    recorded = {
        seller_key(row)
        for row in rows
        if (history := known.get(row["finding_id"])) and standing(history)["outcome"] == INFRINGING
    }
    cleared = {name for name, history in known.items() if overturned(history)} | set(read_known_good(known_good_files))
    after = [BANDS[place] for place in assessed.band]
    levels = policy_read.licence.category_levels if policy_read.licence else 1
    return Whatif(
        run=run,
        assessed=assessed,
        probability=probability,
        moves=tuple(_moves(run, rows, after, levels, recorded, cleared)),
        totals_before=_totals(run.column("band")),
        totals_after=_totals(after),
    )


def rejudge(run: FinishedRun, weights: Weights, policy: Policy, today: date | None) -> Assessed:
    """The run's findings as a scan with these weights and this policy would judge them on a day."""
    assessed = judge(run.evidence, weights.db, policy)
    versions = {detector.name: detector.version for detector in all_detectors()}
    opening = open_slices(weights.licences, policy.licence, today, versions)
    if not opening.slices:
        return assessed
    kinds, categories = run.column("right_kind"), run.column("category")
    return act_where_licensed(assessed, run.evidence, opening, policy, kinds, categories)


def _totals(bands: Sequence[str]) -> dict[str, int]:
    return {band: sum(one == band for one in bands) for band in BANDS}


def _moves(
    run: FinishedRun,
    rows: Sequence[dict[str, Any]],
    after: Sequence[str],
    levels: int,
    recorded: set[str],
    cleared: set[str],
) -> list[Moves]:
    before, kinds = run.column("band"), run.column("right_kind")
    categories = slice_categories(run.column("category"), levels)
    groups: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new:
            groups[kinds[place], categories[place], old, new].append(place)
            groups[EVERY, EVERY, old, new].append(place)
    slices = sorted(groups, key=lambda key: (key[0] == EVERY, key))
    return [_counted(key, [rows[place] for place in groups[key]], recorded, cleared) for key in slices]


def _counted(
    key: tuple[str, str, str, str], rows: Sequence[dict[str, Any]], recorded: set[str], cleared: set[str]
) -> Moves:
    sellers = {name for row in rows if (name := seller_key(row))}
    return Moves(
        *key,
        findings=len(rows),
        listings=len({(row["marketplace"], row["listing_id"]) for row in rows}),
        sellers=len(sellers),
        new_sellers=len(sellers - recorded),
        reversals=sum(row["finding_id"] in cleared for row in rows),
    )

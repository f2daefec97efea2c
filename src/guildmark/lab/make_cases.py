"""Write a test case for each listing that was cleared, from the run that accused it and the listings it scanned."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from guildmark.assessment import Policy, Weights, judge, read_policy, read_weights
from guildmark.engine import compile_context
from guildmark.guard import output_folder
from guildmark.lab.casebook import evidence_of
from guildmark.lab.cases import make_case, write_case
from guildmark.lab.finished_run import FinishedRun, open_run
from guildmark.lab.histories import History, overturned
from guildmark.lab.learn import Lesson
from guildmark.lab.unfired import check_same_input, find_listings
from guildmark.reading import Catalogue
from guildmark.records import BANDS
from guildmark.rights import RightsFile


def make_cases(
    lesson: Lesson,
    out_run: Path,
    weights: Path,
    *,
    folder: Path,
    catalogue: Catalogue,
    rights: RightsFile,
    contexts: Path,
    policy: Path | None,
) -> tuple[int, list[str]]:
    """Write the cases; returns how many, and what could not be made.

    Errors: `InputError` when the listings are not those of the run, or the folder cannot be written.
    """
    run = open_run(out_run)
    check_same_input(run, catalogue)
    folder = output_folder(folder)
    context = compile_context(rights, contexts, policy=policy)
    rows = {row["finding_id"]: row for row in run.findings.to_pylist() if row["finding_id"] in lesson.cleared}
    listings = find_listings(catalogue, {(row["marketplace"], row["listing_id"]) for row in rows.values()})
    learned, read = read_weights(weights), read_policy(policy)
    made, troubles = 0, []
    for name, history in sorted(lesson.cleared.items()):
        row = rows.get(name)
        listing = row and listings.get((row["marketplace"], row["listing_id"]))
        if row is None or listing is None:
            troubles.append(f"no case of {name}: its listing is not in this run")
            continue
        band = _band(run, name, learned, read)
        case = make_case(row, listing, _signals(run, name), context, why=_why(history), at_most=band)
        write_case(folder, case)
        made += 1
    return made, troubles


def _signals(run: FinishedRun, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(
        run.folder / "signals.parquet", filters=[("finding_id", "=", name)]
    ).to_pylist()
    return rows


def _band(run: FinishedRun, name: str, weights: Weights, policy: Policy) -> str:
    """In which band the learned weights leave it; a cleared listing is never acted on without a person."""
    place = run.column("finding_id").index(name)
    strengths = np.zeros((1, len(run.evidence.detectors)))
    which = run.evidence.pair == place
    np.maximum.at(strengths[0], run.evidence.detector[which], run.evidence.strength[which])
    return BANDS[int(judge(evidence_of(strengths), weights.db, policy).band[0])]


def _why(history: History) -> str:
    """When it was called infringing, and when it was cleared; who did is nobody else's business."""
    pair = overturned(history)
    assert pair is not None
    return f"called infringing on {pair[0]['decided_at'].date()}, and cleared on {pair[1]['decided_at'].date()}"

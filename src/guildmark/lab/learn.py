"""Learn from decisions: weights, calibration and licences, and what to say of them."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from guildmark.assessment import Policy, Weights, judge, read_policy, read_weights
from guildmark.assessment.calibration import Calibration
from guildmark.assessment.slices import slice_category
from guildmark.detectors import all_detectors
from guildmark.lab.calibrate import Measured, Random, calibrate, enough, measure
from guildmark.lab.casebook import AUDIT, Casebook, Entry, is_pair, write_casebook
from guildmark.lab.changes import Change, changes
from guildmark.lab.finished_run import FinishedRun, judged_by, open_run
from guildmark.lab.fit import Fitted, Teaching, evidence_db, fit
from guildmark.lab.histories import INFRINGING, NOT, History, histories, overturned
from guildmark.lab.known_good import known_good, read_known_good
from guildmark.lab.licences import SliceRow, examine, licence_table, would_act
from guildmark.lab.prior import Believed, Prior, believed, shipped_prior
from guildmark.lab.seal import audited_by, open_draw
from guildmark.lab.sellers import seller_key
from guildmark.lab.shares import Confusion, confusion
from guildmark.lab.teach import ACT, folds_of, seller_of, sources, teaching_of, teaching_places
from guildmark.lab.weights_file import weights_document
from guildmark.records import BANDS, InputError
from guildmark.records.decision import DECISION
from guildmark.records.read_decisions import read_decisions

DIGITS = 2  # of a weight in decibans, as the file holds it
MEASURED_FROM = 30  # decided cases in which a detector counted, from which its weight is no longer provisional


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything that was learned. `measured` and `calibration` are None where random cases were too few."""

    document: dict[str, Any]  # of the weights file
    changes: tuple[Change, ...]
    counts: Mapping[str, int]
    set_aside: Mapping[str, int]
    calibration: Calibration | None
    measured: Measured | None
    confusion: Confusion
    licences: tuple[SliceRow, ...]
    left_out: tuple[str, ...]  # draws that count towards no licence
    known_good: pa.Table
    cleared: Mapping[str, History]  # the decisions about each finding that was overturned


def learn(
    decision_files: Sequence[Path],
    out_run: Path,
    *,
    today: date,
    draws: Sequence[Path] = (),
    weights: Path | None = None,
    policy: Path | None = None,
    known_good_files: Sequence[Path] = (),
) -> Lesson:
    """Learn from decisions about a run. `weights` and `policy` are those of the scan; `today` dates what is written.

    `known_good_files` are records that earlier lessons left.

    Errors: `InputError` when decisions, draws or the run cannot be read, weights and policy are not the scan's, or a
    decision was made after `today`.
    """
    run, policy_read, before = open_run(out_run), read_policy(policy), read_weights(weights)
    judged_by(run, before, policy_read)
    if policy_read.licence is None:
        raise InputError(
            f"{policy_read.name}: has no `licence`, which says what a slice is. Add it as in the shipped policy."
        )
    sealed = [open_draw(folder) for folder in draws]
    read = read_decisions(decision_files)
    _check_dates(read.table, today)
    known = histories(read.table)
    records = known_good(known, run, sealed, read_known_good(known_good_files))
    book = write_casebook(known, sealed, run, policy_read.licence.category_levels)
    audited = audited_by(before, policy_read)
    exam = examine(sealed, known, audited, policy_read.licence, today)
    prior = shipped_prior()
    held = believed(before, prior)
    places = teaching_places(book, exam.reviewed)
    teaching, entries = teaching_of(book, places), [book.entries[place] for place in places]
    fitted = fit(teaching, prior, held, policy_read.start_db)
    after_db = _rounded(fitted, held)
    after = replace(before, db=dict(zip(_names(), after_db, strict=True)))
    changed = changes(teaching, entries, before, after_db, fitted)
    random = _random_cases(book, places, teaching, entries, prior, held, policy_read, before)
    is_enough = random is not None and enough(random, prior)
    calibration = calibrate(random, prior) if random is not None and is_enough else None
    table = licence_table(book, exam, _hit_again(run, book, records, after, policy_read), after, policy_read)
    counts = {**sources(book.entries), "teaching": len(places), "unlabelled": read.unlabelled}
    firm = {row.detector for row in changed if row.spoke >= MEASURED_FROM}
    document = weights_document(
        replace(before, provisional={n: p and n not in firm for n, p in before.provisional.items()}),
        after.db,
        learned={
            "on": today,
            "run": run.run,
            "from": {"name": before.name, "digest": before.digest},
            "decisions": {"digest": _digest(read.table), "draws": [one.draw for one in sealed], **counts},
        },
        calibration=calibration,
        audited=audited,
        category_levels=policy_read.licence.category_levels,
        licences=[row.licence() for row in table if row.is_open],
    )
    return Lesson(
        document=document,
        changes=tuple(changed),
        counts=counts,
        set_aside=book.set_aside,
        calibration=calibration,
        measured=measure(random, prior) if random is not None and is_enough else None,
        confusion=confusion(book, sealed, after, policy_read),
        licences=tuple(table),
        left_out=exam.left_out,
        known_good=records,
        cleared={name: history for name, history in known.items() if overturned(history)},
    )


def _names() -> list[str]:
    return [detector.name for detector in all_detectors()]


def _rounded(fitted: Fitted, held: Believed) -> list[float]:
    """Weights as a file holds them; one that did not move is exactly what it was."""
    rounded = np.round(fitted.db, DIGITS) + 0.0
    still = np.abs(fitted.db - held.db) < 0.5 * 10.0**-DIGITS
    return [float(value) for value in np.where(still, held.db, np.clip(rounded, held.low_db, held.high_db))]


def _check_dates(table: pa.Table, today: date) -> None:
    for row in table.select(["decision_id", "decided_at"]).to_pylist():
        if row["decided_at"].astimezone(UTC).date() > today:
            raise InputError(
                f"decision {row['decision_id']} was made at {row['decided_at'].isoformat()}, which is after {today}. "
                "Set right the clock that it was made by, or give --today."
            )


def _digest(table: pa.Table) -> str:
    """The digest of all decisions, whatever files and order they came in."""
    rows = table.select(DECISION.names).sort_by("decision_id").to_pylist()
    return hashlib.sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()


def _hit_again(
    run: FinishedRun, book: Casebook, records: pa.Table, after: Weights, policy: Policy
) -> dict[tuple[str, str], set[str]]:
    """Known-good sellers by slice on whose cleared listings these weights would act again, in the run or in a draw."""
    assert policy.licence is not None
    cleared = {row["finding_id"]: row["listing_digest"] for row in records.to_pylist()}
    again: dict[tuple[str, str], set[str]] = defaultdict(set)
    acts = would_act(book.strengths(), after, policy)
    for entry, act in zip(book.entries, acts, strict=True):
        if act and entry.band == ACT and entry.finding_id in cleared:
            again[entry.right_kind, entry.category].add(seller_of(entry))
    would = judge(run.evidence, after.db, policy).would_band
    names, bands = run.column("finding_id"), run.column("would_band")
    for place in (p for p, name in enumerate(names) if name in cleared and bands[p] == ACT == BANDS[would[p]]):
        row = run.findings.slice(place, 1).to_pylist()[0]
        if cleared[names[place]] in (None, row["listing_digest"]):
            category = slice_category(row["category"], policy.licence.category_levels)
            again[row["right_kind"], category].add(seller_key(row) or f"listing {names[place]}")
    return again


def _random_cases(
    book: Casebook,
    places: Sequence[int],
    teaching: Teaching,
    entries: Sequence[Entry],
    prior: Prior,
    held: Believed,
    policy: Policy,
    before: Weights,
) -> Random | None:
    """Random cases of pairs, each weighed by what was learned from other groups of sellers."""
    own = [
        place
        for place, entry in enumerate(book.entries)
        if entry.source == AUDIT and entry.outcome in (INFRINGING, NOT) and is_pair(entry)
    ]
    if not own:
        return None
    chosen = [book.entries[place] for place in own]
    strength, fold = book.strengths(own), folds_of(chosen, prior.folds)
    teaching_fold = folds_of(entries, prior.folds)
    evidence = np.zeros(len(own))
    for number in range(prior.folds):
        mine = fold == number
        others = fit(teaching.take(teaching_fold != number), prior, held, policy.start_db)
        evidence[mine] = evidence_db(strength[mine], others.db)
    return Random(
        evidence_db=evidence,
        score_before_db=policy.start_db + evidence_db(strength, np.array([before.db.get(n, 0.0) for n in _names()])),
        infringing=np.array([entry.outcome == INFRINGING for entry in chosen], np.bool_),
        weight=np.array([1 / entry.probability if entry.probability else 1.0 for entry in chosen]),
        fold=fold,
        band=np.array([entry.band for entry in chosen], np.object_),
    )

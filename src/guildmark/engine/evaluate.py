"""Evaluate a batch: the one function that every run calls."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.assessment import Assessed, assess
from guildmark.detectors import Detector, all_detectors
from guildmark.detectors.batch import Batch
from guildmark.detectors.signals import Signals
from guildmark.engine.context import Context
from guildmark.engine.findings import findings_table
from guildmark.engine.judged import Judged
from guildmark.engine.look import Looked, look_at_pictures
from guildmark.engine.looks import closer_looks
from guildmark.engine.signals import signals_table
from guildmark.engine.thumbnails import thumbnails_table
from guildmark.facts import FactTable
from guildmark.records import FAMILIES


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was found in a batch.

    Shapes: tables FINDING, SIGNAL and THUMBNAIL in the order of listings; `read_facts` uint64 (n,), not 0 where a fact
    was read. Units: seconds by stage.
    """

    findings: pa.Table
    signals: pa.Table
    thumbnails: pa.Table
    read_facts: NDArray[np.uint64]
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Gathered:
    """All signals of a batch as columns, and which detector each comes from. Shapes: (S,)."""

    signals: Signals
    detector: NDArray[np.int64]  # place in `detectors`
    unit: NDArray[np.object_]
    detectors: tuple[Detector, ...]


def evaluate(listings: pa.Table, context: Context, facts: FactTable | None) -> Evaluation:
    """Judge listings: pure in listings, context and facts, and the same for a listing alone as in any batch.

    Takes a table with the LISTING schema, with or without the column `reviews`. Without facts the detectors that need
    them are off. What costs more is looked at only where the policy says, after a first judgement; listings in which
    that shows something are judged again with it.
    """
    clock = Clock()
    with clock.stage("pictures"):
        looked = look_at_pictures(listings, context)
    judged = judge(listings, looked, context, facts, clock)
    for look in closer_looks(context):
        with clock.stage(f"pictures, {look.name}"):
            rows = look.rows(judged, looked)
            matches, texts = look.see(looked, rows)
        again = np.unique(np.concatenate((matches.row, texts.row)))
        if len(again):
            looked = looked.with_seen(matches, texts)
            anew = judge(listings.take(again), looked.of_rows(again), context, facts, clock)
            judged = judged.with_rows(again, anew)
    with clock.stage("thumbnails"):
        thumbnails = thumbnails_table(judged.findings, looked, context)
    read_facts = np.zeros(len(listings), np.uint64)
    if facts is not None:
        read_facts[judged.tied] = 1
    return Evaluation(judged.findings, judged.signals, thumbnails, read_facts, clock.seconds)


def judge(listings: pa.Table, looked: Looked, context: Context, facts: FactTable | None, clock: "Clock") -> Judged:
    """Judge listings with what was seen in their pictures so far."""
    with clock.stage("matching"):
        batch = Batch.read(listings, context.index, context.rates, context.matcher, looked.matches, looked.texts)
    with clock.stage("detectors"):
        gathered = gather(batch, facts, clock)
    with clock.stage("assessment"):
        assessed = assess_batch(batch, gathered, context)
    with clock.stage("tables"):
        written = written_pairs(batch, gathered)
        findings = findings_table(batch, gathered, assessed, written, context, looked)
        signals, of = signals_table(batch, gathered, written, findings, looked)
    row = batch.pair_row[written]
    score_db = np.full(len(listings), -np.inf)
    np.maximum.at(score_db, row, assessed.score_db[written])
    return Judged(findings, row, signals, row[of], np.unique(batch.pair_row), batch.goods, score_db)


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent inside to a stage."""
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


def gather(batch: Batch, facts: FactTable | None, clock: Clock) -> Gathered:
    """Run every detector that can run."""
    detectors = all_detectors()
    parts: list[Signals] = []
    for detector in detectors:
        with clock.stage(f"detector {detector.name}"):
            off = detector.needs_facts and facts is None
            parts.append(Signals.none() if off else detector.run(batch, batch.index, facts))
    counts = [len(part) for part in parts]
    signals = parts[0]
    for part in parts[1:]:
        signals = signals.joined(part)
    units = np.repeat(np.array([part.unit for part in parts], np.object_), counts)
    return Gathered(signals, np.repeat(np.arange(len(detectors)), counts), units, detectors)


def assess_batch(batch: Batch, gathered: Gathered, context: Context) -> Assessed:
    """Weigh the signals of all pairs."""
    detectors, which = gathered.detectors, gathered.detector
    family = np.array([FAMILIES.index(d.family) for d in detectors])
    supports = np.array([d.direction == "for" for d in detectors])
    weight = np.array([context.weights.db.get(d.name, 0.0) for d in detectors])
    able = np.array([d.family not in context.policy.never_act_alone and d.name != "mark_in_text" for d in detectors])
    return assess(
        len(batch.pair_row),
        gathered.signals.pair,
        family[which],
        supports[which],
        gathered.signals.strength,
        weight[which],
        may_act=able[which],
        policy=context.policy,
    )


def written_pairs(batch: Batch, gathered: Gathered) -> NDArray[np.int64]:
    """Pairs with any signal in favour, in order."""
    supports = np.array([d.direction == "for" for d in gathered.detectors])[gathered.detector]
    return np.unique(gathered.signals.pair[supports])

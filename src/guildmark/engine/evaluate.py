"""Evaluate a batch: the one function that every run calls."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.assessment import Assessed, Evidence, act_where_licensed, judge
from guildmark.detectors import Detector, all_detectors
from guildmark.detectors.batch import Batch
from guildmark.detectors.signals import Signals
from guildmark.engine.context import Context
from guildmark.engine.findings import findings_table
from guildmark.engine.judged import Judged
from guildmark.engine.look import BadPicture, Looked, look_at_pictures
from guildmark.engine.looks import closer_looks
from guildmark.engine.signals import signals_table
from guildmark.engine.thumbnails import thumbnails_table
from guildmark.facts import FactTable


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
    pictures_looked_at: int = 0  # that could be decoded
    bad_pictures: tuple[BadPicture, ...] = ()


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
    judged = judge_batch(listings, looked, context, facts, clock)
    for look in closer_looks(context):
        with clock.stage(f"pictures, {look.name}"):
            rows = look.rows(judged, looked)
            matches, texts = look.see(judged, looked, rows)
        again = np.unique(np.concatenate((matches.row, texts.row)))
        if len(again):
            looked = looked.with_seen(matches, texts)
            anew = judge_batch(listings.take(again), looked.of_rows(again), context, facts, clock)
            judged = judged.with_rows(again, anew)
    with clock.stage("thumbnails"):
        thumbnails = thumbnails_table(judged.findings, judged.signals, looked, context)
    read_facts = np.zeros(len(listings), np.uint64)
    if facts is not None:
        read_facts[judged.tied] = 1
    return Evaluation(
        judged.findings, judged.signals, thumbnails, read_facts, clock.seconds, looked.decoded, looked.bad
    )


def judge_batch(
    listings: pa.Table, looked: Looked, context: Context, facts: FactTable | None, clock: "Clock"
) -> Judged:
    """Judge listings with what was seen in their pictures so far."""
    with clock.stage("matching"):
        shown = np.unique(looked.row) if context.pictures.edited or context.pictures.figures else looked.row[:0]
        seen = (looked.matches, looked.texts, shown)
        batch = Batch.read(listings, context.index, context.rates, context.matcher, *seen)
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
    pairs = np.column_stack((batch.pair_row, batch.pair_right)).astype(np.int64)
    return Judged(findings, row, signals, row[of], pairs, batch.goods, score_db)


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
    """Weigh the signals of all pairs, and act where a licence is open."""
    signals = gathered.signals
    evidence = Evidence(len(batch.pair_row), signals.pair, gathered.detector, signals.strength, gathered.detectors)
    assessed = judge(evidence, context.weights.db, context.policy)
    if not context.opening.slices:
        return assessed
    kinds = context.index.rights.column("kind").take(batch.pair_right).to_pylist()
    categories = batch.listings.column("category").take(batch.pair_row).to_pylist()
    return act_where_licensed(assessed, evidence, context.opening, context.policy, kinds, categories)


def written_pairs(batch: Batch, gathered: Gathered) -> NDArray[np.int64]:
    """Pairs with any signal in favour, in order."""
    supports = np.array([d.direction == "for" for d in gathered.detectors])[gathered.detector]
    return np.unique(gathered.signals.pair[supports])

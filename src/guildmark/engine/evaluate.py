"""Evaluate a batch: the one function that every run calls."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.assessment import Assessed, Evidence, act_where_licensed, judge
from guildmark.detectors import all_detectors
from guildmark.detectors.batch import Batch
from guildmark.detectors.columns import mask_of
from guildmark.detectors.ground import has_ground
from guildmark.detectors.signals import Signals
from guildmark.engine.context import Context
from guildmark.engine.findings import findings_table
from guildmark.engine.judged import Judged
from guildmark.engine.look import BadPicture, Looked, look_at_pictures
from guildmark.engine.looks import closer_looks
from guildmark.engine.signals import signals_table
from guildmark.engine.tactic_hits import NO_HITS, hits_table
from guildmark.engine.thumbnails import thumbnails_table
from guildmark.facts import FactTable
from guildmark.tactics import SHADOW, Fired
from guildmark.tactics.asked import Asked


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was found in a batch.

    Shapes: tables FINDING, SIGNAL, TACTIC_HIT and THUMBNAIL in the order of listings; `finding_row`, `signal_row` and
    `hit_row` the listing of each; `read_facts` uint64 (n,), not 0 where a fact was read. Units: seconds by stage.
    """

    findings: pa.Table
    finding_row: NDArray[np.int64]
    signals: pa.Table
    signal_row: NDArray[np.int64]
    hits: pa.Table
    hit_row: NDArray[np.int64]
    thumbnails: pa.Table
    read_facts: NDArray[np.uint64]
    seconds: dict[str, float]
    pictures_looked_at: int = 0  # that could be decoded
    bad_pictures: tuple[BadPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """All signals of a batch as columns, which detector each comes from, and the span of text that it saw, null where
    it stands in none. Shapes: (S,)."""

    signals: Signals
    detector: NDArray[np.int64]  # place in `all_detectors()`
    texts: "pa.Array[Any]"


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
    for look in closer_looks(context) if len(looked) else ():
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
        findings=judged.findings,
        finding_row=judged.finding_row,
        signals=judged.signals,
        signal_row=judged.signal_row,
        hits=judged.hits,
        hit_row=judged.hit_row,
        thumbnails=thumbnails,
        read_facts=read_facts,
        seconds=clock.seconds,
        pictures_looked_at=looked.decoded,
        bad_pictures=looked.bad,
    )


def judge_batch(
    listings: pa.Table, looked: Looked, context: Context, facts: FactTable | None, clock: "Clock"
) -> Judged:
    """Judge listings with what was seen in their pictures so far."""
    with clock.stage("matching"):
        shown = np.unique(looked.row) if context.pictures.edited or context.pictures.figures else looked.row[:0]
        seen = (looked.matches, looked.texts, shown, looked.known)
        batch = Batch.read(listings, context.index, context.rates, context.matcher, *seen)
    with clock.stage("detectors"):
        gathered = gather(batch, facts, clock)
    fired = None
    if len(context.tactics):
        with clock.stage("tactics"):
            fired, asked = context.tactics.fire(batch, gathered.signals, gathered.detector, facts)
            without, gathered = gathered, with_tactics(gathered, fired, asked, context)
    with clock.stage("assessment"):
        assessed = assess_batch(batch, gathered, context)
    with clock.stage("tables"):
        written = written_pairs(batch, gathered, context)
        findings = findings_table(batch, gathered, assessed, written, context, looked)
        signals, of = signals_table(batch, gathered, written, findings, looked, context.roster)
        hits, hit_row = NO_HITS, written[:0]
        if fired is not None:
            alone = assess_batch(batch, without, context)
            hits, hit_row = hits_table(batch, fired, assessed, alone, written, context)
    row = batch.pair_row[written]
    score_db = np.full(len(listings), -np.inf)
    np.maximum.at(score_db, row, assessed.score_db[written])
    pairs = np.column_stack((batch.pair_row, batch.pair_right)).astype(np.int64)
    return Judged(findings, row, signals, row[of], hits, hit_row, pairs, batch.goods, score_db)


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def stage(self, name: str) -> "Stage":
        """Add the time spent inside to a stage."""
        return Stage(self.seconds, name)


class Stage:
    """One stage of a clock, as a context."""

    __slots__ = ("name", "seconds", "start")

    def __init__(self, seconds: dict[str, float], name: str) -> None:
        self.seconds, self.name = seconds, name

    def __enter__(self) -> None:
        self.start = time.perf_counter()

    def __exit__(self, *raised: object) -> None:
        self.seconds[self.name] = self.seconds.get(self.name, 0.0) + time.perf_counter() - self.start


def gather(batch: Batch, facts: FactTable | None, clock: Clock) -> Gathered:
    """Run every detector that has something to speak of."""
    parts: list[Signals] = []
    which: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    for number, detector in enumerate(all_detectors()):
        if has_ground(detector, batch, facts):
            with clock.stage(f"detector {detector.name}"):
                part = detector.run(batch, batch.index, facts)
            if len(part):
                parts.append(part)
                which.append(np.full(len(part), number))
    signals = Signals.none().joined(*parts)
    texts = batch.texts.cut(signals.field, signals.text, signals.start, signals.end)
    return Gathered(signals, np.concatenate(which), texts)


def with_tactics(gathered: Gathered, fired: Fired, asked: Asked, context: Context) -> Gathered:
    """The signals with those of the tactics that are not only tried."""
    loud = np.array([used.mode != SHADOW for used in context.tactics.used], np.bool_)[fired.tactic]
    signals, tactic = context.tactics.signals(Fired(fired.tactic[loud], fired.pair[loud]), asked)
    if not len(signals):
        return gathered
    texts = asked.batch.texts.cut(signals.field, signals.text, signals.start, signals.end)
    return Gathered(
        gathered.signals.joined(signals),
        np.concatenate((gathered.detector, len(all_detectors()) + tactic)),
        pa.concat_arrays([gathered.texts, texts]),
    )


def assess_batch(batch: Batch, gathered: Gathered, context: Context) -> Assessed:
    """Weigh the signals of all pairs, and act where a licence is open."""
    signals = gathered.signals
    rules = context.roster.rules if len(context.tactics) else None
    evidence = Evidence(len(batch.pair_row), signals.pair, gathered.detector, signals.strength, all_detectors(), rules)
    assessed = judge(evidence, context.weights.db, context.policy)
    if not context.opening.slices:
        return assessed
    kinds = context.index.rights.column("kind").take(batch.pair_right).to_pylist()
    categories = batch.listings.column("category").take(batch.pair_row).to_pylist()
    return act_where_licensed(assessed, evidence, context.opening, context.policy, kinds, categories)


def written_pairs(batch: Batch, gathered: Gathered, context: Context) -> NDArray[np.int64]:
    """Pairs with any signal in favour, in order; not those that only tactics that are being tried tell of."""
    supports = context.roster.supports[gathered.detector]
    return np.flatnonzero(mask_of(gathered.signals.pair[supports], len(batch.pair_row)) & ~batch.quiet)

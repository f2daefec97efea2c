"""What one core does with a batch: the floor, the engine, and what a user would write instead."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.parquet as pq
from material import Material

from guildmark.engine import ContextEvaluator, compile_context
from guildmark.facts import FactTable, build_facts
from guildmark.records import LISTING
from guildmark.records.digest import listing_keys
from guildmark.rights import read_rights

BATCH_ROWS = 32_768
BY_HAND_ROWS = 2_000  # a loop over all marks takes seconds for so few


@dataclass
class Timing:
    """One row of the table. `seconds` has one entry a repeat, each for `listings`."""

    name: str
    listings: int
    seconds: list[float] = field(default_factory=list)
    note: str = ""

    @property
    def per_second(self) -> float:
        """Listings a second, by the median repeat."""
        return self.listings / median(self.seconds)


def measure_one_core(material: Material, folder: Path, repeats: int) -> tuple[list[Timing], dict[str, float], float]:
    """All rows, in turn within each repeat; µs a listing by the engine's stages; seconds of the first batch."""
    pa.set_cpu_count(1)
    batch = next(pq.ParquetFile(material.listings).iter_batches(BATCH_ROWS))
    listings = pa.Table.from_batches([batch]).cast(LISTING)
    context = compile_context(read_rights(material.rights), folder / "contexts")
    evaluator = ContextEvaluator.of(context)
    facts = _facts(evaluator, listings, folder)
    began = time.perf_counter()
    found = evaluator.evaluate(listings, facts)
    first_seconds = time.perf_counter() - began  # compiles the kernel when it is not in the cache
    source, target = folder / "floor.parquet", folder / "floor-out.parquet"
    pq.write_table(listings, source)
    few = listings.slice(0, BY_HAND_ROWS)
    marks = context.index.rights.column("mark").to_pylist()
    stages: dict[str, list[float]] = {}

    def floor() -> None:
        pq.read_table(source)
        pq.write_table(found.findings, target)

    def engine() -> None:
        for name, seconds in evaluator.evaluate(listings, facts).seconds.items():
            stages.setdefault(name, []).append(seconds)

    rows: list[tuple[Timing, Callable[[], object]]] = [
        (Timing("floor: read the listings, write the findings", len(listings)), floor),
        (Timing("Guildmark, all detectors", len(listings)), engine),
        (Timing("pandas, one compiled expression of all marks", len(few)), lambda: _one_expression(few, marks)),
        (Timing("pandas, str.contains for each mark", len(few)), lambda: _each_mark(few, marks)),
    ]
    for _ in range(repeats):
        for timing, work in rows:
            began = time.perf_counter()
            work()
            timing.seconds.append(time.perf_counter() - began)
    parts = {name: median(seconds) / len(listings) * 1e6 for name, seconds in stages.items()}
    return [timing for timing, _ in rows], parts, first_seconds


def _facts(evaluator: ContextEvaluator, listings: pa.Table, folder: Path) -> FactTable:
    keys = evaluator.fact_keys(listings, listing_keys(listings)[:, 0], evaluator.price_eur(listings))
    pq.write_table(keys, folder / "keys.parquet")
    return build_facts([folder / "keys.parquet"], None, folder / "facts")


def _one_expression(listings: pa.Table, marks: list[str]) -> int:
    """Every mark in one alternation, longest first, over title and description."""
    frame = listings.select(["title", "description"]).to_pandas()
    pattern = re.compile("|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True)), re.IGNORECASE)
    return sum(int(frame[name].fillna("").str.contains(pattern).sum()) for name in frame)


def _each_mark(listings: pa.Table, marks: list[str]) -> int:
    """A loop over the marks, each looked for in every title and description."""
    frame = listings.select(["title", "description"]).to_pandas().fillna("")
    lower = {name: frame[name].str.lower() for name in frame}
    return sum(int(texts.str.contains(mark.lower(), regex=False).sum()) for texts in lower.values() for mark in marks)

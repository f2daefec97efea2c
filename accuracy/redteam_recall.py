"""How many disguised listings are still paired with their mark: disguises put on, a scan, and counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from redteam_bases import Base

import guildmark
from guildmark.records import LISTING
from guildmark.redteam.attack.mixes import Mix, Part
from guildmark.redteam.attack.wear import wear
from guildmark.redteam.dice import Dice
from guildmark.redteam.disguises import DISGUISES
from guildmark.redteam.listing import CannotError, Row, Surroundings, Target, take_out

STRENGTHS = tuple(round(0.1 * step, 1) for step in range(1, 11))
MARK_DETECTORS = ("mark_in_text", "disguised_mark", "misspelt_mark")
TRIES = 4  # times the wanted number of listings, before a disguise is left with fewer
TEXT_DISGUISES = tuple(slug for slug, one in DISGUISES.items() if one.kind == "text")
OTHER_MARKS = ("Mirovant", "Tessaly", "Kadorin", "Lumet", "Orbello", "Tavenna")


@dataclass(frozen=True, slots=True)
class Trial:
    """One disguised listing."""

    listing_id: str
    right_id: str
    disguise: str
    strength: float
    language: str
    script: str
    length: str  # of the mark as it was written
    source: str


@dataclass(slots=True)
class Counted:
    """Trials and those whose mark was found; `leaky` listings name the mark in a way that no disguise touches."""

    trials: list[Trial] = field(default_factory=list)
    found: dict[str, set[str]] = field(default_factory=dict)  # ids of trials, with the detectors that proposed the mark
    bases: int = 0
    leaky: int = 0
    unseen: int = 0  # listings whose open mark the scan does not propose either
    cannot: Counter[str] = field(default_factory=Counter)  # attempts by disguise

    def shares(self, *by: str) -> dict[tuple[str | float, ...], tuple[int, int]]:
        """Found and tried, for each value of some fields of the trials."""
        counts: dict[tuple[str | float, ...], list[int]] = defaultdict(lambda: [0, 0])
        for trial in self.trials:
            key = tuple(getattr(trial, name) for name in by)
            counts[key][0] += trial.listing_id in self.found
            counts[key][1] += 1
        return {key: (k, n) for key, (k, n) in sorted(counts.items())}

    def detectors(self, disguise: str) -> dict[str, int]:
        """How many of a disguise's trials each detector proposed, the most first."""
        worn = [self.found[trial.listing_id] for trial in self.trials_of(disguise) if trial.listing_id in self.found]
        return dict(Counter(name for names in worn for name in names).most_common())

    def trials_of(self, disguise: str) -> list[Trial]:
        """The trials of one disguise."""
        return [trial for trial in self.trials if trial.disguise == disguise]


def recall(
    bases: list[Base],
    rights: str | Path,
    work: Path,
    *,
    per_cell: int,
    seed: str,
    workers: int,
    disguises: Iterable[str],
) -> Counted:
    """Put each disguise at each strength on `per_cell` listings, scan them all, and count what is found.

    A listing counts only when the scan finds its mark as it stands and does not find it once the mark is taken out, so
    that what is found is found in the disguised mark itself.
    """
    counted = Counted(bases=len(bases))
    plain = {f"open-{number}": base for number, base in enumerate(bases)}
    rows = [base.row | {"listing_id": name} for name, base in plain.items()]
    rows += [_without(base) | {"listing_id": name.replace("open", "bare")} for name, base in plain.items()]
    seen = _scan(rows, rights, work / "controls", workers)
    fair = []
    for name, base in plain.items():
        right = base.mention.right.right_id
        counted.unseen += (name, right) not in seen
        leaks = (name.replace("open", "bare"), right) in seen
        counted.leaky += leaks
        if (name, right) in seen and not leaks:
            fair.append(base)
    rows = []
    for slug in disguises:
        for strength in STRENGTHS:
            rows += _worn(fair, slug, strength, per_cell, f"{seed}/{slug}/{strength}", counted)
    seen = _scan(rows, rights, work / "trials", workers)
    pairs = {trial.listing_id: (trial.listing_id, trial.right_id) for trial in counted.trials}
    counted.found = {name: seen[pair] for name, pair in pairs.items() if pair in seen}
    return counted


def _worn(bases: list[Base], slug: str, strength: float, wanted: int, seed: str, counted: Counted) -> list[Row]:
    dice, rows = Dice(seed), list[Row]()
    mix, around = Mix((Part(slug, strength),)), Surroundings(other_marks=OTHER_MARKS)
    for base in dice.sample(bases, wanted * TRIES):
        if len(rows) == wanted:
            break
        try:
            worn = wear(base.row, base.mention, mix, Dice(f"{seed}/{len(rows)}"), base.language, around)
        except CannotError:
            counted.cannot[slug] += 1
            continue
        name = f"t{len(counted.trials)}"
        right = base.mention.right.right_id
        counted.trials.append(Trial(name, right, slug, strength, base.language, base.script, base.length, base.source))
        rows.append(worn.now[0] | {"listing_id": name})
    return rows


def _without(base: Base) -> Row:
    target = Target(dict(base.row), base.mention.right, base.mention.written, base.language)
    take_out(target)
    return target.row


def _scan(rows: list[Row], rights: str | Path, work: Path, workers: int) -> dict[tuple[str, str], set[str]]:
    """Pairs of listing and right that mark detectors propose, with these detectors."""
    work.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=LISTING), work / "listings.parquet")
    result = guildmark.scan(work / "listings.parquet", rights, out=work / "out", workers=workers)
    names = ", ".join(f"'{name}'" for name in MARK_DETECTORS)
    signals = f"'{result.folder}/signals.parquet'"
    query = f"select distinct listing_id, right_id, detector from {signals} where detector in ({names})"
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for listing_id, right_id, detector in duckdb.sql(query).fetchall():
        seen[listing_id, right_id].add(detector)
    return dict(seen)

"""`guildmark tactics test`: examples, disguises, and hits among given listings."""

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from rich.console import Console

from guildmark import api
from guildmark.assessment.intervals import interval
from guildmark.cli.app import FOUND, OK, UNUSABLE
from guildmark.cli.tactics import read_all
from guildmark.lab.tactic_trial import Miss, Robustness, try_all_disguised, try_examples
from guildmark.records import InputError
from guildmark.rights import read_rights
from guildmark.runs.parts import HITS
from guildmark.tactics import Tactic

WEAKEST = 5  # disguises that are named


@dataclass(frozen=True, slots=True)
class Hits:
    """What a tactic hit among listings: of how many, at how many sellers."""

    listings: int
    of: int
    sellers: int

    @property
    def at_most(self) -> float:
        """The upper end of the 95 % interval of its share."""
        return interval(self.listings, self.of)[1] if self.of else 1.0


def run(
    paths: Sequence[str], rights: str | None, listings: Sequence[Path], map_file: Path | None, *, json_line: bool
) -> int:
    """Try tactics; returns the exit code."""
    tactics, faults = read_all(paths)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults or not tactics:
        return UNUSABLE
    try:
        given = None if rights is None else read_rights(rights)
        misses = try_examples(tactics, given)
        disguised = try_all_disguised(tactics, given)
        hits = _hits(tactics, str(rights), listings, map_file) if listings else [None] * len(tactics)
    except InputError as error:
        print(f"guildmark: {error}", file=sys.stderr)
        return UNUSABLE
    console = Console(highlight=False, soft_wrap=True)
    for tactic, missed, worn, hit in zip(tactics, misses, disguised, hits, strict=True):
        if json_line:
            print(json.dumps(_as_json(tactic, missed, worn, hit), ensure_ascii=False))
        else:
            _show(tactic, missed, worn, hit, console)
    return FOUND if any(misses) else OK


def _hits(tactics: Sequence[Tactic], rights: str, listings: Sequence[Path], map_file: Path | None) -> list[Hits | None]:
    """A scan with every tactic in the shadow; they are asked of the very listings that a scan would judge."""
    with tempfile.TemporaryDirectory(prefix="guildmark-") as folder:
        result = api.scan(
            list(listings), rights, out=Path(folder), column_map=map_file, tactics=sorted({one.file for one in tactics})
        )
        table = pq.read_table(Path(folder) / HITS, columns=["tactic", "marketplace", "listing_id", "seller_id"])
        scanned = result.counts["scanned"]
    rows = table.to_pylist()
    found: list[Hits | None] = []
    for tactic in tactics:
        own = [row for row in rows if row["tactic"] == str(tactic.id)]
        hit = {(row["marketplace"], row["listing_id"]) for row in own}
        sellers = {(row["marketplace"], row["seller_id"] or row["listing_id"]) for row in own}
        found.append(Hits(len(hit), scanned, len(sellers)))
    return found


def _show(tactic: Tactic, missed: list[Miss], worn: list[Robustness], hit: Hits | None, console: Console) -> None:
    console.print(f"[bold]{tactic.title}[/] version {tactic.version}")
    examples = len(tactic.fires_on) + len(tactic.quiet_on)
    console.print(f"  Examples: {examples - len(missed)} of {examples} do what they say.")
    for miss in missed:
        console.print(f"    {miss}", markup=False)
    if tried := sum(one.tried for one in worn):
        fired = sum(one.fired for one in worn)
        console.print(f"  Disguised: {fired} of {tried} still fire ({100 * fired / tried:.0f} %).")
        weak = sorted((one for one in worn if one.fired < one.tried), key=lambda one: one.fired / one.tried)[:WEAKEST]
        if weak:
            told = ", ".join(f"{one.disguise} {one.fired} of {one.tried}" for one in weak)
            console.print(f"    Weakest against {told}.", markup=False)
    if hit is not None:
        console.print(
            f"  Hits: {hit.listings:,} of {hit.of:,} listings, at {hit.sellers:,} sellers; with 95 % confidence "
            f"at most {100 * hit.at_most:.3f} %."
        )


def _as_json(tactic: Tactic, missed: list[Miss], worn: list[Robustness], hit: Hits | None) -> dict[str, object]:
    return {
        "id": str(tactic.id),
        "title": tactic.title,
        "examples": len(tactic.fires_on) + len(tactic.quiet_on),
        "missed": [str(miss) for miss in missed],
        "disguised": {one.disguise: [one.fired, one.tried] for one in worn},
        "hits": hit and {"listings": hit.listings, "of": hit.of, "sellers": hit.sellers, "at_most": hit.at_most},
    }

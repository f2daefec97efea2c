"""The listings of a run read once more: to draw from those without any finding, and to show whole ones to people."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.lab import dice
from guildmark.lab.finished_run import FinishedRun
from guildmark.reading import Catalogue, cut, read_slice
from guildmark.records import LISTING, InputError
from guildmark.records.digest import listing_keys

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers


@dataclass(frozen=True, slots=True)
class Unfired:
    """How many listings had no finding, and those of them that were drawn, with the schema LISTING."""

    listings: int
    drawn: pa.Table


def check_same_input(run: FinishedRun, catalogue: Catalogue) -> None:
    """Errors: `InputError` when these are not the files that the run scanned."""
    scanned = sorted(one["sha256"] for one in run.record["inputs"])
    if sorted(file.sha256 for file in catalogue.files) != scanned:
        raise InputError(
            f"{catalogue.files[0].path}: these are not the listings of {run.folder}, or they were changed since. "
            "Give --listings as they were scanned, or scan again."
        )


def draw_unfired(run: FinishedRun, catalogue: Catalogue, most: int, seed: int) -> Unfired:
    """A simple random sample of the listings about which nothing was found; of listings of one id the first counts."""
    fired = _keys(run.findings.select(["marketplace", "listing_id"]))
    seen: list[NDArray[np.uint64]] = []
    best: dict[int, tuple[int, pa.Table]] = {}
    for listings in _slices(catalogue):
        keys = _keys(listings)
        fresh = np.flatnonzero(~np.isin(keys, fired))
        seen.append(keys[fresh])
        bar = max((lot for lot, _ in best.values()), default=0) if len(best) == most else None
        for place in fresh:
            key = int(keys[place])
            lot = dice.number(seed, run.run, "unfired", key)
            if key not in best and (bar is None or lot < bar):
                best[key] = (lot, listings.take([int(place)]))  # a copy, so that the rest of the slice can go
        best = dict(sorted(best.items(), key=lambda item: item[1][0])[:most])
    everything = np.unique(np.concatenate(seen)) if seen else np.zeros(0, np.uint64)
    rows = [row for _, row in best.values()]
    return Unfired(len(everything), pa.concat_tables(rows) if rows else LISTING.empty_table())


def find_listings(catalogue: Catalogue, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The listings of some keys (marketplace, listing_id) as rows; of listings of one id the first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    asked = pa.array([name for _, name in wanted], pa.string())
    for listings in _slices(catalogue):
        near = listings.filter(pc.is_in(listings.column("listing_id"), value_set=asked))
        for row in near.to_pylist():
            key = (row["marketplace"], row["listing_id"])
            if key in wanted:
                found.setdefault(key, row)
    return found


def _slices(catalogue: Catalogue) -> Iterator[pa.Table]:
    for piece in cut(catalogue):
        yield read_slice(catalogue, piece).listings


def _keys(listings: pa.Table) -> NDArray[np.uint64]:
    return listing_keys(listings)[:, 0]

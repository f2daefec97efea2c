"""Listings that the marketplace refused, and which later ones of the same source are near-copies of them."""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
from numpy.typing import NDArray
from ruamel.yaml import YAML

from guildmark.facts.kinds import Kind
from guildmark.records import REFUSED
from guildmark.records.listing import INSTANT
from guildmark.text.likeness import alike_part

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

# What is kept of a refused listing: its keys as facts have them, and what a reviewer must see.
_KEYS = (Kind.SELLER, Kind.CONTACT, Kind.TEXT, Kind.PICTURE)
_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("listing", pa.uint64(), nullable=False),
    pa.field("listing_id", pa.string(), nullable=False),
    pa.field("title", pa.string()),
    pa.field("status", pa.string(), nullable=False),
    pa.field("seen", INSTANT),
    *(pa.field(kind.name.lower(), pa.list_(pa.uint64())) for kind in _KEYS),
]
REFUSED_LISTING = pa.schema(_FIELDS)
TITLE_KEPT = 200  # code points
# Share of what both titles say. A shop shows one size chart, and one text about its parcels, with all that it sells:
# the same picture or description makes a copy only where the titles speak of the same thing too. accuracy/edits.
SAME_TITLE, LIKE_TITLE = 0.6, 0.3


@cache
def refused_statuses() -> frozenset[str]:
    """The statuses of refused listings, folded as `is_refused` folds them."""
    document: Any = YAML(typ="safe", pure=True).load((files(__package__) / "refused.yaml").read_text("utf-8"))
    return frozenset(_folded(entry["status"]) for entry in document["statuses"])


def is_refused(listings: pa.Table) -> NDArray[np.bool_]:
    """Which listings say by their status that the marketplace refused them. Shape (n,)."""
    column: Any = listings.column("status").combine_chunks().dictionary_encode()
    refused = [_folded(status) in refused_statuses() for status in column.dictionary.to_pylist()]
    return np.array([*refused, False])[np.asarray(column.indices.fill_null(len(refused)))]


def refused_listings(listings: pa.Table, keys: pa.Table, listing: NDArray[np.uint64]) -> pa.Table:
    """What is kept of those listings that were refused. REFUSED_LISTING.

    Shapes: `keys` as `fact_keys` gives them; `listing` (n,), the first number of `listing_keys`.
    """
    rows = np.flatnonzero(is_refused(listings))
    own = listings.take(rows)
    columns: dict[str, Any] = {
        "listing": pa.array(listing[rows]),
        "listing_id": own.column("listing_id"),
        "title": pc.utf8_slice_codeunits(own.column("title"), 0, TITLE_KEPT),
        "status": own.column("status"),
        "seen": own.column("observed_at"),
    }
    by_row = _keys_by_row(
        keys.filter(pc.is_in(keys.column("row"), value_set=pa.array(rows))) if len(rows) else keys.slice(0, 0)
    )
    for name in REFUSED_LISTING.names[len(columns) :]:
        columns[name] = pa.array(
            [by_row.get((row, Kind[name.upper()]), []) for row in rows.tolist()], pa.list_(pa.uint64())
        )
    return pa.table(columns).cast(REFUSED_LISTING)


@dataclass
class RefusedMemory:
    """All refused listings that are known, to hold others against."""

    table: pa.Table  # REFUSED_LISTING
    _by_source: dict[tuple[Kind, int], list[int]] = field(default_factory=dict, init=False)
    _rows: list[dict[str, Any]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._rows = self.table.sort_by("listing").to_pylist()
        for place, row in enumerate(self._rows):
            for kind in (Kind.SELLER, Kind.CONTACT):
                for key in row[kind.name.lower()]:
                    self._by_source.setdefault((kind, key), []).append(place)

    @classmethod
    def open(cls, path: Path) -> "RefusedMemory":
        """Read a file of refused listings."""
        return cls(pq.read_table(path))

    def copies(self, listings: pa.Table, keys: pa.Table, listing: NDArray[np.uint64]) -> Any:
        """The refused listing that each is most like, of the same seller or with the same contact; else null.

        Shapes: as `refused_listings`; REFUSED (n,) out.
        """
        found: list[dict[str, Any] | None] = [None] * len(listings)
        sources = keys.filter(
            pc.is_in(keys.column("kind"), value_set=pa.array([Kind.SELLER, Kind.CONTACT], pa.uint8()))
        )
        asked: dict[int, dict[int, str]] = {}
        for row, kind, key in zip(*(sources.column(name).to_pylist() for name in ("row", "kind", "key")), strict=True):
            for place in self._by_source.get((Kind(kind), key), ()):
                if self._rows[place]["listing"] != int(listing[row]):
                    asked.setdefault(row, {}).setdefault(place, Kind(kind).name.lower())
        if not asked:
            return pa.nulls(len(listings), REFUSED.type)
        by_row = _keys_by_row(keys.filter(pc.is_in(keys.column("row"), value_set=pa.array(list(asked)))))
        titles: Any = listings.column("title")
        for row, places in asked.items():
            likes = [self._like(by_row, row, place) for place in places]
            own = titles[row].as_py()
            shares = alike_part([own] * len(places), [self._rows[place]["title"] for place in places])
            copies = [
                (share, place, like or "title")
                for share, place, like in zip(shares.tolist(), places, likes, strict=True)
                if share >= (LIKE_TITLE if like else SAME_TITLE)
            ]
            if copies:
                share, place, like = max(copies)
                refused = self._rows[place]
                told = {name: refused[name] for name in ("listing_id", "title", "seen", "status")}
                found[row] = {**told, "by": places[place], "like": like, "share": share}
        return pa.array(found, REFUSED.type)

    def _like(self, by_row: dict[tuple[int, Kind], list[int]], row: int, place: int) -> str:
        for kind, name in ((Kind.PICTURE, "picture"), (Kind.TEXT, "description")):
            if set(by_row.get((row, kind), ())) & set(self._rows[place][kind.name.lower()]):
                return name
        return ""


def _keys_by_row(keys: pa.Table) -> dict[tuple[int, Kind], list[int]]:
    found: dict[tuple[int, Kind], list[int]] = {}
    for row, kind, key in zip(*(keys.column(name).to_pylist() for name in ("row", "kind", "key")), strict=True):
        found.setdefault((row, Kind(kind)), []).append(key)
    return found


def _folded(status: str | None) -> str:
    return re.sub(r"[\s_-]+", "", status or "").casefold()

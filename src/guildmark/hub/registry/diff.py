"""What changed between two versions of a right, part by part; of catalogues the counts, and some examples."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from guildmark.hub.registry.blobs import path_of
from guildmark.hub.registry.catalogue import as_csv, items_in
from guildmark.hub.registry.private import PRICE_COLUMNS
from guildmark.rights.read_right import KNOWN_KEYS

SAMPLES = 5
ROW_KEY = ("model", "gtin")  # by which an item is the same one


@dataclass(frozen=True, slots=True)
class Change:
    """A part that differs: what left it, and what came to it; a single value does both."""

    part: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(slots=True)
class CatalogueChange:
    """How many items came, left, changed and stayed, with the first of each kind."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    unchanged: int = 0
    samples: dict[str, list[str]] = field(default_factory=lambda: {"added": [], "removed": [], "changed": []})


def changes(before: Mapping[str, Any], after: Mapping[str, Any], named: Callable[[str], str] = str) -> list[Change]:
    """Part by part, in the order of a rights file; catalogues have `catalogue_changes`.

    `named` gives the words for the keys of rows, such as `valid_to`.
    """
    found = []
    for part in KNOWN_KEYS:
        if part == "catalogue":
            continue
        old, new = _lines(before.get(part), named), _lines(after.get(part), named)
        removed = tuple(line for line in old if line not in new)
        added = tuple(line for line in new if line not in old)
        if removed or added:
            found.append(Change(part, removed, added))
    return found


def catalogue_changes(before: Any, after: Any, *, with_prices: bool) -> CatalogueChange | None:
    """What changed between two catalogues, each a digest or a list; None where nothing did."""
    if before == after:
        return None
    old, new = _rows(before, with_prices), _rows(after, with_prices)
    change = CatalogueChange()
    for key, rows in new.items():
        earlier = old.get(key, [])
        same = sum(min(rows.count(row), earlier.count(row)) for row in set(rows))
        altered = min(len(rows), len(earlier)) - same
        change.unchanged += same
        _count(change, "changed", altered, [row for row in rows if row not in earlier])
        _count(change, "added", len(rows) - same - altered, [row for row in rows if row not in earlier])
        _count(change, "removed", len(earlier) - same - altered, [row for row in earlier if row not in rows])
    for key, rows in old.items():
        if key not in new:
            _count(change, "removed", len(rows), rows)
    return change if change.added or change.removed or change.changed else None


def _count(change: CatalogueChange, kind: str, number: int, rows: list[tuple[str, ...]]) -> None:
    if number:
        setattr(change, kind, getattr(change, kind) + number)
        samples = change.samples[kind]
        samples += [" · ".join(cell for cell in row if cell) for row in rows[: max(0, SAMPLES - len(samples))]]


def _rows(value: Any, with_prices: bool) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """The rows of a catalogue by model and GTIN."""
    if isinstance(value, str):
        text = path_of(value).read_text("utf-8")
    else:
        text = as_csv(items_in(value), with_prices=True).decode()
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    keys = [header.index(name) for name in ROW_KEY if name in header]
    shown = [n for n, name in enumerate(header) if with_prices or name not in PRICE_COLUMNS]
    rows: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for row in reader:
        rows.setdefault(tuple(row[n] for n in keys), []).append(tuple(row[n] for n in shown))
    return rows


def _lines(value: Any, named: Callable[[str], str]) -> list[str]:
    if value is None or value in ("", [], {}):
        return []
    if isinstance(value, list):
        return [line for one in value for line in _lines(one, named)]
    if isinstance(value, dict):
        return [
            ", ".join(
                f"{named(name)}: {' '.join(_lines(part, named))}"
                for name, part in value.items()
                if part not in (None, "")
            )
        ]
    return [str(value)]

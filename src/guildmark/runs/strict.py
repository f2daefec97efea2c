"""A strict run: it stops at the first row or value that could not be read."""

import json
from pathlib import Path
from typing import Any

from guildmark.facts.columns import read_column
from guildmark.reading import read_slice
from guildmark.records import Reject
from guildmark.runs.detect import repeated_reject
from guildmark.runs.failure import StoppedAtRejectError
from guildmark.runs.parts import REJECTED, REPEATED_FIRST, REPEATED_ROW
from guildmark.runs.plan import Plan
from guildmark.runs.request import ScanRequest


class Watch:
    """Sees results of slices in any order, and stops at the first reject in the order of rows."""

    def __init__(self, request: ScanRequest) -> None:
        self._strict = request.strict
        self._results: dict[int, dict[str, Any]] = {}
        self._next = 0

    def see(self, number: int, result: dict[str, Any]) -> None:
        """Note a result. Errors: `StoppedAtRejectError` when all before it are known and it has a reject."""
        if not self._strict:
            return
        self._results[number] = result
        while self._next in self._results:
            first = self._results.pop(self._next)["first_reject"]
            stop_at(first)
            self._next += 1


def stop_at(reject: dict[str, Any] | None) -> None:
    """Stop, when there is a reject. Errors: `StoppedAtRejectError`."""
    if reject is not None:
        raise StoppedAtRejectError(Reject(**reject))


def stop_at_rejects_of(result: Path, notes: int) -> None:
    """Stop when a run that was not strict has left rejects, beside the notes on the input that come first."""
    lines = (result / REJECTED).read_text("utf-8").splitlines()[notes:]
    stop_at(json.loads(lines[0]) if lines else None)


def stop_at_repeated(plan: Plan, index: Path) -> None:
    """Stop at the first row that repeats a listing. Errors: `StoppedAtRejectError`, always."""
    row, first = (int(read_column(index / name)[0]) for name in (REPEATED_ROW, REPEATED_FIRST))
    piece = next(piece for piece in plan.slices if piece.first_row <= row < piece.first_row + piece.rows)
    chunk = read_slice(plan.request.catalogue, piece)
    name = chunk.listings.column("listing_id")[int((chunk.rows < row).sum())].as_py()
    raise StoppedAtRejectError(repeated_reject(plan.request.catalogue, piece, row, first, name))

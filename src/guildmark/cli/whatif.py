"""`guildmark whatif`: who would be hit or freed by other weights or another policy."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from guildmark.assessment.slices import slice_name
from guildmark.cli.app import OK, UNUSABLE
from guildmark.cli.learn import as_day
from guildmark.lab.whatif import EVERY, Moves, Whatif, what_if
from guildmark.records import BANDS, InputError

LINES_SHOWN = 30


def run(
    out_run: Path,
    weights: Path | None,
    policy: Path | None,
    decisions: list[Path],
    known_good: list[Path],
    today: str | None,
    json_line: bool,
) -> int:
    """Weigh anew and tell; returns the exit code."""
    try:
        found = what_if(
            out_run, weights=weights, policy=policy, decision_files=decisions, known_good_files=known_good,
            today=as_day(today),
        )  # fmt: skip
    except InputError as error:
        print(f"guildmark: {error}", file=sys.stderr)
        return UNUSABLE
    if json_line:
        moves = [asdict(move) for move in found.moves]
        print(json.dumps({"before": found.totals_before, "after": found.totals_after, "moves": moves}))
    else:
        _tell(found, asked=bool(decisions))
    return OK


def _tell(found: Whatif, *, asked: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for name, totals in (("before", found.totals_before), ("after", found.totals_after)):
        console.print(f"{name}: " + ", ".join(f"{totals[band]:,} {band}" for band in reversed(BANDS)))
    if not found.moves:
        console.print("no finding would change its band")
        return
    table = Table(
        "slice", "from", "to", "findings", "listings", "sellers", "without a record", "earlier reversals",
        box=None, pad_edge=False,
    )  # fmt: skip
    every = [move for move in found.moves if move.kind == EVERY]
    for move in (*[move for move in found.moves if move.kind != EVERY][:LINES_SHOWN], *every):
        table.add_row(_name(move), move.before, move.after, *(f"{n:,}" for n in _numbers(move)))
    console.print(table)
    if len(found.moves) - len(every) > LINES_SHOWN:
        console.print(
            f"… and {len(found.moves) - len(every) - LINES_SHOWN} more slices: --json has them all", style="dim"
        )
    if not asked:
        console.print("Records and reversals come from --decisions; none were given.", style="dim", markup=False)


def _name(move: Moves) -> str:
    return EVERY if move.kind == EVERY else slice_name(move.kind, move.category or "(none)")


def _numbers(move: Moves) -> tuple[int, ...]:
    return move.findings, move.listings, move.sellers, move.new_sellers, move.reversals

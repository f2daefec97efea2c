"""`guildmark indicators`: bring known-bad values to one form, and say which of them must not be used."""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from guildmark.cli.app import FOUND, OK, UNUSABLE
from guildmark.indicators import KnownGood, read_indicators, read_known_good
from guildmark.records import InputError
from guildmark.records.spreadsheet import guarded

COLUMNS = ("line", "id", "kind", "value", "source", "blocked")


def run(file: Path, own: Sequence[Path], *, every: bool) -> int:
    """Print rows to the output, every one or the blocked ones, what was set aside and the counts to the errors; returns
    the exit code."""
    good = KnownGood()
    try:
        for path in own:
            good = good.joined(read_known_good(path))
        table = read_indicators(file, good)
    except InputError as error:
        print(f"guildmark: {error}", file=sys.stderr)
        return UNUSABLE
    shown = [*table.free, *table.blocked] if every else table.blocked
    if shown:
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(COLUMNS)
        for row in sorted(shown, key=lambda row: row.line):
            one, why = row.indicator, row.block.told if row.block else ""
            out.writerow(map(guarded, (str(row.line), one.id, one.kind, one.value, row.source, why)))
    for told in table.aside:
        print(told, file=sys.stderr)
    print(
        f"{table.rows:,} rows: {len(table.free):,} can be used, {len(table.blocked):,} blocked, "
        f"{len(table.again):,} told before, {len(table.aside):,} set aside",
        file=sys.stderr,
    )
    return FOUND if table.aside or (table.blocked and not every) else OK

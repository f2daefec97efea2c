"""Shows the highest findings of one set with their texts, for reading by eye; nothing of it is kept."""

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb
from halves import HALVES, REPORT
from scanning import Scanned, scan_set
from sets import data_folder, read_sets

SHOWN = ("title", "category", "condition", "price", "currency", "seller_name")
FINDINGS = """
select listing_id, right_id, score_db, band, {shown} from '{folder}/findings.parquet'
order by score_db desc, listing_id, right_id
"""
SIGNALS = """
select detector, strength, coalesce(excerpt, ''), coalesce(note, ''), number, reference
from '{folder}/signals.parquet' where listing_id = ? and right_id = ? order by strength desc, detector
"""


def main() -> int:
    """Scan the set and print; returns the exit code."""
    arguments = _arguments()
    by_name = {one.name: one for one in read_sets()}
    if arguments.name not in by_name:
        print(f"{arguments.name!r} is no set. Sets: {', '.join(by_name)}.", file=sys.stderr)
        return 2
    one, data = by_name[arguments.name], data_folder()
    if not (data / one.path).exists():
        print(f"{one.name}: absent ({data / one.path} does not exist)", file=sys.stderr)
        return 2
    scanned = Scanned()
    with tempfile.TemporaryDirectory(prefix="guildmark-top-") as work:
        scan_set(one, data, Path(work), scanned, workers=1, tell=lambda line: None)
        halves = dict(scanned.ledger.rows("select listing_id, half from listings where half = ?", arguments.half))
        _show(scanned.runs[one.name].folder, halves, arguments.most)
    return 0


def _show(folder: Path, halves: dict[str, str], most: int) -> None:
    findings = duckdb.execute(FINDINGS.format(shown=", ".join(SHOWN), folder=folder)).fetchall()
    for listing_id, right_id, score_db, band, *shown in [row for row in findings if row[0] in halves][:most]:
        print(f"{listing_id}  {right_id}  {score_db:.1f} dB  {band}")
        print("    " + " | ".join(" ".join(str(value).split()) for value in shown if value is not None))
        signals = duckdb.execute(SIGNALS.format(folder=folder), [listing_id, right_id]).fetchall()
        for detector, strength, excerpt, note, number, reference in signals:
            numbers = "" if number is None else f" {number:.0f} against {reference or 0:.0f}"
            print(f"    {strength:.2f} {detector}{numbers}: {' '.join(excerpt.split())} {note}".rstrip())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="a set of sets.yaml")
    parser.add_argument("--half", choices=HALVES, default=REPORT)
    parser.add_argument("--most", type=int, default=30)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""Shows the highest findings of one set with their texts, for reading by eye; nothing of it is kept."""

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb
from halves import HALVES, REPORT
from scanning import Scanned, scan_set
from sets import data_folder, read_sets

SHOWN = ("title", "category", "condition", "price", "currency", "seller_name", "sentence")


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
        findings = scanned.runs[one.name].folder / "findings.parquet"
        halves = dict(scanned.ledger.rows("select listing_id, half from listings where half = ?", arguments.half))
        rows = duckdb.execute(
            f"select listing_id, right_id, score_db, band, {', '.join(SHOWN)} from '{findings}'"
            " order by score_db desc, listing_id, right_id"
        ).fetchall()
    for row in [row for row in rows if row[0] in halves][: arguments.most]:
        print(f"{row[0]}  {row[1]}  {row[2]:.1f} dB  {row[3]}")
        for name, value in zip(SHOWN, row[4:], strict=True):
            if value is not None:
                print(f"    {name}: {value}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="a set of sets.yaml")
    parser.add_argument("--half", choices=HALVES, default=REPORT)
    parser.add_argument("--most", type=int, default=30)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""Scans the sets that have labels of innocent use, prints whom the scan accuses among them, and writes the figures."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from halves import HALVES
from innocent import WIDER_SUFFIX, InnocentFigures, measure_innocent
from innocent_labels import FOLDER, WIDER, WIDER_RIGHTS, read_innocent, read_suspects
from inputs import prepare
from scanning import Scanned, scan_set
from sets import EvaluationSet, data_or_reason, read_sets

import guildmark
from guildmark.reading import open_catalogue
from guildmark.rights import read_rights

HEAD = (
    "innocent use",
    "half",
    "pairs",
    "named",
    "in review, per thousand",
    "sellers",
    "excuse heard, of those named",
    "in review were the price too low",
)


def scan_wider(one: EvaluationSet, data: Path, work: Path, scanned: Scanned) -> None:
    """Scan a set with the wider rights and enter it into the ledger under a name of its own."""
    given, name = prepare(one, data, work), one.name + WIDER_SUFFIX
    catalogue = open_catalogue([given.listings], column_map=given.column_map)
    result = guildmark.scan(given.listings, WIDER_RIGHTS, out=work / "wider", column_map=given.column_map, workers=1)
    scanned.ledger.add_scan(name, catalogue, one.split_by, read_rights(WIDER_RIGHTS), result.folder)
    scanned.runs[name] = result


def table(figures: InnocentFigures) -> str:
    """A Markdown table of both halves: all, by kind, then by language."""
    lines = [f"| {' | '.join(HEAD)} |", f"|{' --- |' * len(HEAD)}"]
    for half in HALVES:
        for g in [figures.every(half), *figures.by_kind(half), *figures.by_language(half)]:
            review = f"{g.review.k}: {g.review.per_thousand()}"
            cells = (g.name, half, str(g.review.n), g.named.percent(), review, f"{g.sellers.k} of {g.sellers.n}")
            lines.append(f"| {' | '.join((*cells, g.excused.percent(), g.fragile.percent()))} |")
    return "\n".join(lines)


def main() -> int:
    """Scan, measure, print and write; returns the exit code."""
    arguments = _arguments()
    data = data_or_reason()
    if data is None:
        return 0
    labels = {(one.set_name, one.right_id.startswith(WIDER)) for one in (*read_innocent(), *read_suspects())}
    scanned = Scanned()
    with tempfile.TemporaryDirectory(prefix="guildmark-innocent-") as work:
        for one in read_sets():
            if not (data / one.path).exists():
                continue
            if (one.name, False) in labels:
                scan_set(one, data, Path(work) / one.name, scanned, workers=arguments.workers, tell=_tell)
            if (one.name, True) in labels:
                scan_wider(one, data, Path(work) / one.name, scanned)
    figures = measure_innocent(scanned.ledger, scanned.runs)
    print(table(figures))
    for j in figures.accused():
        print(f"in review: {j.half} {j.label} {j.set_name} {j.listing_id} {j.right_id}: {', '.join(j.detectors)}")
    for half in HALVES:
        share = figures.suspects_in_review(half)
        print(f"suspects in review, {half}: {share.k} of {share.n}, {share.percent()}")
    arguments.out.write_text(json.dumps(figures.to_json(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER / "results.json", help="where the figures are written")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""Measures the matcher alone: what it finds in disguise, and what it wrongly finds in honest texts."""

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
from halves import REPORT, TUNE
from matcher_false import FalseHits, false_hits
from matcher_marks import invented, like_words, starter
from matcher_page import write_matcher_page
from matcher_recall import Recall, recall
from matcher_texts import made_listings, set_listings
from sets import HERE, data_folder

from guildmark.records.money import Rates
from guildmark.rights.compile import compile_index
from guildmark.rights.index import Index
from guildmark.text.matcher import Matcher

MOST_LISTINGS = 10_000
MOST_TITLES = 3_000


def main() -> int:
    """Measure, print and write; returns the exit code."""
    arguments = _arguments()
    listings = {one.name: table for one, table in set_listings(data_folder(), MOST_LISTINGS)}
    listings = listings or {"sample market": made_listings()}
    found: dict[str, tuple[Recall, dict[str, FalseHits]]] = {}
    for marks in (invented(5_000), invented(50_000), like_words(5_000), like_words(50_000), starter()):
        start = time.monotonic()
        index = compile_index(marks.rights, Rates.load())
        _tell(f"{marks.name}: compiled in {time.monotonic() - start:.1f} s")
        honest = {} if marks.name.startswith("starter") else {n: false_hits(t, index) for n, t in listings.items()}
        found[marks.name] = recall(marks, index, _titles(list(listings.values()), index)), honest
        _tell(f"{marks.name}: {time.monotonic() - start:.1f} s")
    write_matcher_page(found, arguments.out)
    if arguments.misses:
        _write_misses(found, arguments.misses)
    _tell(f"{arguments.out}")
    return 0


def _titles(tables: list[pa.Table], index: Index) -> list[str]:
    """Titles in which no mark stands yet, taken in turn from all sets."""
    share = MOST_TITLES // len(tables) + 1
    titles = pa.concat_arrays([t.column("title").combine_chunks().drop_null().slice(0, share) for t in tables])
    hit = set(Matcher(index.automaton).match(titles, [0])["text"].tolist())
    return [t for i, t in enumerate(titles.to_pylist()) if i not in hit and t]


def _write_misses(found: dict[str, tuple[Recall, dict[str, FalseHits]]], path: Path) -> None:
    """The misses of the tune half, for whoever mends the matcher; the report half stays unseen."""
    document = {
        name: {disguise: pairs[:40] for (half, disguise), pairs in result.misses.items() if half == TUNE}
        | {"honest " + s: asdict(h)["examples"] for s, h in honest.items()}
        for name, (result, honest) in found.items()
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "matcher.md", help=f"the page; it shows the {REPORT} half")
    parser.add_argument("--misses", type=Path, help=f"where misses of the {TUNE} half are written, as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

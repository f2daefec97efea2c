"""Counts, on the tune half, which words stand where an innocent use was not heard, and where else they stand."""

import argparse
import csv
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from halves import TUNE
from innocent import InnocentFigures, Judged, measure_innocent
from innocent_labels import FOLDER
from inputs import prepare
from ruamel.yaml import YAML
from scanning import Scanned, scan_set
from sets import EvaluationSet, data_folder, read_sets

from guildmark.reading import cut, open_catalogue, read_slice

COLUMNS = ("kind", "language", "word", "missed", "heard", "elsewhere")

# Every pair of a half that the scan named.
NAMED = "select set_name, listing_id, right_id from pairs join listings using (set_name, listing_id) where half = ?"


def count_words(
    figures: InnocentFigures, named: set[tuple[str, str, str]], titles: dict[tuple[str, str], str]
) -> Iterator[tuple[str | int, ...]]:
    """For each candidate word: tune pairs of its kind and language that were missed, that were heard, and others.

    Missed and heard are of pairs that the scan named; `elsewhere` are named pairs without that label, which may be
    innocent too: nobody read them for this. Words that stand nowhere are left out.
    """
    document: Any = YAML(typ="safe", pure=True).load((FOLDER / "candidate_words.yaml").read_text("utf-8"))
    tune = [j for j in figures.innocent if j.half == TUNE and j.named]
    for kind, languages in document.items():
        labelled = {_key(j) for j in tune if j.label == kind}
        others = [titles[key[:2]] for key in named - labelled]
        for language, words in languages.items():
            mine = [j for j in tune if j.label == kind and j.language == language]
            for word in words:
                stands = _pattern(word).search
                having = [j for j in mine if stands(titles[j.listing])]
                heard = sum(j.excused for j in having)
                elsewhere = sum(stands(title) is not None for title in others)
                if having or elsewhere:
                    yield kind, language, word, len(having) - heard, heard, elsewhere


def titles_of(one: EvaluationSet, data: Path, work: Path) -> Iterator[tuple[tuple[str, str], str]]:
    """The folded title of each listing of a set."""
    given = prepare(one, data, work)
    catalogue = open_catalogue([given.listings], column_map=given.column_map)
    for piece in cut(catalogue):
        listings = read_slice(catalogue, piece).listings
        columns = (listings.column(name).to_pylist() for name in ("listing_id", "title"))
        for listing_id, title in zip(*columns, strict=True):
            yield (one.name, listing_id), _folded(title or "")


def main() -> int:
    """Scan the sets that have labels, write the counts, and print the misses of the tune half when asked."""
    arguments = _arguments()
    data, scanned, titles = data_folder(), Scanned(), {}
    with tempfile.TemporaryDirectory(prefix="guildmark-words-") as work:
        for one in read_sets():
            if (data / one.path).exists() and one.role in ("clean", "mixed"):
                scan_set(one, data, Path(work) / one.name, scanned, workers=1, tell=lambda line: None)
                titles |= dict(titles_of(one, data, Path(work) / one.name))
    figures = measure_innocent(scanned.ledger, scanned.runs)
    named = set(scanned.ledger.rows(NAMED, TUNE))
    with arguments.out.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(count_words(figures, named, titles), key=lambda row: (row[0], row[1], -int(row[3]))))
    if arguments.misses:
        for j in figures.innocent:
            if j.half == TUNE and j.named and not j.excused:
                print(j.label, j.language, j.right_id, titles[j.listing])
    return 0


def _key(j: Judged) -> tuple[str, str, str]:
    return *j.listing, j.right_id


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _pattern(word: str) -> re.Pattern[str]:
    """Latin words as whole words, others anywhere: their scripts have no spaces."""
    folded = re.escape(_folded(word))
    return re.compile(rf"(?<![a-z]){folded}(?![a-z])" if word.isascii() else folded)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER / "missed_words.csv", help="where the counts are written")
    parser.add_argument("--misses", action="store_true", help="print the titles of the tune half that were missed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

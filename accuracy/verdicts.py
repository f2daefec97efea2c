"""Verdicts of readers on the findings that stand highest: a file for each set, without any text of its listings."""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sets import HERE

COLUMNS = ("listing_id", "right_id", "score_db", "band", "verdict", "why")
VERDICTS = ("fake", "innocent", "cannot tell")
FOLDER = HERE / "verdicts"


@dataclass(frozen=True, slots=True)
class Read:
    """How many findings of a set a reader called what, and how many of them stood in review."""

    counts: Counter[str]
    in_review: Counter[str]


def read_verdicts(name: str, folder: Path = FOLDER) -> Read | None:
    """The verdicts on a set, or None where nobody read it.

    Errors: ValueError with file, line and value for a column or a verdict that is not known.
    """
    path = folder / f"{name}.csv"
    if not path.exists():
        return None
    counts: Counter[str] = Counter()
    in_review: Counter[str] = Counter()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: columns are {rows.fieldnames}; write {', '.join(COLUMNS)}.")
        for row in rows:
            if row["verdict"] not in VERDICTS:
                raise ValueError(
                    f"{path}:{rows.line_num}: verdict {row['verdict']!r} is not known. Verdicts: {', '.join(VERDICTS)}."
                )
            counts[row["verdict"]] += 1
            in_review[row["verdict"]] += row["band"] != "clear"
    return Read(counts, in_review)

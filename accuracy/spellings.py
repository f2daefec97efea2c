"""Measures how many of the spellings that real sellers were seen to use are found, by what was done to the mark."""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from statistics import fmean

import duckdb
from halves import HALVES, TUNE
from intervals import interval
from sets import data_folder
from spellings_innocent import Innocent, innocent_uses
from spellings_page import write_spellings_page
from spellings_seen import CONFIDENCES, EXTRA_RIGHTS, FOLDER, GROUP_OF, KINDS, SEEN_AS, Seen, read_seen

import guildmark
from guildmark.rights import read_rights

PROPOSING = ("mark_in_text", "disguised_mark", "misspelt_mark")
BLANK = "–"  # stands in the control where the spelling stood: a sign that is part of no mark


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row, the detectors that proposed its mark, and whether any did so without the spelling."""

    row: Seen
    detectors: tuple[str, ...]
    without: bool

    @property
    def found(self) -> bool:
        """The spelling made the pair. Where the rest of the title does it too, nothing is shown."""
        return bool(self.detectors) and not self.without


@dataclass(frozen=True, slots=True)
class Recall:
    """Of `tried` spellings `found`, with the exact 95 % interval.

    `marks` are how many marks they are of; `mean_of_marks` gives each mark the same say, however many its spellings.
    """

    tried: int
    found: int
    marks: int
    low: float
    high: float
    mean_of_marks: float


def measure(rows: Sequence[Seen], work: Path) -> tuple[Outcome, ...]:
    """Scan each spelling in its title, and the same title without it, with the starter list and the extra rights."""
    rights = work / "rights"
    with as_file(files("guildmark.rights") / "starter") as starter:
        shutil.copytree(starter, rights)
    shutil.copy(EXTRA_RIGHTS, rights / "extra.yaml")
    right_of = {r.mark: r.right_id for r in read_rights(rights).rights}
    if unknown := sorted({r.mark for r in rows} - right_of.keys()):
        raise ValueError(f"{EXTRA_RIGHTS}: holds no mark {', '.join(unknown)}, nor does the starter list. Add it.")
    listings = work / "listings.jsonl"
    with listings.open("w", encoding="utf-8") as out:
        for number, row in enumerate(rows):
            for name, spelling in ((f"with-{number}", row.spelling), (f"without-{number}", BLANK)):
                out.write(json.dumps({"listing_id": name, **row.listing(spelling)}, ensure_ascii=False) + "\n")
    result = guildmark.scan(listings, rights, out=work / "out", workers=1)
    if result.counts["scanned"] != 2 * len(rows):
        raise ValueError(f"{listings}: {result.counts['scanned']} of {2 * len(rows)} titles were scanned.")
    fired: dict[tuple[str, str], set[str]] = {}
    for listing, right, detector in duckdb.execute(
        "select listing_id, right_id, c.detector from (select listing_id, right_id, unnest(contributions) as c"
        f" from read_parquet('{result.folder / 'findings.parquet'}')) where list_contains(?, c.detector)",
        [list(PROPOSING)],
    ).fetchall():
        fired.setdefault((listing, right), set()).add(detector)
    return tuple(
        Outcome(
            row,
            tuple(sorted(fired.get((f"with-{n}", right_of[row.mark]), ()))),
            (f"without-{n}", right_of[row.mark]) in fired,
        )
        for n, row in enumerate(rows)
    )


def recall(outcomes: Iterable[Outcome]) -> Recall:
    """How many are found."""
    each = list(outcomes)
    found = sum(o.found for o in each)
    low, high = interval(found, len(each))
    by_mark: dict[str, list[bool]] = {}
    for outcome in each:
        by_mark.setdefault(outcome.row.mark, []).append(outcome.found)
    mean = fmean(fmean(hits) for hits in by_mark.values())
    return Recall(len(each), found, len(by_mark), low, high, mean)


def recalls(outcomes: Sequence[Outcome], group: Callable[[Outcome], str], names: Iterable[str]) -> dict[str, object]:
    """Recall of each group and half, groups in the order of `names`; halves without a row are left out."""
    return {
        name: {
            h: asdict(recall(chosen))
            for h in HALVES
            if (chosen := [o for o in outcomes if group(o) == name and o.row.half == h])
        }
        for name in names
    }


def document(outcomes: Sequence[Outcome], innocent: dict[str, Innocent]) -> dict[str, object]:
    """All that was measured; misses of the half that may be looked at only."""
    return {
        "day": date.today().isoformat(),
        "spellings": len(outcomes),
        "marks": len({o.row.mark for o in outcomes}),
        "all": recalls(outcomes, lambda _: "all", ("all",))["all"],
        "groups": recalls(outcomes, lambda o: GROUP_OF[o.row.kind], dict.fromkeys(GROUP_OF.values())),
        "kinds": recalls(outcomes, lambda o: o.row.kind, KINDS),
        "seen_as": recalls(outcomes, lambda o: o.row.seen_as, SEEN_AS),
        "confidence": recalls(outcomes, lambda o: o.row.confidence, CONFIDENCES),
        "detectors": {d: sum(d in o.detectors for o in outcomes if o.found) for d in PROPOSING},
        "proposed_without_the_spelling": [o.row.spelling for o in outcomes if o.without and o.row.half == TUNE],
        "missed_in_tune": [
            {"spelling": o.row.spelling, "mark": o.row.mark, "kind": o.row.kind, "source": o.row.source}
            for o in outcomes
            if not o.found and o.row.half == TUNE
        ],
        "innocent": {name: asdict(use) for name, use in innocent.items()},
    }


def main() -> int:
    """Measure, print and write; returns the exit code."""
    arguments = _arguments()
    rows = read_seen()
    with tempfile.TemporaryDirectory(prefix="guildmark-spellings-") as work:
        outcomes = measure(rows, Path(work))
    figures = document(outcomes, innocent_uses(rows, data_folder()))
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "results.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    write_spellings_page(figures, rows, arguments.out / "README.md")
    print(arguments.out / "README.md")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER, help="where README.md and results.json are written")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

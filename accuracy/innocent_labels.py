"""Listings that a reader called innocent, or most likely fake: ids and labels, without any text of a listing."""

import csv
from dataclasses import dataclass
from pathlib import Path

from sets import HERE

FOLDER = HERE / "innocent"
WIDER_RIGHTS = FOLDER / "rights.yaml"  # marks that labels name and the starter list does not have
WIDER = "wider-"  # how the ids of those rights begin

COMPATIBLE, RESALE, PARALLEL, HOMONYM, MENTION = "compatible", "resale", "parallel", "homonym", "mention"
KINDS = (COMPATIBLE, RESALE, PARALLEL, HOMONYM, MENTION)
CONFIDENCES = ("sure", "likely")
GRADES = ("plain", "likely")

# The detector that ought to speak for the seller; what is merely mentioned may be excused by several.
EXPECTED = {
    COMPATIBLE: ("compatible_use",),
    RESALE: ("used_resale",),
    PARALLEL: ("parallel_import",),
    HOMONYM: ("common_word",),
    MENTION: ("compatible_use", "common_word", "denied_mark"),
}

INNOCENT_COLUMNS = ("set", "listing_id", "right_id", "kind", "language", "confidence", "why")
SUSPECT_COLUMNS = ("set", "listing_id", "right_id", "grade", "why")


@dataclass(frozen=True, slots=True)
class InnocentUse:
    """One listing that names one mark innocently. `language` is of its title (BCP 47)."""

    set_name: str
    listing_id: str
    right_id: str
    kind: str
    language: str
    confidence: str
    why: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """One listing that is plainly or most likely a fake, or goods without a licence."""

    set_name: str
    listing_id: str
    right_id: str
    grade: str
    why: str


def read_innocent(path: Path = FOLDER / "listings.csv") -> tuple[InnocentUse, ...]:
    """The listings that use a mark innocently, in the order of the file.

    Errors: ValueError with file, line and value for a column, kind or confidence that is not known, or a pair of
    listing and mark that stands there twice.
    """
    known = {"kind": KINDS, "confidence": CONFIDENCES}
    return tuple(InnocentUse(*row) for row in _rows(path, INNOCENT_COLUMNS, known))


def read_suspects(path: Path = FOLDER / "not_innocent.csv") -> tuple[Suspect, ...]:
    """The listings that are plainly or most likely fakes, in the order of the file.

    Errors: as `read_innocent`.
    """
    return tuple(Suspect(*row) for row in _rows(path, SUSPECT_COLUMNS, {"grade": GRADES}))


def _rows(path: Path, columns: tuple[str, ...], known: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The rows as tuples; set, listing and mark come first and together stand once."""
    lines: dict[tuple[str, ...], int] = {}
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != columns:
            raise ValueError(f"{path}: columns are {rows.fieldnames}; write {', '.join(columns)}.")
        for row in rows:
            for column, values in known.items():
                if row[column] not in values:
                    raise ValueError(
                        f"{path}:{rows.line_num}: {column} {row[column]!r} is not known. Known: {', '.join(values)}."
                    )
            values = tuple(row[column] for column in columns)
            if values[:3] in lines:
                raise ValueError(f"{path}:{rows.line_num}: {values[:3]} stands in line {lines[values[:3]]} already.")
            lines[values[:3]] = rows.line_num
            found.append(values)
    return found

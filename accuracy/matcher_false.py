"""How many honest texts are hit by marks that nobody wrote there: before and after context."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from guildmark.detectors.batch import Batch
from guildmark.records.money import Rates
from guildmark.rights.index import Index
from guildmark.text.layout import ACCENTS, GLUED, LEET, MASKED, OTHER_LETTERS, REPEATED, SPLIT, TYPO
from guildmark.text.matcher import Matcher

COLUMNS = ("title", "description")
# The first that fits names a hit.
CLASSES = (
    ("look-alike, styled, hidden", OTHER_LETTERS), ("digits for letters", LEET),
    ("sign for a letter", MASKED), ("split", SPLIT), ("glued", GLUED),
    ("repeated", REPEATED), ("typo", TYPO), ("accents", ACCENTS),
)  # fmt: skip
EXACT, AFTER = "exact", "any, after context"


@dataclass(slots=True)
class FalseHits:
    """Texts looked at by column; and per (column, class) the texts with a hit; examples by class."""

    texts: dict[str, int] = field(default_factory=dict)
    hit: dict[tuple[str, str], int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)


def false_hits(listings: pa.Table, index: Index) -> FalseHits:
    """Count texts with hits, by class and column, and the listings in which one still counts after context."""
    result, matcher = FalseHits(), Matcher(index.automaton)
    for name in COLUMNS:
        texts = listings.column(name).combine_chunks()
        present = np.asarray(texts.fill_null("").to_numpy(zero_copy_only=False) != "")
        result.texts[name] = int(present.sum())
        hits = matcher.match(texts, [0])
        classes = _classes(hits["flags"])
        for number, label in enumerate((*(c for c, _ in CLASSES), EXACT)):
            rows = np.unique(hits["text"][classes == number])
            result.hit[name, label] = len(rows)
            for i in np.flatnonzero(classes == number)[:40]:
                text = texts[int(hits["text"][i])].as_py()
                mark = index.rights.column("mark")[int(index.spelling_right[index.values[hits["pattern"][i]]])]
                result.examples.setdefault(label, []).append(f"{text[hits['start'][i] : hits['end'][i]]!r} = {mark}")
    batch = Batch.read(listings, index, Rates.load(), matcher)
    marks = batch.marks
    for name, number in (("title", 0), ("description", 2)):
        kept = marks.kept & (marks.hits.field == number)
        result.hit[name, AFTER] = len(np.unique(marks.hits.row[kept]))
    return result


def _classes(flags: "np.ndarray[tuple[int], np.dtype[np.int32]]") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    result = np.full(len(flags), len(CLASSES))
    for number in range(len(CLASSES) - 1, -1, -1):
        result[flags & CLASSES[number][1] != 0] = number
    return result

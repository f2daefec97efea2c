"""Which hits of marks may count: a mark that is also a word, or is only nearly written, needs its goods beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.detectors.hits import Hits, beside_innocent
from guildmark.detectors.texts import FIELD, Texts, fields_mask
from guildmark.rights.index import Index
from guildmark.text.layout import ACCENTS, EXPLICIT, GLUED, MASKED, REPEATED, SPLIT, TYPO
from guildmark.text.spans import nearest

NEARLY = REPEATED | TYPO | GLUED  # may have been written by chance
LONG = 6  # letters: no word of any language begins or ends with such a mark by chance
APART = SPLIT | MASKED  # in descriptions that spread letters or hide swear words too


@dataclass(frozen=True, slots=True)
class Marks:
    """Hits of marks. Shapes: `right` int64, the others bool, all (n,).

    `kept`: the hit may count. `as_word`: the mark is also an ordinary word, and here it is used as one.
    """

    hits: Hits
    right: NDArray[np.int64]
    generic: NDArray[np.bool_]
    short: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    as_word: NDArray[np.bool_]


def find_marks(hits: Mapping[str, Hits], goods: NDArray[np.bool_], texts: Texts, index: Index) -> Marks:
    """Tell marks from words.

    A generic mark counts when the listing's goods are the right's, when it is the whole brand, or when it was
    disguised, which nobody does to a word. A misspelt or glued one and a short form count with the right's goods only;
    a long one with all its letters, that is glued or has letters several times, also in a title that names no goods. So
    does one that is pulled apart or has signs for letters, unless it stands in the title and is not generic.
    """
    marks = hits["marks"]
    right = index.spelling_right[marks.value].astype(np.int64)
    generic, short = index.spelling_generic[marks.value], index.spelling_short[marks.value]
    explicit = marks.flags & EXPLICIT != 0
    apart = (marks.flags & APART != 0) & (marks.field != FIELD["title"])
    nearly = ((marks.flags & NEARLY != 0) | apart) & ~explicit
    its_goods = (goods[marks.row] & index.goods[right]).any(axis=1)
    unknown_goods = ~index.goods[right].any(axis=1)
    brand = _is_whole_brand(marks, texts)
    leading = fields_mask("title", "brand")[marks.field]
    innocent = beside_innocent(marks, len(index.phrase_list) + right, hits["innocent"], index) & ~brand & ~explicit
    whole = (marks.flags & (REPEATED | GLUED) != 0) & (marks.flags & TYPO == 0) & (marks.end - marks.start >= LONG)
    no_goods = ~goods[marks.row].any(axis=1)
    needs_context = (generic & ~explicit) | nearly | short
    context = its_goods & (leading | ~generic) | brand
    context |= ((unknown_goods & nearly) | (no_goods & whole)) & leading & ~generic
    kept = (~needs_context | context) & ~innocent & ~_written_plainly(marks, right)
    return Marks(marks, right, generic, short, kept, as_word=innocent | (generic & ~kept))


def _written_plainly(marks: Hits, right: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Hits that need looking through, where another spelling of the same right stands as it is lawfully written."""
    result = np.asarray(marks.flags & ~ACCENTS != 0)
    plain = np.flatnonzero(~result)
    nearly = marks.take(result)
    key = marks.key * np.int64(1 << 20) + right
    _, gap = nearest((key[result], nearly.start, nearly.end), (key[plain], marks.start[plain], marks.end[plain]))
    result[result] = gap == 0
    return result


def _is_whole_brand(marks: Hits, texts: Texts) -> NDArray[np.bool_]:
    """Whether the hit is all that the brand column says."""
    result = np.zeros(len(marks), np.bool_)
    inside = np.flatnonzero(marks.field == FIELD["brand"])
    if len(inside):
        brands = texts.columns["brand"].texts.take(pa.array(marks.text[inside], pa.int64()))
        result[inside] = (marks.start[inside] == 0) & (
            np.array([len((t or "").rstrip()) for t in brands.to_pylist()]) == marks.end[inside]
        )
    return result

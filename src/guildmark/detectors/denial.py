"""Denial: a word in the same clause takes a phrase back, and a word right beside a mark says that the goods are not
of it."""

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from guildmark.detectors.hits import Hits
from guildmark.detectors.texts import Texts
from guildmark.rights.index import Index

# Code points: "we never sell any ", "絕不賣盜版、"; and behind, "… is not", "… ではありません".
REACH_BEFORE, REACH_AFTER = 20, 6
END_OF_CLAUSE = r"[.,;:!?\n。，；：！？…]"  # the enumeration comma of Chinese goes on with the clause
TOUCHES = r"^[\s\"'“”„‘’«»「」『』《》()（）\[\]【】*_-]*$"  # spaces, quotes and brackets: no letter, no digit, no stop
MOST_BETWEEN = 4  # of them
# Kind of denials that speak of deeds and of what is lacking ("never sell", "without", 无): fakes are denied so, but
# "no contract: Orvane 12" does not say that the goods are not of the mark.
OF_WORDS = "words"


def denied(hits: Hits, denials: Hits, index: Index, texts: Texts) -> NDArray[np.bool_]:
    """Whether each hit is denied in its own clause. Shape (n,)."""
    result = np.zeros(len(hits), np.bool_)
    if not len(hits) or not len(denials):
        return result
    position = index.phrase_position[denials.value]
    for side, which in ((-1, position <= 0), (1, position >= 0)):
        some = denials.take(which)
        place, gap = hits.gap_to(some)
        reach = REACH_BEFORE if side < 0 else REACH_AFTER
        near = np.flatnonzero((gap * side >= 0) & (np.abs(gap) <= reach) & (place >= 0))
        denial, hit = some.take(place[near]), hits.take(near)
        start, end = (denial.end, hit.start) if side < 0 else (hit.end, denial.start)
        # A denial may be a word of the hit itself ("not original"), and that takes nothing back.
        apart = end >= start
        result[near[apart]] |= one_clause(hit.take(apart), start[apart], end[apart], texts)
    return result


def one_clause(hits: Hits, start: NDArray[np.int32], end: NDArray[np.int32], texts: Texts) -> NDArray[np.bool_]:
    """Whether no clause ends between two places in the text of each hit. Shapes: (n,) each."""
    between = texts.cut(hits.field, hits.text, start, np.maximum(start, end))
    return ~np.asarray(pc.match_substring_regex(between, END_OF_CLAUSE), np.bool_)


def denied_marks(marks: Hits, denials: Hits, replicas: Hits, index: Index, texts: Texts) -> NDArray[np.bool_]:
    """Whether each hit of a mark is itself denied: "not Orvane", "Orvaneではありません". Shape (n,).

    The denial touches the mark, since what stands between them would be what is denied ("not used Orvane", 無框雨刷
    Orvane). Where a word for copies comes right behind the mark, that is denied ("not an Orvane replica").
    """
    result = np.zeros(len(marks), np.bool_)
    if not len(marks) or not len(denials):
        return result
    of_marks = denials.take(index.phrase_kind[denials.value] != index.phrase_kinds.index(OF_WORDS))
    position = index.phrase_position[of_marks.value]
    for side, which in ((-1, position <= 0), (1, position >= 0)):
        near, start, end = _beside(marks, of_marks.take(which), side)
        result[near[_touching(marks.take(near), start, end, texts)]] = True
    near, start, end = _beside(marks, replicas, 1)
    result[near[_touching(marks.take(near), start, end, texts)]] = False
    return result


def _beside(marks: Hits, others: Hits, side: int) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Marks with another hit at most `MOST_BETWEEN` before (-1) or behind (1) them, and the span between the two."""
    place, gap = marks.gap_to(others)
    near = np.flatnonzero((gap * side >= 0) & (np.abs(gap) <= MOST_BETWEEN) & (place >= 0))
    mark, other = marks.take(near), others.take(place[near])
    start, end = (other.end, mark.start) if side < 0 else (mark.end, other.start)
    apart = end >= start  # else one stands within the other
    return near[apart], start[apart], end[apart]


def _touching(marks: Hits, start: NDArray[np.int32], end: NDArray[np.int32], texts: Texts) -> NDArray[np.bool_]:
    return np.asarray(pc.match_substring_regex(texts.cut(marks.field, marks.text, start, end), TOUCHES), np.bool_)

"""Denial: a word in the same clause, before or after a phrase, takes it back."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from guildmark.detectors.hits import Hits, TextColumn, cut_texts
from guildmark.rights.index import Index

# Code points: "we never sell any ", "絕不賣盜版、"; and behind, "… is not", "… ではありません".
REACH_BEFORE, REACH_AFTER = 20, 6
END_OF_CLAUSE = r"[.,;:!?\n。，；：！？…]"  # the enumeration comma of Chinese goes on with the clause


def denied(hits: Hits, denials: Hits, index: Index, columns: dict[str, TextColumn]) -> NDArray[np.bool_]:
    """Whether each hit is denied in its own clause. Shape (n,)."""
    result = np.zeros(len(hits), np.bool_)
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
        result[near[apart]] |= _same_clause(hit.take(apart), start[apart], end[apart], columns)
    return result


def _same_clause(
    hits: Hits, start: NDArray[np.int32], end: NDArray[np.int32], columns: dict[str, TextColumn]
) -> NDArray[np.bool_]:
    between: pa.StringArray = cut_texts(columns, hits, start, end)
    return ~np.asarray(pc.match_substring_regex(between, END_OF_CLAUSE), np.bool_)

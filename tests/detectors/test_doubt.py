"""Which word of doubt stands before or behind a hit: the vectorised look-up agrees with a plain one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from guildmark.detectors.doubt import following, preceding
from guildmark.detectors.hits import Hits

SPAN = st.tuples(st.integers(0, 2), st.integers(6, 7), st.integers(0, 30), st.integers(1, 4))
SPANS = st.lists(SPAN, max_size=12)


def hits(spans: list[tuple[int, int, int, int]]) -> Hits:
    """Hits from (text, field, start, length)."""
    table = np.array(spans, np.int64).reshape(-1, 4)
    text, field, start, length = table.T
    zero = np.zeros(len(table), np.int32)
    return Hits(text, field, text, start.astype(np.int32), (start + length).astype(np.int32), zero, zero)


@given(left=SPANS, right=SPANS)
def test_the_last_one_that_begins_before_a_hit_is_found(
    left: list[tuple[int, int, int, int]], right: list[tuple[int, int, int, int]]
) -> None:
    found = preceding(hits(left), hits(right))
    for (text, field, start, _), place in zip(left, found.tolist(), strict=True):
        before = [r[2] for r in right if r[:2] == (text, field) and r[2] < start]
        assert (right[place][:3] == (text, field, max(before))) if before else place == -1


@given(left=SPANS, right=SPANS)
def test_the_first_one_behind_a_hit_is_found(
    left: list[tuple[int, int, int, int]], right: list[tuple[int, int, int, int]]
) -> None:
    found = following(hits(left), hits(right))
    for (text, field, start, length), place in zip(left, found.tolist(), strict=True):
        behind = [r[2] for r in right if r[:2] == (text, field) and r[2] >= start + length]
        assert (right[place][:3] == (text, field, min(behind))) if behind else place == -1

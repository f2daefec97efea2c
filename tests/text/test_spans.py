"""Spans: cutting them out of texts, and the nearest of another kind."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from guildmark.text.buffers import text_buffers
from guildmark.text.spans import FAR, cut_spans, nearest

TEXTS = st.text(max_size=30).map(lambda text: text.encode("utf-8", "ignore").decode())
SPANS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(1, 5)), max_size=8)


@settings(deadline=None)
@given(texts=st.lists(TEXTS | st.none(), min_size=1, max_size=4), data=st.data())
def test_a_span_is_what_slicing_the_text_gives(texts: list[str | None], data: st.DataObject) -> None:
    spans = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(texts) - 1), st.integers(0, 35), st.integers(0, 35)).filter(
                lambda span: span[1] <= span[2]
            ),
            max_size=8,
        )
    )
    rows, starts, ends = (np.array([span[i] for span in spans], np.int64) for i in range(3))
    cut = cut_spans(text_buffers(pa.array(texts, pa.string())), rows, starts.astype(np.int32), ends.astype(np.int32))
    assert cut.to_pylist() == [(texts[row] or "")[start:end] for row, start, end in spans]


@settings(deadline=None)
@given(left=SPANS, right=SPANS)
def test_the_nearest_span_is_the_nearest_one(
    left: list[tuple[int, int, int]], right: list[tuple[int, int, int]]
) -> None:
    def columns(spans: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        key, start, length = (np.array([span[i] for span in spans], np.int64) for i in range(3))
        return key, start.astype(np.int32), (start + length).astype(np.int32)

    index, gap = nearest(columns(left), columns(right))
    for n, (key, start, length) in enumerate(left):
        gaps = [
            max(other - (start + length), 0) or min(other + size - start, 0)
            for there, other, size in right
            if there == key
        ]
        if not gaps:
            assert index[n] == -1
            assert gap[n] == FAR
        else:
            assert abs(gap[n]) == min(map(abs, gaps))
            assert right[index[n]][0] == key

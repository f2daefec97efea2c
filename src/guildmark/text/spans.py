"""Cut spans out of texts, and find which hits stand near which; compiled."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.text.buffers import Buffers
from guildmark.text.compiled import compiled

MOST_BYTES = (1 << 31) - 1  # of the texts of one Arrow column
FAR = 1 << 30  # the gap to a hit that is not there


def cut_spans(
    texts: Buffers, rows: NDArray[np.int64], starts: NDArray[np.int32], ends: NDArray[np.int32]
) -> "pa.Array[Any]":
    """The stretch of text `rows[i]` between two code points, for each i; spans that leave the text are cut to it."""
    data, offsets = texts
    bounds = np.zeros((len(rows), 2), np.int64)
    _byte_bounds(data, offsets, rows, starts, ends, bounds)
    lengths = bounds[:, 1] - bounds[:, 0]
    out_offsets = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(lengths, out=out_offsets[1:])
    out = np.zeros(int(out_offsets[-1]), np.uint8)
    _copy(data, bounds, out_offsets, out)
    if len(out) > MOST_BYTES:
        raise ValueError(f"spans of {len(out):,} bytes, of at most {MOST_BYTES:,}: give fewer listings at once")
    return pa.StringArray.from_buffers(len(rows), pa.py_buffer(out_offsets.astype(np.int32)), pa.py_buffer(out))


@compiled()
def _byte_bounds(data, offsets, rows, starts, ends, bounds):  # type: ignore[no-untyped-def]
    for i in range(len(rows)):
        at, stop = offsets[rows[i]], offsets[rows[i] + 1]
        point = 0
        bounds[i, 0] = bounds[i, 1] = stop
        while at < stop:
            if data[at] & 0xC0 != 0x80:
                if point == starts[i]:
                    bounds[i, 0] = at
                if point == ends[i]:
                    bounds[i, 1] = at
                    break
                point += 1
            at += 1


@compiled()
def _copy(data, bounds, out_offsets, out):  # type: ignore[no-untyped-def]
    for i in range(len(bounds)):
        length = bounds[i, 1] - bounds[i, 0]
        out[out_offsets[i] : out_offsets[i] + length] = data[bounds[i, 0] : bounds[i, 0] + length]


def nearest(
    left: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]],
    right: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]],
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """For each left span the nearest right span with the same key.

    Shapes: each side is (key, start, end); returns (index of the right span or -1, gap). The gap is 0 when they touch
    or overlap, positive when the right span comes after, negative when it comes before, FAR when there is none. Units:
    code points.
    """
    index = np.full(len(left[0]), -1, np.int64)
    gap = np.full(len(left[0]), FAR, np.int32)
    if not len(left[0]) or not len(right[0]):
        return index, gap
    order, low, high = _same_key(left[0], right[0])
    _nearest(left[1], left[2], low, high, order, right[1], right[2], index, gap)
    return index, gap


def beside(
    left: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]],
    right: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]],
    pairs: NDArray[np.int64],
    reach: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """For each left span whether a right span that goes with it stands near, in the same text.

    Shapes: each side is (key, start, end, number); two spans go together when the sum of their numbers is in `pairs`
    (n,), sorted, and then the gap between them may be up to `reach` (n,). Units: code points.
    """
    found = np.zeros(len(left[0]), np.bool_)
    if not len(left[0]) or not len(right[0]):
        return found
    order, low, high = _same_key(left[0], right[0])
    _beside(*left[1:], low, high, order, *right[1:], pairs, reach, found)
    return found


def _same_key(left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """Right places by key, and for each left key the first and the end of its own among them."""
    in_order = bool((right[1:] >= right[:-1]).all())
    order = np.arange(len(right)) if in_order else np.argsort(right, kind="stable")
    keys = right if in_order else right[order]
    return order, np.searchsorted(keys, left, "left"), np.searchsorted(keys, left, "right")


@compiled()
def _beside(starts, ends, owners, low, high, order, right_starts, right_ends, words, pairs, reach, found):  # type: ignore[no-untyped-def]
    for i in range(len(starts)):
        for place in range(low[i], high[i]):
            j = order[place]
            distance = max(right_starts[j] - ends[i], starts[i] - right_ends[j], 0)
            pair = owners[i] + words[j]
            at = np.searchsorted(pairs, pair)
            if at < len(pairs) and pairs[at] == pair and distance <= reach[at]:
                found[i] = True
                break


@compiled()
def _nearest(starts, ends, low, high, order, right_starts, right_ends, index, gap):  # type: ignore[no-untyped-def]
    for i in range(len(starts)):
        for place in range(low[i], high[i]):
            j = order[place]
            if right_starts[j] >= ends[i]:
                distance = right_starts[j] - ends[i]
            elif right_ends[j] <= starts[i]:
                distance = right_ends[j] - starts[i]
            else:
                distance = 0
            if abs(distance) < abs(gap[i]):
                gap[i] = distance
                index[i] = j

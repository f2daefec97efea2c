"""Columns of texts as plain buffers, which compiled functions read."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

type Texts = pa.Array[Any] | pa.ChunkedArray[Any]  # of strings, small or large
type Buffers = tuple[NDArray[np.uint8], NDArray[np.int64]]  # the UTF-8 bytes of n texts, and where they begin (n + 1,)


def text_buffers(texts: Texts) -> Buffers:
    """The UTF-8 bytes of a string array and the offsets (n + 1,) of its texts; null counts as empty."""
    array = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    array = array.fill_null("") if array.null_count else array
    width = np.int64 if pa.types.is_large_string(array.type) else np.int32
    _, offset_buffer, data_buffer = array.buffers()
    data: NDArray[np.uint8] = np.zeros(1, np.uint8)
    offsets: NDArray[np.int64] = np.zeros(len(array) + 1, np.int64)
    if len(array) and offset_buffer is not None and data_buffer is not None and data_buffer.size:
        data = np.frombuffer(data_buffer, np.uint8)
        offsets = np.frombuffer(offset_buffer, width)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    return _read_only(data, offsets)


def joined_buffers(parts: Sequence[Buffers]) -> Buffers:
    """The buffers of several columns, one after the other, as those of one."""
    ends = np.cumsum([0, *(offsets[-1] - offsets[0] for _, offsets in parts)])
    moved = [offsets[1:] + (before - offsets[0]) for (_, offsets), before in zip(parts, ends, strict=False)]
    data = np.concatenate([data[offsets[0] : offsets[-1]] for data, offsets in parts])
    return _read_only(data, np.concatenate([ends[:1], *moved]))


def _read_only(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> Buffers:
    # Mapped files are read-only, and numba would compile everything once more for arrays that are not.
    data.flags.writeable = offsets.flags.writeable = False
    return data, offsets

"""Where slices begin and end in text whose rows are lines: one pass in bounded memory."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from guildmark.reading.row_scan import Rows
from guildmark.reading.streams import TextStream

WINDOW_BYTES = 1 << 24
LONGEST_ROW_BYTES = 1 << 27
SLICE_BYTES = 1 << 26  # a slice of long rows ends early, so that memory holds

type Scanner = Callable[[bytes, bool, int], Rows]  # text, whether it ends here, most rows


class Span(NamedTuple):
    """Consecutive rows of one file."""

    rows: int
    start: int  # byte of the UTF-8 text
    size_bytes: int
    trouble: str | None = None  # why the file could not be read further, or the row not held


class _Batch(NamedTuple):
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    too_long: bool = False  # a single row that is not held
    unfinished: bool = False  # the text ends early, in the middle of a row that is left out


def line_spans(stream: TextStream, scan: Scanner, skip_rows: int, rows_per_slice: int) -> Iterator[Span]:
    """Cut a text into spans of `rows_per_slice` rows, fewer where they are very long; `skip_rows` are left out first.

    A row of more than 128 MiB is a span of its own without bytes. A text that ends early closes with one that says
    why; it counts the row in which the text ends, since half an id or price would be another one.
    """
    rows, start, end = 0, 0, 0  # of the span that is being filled
    unfinished = False
    for batch in _batches(stream, scan):
        place = min(skip_rows, len(batch.starts))
        skip_rows -= place
        unfinished = batch.unfinished and skip_rows == 0
        if batch.too_long and place == 0:
            if rows:
                yield Span(rows, start, end - start)
            yield Span(1, int(batch.starts[0]), 0, "the row is longer than 128 MiB")
            rows, place = 0, 1
        while place < len(batch.starts):
            if rows == 0:
                start = int(batch.starts[place])
            far = int(np.searchsorted(batch.ends, start + SLICE_BYTES, side="right"))
            stop = min(place + rows_per_slice - rows, max(far, place + (rows == 0)), len(batch.starts))
            rows += stop - place
            end = int(batch.ends[stop - 1]) if stop > place else end
            if rows == rows_per_slice or stop < len(batch.starts):
                yield Span(rows, start, end - start)
                rows = 0
            place = stop
    if rows:
        yield Span(rows, start, end - start)
    if stream.trouble:
        yield Span(int(unfinished), stream.position, 0, stream.trouble)


def _batches(stream: TextStream, scan: Scanner) -> Iterator[_Batch]:
    """Starts and ends of rows as bytes of the whole text, a window at a time."""
    base, held = stream.position, b""
    final = False
    while not final:
        piece = stream.read(max(WINDOW_BYTES, len(held)))
        final = not piece
        held += piece
        rows = scan(held, final, len(held) + 1)
        if len(rows.starts) == 0 and not final and len(held) > LONGEST_ROW_BYTES:
            rows = scan(held, True, 1)
            if rows.ends[0] >= len(held):
                yield _Batch(np.array([base]), np.array([base]), too_long=True)
                base, held = _after_line(stream, base + len(held))
                continue
        cut = int(final and stream.trouble is not None and len(rows.ends) > 0 and rows.ends[-1] == len(held))
        whole = slice(len(rows.ends) - cut)
        yield _Batch(rows.starts[whole] + base, rows.ends[whole] + base, unfinished=cut > 0)
        base += rows.consumed
        held = held[rows.consumed :]


def _after_line(stream: TextStream, base: int) -> tuple[int, bytes]:
    """Go on after the line that `base` stands in."""
    while piece := stream.read(WINDOW_BYTES):
        place = piece.find(b"\n")
        if place >= 0:
            return base + place + 1, piece[place + 1 :]
        base += len(piece)
    return base, b""

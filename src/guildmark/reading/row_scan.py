"""Where the rows of delimited text begin and end: one compiled pass that respects quotes and forgives broken ones."""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

NEWLINE, RETURN, QUOTE = 10, 13, 34


class Rows(NamedTuple):
    """Rows found in a buffer: half-open byte spans without line ends, and what is odd about them."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    fields: NDArray[np.int64]
    unclosed: NDArray[np.bool_]  # a quote opens and never closes: the row ends with its line
    consumed: int  # where the first row begins that is not complete


def scan_rows(data: bytes | memoryview, delimiter: str, *, final: bool, most_rows: int) -> Rows:
    """Split delimited text into rows.

    A quote counts at the start of a field only. A quoted field may hold line ends; where its quote never closes, or
    closes in the middle of text after a line end, the quote is taken for a stray one and the row ends with its line.
    With `final` the text ends here, otherwise an unfinished last row waits for the next call. Empty lines are no rows.
    """
    bytes_ = np.frombuffer(data, dtype=np.uint8)
    size = min(most_rows, len(bytes_) // 2 + 1)
    starts, ends, fields = (np.empty(size, dtype=np.int64) for _ in range(3))
    unclosed = np.zeros(size, dtype=np.bool_)
    count, consumed = _scan(bytes_, ord(delimiter), final, starts, ends, fields, unclosed)
    return Rows(starts[:count], ends[:count], fields[:count], unclosed[:count], int(consumed))


@numba.njit(cache=True, nogil=True)
def _scan(data, delimiter, final, starts, ends, fields, unclosed):  # type: ignore[no-untyped-def]
    place, count, size = 0, 0, len(data)
    while place < size and count < len(starts):
        if data[place] == NEWLINE or data[place] == RETURN:
            place += 1
            continue
        end, found, broken = _row(data, place, delimiter, final)
        if end < 0:
            break
        starts[count], ends[count], fields[count], unclosed[count] = place, end, found, broken
        count += 1
        place = end + 1
        if end < size and data[end] == RETURN and place < size and data[place] == NEWLINE:
            place += 1
    return count, place


@numba.njit(cache=True, nogil=True)
def _row(data, place, delimiter, final):  # type: ignore[no-untyped-def]
    """End of the row at `place` (-1 where more text is needed), its fields, and whether a quote stays open."""
    size, fields, field_begins = len(data), 1, True
    while place < size:
        sign = data[place]
        if field_begins and sign == QUOTE:
            after, closed = _quoted(data, place, delimiter, final)
            if after < 0:
                return -1, 0, False
            if not closed:
                end = _line_end(data, place)
                return (end if final or end < size else -1), fields, True
            place, field_begins = after, False
            continue
        if sign in (NEWLINE, RETURN):
            if sign == RETURN and place + 1 == size and not final:
                return -1, 0, False
            return place, fields, False
        field_begins = sign == delimiter
        fields += field_begins
        place += 1
    return (size if final else -1), fields, False


@numba.njit(cache=True, nogil=True)
def _quoted(data, place, delimiter, final):  # type: ignore[no-untyped-def]
    """The place after the closing quote and whether it closes well; -1 where more text is needed."""
    size, lines = len(data), 0
    place += 1
    while place < size:
        sign = data[place]
        if sign == QUOTE:
            if place + 1 == size:
                return (size, True) if final else (-1, False)
            following = data[place + 1]
            if following == QUOTE:
                place += 2
                continue
            well = following in (delimiter, NEWLINE, RETURN)
            return place + 1, well or lines == 0
        lines += sign in (NEWLINE, RETURN)
        place += 1
    return (size, False) if final else (-1, False)


@numba.njit(cache=True, nogil=True)
def _line_end(data, place):  # type: ignore[no-untyped-def]
    while place < len(data) and data[place] != NEWLINE and data[place] != RETURN:
        place += 1
    return place

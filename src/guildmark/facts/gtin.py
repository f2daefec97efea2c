"""Which GTINs are well formed: 8, 12, 13 or 14 digits whose check digit is right."""

from typing import Any

import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

LENGTHS = (8, 12, 13, 14)
NO_GTIN = np.uint64(0)


def gtin_numbers(gtins: Any) -> NDArray[np.uint64]:
    """Each GTIN as a number, so that its four lengths agree; 0 where it is missing or not valid.

    Spaces and hyphens between the digits are passed over. Source: GS1 General Specifications, 7.9 (check digits).
    """
    texts = gtins.cast(pa.large_binary()).fill_null(b"")
    starts = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = texts.buffers()[2]
    numbers = np.zeros(len(texts), np.uint64)
    if data is not None and data.size:
        _read_gtins(starts, np.frombuffer(data, np.uint8), numbers)
    return numbers


@numba.njit(cache=True, nogil=True)
def _read_gtins(starts: NDArray[np.int64], data: NDArray[np.uint8], numbers: NDArray[np.uint64]) -> None:
    digits = np.empty(14, np.uint8)
    for row in range(len(numbers)):
        count = 0
        sound = True
        for place in range(starts[row], starts[row + 1]):
            byte = data[place]
            if 48 <= byte <= 57:
                if count == 14:
                    sound = False
                    break
                digits[count] = byte - 48
                count += 1
            elif byte not in (32, 45):
                sound = False
                break
        if not sound or count not in LENGTHS:
            continue
        total = 0
        number = np.uint64(0)
        for place in range(count):
            total += digits[place] * (3 if (count - place) % 2 == 0 else 1)
            number = number * np.uint64(10) + np.uint64(digits[place])
        if total % 10 == 0:
            numbers[row] = number

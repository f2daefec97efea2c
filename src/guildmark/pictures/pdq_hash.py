"""PDQ, a hash of 256 bits that stays close when a picture is recompressed, resized or lightly edited.

Source: "The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm" (Facebook, 2019): luminance, two
passes of a box filter, 64 × 64 samples, the 16 × 16 lowest cosine frequencies without the mean, one bit for each above
their median; quality from the gradients of the 64 × 64 samples.

The filter and the sampling are linear, so both are done as one weighted sum over the few rows and columns that a sample
sees, instead of filtering the whole picture first.
"""

from functools import lru_cache
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]  # (height, width, 3): red, green, blue
Hash = npt.NDArray[np.uint64]  # (4,): bit k of the 256 is bit k % 64 of word k // 64; k = 16 × row + column

SAMPLES = 64  # rows and columns of the reduced picture
FREQUENCIES = 16  # rows and columns of the cosine transform that are kept
LUMINANCE = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601
GRADIENT_SCALE = 100 / 255
QUALITY_DIVISOR = 90
QUALITY_LEAST = 50  # below it a picture has too little structure: discard 49 and less, says the publisher's README
MATCH_BITS = 31  # the publisher's README: two pictures match at 31 bits of 256 or less
TURNS = (
    "as it is", "turned 90° left", "turned 180°", "turned 90° right",
    "mirrored left to right", "mirrored top to bottom", "mirrored on the falling diagonal", "on the rising diagonal",
)  # fmt: skip


def pdq(pixels: Pixels) -> tuple[Hash, int]:
    """The hash of a picture and its quality, 0 to 100.

    Shapes: pixels (height, width, 3), any size from 1 × 1; hash (4,) uint64. Below QUALITY_LEAST do not trust the hash.
    """
    reduced = reduce_picture(pixels)[0]
    return pack_bits(above_median(frequencies(reduced)[np.newaxis]))[0], quality_of(reduced)


def pdq_turns(pixels: Pixels) -> tuple[npt.NDArray[np.uint64], int]:
    """The hashes of the picture's eight turns and mirrorings, in the order of TURNS, and its quality.

    Shapes: hashes (8, 4) uint64. The usual short cut, changing signs of the frequencies, is not taken: samples do not
    lie evenly about the middle, so that it missed one mirrored copy in eight.
    """
    reduced = reduce_picture(pixels)
    plain, left_right = (frequencies(one) for one in reduced)
    top_bottom, half_turn = (frequencies(one) for one in reduce_picture(pixels, mirror_rows=True))
    turned = [plain, left_right.T, half_turn, top_bottom.T, left_right, top_bottom, plain.T, half_turn.T]
    return pack_bits(above_median(np.stack(turned))), quality_of(reduced[0])


def hash_hex(words: Hash) -> str:
    """The hash as 64 hexadecimal digits, highest bit first, as others write it."""
    return "".join(f"{int(word):016x}" for word in words[::-1])


def hash_of_hex(text: str) -> Hash:
    """The hash that `hash_hex` wrote."""
    return np.array([int(text[start : start + 16], 16) for start in (48, 32, 16, 0)], dtype=np.uint64)


def reduce_picture(pixels: Pixels, *, mirror_rows: bool = False) -> npt.NDArray[np.float32]:
    """The luminance after the filter, 0 to 255, of the picture and of it mirrored left to right. Shape (2, 64, 64)."""
    height, width = pixels.shape[:2]
    flat = np.ascontiguousarray(pixels).reshape(height, width * 3)
    both_columns = (sample_weights(width, False), sample_weights(width, True))
    reduced: npt.NDArray[np.float32] = reduce_kernel(flat, sample_weights(height, mirror_rows), both_columns, LUMINANCE)
    return reduced


@lru_cache(maxsize=2048)
def sample_weights(length: int, mirrored: bool) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """Where each of the 64 samples begins along a side, and its weights: two passes of the box filter in one.

    Shapes: starts (64,), weights (64, widest); unused weights are 0. The box is 1/128 of the side, and is cut and
    rescaled at the borders. Mirrored, the samples are those of the side read backwards.
    """
    box = (length + 2 * SAMPLES - 1) // (2 * SAMPLES)
    before, after = (box - 1) // 2, box // 2
    starts = np.zeros(SAMPLES, dtype=np.int32)
    weights = np.zeros((SAMPLES, 2 * box + 1), dtype=np.float32)
    for sample in range(SAMPLES):
        centre = int((sample + 0.5) * length / SAMPLES)
        first, last = max(0, centre - before), min(length - 1, centre + after)
        start, end = max(0, first - before), min(length - 1, last + after)
        line = np.zeros(end - start + 1)
        for place in range(first, last + 1):
            left, right = max(0, place - before), min(length - 1, place + after)
            line[left - start : right - start + 1] += 1 / ((last - first + 1) * (right - left + 1))
        starts[sample] = length - 1 - end if mirrored else start
        weights[sample, : len(line)] = line[::-1] if mirrored else line
    return starts, weights


@numba.njit(cache=True, nogil=True, fastmath=True)
def reduce_kernel(flat: Any, rows: Any, both_columns: Any, luminance: Any) -> Any:
    """Weighted sums down the columns, then to luminance, then along the rows, with each of two sets of weights."""
    row_starts, row_weights = rows
    breadth = flat.shape[1]
    width = breadth // 3
    reduced = np.zeros((2, SAMPLES, SAMPLES), dtype=np.float32)
    band = np.empty(breadth, dtype=np.float32)
    grey = np.empty(width, dtype=np.float32)
    for row in range(row_starts.size):
        band[:] = 0
        for step in range(row_weights.shape[1]):
            weight = row_weights[row, step]
            if weight != 0:
                line = flat[row_starts[row] + step]
                for place in range(breadth):
                    band[place] += weight * line[place]
        for place in range(width):
            grey[place] = (
                luminance[0] * band[3 * place] + luminance[1] * band[3 * place + 1] + luminance[2] * band[3 * place + 2]
            )
        for side in range(2):
            starts, weights = both_columns[side]
            for column in range(starts.size):
                total = np.float32(0)
                for step in range(weights.shape[1]):
                    weight = weights[column, step]
                    if weight != 0:
                        total += weight * grey[starts[column] + step]
                reduced[side, row, column] = total
    return reduced


def frequencies(reduced: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The 16 × 16 lowest cosine frequencies without the mean."""
    transform: npt.NDArray[np.float32] = transform_kernel(reduced, COSINES)
    return transform


@numba.njit(cache=True, nogil=True)
def transform_kernel(reduced: Any, cosines: Any) -> Any:
    """Cosines × samples × cosines transposed; by hand, since the threads of a linear algebra library cost more."""
    size = cosines.shape[0]
    across = np.zeros((size, reduced.shape[1]), dtype=np.float32)
    transform = np.zeros((size, size), dtype=np.float32)
    for row in range(size):
        for step in range(reduced.shape[0]):
            for place in range(reduced.shape[1]):
                across[row, place] += cosines[row, step] * reduced[step, place]
        for column in range(size):
            total = np.float32(0)
            for place in range(reduced.shape[1]):
                total += across[row, place] * cosines[column, place]
            transform[row, column] = total
    return transform


def above_median(transforms: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """One bit for each frequency above the median of its transform; (n, 16, 16) becomes (n, 256)."""
    values = transforms.reshape(len(transforms), -1)
    middle = values.shape[1] // 2 - 1
    median = np.partition(values, middle, axis=1)[:, middle]
    return np.greater(values, median[:, np.newaxis])


def pack_bits(bits: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    """256 bits as four words, for each row."""
    return np.packbits(bits, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def quality_of(reduced: npt.NDArray[np.float32]) -> int:
    """How much structure the picture has, 0 to 100, from whole steps between neighbouring samples."""
    down = np.trunc(np.diff(reduced, axis=0) * GRADIENT_SCALE)
    along = np.trunc(np.diff(reduced, axis=1) * GRADIENT_SCALE)
    total = float(np.abs(down).sum() + np.abs(along).sum())
    return min(100, int(total / QUALITY_DIVISOR))


def cosines() -> npt.NDArray[np.float32]:
    """The rows 1 to 16 of the cosine transform of 64 samples."""
    frequency = np.arange(1, FREQUENCIES + 1)[:, np.newaxis]
    place = 2 * np.arange(SAMPLES)[np.newaxis] + 1
    return np.asarray(np.sqrt(2 / SAMPLES) * np.cos(np.pi / (2 * SAMPLES) * frequency * place), dtype=np.float32)


COSINES = cosines()

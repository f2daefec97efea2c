"""Near pictures: those whose hashes differ in few bits, found by sixteen bits of the hash that differ in one at most.

Source: the pigeonhole principle, as in "Fast Exact Search in Hamming Space with Multi-Index Hashing" (Norouzi, Punjani,
Fleet, 2014). Two hashes of 256 bits that differ in 31 or fewer differ in at most one bit in at least one of 16 bands.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from guildmark.pictures import MATCH_BITS

HASH_BYTES = 32
BANDS, BAND_BITS = 16, 16
_PLACE = 1 << BAND_BITS


def bands(hash_: bytes) -> list[int]:
    """The bands of a hash, each with its place: 16 numbers; none of what is no hash."""
    if len(hash_) != HASH_BYTES:
        return []
    return [place * _PLACE + int.from_bytes(hash_[2 * place : 2 * place + 2], "big") for place in range(BANDS)]


def near_bands(hashes: Iterable[bytes]) -> set[int]:
    """The bands of hashes, and those that differ from them in one bit: what a near hash has one of."""
    own = {band for one in hashes for band in bands(one)}
    return own | {band ^ (1 << bit) for band in own for bit in range(BAND_BITS)}


def distances_bits(left: Sequence[bytes], right: Sequence[bytes]) -> NDArray[np.int64]:
    """In how many of the 256 bits each hash differs from the nearest of others. Shape (n,); 256 where there is none."""
    if not left or not right:
        return np.full(len(left), 256, np.int64)
    apart = _words(left)[:, np.newaxis, :] ^ _words(right)[np.newaxis, :, :]
    nearest: NDArray[np.int64] = np.bitwise_count(apart).sum(axis=2, dtype=np.int64).min(axis=1)
    return nearest


def any_near(hashes: Sequence[bytes], others: Sequence[bytes]) -> bool:
    """Whether one of some hashes is within MATCH_BITS of one of others."""
    return bool((distances_bits(hashes, others) <= MATCH_BITS).any())


def _words(hashes: Sequence[bytes]) -> NDArray[np.uint64]:
    return np.frombuffer(b"".join(hashes), ">u8").reshape(-1, HASH_BYTES // 8)

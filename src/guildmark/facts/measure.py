"""Measures a run of rows that are sorted by key: listings, sellers and the three middle prices per window."""

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from guildmark.facts.kinds import WINDOW_DAYS

WINDOWS = len(WINDOW_DAYS)


@dataclass(frozen=True, slots=True)
class FactInput:
    """Rows of one kind, sorted by key and listing. Shapes: each (n,)."""

    key: NDArray[np.uint64]
    listing: NDArray[np.uint64]
    seller: NDArray[np.uint64]
    price_eur: NDArray[np.float64]
    windows: NDArray[np.uint8]  # as of `window_bits`


@dataclass(frozen=True, slots=True)
class Measures:
    """What the keys that at least two listings share say. Shapes: k keys, p pairs of key and seller.

    The median without one of the listings can be told from the count of prices and the three prices in the middle:
    taking one value out of a sorted row moves its middle by less than one place.
    """

    key: NDArray[np.uint64]  # (k,)
    listings: NDArray[np.uint32]  # (k, windows)
    sellers: NDArray[np.uint32]  # (k, windows): distinct ones that are known
    priced: NDArray[np.uint32]  # (k, windows): listings whose price is known
    middle_eur: NDArray[np.float64]  # (k, windows, 3): prices at places m-1, m, m+1 of m = priced // 2
    pair_key: NDArray[np.uint64]  # (p,): sellers with at least two listings under the key
    pair_seller: NDArray[np.uint64]  # (p,)
    pair_listings: NDArray[np.uint32]  # (p, windows)


def measure(rows: FactInput) -> Measures:
    """Measure whole groups: all rows of a key are here."""
    starts = np.flatnonzero(np.r_[True, rows.key[1:] != rows.key[:-1]]) if len(rows.key) else np.empty(0, np.int64)
    ends = np.r_[starts[1:], len(rows.key)].astype(np.int64) if len(starts) else starts
    shared = np.flatnonzero(ends - starts > 1)
    return Measures(rows.key[starts[shared]], *_measure(starts[shared], ends[shared], rows))


def _measure(
    starts: NDArray[np.int64], ends: NDArray[np.int64], rows: FactInput
) -> tuple[
    NDArray[np.uint32],
    NDArray[np.uint32],
    NDArray[np.uint32],
    NDArray[np.float64],
    NDArray[np.uint64],
    NDArray[np.uint64],
    NDArray[np.uint32],
]:
    listings = np.zeros((len(starts), WINDOWS), np.uint32)
    priced = np.zeros_like(listings)
    middle_eur = np.full((len(starts), WINDOWS, 3), np.nan)
    _count_and_sort(starts, ends, rows.price_eur, rows.windows, listings, priced, middle_eur)
    sellers = np.zeros_like(listings)
    most_pairs = int((ends - starts).sum()) // 2
    pair_key, pair_seller = np.empty(most_pairs, np.uint64), np.empty(most_pairs, np.uint64)
    pair_listings = np.zeros((most_pairs, WINDOWS), np.uint32)
    pairs = _count_sellers(
        starts, ends, rows.key, rows.seller, rows.windows, sellers, pair_key, pair_seller, pair_listings
    )
    return listings, sellers, priced, middle_eur, pair_key[:pairs], pair_seller[:pairs], pair_listings[:pairs]


@numba.njit(cache=True, nogil=True)
def _count_and_sort(
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    price_eur: NDArray[np.float64],
    windows: NDArray[np.uint8],
    listings: NDArray[np.uint32],
    priced: NDArray[np.uint32],
    middle_eur: NDArray[np.float64],
) -> None:
    for group in range(len(starts)):
        start, end = starts[group], ends[group]
        order = start + np.argsort(price_eur[start:end])  # not-a-number comes last
        for window in range(WINDOWS):
            prices = np.empty(end - start, np.float64)
            count = 0
            for place in order:
                if windows[place] >> window & 1:
                    listings[group, window] += 1
                    if not np.isnan(price_eur[place]):
                        prices[count] = price_eur[place]
                        count += 1
            priced[group, window] = count
            for side in range(3):
                place = count // 2 - 1 + side
                if 0 <= place < count:
                    middle_eur[group, window, side] = prices[place]


@numba.njit(cache=True, nogil=True)
def _count_sellers(
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    key: NDArray[np.uint64],
    seller: NDArray[np.uint64],
    windows: NDArray[np.uint8],
    sellers: NDArray[np.uint32],
    pair_key: NDArray[np.uint64],
    pair_seller: NDArray[np.uint64],
    pair_listings: NDArray[np.uint32],
) -> int:
    pairs = 0
    seen = np.zeros(WINDOWS, np.uint32)
    for group in range(len(starts)):
        start, end = starts[group], ends[group]
        order = start + np.argsort(seller[start:end])
        first = 0
        while first < len(order):
            last = first
            name = seller[order[first]]
            seen[:] = 0
            while last < len(order) and seller[order[last]] == name:
                for window in range(WINDOWS):
                    seen[window] += windows[order[last]] >> window & 1
                last += 1
            if name != 0:
                for window in range(WINDOWS):
                    if seen[window]:
                        sellers[group, window] += 1
                if last - first > 1:
                    pair_key[pairs], pair_seller[pairs] = key[start], name
                    pair_listings[pairs] = seen
                    pairs += 1
            first = last
    return pairs

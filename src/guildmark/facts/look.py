"""Looks keys up in memory-mapped columns, and takes the asking listing out of what is found."""

from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from guildmark.facts.kinds import WINDOW_DAYS

WINDOWS = len(WINDOW_DAYS)
Keys = NDArray[np.uint64]


class Rows(NamedTuple):
    """Every row of a kind, sorted by key and listing (see `write.ROW_COLUMNS`)."""

    row_key: Keys
    row_listing: Keys
    row_seller: Keys
    row_price_eur: NDArray[np.float64]
    row_windows: NDArray[np.uint8]


class Shared(NamedTuple):
    """The measures of the keys that at least two listings share (see `measure.Measures`)."""

    key: Keys
    listings: NDArray[np.uint32]
    sellers: NDArray[np.uint32]
    priced: NDArray[np.uint32]
    middle_eur: NDArray[np.float64]
    pair_key: Keys
    pair_seller: Keys
    pair_listings: NDArray[np.uint32]


class Counted(NamedTuple):
    """With what each asking listing counts under its key. Shapes: (n,); no windows where it does not count."""

    seller: Keys
    price_eur: NDArray[np.float64]
    windows: NDArray[np.uint8]


class Found(NamedTuple):
    """What is found. Shapes: (n, windows)."""

    listings: NDArray[np.int64]
    sellers: NDArray[np.int64]
    median_eur: NDArray[np.float64]


def look_up(rows: Rows, shared: Shared, keys: Keys, own: Counted) -> Found:
    """Listings, sellers and median price per key and window, without the listing that asks."""
    shape = (len(keys), WINDOWS)
    found = Found(np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.full(shape, np.nan))
    _look_up(rows, shared, keys, own, found)
    return found


def find_members(rows: Rows, keys: Keys, listing: Keys) -> Counted:
    """With what each listing counts under its key in these rows."""
    found = Counted(np.zeros(len(keys), np.uint64), np.full(len(keys), np.nan), np.zeros(len(keys), np.uint8))
    _find_members(rows, keys, listing, found)
    return found


@numba.njit(cache=True, nogil=True)
def _look_up(rows: Rows, shared: Shared, asked: Keys, own: Counted, found: Found) -> None:
    for row in range(len(asked)):
        if asked[row] == 0:
            continue
        place = np.searchsorted(shared.key, asked[row])
        if place < len(shared.key) and shared.key[place] == asked[row]:
            _take_shared(shared, place, own, row, found)
        elif not own.windows[row]:  # else the one listing under the key is the one that asks
            _take_single(rows, asked[row], row, found)


@numba.njit(cache=True, nogil=True)
def _take_shared(shared: Shared, place: Any, own: Counted, row: int, found: Found) -> None:
    pair = -1
    if own.windows[row] and own.seller[row]:
        pair = _place_of_pair(shared.pair_key, shared.pair_seller, shared.key[place], own.seller[row])
    has_price = not np.isnan(own.price_eur[row])
    for window in range(WINDOWS):
        counts = own.windows[row] >> window & 1
        alone = counts and own.seller[row] != 0 and (pair < 0 or shared.pair_listings[pair, window] == 1)
        found.listings[row, window] = np.int64(shared.listings[place, window]) - counts
        found.sellers[row, window] = np.int64(shared.sellers[place, window]) - (1 if alone else 0)
        taken = counts == 1 and has_price
        priced = np.int64(shared.priced[place, window])
        if priced > (1 if taken else 0):
            found.median_eur[row, window] = _median_without(
                shared.middle_eur[place, window], priced, taken, own.price_eur[row]
            )


@numba.njit(cache=True, nogil=True)
def _take_single(rows: Rows, key: Any, row: int, found: Found) -> None:
    place = np.searchsorted(rows.row_key, key)
    if place < len(rows.row_key) and rows.row_key[place] == key:
        for window in range(WINDOWS):
            if rows.row_windows[place] >> window & 1:
                found.listings[row, window] = 1
                found.sellers[row, window] = 1 if rows.row_seller[place] else 0
                found.median_eur[row, window] = rows.row_price_eur[place]


@numba.njit(cache=True, nogil=True)
def _median_without(middle: NDArray[np.float64], count: Any, taken: bool, own: float) -> Any:
    """The median of `count` prices, without `own` when that is one of them; places as in `measure.Measures`."""
    below, centre, above = middle[0], middle[1], middle[2]
    if not taken:
        return centre if count % 2 else (below + centre) / 2
    if count % 2 == 0:
        return centre if own <= below else below
    if own < centre:
        return (centre + above) / 2
    return (below + centre) / 2 if own > centre else (below + above) / 2


@numba.njit(cache=True, nogil=True)
def _find_members(rows: Rows, asked: Keys, listing: Keys, found: Counted) -> None:
    for row in range(len(asked)):
        place = _place_of_pair(rows.row_key, rows.row_listing, asked[row], listing[row])
        if place >= 0:
            found.seller[row] = rows.row_seller[place]
            found.price_eur[row] = rows.row_price_eur[place]
            found.windows[row] = rows.row_windows[place]


@numba.njit(cache=True, nogil=True)
def _place_of_pair(first: Keys, second: Keys, key: Any, other: Any) -> int:
    """Where a pair stands in two columns that are sorted together; -1 when it does not."""
    low, high = 0, len(first)
    while low < high:
        middle = (low + high) // 2
        if first[middle] < key or (first[middle] == key and second[middle] < other):
            low = middle + 1
        else:
            high = middle
    return low if low < len(first) and first[low] == key and second[low] == other else -1

"""One number for all facts about a listing: as long as it is the same, so is whatever was made of those facts."""

import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.facts.kinds import Kind
from guildmark.facts.rows import FactRows
from guildmark.facts.table import FactTable, Own

# Multipliers of splitmix64. Source: G. Steele, D. Lea, C. Flood: Fast Splittable Pseudorandom Number Generators, 2014.
STEP = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def fact_digests(keys: pa.Table, facts: FactTable, own: Own) -> NDArray[np.uint64]:
    """The digest of every fact that stands under the keys of each listing.

    Shapes: `keys` as `fact_keys` gives them; `own` n listings; n digests out.
    """
    digests = np.zeros(len(own.listing), np.uint64)
    kinds = keys.column("kind").to_numpy()
    for kind in Kind:
        part = keys.filter(pa.array(kinds == kind))
        rows = part.column("row").to_numpy()
        found = facts.lookup(kind, part.column("key").to_numpy(), own.take(rows))
        _mix_rows(rows, np.uint64(kind), _as_numbers(found), digests)
    return digests


def _as_numbers(found: FactRows) -> NDArray[np.uint64]:
    """Counts and prices as bits, one row a key; no price is always the same bits."""
    prices = np.where(np.isnan(found.median_price_eur), -1.0, found.median_price_eur)
    return np.hstack([found.listings.view(np.uint64), found.sellers.view(np.uint64), prices.view(np.uint64)])


@numba.njit(cache=True, nogil=True)
def _mix_rows(
    rows: NDArray[np.int64], kind: np.uint64, numbers: NDArray[np.uint64], digests: NDArray[np.uint64]
) -> None:
    for place in range(len(rows)):
        digest = _mix(digests[rows[place]], kind)
        for column in range(numbers.shape[1]):
            digest = _mix(digest, numbers[place, column])
        digests[rows[place]] = digest


@numba.njit(cache=True, nogil=True)
def _mix(digest: np.uint64, number: np.uint64) -> np.uint64:
    value = (digest ^ number) + STEP
    value = (value ^ (value >> np.uint64(30))) * FIRST
    value = (value ^ (value >> np.uint64(27))) * SECOND
    return value ^ (value >> np.uint64(31))

"""Prices that can be compared: one unit, in euro."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.records.filled import filled
from guildmark.records.money import Rates

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

# A variant much cheaper than the listing is a part, a sample or a decoy, and not the goods.
CHEAPEST_VARIANT_SHARE = 0.05


def offers_eur(listings: pa.Table, rates: Rates) -> NDArray[np.float64]:
    """The lowest price of a single unit per listing, over the listing and its variants.

    Shapes: (n,). Units: EUR; NaN where price or currency is not known, or the price is 0.
    """
    currency = listings.column("currency").combine_chunks()
    price = rates.to_eur(listings.column("price").combine_chunks(), currency)
    price[~(price > 0)] = np.nan
    variants: Any = listings.column("variants").combine_chunks()
    if variants.null_count < len(variants):
        rows = np.asarray(pc.list_parent_indices(variants), np.int64)
        of_variants = rates.to_eur(
            pc.struct_field(variants.flatten(), "price"), currency.take(pa.array(rows, pa.int64()))
        )
        with np.errstate(invalid="ignore"):
            of_variants[~(of_variants > CHEAPEST_VARIANT_SHARE * price[rows]) & ~np.isnan(price[rows])] = np.nan
        lowest = np.full(len(listings), np.nan)
        np.fmin.at(lowest, rows, of_variants)
        price = np.fmin(price, lowest)
    return price / np.maximum(pack_sizes(listings), 1)


def pack_sizes(listings: pa.Table) -> NDArray[np.int64]:
    """How many units each listing sells together, 1 where it does not say. Shape (n,)."""
    column: Any = listings.column("pack_size").combine_chunks()
    if column.null_count == len(column):
        return np.ones(len(column), np.int64)
    return np.asarray(filled(column, 1), np.int64)

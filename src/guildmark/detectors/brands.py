"""Brands: listings whose brand column names another than the mark that their title names."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.detectors.columns import mask_of
from guildmark.detectors.texts import FIELD

if TYPE_CHECKING:
    from guildmark.detectors.batch import Batch


def of_another_brand(batch: "Batch") -> NDArray[np.int64]:
    """Pairs whose mark stands in the title, and not in a brand that is given; none where the brand is another mark of
    the same holder. Shape (n,)."""
    named, pairs = batch.named, len(batch.pair_row)
    in_title, in_brand = (mask_of(named.value[named.field == FIELD[name]], pairs) for name in ("title", "brand"))
    holders = batch.pair_row * len(batch.index.rights) + batch.index.holder[batch.pair_right]
    claimed = np.isin(holders, holders[in_brand]) if in_brand.any() else in_brand
    found = np.flatnonzero(in_title & ~claimed)
    brands: list[Any] = brands_of(batch, batch.pair_row[found])
    return found[np.array([len(brand or "") > 1 for brand in brands], np.bool_)]


def brands_of(batch: "Batch", rows: NDArray[np.int64]) -> list[Any]:
    """The brands of some listings, null where none is given."""
    brands: list[Any] = batch.texts.columns["brand"].texts.take(pa.array(rows, pa.int64())).to_pylist()
    return brands

"""Which rights other listings named: what this one was, or one that was refused."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.detectors.batch import Batch
from guildmark.records import DEFAULT_MARKETPLACE, LISTING
from guildmark.text.matcher import Matcher


def rights_named(
    batch: Batch, earlier: Sequence[Mapping[str, Any]], place: NDArray[np.int64], rights: NDArray[Any]
) -> NDArray[np.bool_]:
    """Whether the earlier listing at each place named the right, read as the batch reads its own. Shape (n,).

    `earlier` are listings as columns by name.
    """
    rows = [{"marketplace": DEFAULT_MARKETPLACE, "listing_id": str(n), **one} for n, one in enumerate(earlier)]
    read = Batch.read(pa.Table.from_pylist(rows, LISTING), batch.index, batch.rates, Matcher(batch.index.automaton))
    named: NDArray[np.bool_] = read.pair_of(place, rights) >= 0
    return named

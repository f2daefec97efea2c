"""Which pictures of a batch are copies of official ones; made by the engine, which has the picture room at hand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class PictureMatches:
    """Copies of official pictures among the pictures of a batch.

    Shapes: each (n,), a row a match. `row` is the listing, `picture` the place in `digests`, `right` whose official
    picture it is, `distance_bits` 0 to 256, `exact` the same bytes. `digests` name all pictures of the batch,
    `official` the matched official one.
    """

    row: NDArray[np.int64]
    picture: NDArray[np.int64]
    right: NDArray[np.int64]
    distance_bits: NDArray[np.int32]
    exact: NDArray[np.bool_]
    official: tuple[str, ...]
    digests: tuple[str, ...]

    @classmethod
    def none(cls) -> "PictureMatches":
        """Nothing matched, or nothing was looked at."""
        empty = np.zeros(0, np.int64)
        return cls(empty, empty, empty, empty.astype(np.int32), empty.astype(np.bool_), (), ())

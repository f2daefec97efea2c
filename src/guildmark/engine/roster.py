"""The roster: what is registered of detectors, as columns in the order of the detectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.detectors import all_detectors

type Names = pa.Array[Any]


@dataclass(frozen=True, slots=True)
class Roster:
    """Columns (D,) of D detectors: made once, and looked up for every signal."""

    names: tuple[str, ...]
    name: Names
    version: NDArray[np.int32]
    family: Names
    direction: Names
    seller_view: Names
    supports: NDArray[np.bool_]  # what speaks for a fake
    shows_span: NDArray[np.bool_]  # the seller may read the span itself
    of_price: NDArray[np.bool_]


@cache
def roster() -> Roster:
    """The columns of every detector of the library."""
    detectors = all_detectors()
    return Roster(
        names=tuple(d.name for d in detectors),
        name=_texts([d.name for d in detectors]),
        version=np.array([d.version for d in detectors], np.int32),
        family=_texts([d.family for d in detectors]),
        direction=_texts([d.direction for d in detectors]),
        seller_view=_texts([d.seller_view for d in detectors]),
        supports=np.array([d.direction == "for" for d in detectors], np.bool_),
        shows_span=np.array([d.seller_view == "span" for d in detectors], np.bool_),
        of_price=np.array([d.family == "price" for d in detectors], np.bool_),
    )


def _texts(texts: Sequence[str]) -> Names:
    return pa.array(texts, pa.string())

"""Columns of one length that are taken and joined together: what hits, signals and the like have in common."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

type Arrays = tuple[NDArray[Any], ...]


class Columns:
    """The base of a frozen dataclass of two fields or more, all arrays of one length. Shapes: (n, …) each."""

    __slots__ = ()

    def __len__(self) -> int:
        return len(self._arrays()[0])

    def take(self, which: NDArray[Any]) -> Self:
        """The rows that a mask or index selects."""
        return type(self)(*[column[which] for column in self._arrays()])

    def joined(self, *others: Self) -> Self:
        """These rows, then the others'."""
        parts = [self._arrays(), *(other._arrays() for other in others)]
        return type(self)(*map(np.concatenate, zip(*parts, strict=True)))

    def _arrays(self) -> Arrays:
        kind: Any = type(self)
        return _reader(kind)(self)


def mask_of(places: NDArray[Any], size: int) -> NDArray[np.bool_]:
    """A mask (size,) of some places."""
    mask = np.zeros(size, np.bool_)
    mask[places] = True
    return mask


@cache
def _reader(kind: Any) -> Callable[[Any], Arrays]:
    """Reads all columns at once: a batch of one listing is taken from a hundred times, so that it counts."""
    return attrgetter(*(field.name for field in fields(kind)))

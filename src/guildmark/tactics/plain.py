"""One listing and one mark, asked plainly: what the compiled form of a tactic is held against."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class One:
    """A listing with a mark that something ties it to.

    `listing` has the columns of LISTING, prices in euro beside them as `price_eur` (of one unit) and `asked_eur` (as
    written). `says` tells where a phrase stands undenied: pairs of field and whether a mark stands within so many
    code points. `signals` are those of the pair.
    """

    listing: Mapping[str, Any]
    mark_names: frozenset[str]  # of the right, folded
    is_named: bool
    is_authorised: bool | None  # None: the holder names no sellers, or no seller is given
    says: Callable[[str], Sequence[tuple[str, int]]]  # the field, and how far the mark is, in code points
    texts: Callable[[str], Sequence[str]]  # of a field
    signals: Sequence[Mapping[str, Any]]
    fact: Callable[[str, str, int], float | None]  # what it is about, the measure, days
    price_eur: float | None
    to_eur: Callable[[float, str], float]
    pictures: Sequence[str] = field(default=())  # hashes, hexadecimal

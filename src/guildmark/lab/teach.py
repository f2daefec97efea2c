"""Which decisions teach weights, and how much each counts."""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from guildmark.lab import dice
from guildmark.lab.casebook import AUDIT, QUEUE, Casebook, Entry, is_pair
from guildmark.lab.fit import Teaching
from guildmark.lab.histories import INFRINGING, NOT
from guildmark.records import BANDS

ACT = BANDS[-1]


def is_examined(entry: Entry, examined: Collection[str]) -> bool:
    """Whether a case counts towards a licence: one that would act, of a draw that a licence may rest on.

    Such cases teach nothing. Weights that were fitted to an exam's answers would pass it, and the bound would be none.
    """
    return entry.band == ACT and entry.draw in examined


def teaching_places(book: Casebook, examined: Collection[str]) -> list[int]:
    """The places of the cases that teach: decided one way or the other, about a pair, and not part of an exam."""
    return [
        place
        for place, entry in enumerate(book.entries)
        if entry.outcome in (INFRINGING, NOT) and is_pair(entry) and not is_examined(entry, examined)
    ]


def teaching_of(book: Casebook, places: Sequence[int]) -> Teaching:
    """These cases, ready to be fitted to."""
    entries = [book.entries[place] for place in places]
    return Teaching(
        strength=book.strengths(places),
        infringing=np.array([entry.outcome == INFRINGING for entry in entries], np.bool_),
        weight=case_weights(entries),
        audit=np.array([entry.source == AUDIT for entry in entries], np.bool_),
    )


def case_weights(entries: Sequence[Entry]) -> NDArray[np.float64]:
    """How much each decision counts, at most 1: as much as its seller leaves it, and for audits as it was rarely drawn.

    All decisions about one seller from one source count as one witness, or a shop with fifty offers of one kind would
    be fifty. Audited cases of a band are weighted by the inverse of their probability, scaled so that together they
    count for as many as they are worth (Kish 1965: the square of the sum over the sum of squares), and cut at 1. It is
    done band by band: bands are cut by the score, so that drawing more of one than of another biases no weight, while
    weighting it away would leave nearly all to clear cases, which teach least. Calibration weighs over all bands.
    """
    shared = Counter((entry.source, seller_of(entry)) for entry in entries)
    weight = np.array([1 / shared[entry.source, seller_of(entry)] for entry in entries])
    inverse = np.array([1 / entry.probability if entry.probability else 1.0 for entry in entries])
    for band in BANDS:
        drawn = np.array([entry.source == AUDIT and entry.band == band for entry in entries], np.bool_)
        if drawn.any():
            mine = inverse[drawn]
            weight[drawn] *= np.minimum(mine * mine.sum() / np.sum(mine**2), 1.0)
    return weight


def seller_of(entry: Entry) -> str:
    """The seller; a listing that names none stands for itself."""
    return entry.seller or f"listing {entry.finding_id}"


def folds_of(entries: Sequence[Entry], folds: int) -> NDArray[np.int64]:
    """The group of each case, the same for all cases of a seller. Shape (n,)."""
    return np.array([dice.number("fold", seller_of(entry)) % folds for entry in entries], np.int64)


def sources(entries: Sequence[Entry]) -> dict[str, int]:
    """How many cases came from where."""
    counts = Counter(entry.source for entry in entries)
    return {AUDIT: counts[AUDIT], QUEUE: counts[QUEUE]}

"""Marks that are not named: clues of shared rules tell of them, which are phrases and pictures."""

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.hits import Hits
from guildmark.detectors.pictures import KnownPictures
from guildmark.rights.index import Index

MATCH_BITS = 31  # of PDQ hashes, within which its publisher takes two pictures for one


def told_pairs(
    rows: NDArray[np.int64], clues: NDArray[np.int64], index: Index
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The pairs that clues tell of, as row × rights + right, and whether only a rule that is being tried does so."""
    low = np.searchsorted(index.told_clue, clues, "left")
    counts = np.searchsorted(index.told_clue, clues, "right") - low
    first = np.repeat(low - (np.cumsum(counts) - counts), counts)
    place = first + np.arange(len(first))
    return np.repeat(rows, counts) * max(len(index.rights), 1) + index.told_right[place], index.told_quiet[place] != 0


def with_told(
    keys: NDArray[np.int64], hits: Hits, known: KnownPictures, index: Index
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Pairs that are named (rising, as row × rights + right) with those that are only told of.

    Shapes: (P,) each: the pairs, which of them are only told of, and which by rules alone that are being tried.
    """
    if not len(index.told_clue) or not (len(hits) or len(known)):
        nothing = np.zeros(len(keys), np.bool_)
        return keys, nothing, nothing
    near = known.take(known.bits <= MATCH_BITS)
    clues = np.concatenate((hits.value.astype(np.int64), index.first_picture[0] + near.number))
    told, quiet = told_pairs(np.concatenate((hits.row, near.row)), clues, index)
    loud = np.union1d(keys, told[~quiet])
    everyone = np.union1d(loud, told)
    return everyone, ~np.isin(everyone, keys), ~np.isin(everyone, loud)

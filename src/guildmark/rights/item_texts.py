"""Texts of catalogue items, each different one once, with their words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.rights.names import right_keys
from guildmark.text.folding import FoldTables
from guildmark.text.layout import Records
from guildmark.text.title_layout import Phrases
from guildmark.text.title_words import TitleWords, title_words

type Places = NDArray[np.int64]
type Keys = NDArray[np.uint64]
type TextRow = tuple[int, int, str, tuple[str, ...]]  # item, right, text, and what else tells texts apart


@dataclass(frozen=True, slots=True)
class ItemTexts:
    """Different texts of items, with their words.

    Shapes: `right` int64 (t,); `items` of each text, from `ends` (t + 1,); `key` (words,), each with its right.
    """

    right: Places
    items: Places
    ends: Places
    found: TitleWords
    key: Keys

    @property
    def words(self) -> Records:
        """The words of all texts."""
        return self.found.words


def read_texts(rows: Sequence[TextRow], tables: FoldTables, phrases: Phrases) -> ItemTexts:
    """The words of texts; rows with the same right, text and rest are one text of several items."""
    numbers: dict[tuple[int, str, tuple[str, ...]], int] = {}
    of_row = np.array([numbers.setdefault(row[1:], len(numbers)) for row in rows], np.int64)
    texts = pa.array([text for _, text, _ in numbers], pa.string())
    found = title_words(texts, tables.fold, tables.expansions, phrases)
    right = np.array([number for number, _, _ in numbers], np.int64)
    key = right_keys(right[found.words["text"]], found.words["key"])
    order = np.argsort(of_row, kind="stable")
    items = np.array([item for item, *_ in rows], np.int64)[order]
    return ItemTexts(right, items, ends_of(of_row[order], len(numbers)), found, key)


def spread(texts: Places, of: ItemTexts) -> tuple[Places, Places]:
    """For rows that belong to texts, a row for each item of the text: (row, item)."""
    counts = np.diff(of.ends)[texts]
    at = np.repeat(of.ends[:-1][texts] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
    return np.repeat(np.arange(len(texts)), counts), of.items[at]


def ends_of(sorted_places: Places, size: int) -> NDArray[np.int64]:
    """Where the rows of each place begin, and the last end. Shape (size + 1,)."""
    return np.searchsorted(sorted_places, np.arange(size + 1))

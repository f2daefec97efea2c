"""The colours in which official goods are made, folded to basic ones."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.records import CatalogueItem, Right
from guildmark.text.folding import FoldTables
from guildmark.text.word_bits import BitPhrases, Mentions, find_bits


def made_in(
    rights: Sequence[Right], items: Sequence[tuple[int, CatalogueItem]], tables: FoldTables, phrases: BitPhrases
) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """The colours of each item, and whether they are all that it is made in, as far as the catalogue tells.

    Rows of a catalogue with the same name, colours aside, are one product in several colours. What stands in its name
    or in the mark is no other colour of a listing either. Shapes: (I,) each; a bit a basic colour. A colour that does
    not fold leaves the product's colours unknown.
    """
    colours, known = np.zeros(len(items), np.uint32), np.zeros(len(items), np.bool_)

    def found(texts: Sequence[str]) -> Mentions:
        return find_bits(pa.array(texts, pa.string()), tables.fold, tables.expansions, phrases)

    given = [(place, text) for place, (_, item) in enumerate(items) for text in item.colours]
    folded, of_item = found([text for _, text in given]), np.array([place for place, _ in given], np.int64)
    known[of_item] = True
    np.logical_and.at(known, of_item, np.isin(np.arange(len(given)), folded.text))
    np.bitwise_or.at(colours, of_item[folded.text], folded.bits)

    names = [item.name or item.model for _, item in items]
    in_names = found([" / ".join((name, *item.other_names)) for name, (_, item) in zip(names, items, strict=True)])
    np.bitwise_or.at(colours, in_names.text, in_names.bits)
    in_marks = found([" / ".join((right.mark, *right.spellings)) for right in rights])
    of_right = np.zeros(len(rights), np.uint32)
    np.bitwise_or.at(of_right, in_marks.text, in_marks.bits)

    product = _products(items, names, found(names))
    whole, whole_known = np.zeros(len(items), np.uint32), np.ones(len(items), np.bool_)
    np.bitwise_or.at(whole, product, colours)
    np.logical_and.at(whole_known, product, known)
    number = np.array([number for number, _ in items], np.int64)
    return whole[product] | of_right[number], whole_known[product]


def _products(
    items: Sequence[tuple[int, CatalogueItem]], names: Sequence[str], mentions: Mentions
) -> NDArray[np.int64]:
    """A number for each product: items of a right whose names differ by nothing but colours. Shape (I,)."""
    bare = list(names)
    for text, start, end in zip(mentions.text[::-1], mentions.start[::-1], mentions.end[::-1], strict=True):
        bare[text] = bare[text][:start] + bare[text][end:]
    keys = [(number, " ".join(name.casefold().split())) for (number, _), name in zip(items, bare, strict=True)]
    numbers: dict[tuple[int, str], int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)

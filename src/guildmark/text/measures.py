"""Quantities and packs as titles write them, read from `measures.yaml` and made ready for the kernel."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.text.buffers import text_buffers
from guildmark.text.folding import FoldTables
from guildmark.text.key_tables import make_table
from guildmark.text.layout import Records
from guildmark.text.shipped import shipped
from guildmark.text.title_atoms import ATOM, NUMBER
from guildmark.text.title_layout import LONGEST_PHRASE, OF_PACK, Phrases
from guildmark.text.title_measures import beside_key
from guildmark.text.title_words import atoms_of

SLOT, ANY_NUMBER = "{n}", "7"


@dataclass(frozen=True, slots=True)
class Measure:
    """One way of writing an amount; `text` has SLOT where the number stands."""

    text: str
    dimension: int  # OF_PACK, or the place among the dimensions, from 1
    factor: float
    countable: bool


@cache
def read_measures() -> tuple[Measure, ...]:
    """All measures that ship, in the order of the file."""
    document = _document()
    units = [
        Measure(f"{SLOT} {word}", number, float(unit["factor"]), bool(entry.get("countable", False)))
        for number, entry in enumerate(document["dimensions"], start=int(OF_PACK) + 1)
        for unit in entry["units"]
        for word in unit["words"]
    ]
    texts = (text for of_language in document["packs"].values() for text in of_language)
    packs = [Measure(text, int(OF_PACK), 1.0, countable=False) for text in texts]
    return (*units, *packs)


@cache
def bundle_words() -> tuple[str, ...]:
    """Phrases that say more than one unit, and not how many."""
    return tuple(text for texts in _document()["bundles"].values() for text in texts)


@cache
def _document() -> Any:
    return shipped("measures.yaml")


def compile_phrases(measures: Sequence[Measure], tables: FoldTables) -> Phrases:
    """Measures for the kernel, longest first.

    Errors: ValueError for a measure of more than LONGEST_PHRASE atoms or without its slot.
    """
    texts = [measure.text.replace(SLOT, ANY_NUMBER) for measure in measures]
    keys = np.zeros((len(texts), LONGEST_PHRASE), np.uint64)
    length, slot = np.zeros(len(texts), np.int32), np.zeros(len(texts), np.int32)
    for place, (measure, atoms) in enumerate(zip(measures, split_texts(texts, tables), strict=True)):
        numbers = np.flatnonzero(atoms["kind"] == NUMBER)
        if len(atoms) > LONGEST_PHRASE or len(numbers) != 1:
            raise ValueError(f"measures.yaml: {measure.text!r} needs one {SLOT} and at most {LONGEST_PHRASE} parts.")
        keys[place, : len(atoms)] = atoms["key"]
        length[place], slot[place] = len(atoms), numbers[0]
    order = np.argsort(-length, kind="stable")
    behind = slot == 0
    next_to = keys[np.arange(len(keys)), np.where(behind, 1, slot - 1)]
    beside = [beside_key(key, side) for key, side in zip(next_to, behind, strict=True)]
    return Phrases(
        beside=make_table(np.array(beside, np.uint64)[order], np.arange(len(order), dtype=np.int32)),
        keys=keys[order],
        length=length[order],
        slot=slot[order],
        dimension=_column((m.dimension for m in measures), np.uint8)[order],
        factor=_column((m.factor for m in measures), np.float64)[order],
        countable=_column((m.countable for m in measures), np.bool_)[order],
    )


def split_texts(texts: Sequence[str], tables: FoldTables) -> Iterator[Records]:
    """The atoms of each text."""
    data, offsets = text_buffers(pa.array(texts, pa.string()))
    atoms, ends = np.zeros(len(data) + 16 * len(texts) + 16, ATOM), np.zeros(len(texts) + 1, np.int64)
    atoms_of(data, offsets, tables.fold, tables.expansions, atoms, ends)
    for low, high in pairwise(ends.tolist()):
        yield atoms[low:high]


def _column(values: Iterable[Any], kind: Any) -> NDArray[Any]:
    return np.fromiter(values, kind)

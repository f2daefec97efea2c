"""The colours that listings state: in the title, in the names of variants, in attributes that are called colour."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute
from numpy.typing import NDArray
from ruamel.yaml import YAML

from guildmark.detectors.hits import Hits
from guildmark.detectors.texts import FIELD
from guildmark.text.word_bits import find_bits

if TYPE_CHECKING:
    from guildmark.detectors.batch import Batch

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers


@dataclass(frozen=True, slots=True)
class StatedColours:
    """Mentions of colours, each where it stands. Shapes: (n,); `colours` has a bit a basic colour."""

    hits: Hits
    colours: NDArray[np.uint32]


def stated_colours(batch: "Batch", rows: NDArray[np.int64]) -> StatedColours:
    """The colours that the listings of these rows state."""
    which = {name: np.flatnonzero(np.isin(batch.texts.columns[name].rows, rows)) for name in ("title", "variants")}
    which["attributes"] = _named_attributes(batch, np.unique(rows))
    parts = [_found(batch, name, of_name) for name, of_name in which.items()]
    return StatedColours(Hits.joined(*(hits for hits, _ in parts)), np.concatenate([colours for _, colours in parts]))


def _found(batch: "Batch", name: str, which: NDArray[np.int64]) -> tuple[Hits, NDArray[np.uint32]]:
    column, automaton = batch.texts.columns[name], batch.index.automaton
    found = find_bits(
        column.texts.take(which), automaton.fold, automaton.expansions, batch.index.products.colour_phrases
    )
    text = which[found.text]
    nothing = np.zeros(len(text), np.int32)
    field = np.full(len(text), FIELD[name], np.int64)
    return Hits(column.rows[text], field, text, found.start, found.end, nothing, nothing), found.bits


def _named_attributes(batch: "Batch", rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places in the column of attributes whose name says that they are a colour; few listings are asked for them."""
    said: set[tuple[int, str]] = set()
    attributes: list[Any] = batch.listings.column("attributes").take(rows).to_pylist()
    for row, entries in zip(rows.tolist(), attributes, strict=True):
        said |= {(row, value) for name, value in entries or () if value and name.strip().lower() in _names()}
    column = batch.texts.columns["attributes"]
    which = np.flatnonzero(np.isin(column.rows, rows))
    texts: list[Any] = column.texts.take(which).to_pylist()
    kept = [(row, text) in said for row, text in zip(column.rows[which].tolist(), texts, strict=True)]
    return which[np.array(kept, np.bool_)]


@cache
def _names() -> frozenset[str]:
    document = YAML(typ="safe", pure=True).load((files(__package__) / "colour_attributes.yaml").read_text("utf-8"))
    return frozenset(document["names"])

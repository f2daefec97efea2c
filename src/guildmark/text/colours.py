"""Words for colours, folded to basic ones; found in columns of texts."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from guildmark.text.automaton import Texts, make_table, mix, text_buffers
from guildmark.text.compiled import compiled
from guildmark.text.folding import FoldTables
from guildmark.text.hashing import find, mixed
from guildmark.text.layout import Table
from guildmark.text.measures import split_texts
from guildmark.text.title_atoms import ATOM, TOUCHING, UNSPACED, split_atoms

LONGEST_COLOUR = 10  # atoms
INNOCENT = np.uint32(0)


class ColourPhrases(NamedTuple):
    """Words for colours as atoms.

    Shapes: `keys` uint64 (P, LONGEST_COLOUR), `length` (P,), `colours` (P,) a bit a basic colour, INNOCENT for a phrase
    that says nothing; `first` from the key of the first atom to phrases, longest first; `near` (32,), for each colour
    its own bit and those that it is confused with.
    """

    keys: NDArray[np.uint64]
    length: NDArray[np.int32]
    colours: NDArray[np.uint32]
    first: Table
    near: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Colours:
    """Mentions of colours. Shapes: (n,) each, in the order of the texts. Units: code points."""

    text: NDArray[np.int64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    colours: NDArray[np.uint32]


@cache
def _document() -> Any:
    return YAML(typ="safe", pure=True).load((files(__package__) / "colours.yaml").read_text("utf-8"))


@cache
def colour_names() -> tuple[str, ...]:
    """The basic colours, each with its bit."""
    return tuple(entry["colour"] for entry in _document()["colours"])


def colour_phrases(tables: FoldTables) -> ColourPhrases:
    """All words for colours.

    Errors: ValueError for a phrase of more than LONGEST_COLOUR atoms, KeyError for a colour that is none.
    """
    document = _document()
    bit = {name: 1 << place for place, name in enumerate(colour_names())}
    folds: dict[str, int] = {str(text): 0 for text in document["innocent"]}
    for entry in document["colours"]:
        for text in (word for words in entry["words"].values() for word in words):
            folds[text] = folds.get(text, 0) | bit[entry["colour"]]
    for entry in document["either"]:
        for text in entry["words"]:
            folds[text] = folds.get(text, 0) | sum(bit[name] for name in entry["colours"])
    keys, length = np.zeros((len(folds), LONGEST_COLOUR), np.uint64), np.zeros(len(folds), np.int32)
    texts = tuple(folds)
    for place, (text, atoms) in enumerate(zip(texts, split_texts(texts, tables), strict=True)):
        if not 0 < len(atoms) <= LONGEST_COLOUR:
            raise ValueError(f"colours.yaml: {text!r} has {len(atoms)} parts, of 1 to {LONGEST_COLOUR}.")
        keys[place, : len(atoms)], length[place] = atoms["key"], len(atoms)
    near = np.zeros(32, np.uint32)
    near[: len(bit)] = [bit[e["colour"]] | sum(bit[name] for name in e["near"]) for e in document["colours"]]
    order = np.argsort(-length, kind="stable")
    return ColourPhrases(
        keys[order],
        length[order],
        np.array(list(folds.values()), np.uint32)[order],
        make_table(mix(keys[order, 0]), np.arange(len(order), dtype=np.int32)),
        near,
    )


def find_colours(
    texts: Texts, fold: NDArray[np.uint32], expansions: NDArray[np.uint32], phrases: ColourPhrases
) -> Colours:
    """All mentions of colours in a column of texts, the longest at each place."""
    data, offsets = text_buffers(texts)
    atoms = np.zeros(int(np.diff(offsets).max(initial=0)) + 16, ATOM)
    room = len(offsets) + 64
    while True:
        text, start, end = np.zeros(room, np.int64), np.zeros(room, np.int32), np.zeros(room, np.int32)
        colours = np.zeros(room, np.uint32)
        count = int(_find_colours(data, offsets, fold, expansions, phrases, atoms, text, start, end, colours))
        if count <= room:
            return Colours(text[:count], start[:count], end[:count], colours[:count])
        room = count


def with_near(colours: NDArray[np.uint32], near: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Colours and all that they are confused with. Shape (n,)."""
    result = np.zeros(len(colours), np.uint32)
    for place, wider in enumerate(near):
        result |= np.where(colours >> np.uint32(place) & np.uint32(1), wider, np.uint32(0)).astype(np.uint32)
    return result


@compiled()
def _find_colours(data, offsets, fold, expansions, phrases, atoms, o_text, o_start, o_end, o_colours):  # type: ignore[no-untyped-def]
    count = 0
    for text in range(len(offsets) - 1):
        size = split_atoms(data, offsets[text], offsets[text + 1], fold, expansions, atoms)
        i = 0
        while i < size:
            phrase = _colour_at(atoms, size, i, phrases)
            if phrase < 0:
                i += 1
                continue
            last = i + phrases.length[phrase]
            if phrases.colours[phrase] != INNOCENT:
                if count < len(o_text):
                    o_text[count], o_colours[count] = text, phrases.colours[phrase]
                    o_start[count], o_end[count] = atoms[i].start, atoms[last - 1].end
                count += 1
            i = last
    return count


@compiled()
def _colour_at(atoms, size, i, phrases):  # type: ignore[no-untyped-def]
    """The longest phrase that stands by itself there, or -1; phrases with the same first atom come longest first."""
    slot = find(phrases.first.slots, mixed(atoms[i].key))
    if slot < 0 or (i > 0 and _glued(atoms, i)):
        return -1
    first = phrases.first.slots[slot].first
    for v in range(first, first + phrases.first.slots[slot].count):
        phrase = phrases.first.values[v]
        last = i + phrases.length[phrase]
        if last > size or (last < size and _glued(atoms, last)):
            continue
        fits = True
        for j in range(i, last):
            fits = fits and atoms[j].key == phrases.keys[phrase, j - i]
        if fits:
            return phrase
    return -1


@compiled(inline=True)
def _glued(atoms, i):  # type: ignore[no-untyped-def]
    """Whether an atom goes on from the one before without a break, as in black2000."""
    return atoms[i].gap == TOUCHING and atoms[i].kind != UNSPACED and atoms[i - 1].kind != UNSPACED

"""Hits of the matcher over all texts of a batch, with where each stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.columns import Columns
from guildmark.detectors.texts import FIELDS, Texts
from guildmark.rights.index import MODELS, TOLD, WANTED, Index
from guildmark.rights.innocent import OWNER_SHIFT
from guildmark.text.layout import ADDRESSES
from guildmark.text.lists import NUMBERS
from guildmark.text.matcher import Matcher, list_bits
from guildmark.text.spans import beside, nearest

type Wanted = tuple[NDArray[np.uint64], NDArray[np.int64]]

_TALK = ("replica", "denial", "compatible", "resale", "parallel", "contact", "hidden_link", "parts", "innocent")
_LISTS = {
    "title": ("marks", "goods", *_TALK, "models"),
    "brand": ("marks", "unbranded", "innocent"),
    "description": ("marks", *_TALK, "models"),
    "variants": ("marks", "replica", "contact", "hidden_link", "innocent", "models"),
    "attributes": ("marks", "replica", "contact", "hidden_link", "innocent", "models"),
    "seller_name": ("marks",),
    "category": ("goods",),
    "reviews": ("complaint", "denial", "unsure", "innocent"),
    "pictures": ("marks", "replica", "contact", "hidden_link", "innocent"),
}
_NUMBERS = {**NUMBERS, "models": MODELS, "wanted": WANTED, "told": TOLD}
_NAMES = {number: name for name, number in _NUMBERS.items()}


@cache
def _by_field(*, marks: bool, rules: bool) -> Wanted:
    """The sets of lists that fields are searched for, a bit for each list, and the set of each field: the marks or all
    others, with what shared rules look for."""
    more = [_NUMBERS["told" if marks else "wanted"]] if rules else []
    numbers = ([_NUMBERS[one] for one in _LISTS[name] if (one == "marks") is marks] + more for name in FIELDS)
    return np.unique(np.array([list_bits(of_field) for of_field in numbers]), return_inverse=True)


@dataclass(frozen=True, slots=True)
class Hits(Columns):
    """Columns of hits. Shapes: each (n,). Units: start and end in code points."""

    row: NDArray[np.int64]  # of the listing in the batch
    field: NDArray[np.int64]
    text: NDArray[np.int64]  # of the text within its column
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    value: NDArray[np.int32]  # what the pattern stands for: see `Index.values`
    flags: NDArray[np.int32]

    @classmethod
    def none(cls) -> "Hits":
        """No hit at all."""
        place, small = np.zeros(0, np.int64), np.zeros(0, np.int32)
        return cls(place, place, place, small, small, small, small)

    @property
    def key(self) -> NDArray[np.int64]:
        """One number per text: hits with the same key stand in the same text."""
        return self.field << np.int64(40) | self.text

    def gap_to(self, other: "Hits") -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """For each hit the nearest of the other hits in the same text, and the gap to it (see `spans.nearest`)."""
        return nearest((self.key, self.start, self.end), (other.key, other.start, other.end))


def find_hits(texts: Texts, index: Index, matcher: Matcher, other_rows: NDArray[np.int64]) -> Mapping[str, Hits]:
    """All hits, by the name of their list; `models` are those of the official catalogues.

    Marks, and phrases that tell of one, are looked for in every listing, everything else only in listings with one of
    these and in `other_rows`, which have some other tie to a right: most listings have none, and what their words say
    is about nobody.
    """
    first = _by_field(marks=True, rules=len(index.told_clue) > 0)
    others = _by_field(marks=False, rules=len(index.wanted) > 0)
    found = dict.fromkeys(_NUMBERS, Hits.none())
    found |= _match(texts, np.ones(len(texts.row), np.bool_), first, index, matcher)
    tied = np.zeros(max(texts.row.max(initial=0), other_rows.max(initial=0)) + 1, np.bool_)
    tied[found["marks"].row] = tied[found["told"].row] = tied[other_rows] = True
    return found | _match(texts, tied[texts.row], others, index, matcher)


def _match(texts: Texts, among: NDArray[np.bool_], wanted: Wanted, index: Index, matcher: Matcher) -> dict[str, Hits]:
    """Hits in some texts (n,), each of the lists that are wanted in its field; a text that repeats is matched once."""
    sets, of_field = wanted
    bits, of_text = sets[of_field], of_field[texts.field]
    which = np.flatnonzero(among & (bits > 0)[texts.field])
    if not len(which):
        return {}
    size = len(texts.in_address)
    key = of_text[which] * size + texts.read_at[which]
    asked = np.zeros(len(sets) * size, np.bool_)
    asked[key] = True
    once = np.flatnonzero(asked)
    places = once % size
    lists = sets[once // size] | np.where(texts.in_address[places], list_bits([ADDRESSES]), np.uint64(0))
    found = matcher.match_some(texts.buffers, places, lists)
    # What was found in each distinct text is found in each text that is the same.
    per_once = np.bincount(found["text"], minlength=len(once))
    first = np.cumsum(per_once) - per_once
    number = (np.cumsum(asked) - 1)[key]
    counts = per_once[number]
    text = which[np.repeat(np.arange(len(which)), counts)]
    found = found[np.repeat(first[number] - (np.cumsum(counts) - counts), counts) + np.arange(len(text))]
    pattern = found["pattern"]
    hits = Hits(
        texts.row[text],
        texts.field[text],
        texts.text[text],
        found["start"],
        found["end"],
        index.values[pattern],
        found["flags"],
    )
    of_list = index.automaton.patterns["list"][pattern]
    return {_NAMES[number]: hits.take(of_list == number) for number in np.unique(of_list).tolist()}


def beside_innocent(hits: Hits, owner: NDArray[Any], innocent: Hits, index: Index) -> NDArray[np.bool_]:
    """Whether a word that makes `owner` (n,), a phrase or P + a right, innocent stands near each hit in its text."""
    return beside(
        (hits.key, hits.start, hits.end, owner.astype(np.int64) << OWNER_SHIFT),
        (innocent.key, innocent.start, innocent.end, innocent.value.astype(np.int64)),
        index.innocent_keys,
        index.innocent_reach,
    )

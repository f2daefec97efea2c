"""Hits of the matcher over all text columns of a batch, with where each stands."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.rights.index import MODELS, Index
from guildmark.rights.innocent import OWNER_SHIFT
from guildmark.text.layout import ADDRESSES, HIT
from guildmark.text.lists import NUMBERS
from guildmark.text.matcher import Matcher
from guildmark.text.spans import beside, cut_spans, nearest

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

# The text columns that are read, in the order in which evidence is preferred; `pictures` are texts read in pictures.
FIELDS = ("title", "brand", "description", "variants", "attributes", "seller_name", "category", "reviews", "pictures")
FIELD = {name: number for number, name in enumerate(FIELDS)}
_TALK = ("replica", "denial", "compatible", "resale", "parallel", "contact", "hidden_link", "parts", "innocent")
_LISTS = {
    "title": ("marks", "goods", *_TALK),
    "brand": ("marks", "unbranded", "innocent"),
    "description": ("marks", *_TALK),
    "variants": ("marks", "replica", "contact", "hidden_link", "innocent"),
    "attributes": ("marks", "replica", "contact", "hidden_link", "innocent"),
    "seller_name": ("marks",),
    "category": ("goods",),
    "reviews": ("complaint", "denial", "unsure", "innocent"),
    "pictures": ("marks", "replica", "contact", "hidden_link", "innocent"),
}
# Columns with few texts, each many times over.
_REPEATING = ("brand", "variants", "attributes", "seller_name", "category")
_ADDRESS = r"^(?:https?://)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/?$"  # a seller that is known by its host
_WITH_MODELS = ("title", "description", "variants", "attributes")

type Column = pa.ChunkedArray[Any]


@dataclass(frozen=True, slots=True)
class TextColumn:
    """One text column: its texts, and the listing row that each belongs to."""

    texts: "pa.Array[Any]"
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hits:
    """Columns of hits. Shapes: each (n,). Units: start and end in code points."""

    row: NDArray[np.int64]  # of the listing in the batch
    field: NDArray[np.int64]
    text: NDArray[np.int64]  # of the text within its column
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    value: NDArray[np.int32]  # what the pattern stands for: see `Index.values`
    flags: NDArray[np.int32]

    def take(self, which: NDArray[Any]) -> "Hits":
        """The hits that a mask or index selects."""
        return Hits(*(getattr(self, f.name)[which] for f in fields(self)))

    def __len__(self) -> int:
        return len(self.row)

    @classmethod
    def joined(cls, parts: Sequence["Hits"]) -> "Hits":
        """Several columns of hits, one after the other."""
        return cls(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)))

    @property
    def key(self) -> NDArray[np.int64]:
        """One number per text: hits with the same key stand in the same text."""
        return self.field << np.int64(40) | self.text

    def gap_to(self, other: "Hits") -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """For each hit the nearest of the other hits in the same text, and the gap to it (see `spans.nearest`)."""
        return nearest((self.key, self.start, self.end), (other.key, other.start, other.end))


def text_columns(listings: pa.Table) -> dict[str, TextColumn]:
    """The texts of a batch by field; nested columns are flattened."""
    rows = np.arange(len(listings), dtype=np.int64)
    columns = {
        name: TextColumn(_plain(listings.column(name)), rows)
        for name in ("title", "brand", "description", "seller_name")
    }
    categories = [_plain(listings.column(name)) for name in ("category", "standard_category")]
    # Not `null_handling="skip"`, which in pyarrow 26 drops the rows in which every column is null.
    category = pc.binary_join_element_wise(*categories, " ", null_handling="replace", null_replacement="")
    columns["category"] = TextColumn(category, rows)
    columns["variants"] = _nested(listings.column("variants"), "title")
    columns["attributes"] = _attributes(listings.column("attributes"))
    if "reviews" in listings.column_names:
        columns["reviews"] = _nested(listings.column("reviews"), "text")
    return columns


def _plain(column: Column) -> "pa.Array[Any]":
    return column.combine_chunks()


def _nested(column: Column, child: str) -> TextColumn:
    lists: Any = column.combine_chunks()
    rows = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    return TextColumn(pc.struct_field(lists.flatten(), child) if len(rows) else pa.array([], pa.string()), rows)


def _attributes(column: Column) -> TextColumn:
    """Values of attributes; addresses of pages and pictures say nothing in words."""
    maps: Any = column.combine_chunks()
    if not len(maps) or maps.null_count == len(maps):
        return TextColumn(pa.array([], pa.string()), np.zeros(0, np.int64))
    offsets = np.asarray(maps.offsets)
    counts = np.where(np.asarray(maps.is_valid()), np.diff(offsets), 0)
    values = maps.items.slice(offsets[0], offsets[-1] - offsets[0])
    rows = np.repeat(np.arange(len(maps), dtype=np.int64), counts)
    kept = np.asarray(pc.invert(pc.fill_null(pc.starts_with(values, "http"), True)))
    return TextColumn(values.filter(pa.array(kept)), rows[kept]) if len(rows) == len(values) else _slow_attributes(maps)


def _slow_attributes(maps: Any) -> TextColumn:
    """The same where null maps cover values, which Arrow allows."""
    pairs = [(row, value) for row, entries in enumerate(maps.to_pylist()) for _, value in entries or () if value]
    kept = [(row, value) for row, value in pairs if not value.startswith("http")]
    return TextColumn(pa.array([v for _, v in kept], pa.string()), np.array([r for r, _ in kept], np.int64))


def match_columns(
    columns: dict[str, TextColumn], index: Index, matcher: Matcher, other_rows: NDArray[np.int64]
) -> dict[str, Hits]:
    """All hits, by the name of their list; `models` are those of the official catalogues.

    Marks are looked for in every listing, everything else only in listings with a mark and in `other_rows`, which have
    some other tie to a right: most listings have none, and what their words say is about nobody.
    """
    lists = {name: [NUMBERS[n] for n in _LISTS[name] if n != "marks" and n in NUMBERS] for name in columns}
    for name in _WITH_MODELS:
        lists[name].append(MODELS)
    marks = {name: [NUMBERS["marks"]] for name in columns if "marks" in _LISTS[name]}
    found = _match(columns, marks, index, matcher)
    rows = np.unique(np.concatenate((found["marks"].row, other_rows)))
    return _match(columns, lists, index, matcher, rows) | {"marks": found["marks"]}


def _match(
    columns: dict[str, TextColumn],
    lists: dict[str, list[int]],
    index: Index,
    matcher: Matcher,
    rows: NDArray[np.int64] | None = None,
) -> dict[str, Hits]:
    """Hits of some lists by column, in the texts of some listings or of all."""
    parts: list[tuple[int, NDArray[np.int64], Any]] = []
    for name, wanted in lists.items():
        column = columns[name]
        which = None if rows is None else np.flatnonzero(np.isin(column.rows, rows))
        texts = column.texts if which is None else column.texts.take(which)
        if len(texts) and wanted:
            each_once = name in _REPEATING
            found = _match_each_once(matcher, texts, wanted) if each_once else matcher.match(texts, wanted)
            if which is not None:
                found["text"] = which[found["text"]]
            parts.append((FIELD[name], column.rows[found["text"]], found))
    field = np.concatenate([np.full(len(f), n, np.int64) for n, _, f in parts] or [np.zeros(0, np.int64)])
    row = np.concatenate([r for _, r, _ in parts] or [np.zeros(0, np.int64)])
    found = np.concatenate([f for _, _, f in parts]) if parts else np.zeros(0, HIT)
    pattern = found["pattern"]
    text = found["text"].astype(np.int64)
    every = Hits(row, field, text, found["start"], found["end"], index.values[pattern], found["flags"])
    of_list = index.automaton.patterns["list"][pattern]
    names: Sequence[tuple[str, int]] = [*NUMBERS.items(), ("models", MODELS)]
    return {name: every.take(of_list == number) for name, number in names}


def _match_each_once(matcher: Matcher, texts: Any, lists: list[int]) -> Any:
    """What `matcher.match` gives, by matching each distinct text once."""
    encoded = texts.dictionary_encode()
    found = _match_names(matcher, encoded.dictionary, lists)
    text = np.asarray(encoded.indices.fill_null(len(encoded.dictionary)))
    hits_of = np.bincount(found["text"], minlength=len(encoded.dictionary) + 1)
    first_of = np.cumsum(hits_of) - hits_of
    counts = hits_of[text]
    place = np.repeat(first_of[text] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
    expanded = found[place]
    expanded["text"] = np.repeat(np.arange(len(text)), counts)
    return expanded


def _match_names(matcher: Matcher, texts: Any, lists: list[int]) -> Any:
    """What `matcher.match` gives; names of hosts are read in capitals, as short forms of marks are."""
    found = matcher.match(texts, lists)
    hosts = np.flatnonzero(pc.fill_null(pc.match_substring_regex(texts, _ADDRESS), False))
    if not len(hosts):
        return found
    within = matcher.match(pc.ascii_upper(texts.take(pa.array(hosts))), [*lists, ADDRESSES])
    within["text"] = hosts[within["text"]]
    found = np.concatenate((found[~np.isin(found["text"], hosts)], within))
    return found[np.argsort(found["text"], kind="stable")]


def cut_texts(
    columns: dict[str, TextColumn], hits: Hits, start: NDArray[np.int32], end: NDArray[np.int32]
) -> pa.StringArray:
    """Stretches of the texts that hits stand in, from `start` to `end` (n,). Units: code points."""
    result = np.full(len(hits), "", np.object_)
    for name, column in columns.items():
        which = np.flatnonzero(hits.field == FIELD[name])
        if len(which):
            cut = cut_spans(column.texts, hits.text[which], start[which].astype(np.int32), end[which].astype(np.int32))
            result[which] = cut.to_pylist()
    return pa.array(result, pa.string())


def beside_innocent(hits: Hits, owner: NDArray[Any], innocent: Hits, index: Index) -> NDArray[np.bool_]:
    """Whether a word that makes `owner` (n,), a phrase or P + a right, innocent stands near each hit in its text."""
    return beside(
        (hits.key, hits.start, hits.end, owner.astype(np.int64) << OWNER_SHIFT),
        (innocent.key, innocent.start, innocent.end, innocent.value.astype(np.int64)),
        index.innocent_keys,
        index.innocent_reach,
    )

"""The index: all rights compiled for looking up, built once and memory-mapped by every process."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.records import GOODS
from guildmark.rights.products import Products
from guildmark.rights.stored import store, stored
from guildmark.text import automaton
from guildmark.text.layout import Automaton

# The numbers of lists after the word lists: official models, phrases of shared rules, and those that tell of a right.
MODELS, WANTED, TOLD = 20, 21, 22
KIND_NUMBERS = {name: number for number, name in enumerate(GOODS)}
COUNTRIES = 26 * 26


@dataclass(frozen=True, slots=True)
class Index:
    """What detectors look things up in.

    Shapes: `rights` a table with a row a right (right_id, version, kind, mark, holder); R rights, K kinds of goods,
    S spellings, P phrases, I catalogue items. `*_keys` are sorted, to be searched. Prices in EUR, NaN where there are
    none.
    """

    automaton: Automaton
    values: NDArray[np.int32]  # per pattern: spelling, phrase, innocent word, or item
    rights: pa.Table
    spelling_right: NDArray[np.int32]  # (S,)
    spelling_generic: NDArray[np.bool_]
    spelling_short: NDArray[np.bool_]  # an abbreviation
    holder: NDArray[np.int32]  # (R,) a number for each holder
    goods: NDArray[np.bool_]  # (R, K) kinds that the right is known for
    sole_goods: NDArray[np.bool_]  # (R, K) the one kind that the mark alone stands for, where it is no word besides
    floor_eur: NDArray[np.float64]  # (R, K) the lowest price that the holder asks
    floor_private: NDArray[np.bool_]  # (R,)
    has_sellers: NDArray[np.bool_]  # (R,) authorised sellers are known
    has_origins: NDArray[np.bool_]
    has_catalogue: NDArray[np.bool_]
    has_gtins: NDArray[np.bool_]
    seller_keys: NDArray[np.uint64]  # of right and authorised seller: see `names`
    model_keys: NDArray[np.uint64]  # of right and number of a model of its catalogue
    origin_keys: NDArray[np.int64]  # right × COUNTRIES + country
    mark_keys: NDArray[np.uint64]  # of right and each of its names
    wanted: NDArray[np.int32]  # phrases of shared rules that are looked for beside a mark
    told_clue: NDArray[np.int32]  # (T,) phrases and pictures that tell of a right, rising: see `sought`
    told_right: NDArray[np.int32]
    told_quiet: NDArray[np.int32]  # not 0 where only rules that are being tried know it
    first_picture: NDArray[np.int32]  # (1,) the clue that is the first picture
    innocent_keys: NDArray[
        np.int64
    ]  # what is innocent (a phrase, or P + a right) and beside which word: see `innocent`
    innocent_reach: NDArray[np.int32]  # how near, in code points
    item_right: NDArray[np.int32]  # (I,)
    item_price_eur: NDArray[np.float64]
    item_kind: NDArray[np.int32]  # kind of goods, -1 not known
    gtin_keys: NDArray[np.uint64]  # official GTINs, sorted
    gtin_item: NDArray[np.int32]  # the item of each
    phrase_list: NDArray[np.uint8]  # (P,)
    phrase_grade: NDArray[np.float64]
    phrase_kind: NDArray[np.int32]  # kind of goods of a goods word; else place in `phrase_kinds`
    phrase_position: NDArray[np.int8]  # -1 before the mark, 1 after it, 0 either
    items: pa.Table  # model, gtin, name
    phrase_kinds: tuple[str, ...]
    products: Products

    def save(self, folder: Path) -> None:
        """Write everything into a folder; the last file written is `names.json`."""
        automaton.save(self.automaton, folder / "automaton")
        store(self.products, folder / "products")
        names: dict[str, Any] = {"arrays": []}
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, np.ndarray):
                np.save(folder / f"{name}.npy", value)
                names["arrays"].append(name)
            elif isinstance(value, pa.Table):
                with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, value.schema) as out:
                    out.write_table(value)
        names["phrase_kinds"] = self.phrase_kinds
        (folder / "names.json").write_text(json.dumps(names))

    @classmethod
    def open(cls, folder: Path) -> "Index":
        """Map what `save` wrote."""
        names = json.loads((folder / "names.json").read_text())
        fields: dict[str, Any] = {
            name: np.load(folder / f"{name}.npy", mmap_mode="c").view(np.ndarray) for name in names["arrays"]
        }
        for name in ("rights", "items"):
            fields[name] = pa.ipc.open_file(pa.memory_map(str(folder / f"{name}.arrow"))).read_all()
        return cls(
            automaton=automaton.load(folder / "automaton"),
            phrase_kinds=tuple(names["phrase_kinds"]),
            products=stored(Products, folder / "products"),
            **fields,
        )


def country_number(code: str) -> int:
    """A number for an ISO 3166-1 alpha-2 code, -1 for anything else."""
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        return -1
    upper = code.upper()
    return (ord(upper[0]) - 65) * 26 + ord(upper[1]) - 65

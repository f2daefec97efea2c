"""Catalogues made ready for titles: packs, colours, names in other languages, and the folder that keeps them."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from guildmark.records import CatalogueItem, Right
from guildmark.rights.products import UNKNOWN_PACK, Products, compile_products
from guildmark.rights.stored import store, stored
from guildmark.text.base import base_tables
from guildmark.text.colours import colour_names

TABLES = base_tables()[0]


def products(*items: CatalogueItem, mark: str = "Orvane") -> Products:
    right = Right("r", "h", "trademark", mark, catalogue=items)
    return compile_products([right], [(0, item) for item in items], TABLES)


def names(colours: int) -> set[str]:
    return {name for bit, name in enumerate(colour_names()) if int(colours) >> bit & 1}


def test_a_pack_is_as_given_else_as_named_else_unknown() -> None:
    held = products(
        CatalogueItem("A", name="Halo candle", pack_size=6),
        CatalogueItem("B", name="Halo candle, pack of 4"),
        CatalogueItem("C", name="Halo candle, pack of 4", pack_size=1),
        CatalogueItem("D", name="Halo candle"),
    )
    assert held.pack.tolist() == [6, 4, 1, UNKNOWN_PACK]


def test_rows_of_one_product_share_their_colours() -> None:
    held = products(
        CatalogueItem("A", name="Quill tote", colours=("black",)),
        CatalogueItem("B", name="Quill Tote", colours=("Rouge",)),
        CatalogueItem("C", name="Quill tote pink", colours=("pink",)),
        CatalogueItem("D", name="Nova clutch", colours=("white",)),
    )
    assert [names(colours) for colours in held.colours] == [{"black", "red", "pink"}] * 3 + [{"white"}]
    assert held.colours_known.all()


def test_a_colour_that_does_not_fold_leaves_the_whole_product_unknown() -> None:
    held = products(
        CatalogueItem("A", name="Quill tote", colours=("black",)),
        CatalogueItem("B", name="Quill tote", colours=("Glacier",)),
        CatalogueItem("C", name="Nova clutch"),
        CatalogueItem("D", name="Vesper", colours=("black", "Nuit")),
    )
    assert not held.colours_known.any()


def test_a_colour_in_the_mark_is_no_other_colour_of_its_goods() -> None:
    held = products(CatalogueItem("A", name="Quill tote", colours=("white",)), mark="Orvane Red")
    assert names(held.colours[0]) == {"white", "red"}


def test_what_is_kept_in_a_folder_is_what_was_compiled(tmp_path: Path) -> None:
    held = products(CatalogueItem("QX-120", name="Quill 24", price=Decimal(5), currency="EUR", sizes=("42",)))
    store(held, tmp_path / "products")
    read = stored(Products, tmp_path / "products")
    for part, again in zip(held.entries[1:], read.entries[1:], strict=True):
        np.testing.assert_array_equal(part, again)
    np.testing.assert_array_equal(held.phrases.keys, read.phrases.keys)
    np.testing.assert_array_equal(held.colours, read.colours)


@pytest.mark.parametrize("kept", [False, True])
def test_without_a_catalogue_there_is_nothing_and_it_can_be_kept(kept: bool, tmp_path: Path) -> None:
    held = compile_products([Right("r", "h", "trademark", "Orvane")], [], TABLES)
    if kept:
        store(held, tmp_path / "products")
        held = stored(Products, tmp_path / "products")
    assert [len(part) for part in (held.pack, held.colours, held.entries.weight)] == [0, 0, 0]


def test_the_same_name_on_many_rows_is_compared_once() -> None:
    held = products(*(CatalogueItem(f"A{number}B", name="Quill tote") for number in range(9)))
    assert len(held.entries.weight) == 9 + 1  # a model each, and one name
    assert pa.array(held.entries.items).value_counts().field("counts").to_pylist() == [2] * 9

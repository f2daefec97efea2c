"""Nearness of titles: the kernel finds what comparing each title with each entry finds."""

from collections import defaultdict

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildmark.records import CatalogueItem, Right
from guildmark.rights.names import SPREAD, right_keys
from guildmark.rights.products import Products, compile_products
from guildmark.text.base import base_tables
from guildmark.text.title_layout import FIGURE, MODEL_CODE, NAME, PACK, QUANTITY, STEM
from guildmark.text.title_ranks import DIMENSION_SHIFT, STEM_SHARE, rank_titles
from guildmark.text.title_words import title_words

TABLES = base_tables()[0]
WORDS = st.sampled_from(
    [
        "quill",
        "tote",
        "diver",
        "4100",
        "5200",
        "QX-120P",
        "qx120",
        "qx120b",
        "50ml",
        "100 ml",
        "bag",
        "nova",
        "halo",
        "900",
        "手提包",
        "手提",
    ]
)
TITLES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


def compiled(names: list[str]) -> Products:
    items = tuple(CatalogueItem(model=name, name=name) for name in names)
    return compile_products(
        [Right("r", "h", "trademark", "Orvane", catalogue=items)], [(0, item) for item in items], TABLES
    )


def ranked(names: list[str], title: str, floor: float = 0.5, near: float = 0.8) -> dict[str, float]:
    products = compiled(names)
    titles = title_words(pa.array([title]), TABLES.fold, TABLES.expansions, products.phrases)
    pairs = (np.zeros(1, np.int64), np.zeros(1, np.int64))
    rows = rank_titles(titles, pairs, products.entries, SPREAD, floor=floor, near=near)
    ends, items = products.entries.item_ends, products.entries.items
    return {names[items[ends[row["entry"]]]]: row["nearness"] for row in rows}


def plainly(products: Products, title: str, floor: float, near: float) -> dict[int, float]:
    """By comparing the title with every entry, as the docstring of `rank_titles` says it."""
    entries = products.entries
    found = title_words(pa.array([title]), TABLES.fold, TABLES.expansions, products.phrases).words
    slots = {int(slot["key"]): slot for slot in entries.keys.slots if slot["key"]}
    how: dict[int, int] = defaultdict(int)
    unseen, others = 0, 0
    for word, key in zip(found, right_keys(np.zeros(len(found), np.int64), found["key"]), strict=True):
        slot = slots.get(int(key))
        unseen += slot is None and word["kind"] == NAME
        others += slot is not None and word["kind"] in (FIGURE, MODEL_CODE)
        if slot is not None and word["kind"] != PACK:
            for unit in entries.keys.values[slot["first"] : slot["first"] + slot["count"]]:
                how[int(unit)] = max(how[int(unit)], 1 if word["kind"] == STEM else 2)
    known = sum(entries.rarity[unit] for unit, way in how.items() if way == 2) + unseen * entries.unseen[0]
    strict = int(np.isin(found["kind"], (FIGURE, MODEL_CODE)).sum())
    said = set(found["dimension"][found["kind"] == QUANTITY].tolist())
    scores = {}
    for entry in range(len(entries.weight)):
        matched, missing, explained, code = 0.0, 0, 0, False
        measured, agreed = set(), set()
        for u in range(entries.unit_ends[entry], entries.unit_ends[entry + 1]):
            way = how[int(entries.unit[u])]
            by_stem = way == 1 or (way == 0 and entries.stem[u] >= 0 and how[int(entries.stem[u])] == 2)
            share = 1.0 if way == 2 else STEM_SHARE if by_stem else 0.0
            kind, dimension = entries.kind[u] & 15, int(entries.kind[u] >> DIMENSION_SHIFT)
            if kind == QUANTITY:
                measured.add(dimension)
                agreed |= {dimension} if share else set()
            elif kind != NAME:
                explained += share > 0
                missing += share == 0 and entries.unit_weight[u] > 0
                code |= bool(share and entries.telling[u])
            matched += share * entries.unit_weight[u]
        another = not code and (explained < others or (missing and explained < strict))
        against = (measured & said) - agreed or another
        scores[entry] = 0.0 if against or not matched else 2 * matched / (entries.weight[entry] + max(known, matched))
    best = max(scores.values(), default=0.0)
    return {entry: score for entry, score in scores.items() if score >= floor and score >= near * best}


@settings(deadline=None, max_examples=200)
@given(names=st.lists(TITLES, min_size=1, max_size=8, unique=True), title=TITLES)
def test_no_entry_is_lost_by_looking_at_candidates_only(names: list[str], title: str) -> None:
    products = compiled(names)
    titles = title_words(pa.array([title]), TABLES.fold, TABLES.expansions, products.phrases)
    pairs = (np.zeros(1, np.int64), np.zeros(1, np.int64))
    rows = rank_titles(titles, pairs, products.entries, SPREAD, floor=0.5, near=0.8)
    found = {int(row["entry"]): float(row["nearness"]) for row in rows}
    assert found == pytest.approx(plainly(products, title, 0.5, 0.8))


def test_another_number_of_a_model_is_another_item() -> None:
    assert set(ranked(["Diver 4100 watch", "Diver 5200 watch"], "Orvane Diver 4100 watch, steel")) == {
        "Diver 4100 watch"
    }
    assert ranked(["Diver 4100 watch"], "Orvane Diver 6300 watch") == {}


def test_another_quantity_is_another_item() -> None:
    assert set(ranked(["Nocturne 50 ml", "Nocturne 100 ml"], "Orvane Nocturne 100ml spray")) == {"Nocturne 100 ml"}
    assert ranked(["Nocturne 50 ml"], "Orvane Nocturne 10 ml sample") == {}


def test_what_a_title_cannot_tell_apart_is_equally_near() -> None:
    assert set(ranked(["Quill tote, small", "Quill tote, large"], "Orvane Quill tote")) == {
        "Quill tote, small",
        "Quill tote, large",
    }


def test_words_that_only_name_the_goods_find_nothing() -> None:
    assert ranked(["Quill tote bag", "Nova shoulder bag"], "Orvane bag for women") == {}


def test_the_mark_itself_finds_nothing() -> None:
    assert ranked(["Orvane Quill"], "Orvane scarf") == {}


def test_a_code_in_common_outweighs_another_number() -> None:
    assert ranked(["Player QX-LM350H 2024"], "Orvane QXLM350H player 1080") != {}
    assert ranked(["Player QXW120B black"], "Orvane player QXW120R") == {}  # another colour's code


def test_an_item_is_only_near_to_titles_of_its_own_right() -> None:
    items = (CatalogueItem("Quill tote"), CatalogueItem("Quill tote"))
    rights = [Right(name, "h", "trademark", name, catalogue=(item,)) for name, item in zip("ab", items, strict=True)]
    products = compile_products(rights, list(enumerate(items)), TABLES)
    titles = title_words(pa.array(["Quill tote"]), TABLES.fold, TABLES.expansions, products.phrases)
    for right in (0, 1):
        pairs = (np.zeros(1, np.int64), np.full(1, right))
        rows = rank_titles(titles, pairs, products.entries, SPREAD, floor=0.5, near=0.8)
        ends, of_entry = products.entries.item_ends, products.entries.items
        assert [of_entry[ends[row["entry"]]] for row in rows] == [right]

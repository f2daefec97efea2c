"""Near-copies of a listing stand together, and what could be decided otherwise stands apart."""

import random
from typing import Any

import pytest
from delivered import contribution
from hypothesis import given
from hypothesis import strategies as st

from guildmark.hub.cases.clusters import cluster_key, core_words

WORDS = [contribution("replica_words", "words", 20.0), contribution("mark_in_text", "mark", 12.0)]
CHEAP = [*WORDS, contribution("price_below_floor", "price", 6.0)]
LISTING: dict[str, Any] = {
    "right_id": "arvo", "seller_id": "s1", "title": "Arvo Diver watch, 1:1 mirror quality", "condition": "new",
    "picture": "ab" * 32, "contributions": WORDS,
}  # fmt: skip


def key(**other: Any) -> str:
    return cluster_key(**{**LISTING, **other})


@pytest.mark.parametrize(
    "title",
    [
        "Arvo Diver watch, 1:1 mirror quality",
        "ARVO DIVER WATCH mirror quality 1:1",
        "Mirror quality: Arvo Diver watch (black, 42 mm)",
        "Arvo Diver watch 2026 mirror quality - blue - XL",
        "★ NEW ★ Arvo Diver watch 1:1 mirror quality, free shipping",
        "Arvo Diver watch, mirror quality, 5 pcs",
    ],
)
def test_titles_that_differ_in_order_numbers_sizes_colours_and_words_of_selling_are_alike(title: str) -> None:
    assert key(title=title) == key() != ""


def test_chinese_titles_are_alike_but_for_colours_numbers_and_words_of_selling() -> None:
    first, *others = (
        key(title=title)
        for title in (
            "新款 Arvo 女士手提包 真皮 黑色 2026",
            "Arvo 女士手提包 真皮 白色 包邮",
            "真皮 Arvo 女士手提包 40",
        )
    )
    assert set(others) == {first}
    assert key(title="Arvo 女士钱包 真皮") != first


@pytest.mark.parametrize(
    "other",
    [
        {"right_id": "brill"},
        {"seller_id": "s2"},
        {"condition": "used"},
        {"contributions": CHEAP},
        {"title": "Arvo Diver strap, 1:1 mirror quality"},
        {"title": "Arvo Diver watch"},
        {"title": "strap compatible with Arvo Diver watch, mirror quality"},
        {"title": ""},
    ],
)
def test_what_could_be_decided_otherwise_is_not_alike(other: dict[str, Any]) -> None:
    assert key(**other) != key()


def test_what_did_not_count_makes_no_difference() -> None:
    assert key(contributions=[*WORDS, contribution("price_below_floor", "price", 1.0, counted=False)]) == key()


def test_a_title_that_says_next_to_nothing_is_told_by_the_picture() -> None:
    assert key(title="Arvo") == key(title="5 x black") != ""
    assert key(title="Arvo", picture="cd" * 32) != key(title="Arvo")
    assert key(title="Arvo", picture=None) == ""


def test_without_a_seller_nothing_is_alike() -> None:
    assert key(seller_id="") == ""


@given(st.lists(st.text(min_size=1, max_size=8), max_size=12), st.randoms())
def test_the_order_of_words_never_matters(words: list[str], dice: random.Random) -> None:
    shuffled = words[:]
    dice.shuffle(shuffled)
    assert core_words(" ".join(words)) == core_words(" ".join(shuffled))
